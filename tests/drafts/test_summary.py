"""The page in plain Swedish: one page whatever the case holds, plain language, tagged for screen readers."""

from __future__ import annotations

import base64
import io
import re
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafts import summary, summary_text
from drafts.case import Case
from drafts.plain_text import SHOWN, in_their_words, quoted, shown
from drafts.summary import ROOMS
from matchers.considerations import classify
from matchers.ranking import Matcher
from models.plain import problems
from models.profile_files import read_profiles
from scrapers.reading import read_many
from tests import ROOT, an_enterprise, needs_qpdf
from tests.drafts.cases import CASES as THIRTY
from tests.drafts.summary_cases import CASES, DEMANDS, HOSTILE, NOW, a_case, a_requirement

LIX = 40
PNG = base64.b64decode(  # one blue dot
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADBwIAMCbHYQAAAABJRU5ErkJggg=="
)
WELL_NAMED = {name: case for name, case in CASES.items() if name not in HOSTILE}


def pages_of(content: bytes) -> list[str]:
    """Return the text of each page, its lines joined: every sentence on the page has its own full stop."""
    document = pypdfium2.PdfDocument(content)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def text_of(case: Case) -> str:
    """Return the text of the only page."""
    (text,) = pages_of(summary.build(case))
    return text


def tags_of(content: bytes) -> list[Any]:
    """Return the tags of the structure, in the order of the file."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        found: list[Any] = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/S" in o and "/P" in o]
        return [{key: str(o[key]) for key in ("/S", "/Alt") if key in o} for o in found]


def hard_in(case: Case) -> list[str]:
    """Return what makes the page hard to read."""
    return problems(text_of(case), LIX, names_of(case))


def names_of(case: Case) -> list[str]:
    """Return the names that the count of words leaves out."""
    return [*summary_text.names(case, ROOMS[0]).values(), case.coordinator_name or ""]


@pytest.mark.parametrize("name", CASES)
def test_one_tagged_page_with_title_and_language(name: str) -> None:
    with pikepdf.open(io.BytesIO(summary.build(CASES[name]))) as pdf:
        assert len(pdf.pages) == 1
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.StructTreeRoot
        assert str(pdf.Root.Lang) == "sv-SE"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
            assert meta["dc:title"].startswith("Kort sammanfattning på enkel svenska: ")


@pytest.mark.parametrize("name", WELL_NAMED)
def test_the_page_is_plain_swedish(name: str) -> None:
    text = text_of(WELL_NAMED[name])

    assert hard_in(WELL_NAMED[name]) == []
    ours = re.sub(r"”[^”]*”", "", text)
    assert not re.search(r"§|CPV|\d{8}|\bkap\b|poäng|procent|konsorti|utsatt|svaga", ours)
    for rank, question in enumerate(("När?", "Vad ska göras?", "Var?", "Hur länge?", "Hur mycket är det värt?")):
        assert question in text, rank
    asked = ["Varför passar det er?", "Vad behövs?", "Vad är oklart?", "Vad gör du nu?"]
    assert [text.index(question) for question in asked] == sorted(text.index(question) for question in asked)


@pytest.mark.parametrize("name", THIRTY)
def test_the_cases_of_the_package_are_one_page_of_plain_swedish(name: str) -> None:
    assert hard_in(THIRTY[name]) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "reserved_public",
            "Köpet verkar vara bara för företag som arbetar för allas bästa. Det är oklart om ni får vara med.",
        ),
        ("reserved_idea", "Ni verkar inte få vara med."),
        ("joint_partner_unknown", "Ni svarar tillsammans med andra. Ni är 2 i gruppen."),
    ],
)
def test_what_the_package_knows_of_reservations_and_partners_is_told(name: str, said: str) -> None:
    assert said in text_of(THIRTY[name])


def test_the_invented_day_is_told_in_plain_swedish() -> None:
    """Every purchase of the day, told to the enterprise that it fits best, with the reasons of the matching."""
    profiles = read_profiles(ROOT / "samples" / "enterprises.json")
    matcher = Matcher(profiles)
    told = 0
    for _, outcome in read_many(sorted((ROOT / "samples" / "eforms").glob("*.xml"))):
        for notice in outcome if isinstance(outcome, list) else []:
            found = classify(notice)
            for match in matcher.match([notice], {notice["id"]: found}, now=NOW, top=1)[:1]:
                lot = next(lot for lot in notice["lots"] if lot["id"] == match["lot"])
                enterprise = next(profile for profile in profiles if profile["id"] == match["enterprise"])
                case = Case(notice, lot, enterprise, match, [c for c in found if c["lot"] in {None, lot["id"]}], NOW)
                assert hard_in(case) == [], notice["title"]
                told += 1
    assert told > 20


def test_what_is_known_stands_on_the_page() -> None:
    text = text_of(CASES["reserved"])

    for said in (
        "”Lokalvård på elva förskolor”", "Till Städkooperativet Havsbris. Köpare: Falkenbergs kommun.",
        "Skicka ert förslag senast fredag 16 oktober 2026 kl. 23.59. Det är 31 dagar kvar.",
        "Ställ dem senast tisdag 6 oktober 2026. Det är 21 dagar kvar.", "Det gäller i 2 år.",
        "Det börjar fredag 1 januari 2027.", "Köparen får förlänga 2 gånger.",
        "Köpet är bara för sociala företag. Ni verkar få vara med.",
        "Köparen skriver ”lokalvård”, det hör till er bransch.", "Säg ja eller nej till Anna Ek.",
        "tel. 000-00 00 00", "Vi räknade dagarna tisdag 15 september 2026.",
    ):  # fmt: skip
        assert said in text
    assert "2 400 000 kr utan moms" in text.replace("\u00a0", " ")


def test_sections_and_codes_in_the_buyers_words_are_left_out_with_a_mark() -> None:
    text = text_of(CASES["directive"])

    assert "§" not in text
    assert "Ytorna är 9" in text
    assert "…”" in text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("directive", "Fyll i ESPD (ett formulär där ni intygar att allt är i ordning)."),
        ("directive", "Vi har hittat 6 krav. De står i ”02-kravlista.xlsx”."),
        ("reserved-idea", "Köpet verkar vara bara för föreningar"),
        ("reserved-idea", "Det är oklart om ni får vara med."),
        ("reserved-unclear", "Det är oklart vilka."),
        ("joint", "Ni svarar tillsammans med Gröna Tråden och Kafé Kajutan."),
        ("joint", "Städkooperativet Havsbris leder gruppen."),
        ("joint", "Ingen i gruppen gör det här än: ”nattstädning”."),
        ("lots", "Köpet har 3 delar."),
        ("lots", "Det är oklart vad er del är värd."),
        ("framework", "Arbetet är i Halmstad, Varberg och Laholm. Det gäller fler orter också."),
        ("lov", "Ni kan söka när som helst."),
        ("concession", "Ni får betalt av gästerna, inte av köparen."),
        ("direct", "Sista dagen är i dag."),
        ("partnership", "Det är inte ett köp."),
        ("utilities", "Arbetet är i Hallands län."),
        ("planned", "Ni kan inte svara än."),
        ("too-late", "Tiden är ute."),
        ("too-late", "Det är för sent att svara."),
        ("partnership", "Mer står i ”01-dialogunderlag.docx”."),
        ("partnership", "Boka ett möte med myndigheten."),
        ("no-deadline", "Det är oklart när ni ska svara."),
        ("nothing-known", "Det är oklart vilka regler som gäller. Fråga köparen."),
        ("nothing-known", "Det är oklart vem som köper."),
        ("foreign", "Det slutar lördag 1 maj 2027."),
    ],
)
def test_each_kind_of_purchase_is_told_as_what_it_is(name: str, said: str) -> None:
    assert said in text_of(CASES[name])


def test_nothing_is_asked_for_that_no_text_asks_for() -> None:
    (needed,) = [s for s in summary_text.sections(CASES["national"], ROOMS[0]) if s.question == "Vad behövs?"]
    assert [line.text for line in needed.lines] == ["Läs alla papper om köpet. Där står vad som krävs."]

    case = a_case(requirements=[a_requirement("Leverantören ska inte lämna referenser.")])
    assert "Visa jobb" not in text_of(case)


def test_what_the_profile_has_is_said_and_what_it_lacks() -> None:
    (needed,) = [
        section
        for section in summary_text.sections(a_case(notice={"subtype": "20"}, requirements=DEMANDS), ROOMS[0])
        if section.question == "Vad behövs?"
    ]

    assert [line.text for line in needed.lines[:2]] == [
        "Visa jobb som ni har gjort förut. Det saknar vi i dag.",
        "Visa att ni har försäkring. Det finns i er profil.",
    ]
    assert len(needed.lines) == 5


@pytest.mark.parametrize("name", HOSTILE)
def test_harmful_text_is_shown_as_text(name: str) -> None:
    text = text_of(CASES[name])

    assert "Vad gör du nu?" in text
    assert "49" not in text
    assert "root:" not in text
    if name in {"markup", "template", "import"}:
        assert shown(HOSTILE[name], 25).removesuffix(" …").translate({ord('"'): "’"}) in text.replace("*", "*")


def test_a_long_text_is_cut_with_a_mark_and_the_page_says_where_the_rest_is() -> None:
    case = a_case(lot={"description": "Vi städar skolan varje dag. " * 500})
    text = text_of(case)

    assert "…”" in text
    assert "Mer står i ”01-anbud.docx”." in text


def test_the_same_case_gives_the_same_bytes() -> None:
    assert summary.build(CASES["joint"]) == summary.build(CASES["joint"])


def test_the_logo_has_a_text_for_those_who_cannot_see_it() -> None:
    content = summary.build(a_case(logo=PNG))

    figures = [tag["/Alt"] for tag in tags_of(content) if tag["/S"] == "/Figure"]
    assert figures == ["Logotyp för Städkooperativet Havsbris"]


def test_a_logo_that_is_no_picture_is_left_out() -> None:
    assert summary.build(a_case(logo=b"not a picture")) == summary.build(a_case())


def test_headings_and_lists_are_tagged_in_order() -> None:
    tags = [tag["/S"] for tag in tags_of(summary.build(CASES["joint"]))]

    assert tags.count("/H1") == 1
    assert tags.count("/H2") == 10
    assert tags.count("/L") == 4
    assert "/Table" not in tags


def test_the_type_is_large() -> None:
    document = pypdfium2.PdfDocument(summary.build(CASES["joint"]))
    sizes = {round(text.get_font_size(), 1) for text in document[0].get_objects() if text.type == 1}
    document.close()

    assert min(sizes) >= 14


@needs_qpdf
def test_qpdf_finds_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "sammanfattning.pdf"
    path.write_bytes(summary.build(CASES["joint"]))

    checked = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_sign_that_is_let_through_can_be_shown() -> None:
    signs = [chr(code) for first, last in SHOWN for code in range(first, last + 1)]
    for start in range(0, len(signs), 100):
        many = " ".join(signs[start : start + 100])
        assert pages_of(summary.build(a_case(lot={"description": many, "title": many[:200]})))


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=400), st.text(max_size=80), st.lists(st.text(max_size=40), max_size=4))
def test_any_text_makes_one_page(long: str, short: str, many: list[str]) -> None:
    case = a_case(
        lot={"title": short, "description": long, "cities": many, "documents_url": short},
        notice={"title": long},
        enterprise=an_enterprise(name=short or "x"),
        requirements=[a_requirement(text) for text in many],
        coordinator_name=short,
    )
    assert len(pages_of(summary.build(case))) == 1


@given(st.text(max_size=300), st.integers(min_value=5, max_value=200))
def test_shown_text_is_one_line_not_longer_than_asked(text: str, most: int) -> None:
    line = shown(text, most)

    assert len(line) <= most
    assert line == " ".join(line.split())
    assert shown(line, most) == line
    assert not set(quoted(text, most)[1:-1]) & set('”“"\n')
    assert len(in_their_words(text, most)) <= most + 4
