"""The package: real files, the same bytes, gaps instead of guesses."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import docx
import icalendar
import pytest

from drafts.case import Case
from drafts.package import build_package, zip_package
from tests import a_lot, a_notice, an_enterprise

NOW = datetime(2026, 9, 15, 3, 15, tzinfo=UTC)


def a_case(enterprise: Any = None, version: int = 1, **lot: Any) -> Case:
    """Return a case with one lot."""
    values = {"deadline": "2026-10-16T23:59:00+02:00", "questions_by": "2026-10-06", **lot}
    only = a_lot(**values)
    notice = a_notice(lots=[only], procedure_id="P")
    return Case(notice, only, enterprise or an_enterprise(), None, [], NOW, version)


def words_of(content: bytes) -> str:
    """Return the text of a Word document."""
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_same_case_gives_the_same_bytes() -> None:
    assert build_package(a_case()) == build_package(a_case())
    assert zip_package(build_package(a_case())) == zip_package(build_package(a_case()))
    with zipfile.ZipFile(io.BytesIO(zip_package(build_package(a_case())))) as archive:
        assert archive.namelist() == ["01-anbud.docx", "kalender.ics"]


def test_what_is_not_known_is_a_listed_gap() -> None:
    text = words_of(build_package(a_case())[0].content)

    assert "[Fyll i: kontaktperson för anbudet]" in text
    assert "Att fylla i innan ni skickar" in text
    assert text.count("☐") == text.count("[Fyll i: ")


def test_what_is_known_stands_in_the_bid() -> None:
    enterprise = an_enterprise(occupied_total=14, occupied_target_group=10, insurances=["ansvarsförsäkring 10 mkr"])
    text = words_of(build_package(a_case(enterprise))[0].content)

    assert "14 personer är sysselsatta hos oss. 10 av dem" in text
    assert "ansvarsförsäkring 10 mkr" in text


@pytest.mark.parametrize("title", ["\x00\x0b<b>&amp; {{7*7}}", "#import x", "\u202egnp", "å" * 5000])
def test_hostile_titles_are_text(title: str) -> None:
    documents = build_package(a_case(title=title))

    assert "49" not in words_of(documents[0].content).replace("2026", "")[:200]
    assert icalendar.Calendar.from_ical(documents[1].content)


def test_the_calendar_has_the_dates_in_swedish_time() -> None:
    calendar = icalendar.Calendar.from_ical(build_package(a_case(version=3))[1].content)
    events: dict[str, Any] = {str(event["summary"]).split(":")[0]: event for event in calendar.walk("VEVENT")}

    deadline = events["Sista dag för anbud"]
    assert deadline["dtstart"].dt.isoformat() == "2026-10-16T23:59:00+02:00"
    assert deadline["dtstart"].params["TZID"] == "Europe/Stockholm"
    assert deadline["sequence"] == 2
    assert str(events["Sista dag för frågor"]["dtstart"].dt) == "2026-10-06"
    assert len(list(deadline.walk("VALARM"))) == 2


def test_a_moved_date_keeps_its_identity() -> None:
    first = icalendar.Calendar.from_ical(build_package(a_case())[1].content)
    moved = icalendar.Calendar.from_ical(
        build_package(a_case(version=2, deadline="2026-11-01T12:00:00+01:00"))[1].content
    )

    assert {str(e["uid"]) for e in first.walk("VEVENT")} == {str(e["uid"]) for e in moved.walk("VEVENT")}


def test_no_dates_no_calendar() -> None:
    assert [d.name for d in build_package(a_case(deadline=None, questions_by=None))] == ["01-anbud.docx"]
