"""eForms: the fields of the fixed shape, and each trap of the format."""

from __future__ import annotations

import re
from typing import Any

import pytest

from models.values import NoticeData
from samples.write import entries, files
from scrapers.eforms import parse_root, publication_number
from scrapers.eforms_takers import moment
from scrapers.exceptions import UnreadableNotice
from scrapers.orgnumbers import is_valid, normalise
from scrapers.reading import read
from scrapers.xml import parse_xml
from tests import SHARED, needs_shared

SAMPLE = files()["600101-2026.xml"].decode()


def parse(text: str) -> NoticeData:
    """Read one notice."""
    return parse_root(parse_xml(text.encode()))


def changed(*pairs: tuple[str, str]) -> NoticeData:
    """Read the first sample notice with parts of its text replaced."""
    text = SAMPLE
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return parse(text)


def test_every_sample_gives_what_its_table_says() -> None:
    made = files()
    for entry in entries():
        (notice,) = read(made[f"{entry['number']}.xml"])
        assert notice["publication_number"] == entry["number"]
        assert notice["title"] == " ".join(entry["title"].split())
        assert notice["description"] == " ".join(entry["description"].split())
        assert notice["form_type"] == entry["form"]
        assert notice["subtype"] == entry["subtype"]
        assert len(notice["lots"]) == len(entry.get("lots") or [1])
        assert notice["cpv"][0] == str(entry["cpv"][0])
        assert notice["published"] == entry["published"].isoformat()


def test_a_reserved_lot_is_read_whole() -> None:
    notice = parse(SAMPLE)
    lot = notice["lots"][0]

    assert lot["reserved_participation"] == ["res-ws"]
    assert lot["reserved_execution"] == "no"
    assert lot["social_objectives"] == ["opp"]
    assert lot["strategic"] == ["soc-obj"]
    assert lot["deadline"] == "2026-10-16T23:59:00+02:00"
    assert lot["questions_by"] == "2026-10-06T23:59:00+02:00"
    assert lot["duration"] == "P24M"
    assert lot["renewals"] == 2
    assert lot["value"] == {"amount": 2400000.0, "currency": "SEK"}
    assert lot["performance_terms"] is not None
    assert [(c["type"], c["name"], c["weight"]) for c in lot["award_criteria"]] == [
        ("price", "Pris", 60.0),
        ("quality", "Arbetsledning och handledning", 40.0),
    ]


def test_prefixes_may_be_any() -> None:
    text = SAMPLE
    for number, prefix in enumerate(("cbc", "cac", "efac", "efbc", "efext", "ext")):
        text = re.sub(rf"\b{prefix}:", f"ns{number}:", text).replace(f"xmlns:{prefix}=", f"xmlns:ns{number}=")

    assert parse(text) == parse(SAMPLE)


def test_a_comment_does_not_cut_a_text() -> None:
    notice = changed(("Falkenbergs kommun upphandlar", "Falkenbergs <!-- x -->kommun upphandlar"))

    assert (notice["description"] or "").startswith("Falkenbergs kommun upphandlar")


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        ("2026-10-16+02:00", "23:59:00+02:00", "2026-10-16T23:59:00+02:00"),
        ("2026-10-30Z", "22:59:00Z", "2026-10-30T22:59:00+00:00"),
        ("2026-10-16+02:00", "12:00:00", "2026-10-16T12:00:00+02:00"),
        ("2026-10-16-05:00", "12:00:00-05:00", "2026-10-16T12:00:00-05:00"),
        ("2026-10-16+02:00", "12:00:00.0000000+02:00", "2026-10-16T12:00:00+02:00"),
        ("2026-10-16+02:00", None, "2026-10-16"),
        ("2026-10-16", "", "2026-10-16"),
        (None, "12:00:00", None),
    ],
)
def test_deadlines_are_moments_with_offset(day: str | None, clock: str | None, expected: str | None) -> None:
    assert moment(day, clock) == expected


