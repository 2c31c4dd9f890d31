"""The package: which files each case gets, the same bytes, whole files, no formula of others."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import re
import zipfile
from dataclasses import replace
from typing import Any

import docx
import icalendar
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from drafts import bid, checklist, espd, requirement_list
from drafts.case import Case
from drafts.package import Document, build_package, zip_package
from drafts.sources import clean, excerpt
from tests.drafts.cases import CASES, JOINT, PARTNER, a_case, a_poor_case, a_rich_enterprise, built

BID = {
    "00-sammanfattning.pdf",
    "01-anbud.docx",
    "02-kravlista.xlsx",
    "03-checklista.docx",
    "04-priskalkyl.xlsx",
    "05-fragor.docx",
    "paket.json",
}
every_case = pytest.mark.parametrize("name", CASES)


def files_of(case: Case) -> dict[str, bytes]:
    """Return the package's files by name."""
    return {document.name: document.content for document in build_package(case)}


def words_of(content: bytes) -> str:
    """Return the text of a Word document."""
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def texts_of(content: bytes) -> str:
    """Return the text of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None)


def test_there_are_thirty_cases() -> None:
    assert len(CASES) >= 30


@every_case
def test_each_case_gets_its_files(name: str) -> None:
    case, files = CASES[name], set(built(name))
    names = {file for file in files if not file.startswith("07-espd")} - {"kalender.ics"}

    assert (files >= {"07-espd.xml"} or any(file.startswith("07-espd-1-") for file in files)) is espd.is_wanted(case)
    if case.kind == "partnership":
        assert names == {"00-sammanfattning.pdf", "01-dialogunderlag.docx", "paket.json"}
    else:
        assert names == BID | ({"06-avsiktsforklaring.docx"} if case.joint else set())


@every_case
def test_the_same_case_gives_the_same_bytes(name: str) -> None:
    once, again = [Document(*file) for file in built(name).items()], build_package(CASES[name])

    assert once == again
    assert zip_package(once) == zip_package(again)
    with zipfile.ZipFile(io.BytesIO(zip_package(once))) as archive:
        assert archive.namelist() == sorted(document.name for document in once)


@every_case
def test_word_documents_are_whole(name: str) -> None:
    for file, content in built(name).items():
        if not file.endswith(".docx"):
            continue
        document = docx.Document(io.BytesIO(content))
        assert document.core_properties.language == "sv-SE"
        assert document.core_properties.title
        assert document.sections[0].page_width == 7560310
        assert document.styles.element.find(".//{*}rPrDefault//{*}lang").get(docx.oxml.ns.qn("w:val")) == "sv-SE"
        headings = [
            int(style[-1])
            for p in document.paragraphs
            if (style := str(p.style and p.style.name)).startswith("Heading")
        ]
        assert headings[0] == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(headings))
        assert all(table.rows[0]._tr.xpath("./w:trPr/w:tblHeader") for table in document.tables)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {part: archive.read(part) for part in archive.namelist()}
        for part, xml in parts.items():
            if part.endswith((".xml", ".rels")):
                etree.fromstring(xml)
        names = re.findall(rb'w:name="(gap\d+|_Toc\d+)"', parts["word/document.xml"])
        anchors = re.findall(rb'w:anchor="([^"]+)"', parts["word/document.xml"])
        assert len(set(names)) == len(names)
        assert set(anchors) <= set(names)
        assert b" PAGE " in parts["word/footer1.xml"]


@every_case
def test_no_cell_of_a_workbook_is_a_formula_of_others(name: str) -> None:
    own = re.compile(r"^=(IF\(COUNT|COUNTIF\(Krav!|COUNTA\(Krav!)")
    for file, content in built(name).items():
        if not file.endswith(".xlsx"):
            continue
        book = openpyxl.load_workbook(io.BytesIO(content))
        for sheet in book:
            assert sheet.page_setup.paperSize == 9
            for cell in (cell for row in sheet for cell in row if cell.data_type == "f"):
                assert own.match(str(cell.value)), cell.coordinate
                assert not re.search("cmd|HYPERLINK", str(cell.value))
        assert not re.search(rb"<hyperlink|externalLink", b"".join(_parts(content).values()))


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_list_of_demands_has_choices_and_stays_under_its_heading() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(built("single")["02-kravlista.xlsx"]))["Krav"]

    assert sheet.freeze_panes == "A5"
    (choice,) = sheet.data_validations.dataValidation
    assert choice.type == "list"
    assert "Fråga köparen" in choice.formula1
    assert sheet["D5"].value == "Anbudsgivaren ska ha en årsomsättning om minst 2 miljoner kr."
    assert (sheet["E5"].value, sheet["F5"].value) == ("kravspecifikation.pdf", "sida 4, punkt 3.1")
    assert [sheet.cell(row, 7).value for row in range(5, 15)] == [None] * 10, "nobody has answered yet"


def test_hostile_text_stays_text() -> None:
    files = built("markup")

    text = words_of(files["01-anbud.docx"])
    assert "<w:p>&amp;{{7*7}}</w:p>" in text
    assert "<b>Fet & Co</b>" in text
    formula = built("formula")
    assert "=cmd|'/c calc'!A1" in texts_of(formula["04-priskalkyl.xlsx"])
    assert '=HYPERLINK("http://x.example.se","klicka")' in texts_of(formula["02-kravlista.xlsx"])
    control = words_of(built("control")["01-anbud.docx"])
    assert "gnp.slut" in control
    assert "\u202e" not in control


def test_what_is_not_known_is_a_numbered_gap_in_the_list() -> None:
    text = words_of(built("poor")["01-anbud.docx"])
    body, _, sheet = text.partition("Arbetsblad: ta bort före inlämning\n")

    gaps = re.findall(r"\[(\d+)\. Fyll i: ([^\]]+)\]", text)
    assert [int(number) for number, _ in gaps if f"[{number}. " in body]
    listed = dict(re.findall(r"^☐ (\d+)\. (.+?)  \(", sheet, re.MULTILINE))
    assert {int(number) for number, _ in gaps} == set(range(1, len(gaps) + 1)) == {int(number) for number in listed}
    assert all(listed[number].lower() == what.lower() for number, what in gaps)


def test_what_is_known_stands_in_the_bid() -> None:
    text = words_of(built("single")["01-anbud.docx"])

    assert "Hos oss är 14 personer sysselsatta." in text
    assert "10 av dem är personer som har svårt att få jobb: 71 procent." in text
    assert "ansvarsförsäkring 10 miljoner kr" in text
    assert "Samma slags arbete enligt CPV-koden." in text
    assert "Äldre än tre år." in text
    assert "2\u00a0400\u00a0000\u00a0kr utan moms" in text


def test_each_kind_is_written_in_its_own_way() -> None:
    def bid(name: str) -> str:
        return words_of(files_of(CASES[name])["01-anbud.docx"])

    assert "Ansökan om att bli godkänd" in bid("lov")
    assert "Vi lämnar inget pris" in bid("lov")
    assert "Öppettider" in bid("concession")
    assert "prisbilaga" not in bid("concession")
    assert "Erbjudande" in bid("direct")
    assert "Ring oss när" in bid("direct")
    assert "4 kap. 18 §" in bid("reserved_integration")
    assert "19 kap. 25 § LOU" in bid("reserved_public")
    assert "19 kap. 25 a §" in bid("reserved_idea")
    sheet = words_of(built("partnership")["01-dialogunderlag.docx"])
    assert "De här orden står i annonsen: vite, utföraren åtar sig att leverera" in sheet


def test_partners_are_named_without_whom_to_call() -> None:
    loud = {**PARTNER, "contact_name": "Någon Annan", "email": "annan@example.se", "phone": "000-11 11 11"}
    quiet = [{**loud, "contact_name": None, "email": None, "phone": None}]
    files = files_of(a_case(joint=JOINT, partners=quiet))

    letter = words_of(files["06-avsiktsforklaring.docx"])
    assert "Gröna Provet" in letter
    assert "769600-0029" in letter
    assert "Kontaktperson Ett" not in letter
    assert "hej@exemplet" not in letter


def test_the_package_says_what_it_is_made_of() -> None:
    case, files = CASES["joint"], built("joint")
    made = json.loads(files["paket.json"])

    assert {file["name"] for file in made["files"]} == set(files) - {"paket.json"}
    assert all(file["sha256"] == hashlib.sha256(files[file["name"]]).hexdigest() for file in made["files"])
    assert made["notice"]["id"] == case.notice["id"]
    assert made["documents"] == [{"name": "kravspecifikation.pdf", "sha256": "a" * 64, "scanned": [], "fault": None}]
    assert made["made_by"] == {"matcher": "1", "classifier": "3", "package": "1"}
    assert "example.se" not in files["paket.json"].decode()


def test_the_logo_stands_in_what_is_sent() -> None:
    parts = _parts(built("single_with_logo")["01-anbud.docx"])

    assert parts["word/media/logo.png"] == CASES["single_with_logo"].logo
    assert b'descr="St\xc3\xa4dkooperativet Exemplet, logotyp"' in parts["word/header1.xml"]
    assert "word/media/logo.png" not in _parts(built("single_with_logo")["03-checklista.docx"])


def test_red_when_time_is_short_and_nothing_is_read() -> None:
    text = words_of(built("poor")["03-checklista.docx"])

    assert "Rött" in text
    assert "Inga dokument är lästa." in text
    late: Any = replace(CASES["deadline_without_time"], documents=[])
    assert "3 dagar kvar" in words_of(files_of(late)["03-checklista.docx"])


def test_no_dates_no_calendar() -> None:
    assert "kalender.ics" not in files_of(a_poor_case())
    assert icalendar.Calendar.from_ical(built("control")["kalender.ics"])


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=400))
def test_any_text_can_be_a_title_a_name_and_a_demand(text: str) -> None:
    demand = {**CASES["single"].requirements[0], "text": text, "number": text[:5], "file": text[:20] or None}
    case = a_case(a_rich_enterprise(name=text, description=text), lot={"title": text}, requirements=[demand])

    bid_text = words_of(bid.write(case).save())
    sheet = openpyxl.load_workbook(io.BytesIO(requirement_list.write(case).save()))["Krav"]

    assert excerpt(text, 150)[0] in bid_text
    assert (sheet["D5"].value or "") == clean(text)
    assert sheet["D5"].data_type != "f"
    assert checklist.write(case).save()


@pytest.mark.parametrize(
    "lot",
    [
        {"duration": "PT5H"}, {"duration": "ett år"}, {"cpv": ["0"]}, {"cpv": [""]},
        {"value": {"amount": 0.5, "currency": None}}, {"value": {"amount": -1.0, "currency": "EUR"}},
        {"award_criteria": [{"type": None, "name": None, "weight": None, "description": None}]},
        {"submission_url": "http://[trasig"}, {"documents_url": "mailto:x@example.se"},
    ],
)  # fmt: skip
def test_odd_values_are_no_obstacle(lot: dict[str, Any]) -> None:
    files = files_of(a_case(lot=lot))

    assert set(files) >= BID