def test_the_deadline_is_for_tenders_before_requests_and_never_for_questions() -> None:
    tender = re.search(r"<cac:TenderSubmissionDeadlinePeriod>.*?</cac:TenderSubmissionDeadlinePeriod>", SAMPLE, re.S)
    assert tender
    request = tender[0].replace("TenderSubmissionDeadlinePeriod", "ParticipationRequestReceptionPeriod")
    request = request.replace("2026-10-16", "2026-10-10")

    both = changed((tender[0], request + tender[0]))
    assert both["lots"][0]["deadline"] == "2026-10-16T23:59:00+02:00"
    assert changed((tender[0], request))["lots"][0]["deadline"] == "2026-10-10T23:59:00+02:00"
    assert changed((tender[0], ""))["lots"][0]["deadline"] is None


def test_the_notices_own_language_comes_first() -> None:
    name = '<cbc:Name languageID="SWE">Lokalvård på förskolor och skolor i Falkenberg</cbc:Name>'
    english = '<cbc:Name languageID="ENG">Cleaning</cbc:Name>'

    assert changed((name, english + name))["title"] == "Lokalvård på förskolor och skolor i Falkenberg"
    assert changed((name, english))["title"] == "Cleaning"


def test_the_publication_date_is_not_that_of_withheld_fields() -> None:
    later = "<efac:FieldsPrivacy><efbc:PublicationDate>2036-01-01Z</efbc:PublicationDate></efac:FieldsPrivacy>"
    notice = changed(("<efac:NoticeSubType>", f"{later}<efac:NoticeSubType>"))

    assert notice["published"] == "2026-09-15"


def test_the_sender_is_no_buyer() -> None:
    sender = (
        "<cac:ServiceProviderParty><cac:Party><cac:PartyIdentification><cbc:ID>ORG-0009</cbc:ID>"
        "</cac:PartyIdentification></cac:Party></cac:ServiceProviderParty></cac:Party>"
    )
    notice = changed(("</cac:PartyIdentification>\n    </cac:Party>", f"</cac:PartyIdentification>{sender}"))

    assert [buyer["name"] for buyer in notice["buyers"]] == ["Falkenbergs kommun"]


def test_a_withheld_value_is_missing() -> None:
    aim = 'listName="strategic-procurement">'
    nothing = (f"{aim}soc-obj", f"{aim}unpublished")
    notice = changed((">2400000<", ">-1<"), nothing)

    assert notice["value"] is None
    assert notice["lots"][0]["value"] is None
    assert notice["lots"][0]["strategic"] == []


def test_a_natural_person_has_no_name_here() -> None:
    person = "<efbc:NaturalPersonIndicator>true</efbc:NaturalPersonIndicator>"
    notice = changed(("<efac:Organization>", f"<efac:Organization>{person}"))

    assert notice["buyers"][0]["name"] is None
    assert notice["buyers"][0]["org_number_raw"] is None


def test_a_winner_is_found_through_tender_and_party() -> None:
    entry = next(entry for entry in entries() if "winner" in entry)
    (notice,) = read(files()[f"{entry['number']}.xml"])

    assert notice["winners"] == [
        {
            "lot": "LOT-0001", "name": "Påhittade Trädgården ek. för.", "org_number": "7690000031",
            "value": {"amount": 265000.0, "currency": "SEK"}, "country": "SWE",
        }
    ]  # fmt: skip
    assert notice["results"][0]["status"] == "selec-w"
    assert notice["results"][0]["concluded"] == "2026-08-26"


def test_a_listed_loser_is_no_winner() -> None:
    entry = next(entry for entry in entries() if "winner" in entry)
    text = files()[f"{entry['number']}.xml"].decode()
    lost = '<efac:LotTender><cbc:ID schemeName="tender">TEN-0002</cbc:ID></efac:LotTender>'
    text = re.sub(r"(<cbc:TenderResultCode[^>]*>selec-w</cbc:TenderResultCode>)", rf"\1{lost}", text)
    assert len(parse(text)["winners"]) == 1

    closed = parse(text.replace(">selec-w<", ">clos-nw<"))
    assert closed["winners"] == []
    assert closed["results"][0]["status"] == "clos-nw"


def test_a_change_names_what_it_changes() -> None:
    (entry,) = [entry for entry in entries() if entry.get("reason") == "update-add"]
    (notice,) = read(files()[f"{entry['number']}.xml"])

    assert notice["changes"] == {"of": f"{entry['first']['uuid']}-01", "reason": "update-add"}
    assert notice["changed_sections"] == ["LOT-0001"]


def test_groups_of_lots_are_no_lots_and_parts_are() -> None:
    grouped = changed(('schemeName="Lot">LOT-0001', 'schemeName="LotsGroup">GLO-0001'))
    part = changed(('schemeName="Lot">LOT-0001', 'schemeName="Part">PAR-0001'))

    assert grouped["lots"] == []
    assert (part["lots"][0]["id"], part["lots"][0]["kind"]) == ("PAR-0001", "Part")


def test_without_a_number_the_notices_own_id_serves() -> None:
    notice = changed((">00600101-2026<", "> <"))

    assert notice["id"] == f"eforms:{notice['notice_uuid']}-01"
    assert notice["source"] == "eforms"


def test_a_root_of_another_kind_is_named() -> None:
    with pytest.raises(UnreadableNotice, match="Invoice"):
        parse('<Invoice xmlns="urn:x"/>')


def test_publication_numbers_lose_their_zeros() -> None:
    assert publication_number("00453517-2026") == "453517-2026"
    assert publication_number("n.a.") is None


@pytest.mark.parametrize(
    ("raw", "country", "expected"),
    [
        ("212000-1215", "SWE", "2120001215"),
        ("162120001215", "SWE", "2120001215"),
        ("SE212000121501", "SWE", "2120001215"),
        ("SE2120001215", "SWE", "2120001215"),
        ("SE 212000-1215", "SWE", "2120001215"),
        ("not available", "SWE", "not available"),
        ("212000-12", "SWE", "212000-12"),
        ("DK 12 34 56 78", "DNK", "DK 12 34 56 78"),
        (None, "SWE", None),
    ],
)
def test_swedish_numbers_become_ten_digits(raw: str | None, country: str, expected: str | None) -> None:
    assert normalise(raw, country) == expected


def test_the_check_digit() -> None:
    assert is_valid("2120001215")
    assert not is_valid("2120001216")
    assert not is_valid("")


@needs_shared
def test_the_invented_pair_of_notice_and_change() -> None:
    folder = SHARED / "data" / "eforms-invented"
    first, change, result, voluntary = (
        read((folder / name).read_bytes())[0]
        for name in ("00453517_2026.xml", "00512345_2026.xml", "00700001_2026.xml", "00600000_2026.xml")
    )

    assert first["id"] == "ted:453517-2026"
    assert [lot["reserved_participation"] for lot in first["lots"]] == [["res-ws"], ["none"]]
    assert first["lots"][0]["reserved_execution"] == "yes"
    assert change["changes"] == {"of": f"{first['notice_uuid']}-01", "reason": "update-add"}
    assert first["lots"][0]["deadline"] != change["lots"][0]["deadline"]
    assert (change["lots"][0]["deadline"] or "").endswith("+01:00")
    assert [r["status"] for r in result["results"]] == ["selec-w", "clos-nw"]
    assert len(result["winners"]) == 1
    assert voluntary["subtype"] == "E3"
    assert voluntary["legal_basis"] == "other"
    assert voluntary["lots"][0]["duration"] is None


@needs_shared
def test_personal_data_of_contacts_is_not_kept() -> None:
    folder = SHARED / "data" / "eforms-invented"
    for path in folder.glob("*.xml"):
        for notice in read(path.read_bytes()):
            kept: Any = {key: value for key, value in notice.items() if key not in {"title", "description", "lots"}}
            assert "@" not in str(kept)
