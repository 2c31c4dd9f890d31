"""The calendar: read back with the same dates and texts, and changes that replace what was sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafts import calendar
from drafts.case import Case
from drafts.words import clean
from tests.drafts.cases import CASES as THIRTY
from tests.drafts.summary_cases import CASES, HOSTILE, a_case

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DATES = {
    "questions_by": "2026-10-06", "deadline": "2026-10-16T23:59:00+02:00", "opening": "2026-10-19T07:00:00+00:00",
    "starts": "2027-01-01",
}  # fmt: skip
ALL = CASES | THIRTY
MADE = [name for name in ALL if calendar.build(ALL[name])]


def built(case: Case) -> bytes:
    """Return the calendar's bytes; it must have dates."""
    content = calendar.build(case)
    assert content is not None
    return content


def read(content: bytes) -> dict[str, Any]:
    """Return the events by what stands before the colon of their summary."""
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return {str(event["summary"]).removeprefix("Inställt: ").split(": ")[0]: event for event in events}


def next_version(case: Case, **lot: Any) -> Case:
    """Return the same case one version later, with changes to its lot, and the calendar that was sent before."""
    new: Any = {**case.lot, **lot}
    return replace(
        case, lot=new, notice={**case.notice, "lots": [new]}, version=case.version + 1,
        made_at=case.made_at + timedelta(days=1), earlier_calendar=calendar.build(case),
    )  # fmt: skip


def test_the_dates_are_there_in_swedish_time() -> None:
    content = built(a_case(lot=DATES, award_decided="2026-11-18"))
    events = read(content)

    assert {name: event["dtstart"].dt for name, event in events.items()} == {
        "Sista dag för frågor": date(2026, 10, 6),
        "Sista dag för anbud": datetime(2026, 10, 16, 23, 59, tzinfo=STOCKHOLM),
        "Anbuden öppnas": datetime(2026, 10, 19, 9, 0, tzinfo=STOCKHOLM),
        "Avtalsspärren slutar tidigast": date(2026, 11, 30),
        "Avtalet börjar": date(2027, 1, 1),
    }
    assert b"METHOD:PUBLISH\r\n" in content
    assert b"DTSTART;TZID=Europe/Stockholm:20261016T235900\r\n" in content
    assert b"DTSTAMP:20260915T031500Z\r\n" in content
    assert content.count(b"BEGIN:VTIMEZONE") == 1
    assert all("dtend" not in event for event in events.values())


def test_winter_and_summer_time_follow_the_zone_in_the_file() -> None:
    zones: Any = icalendar.Calendar.from_ical(built(a_case(lot=DATES))).walk("VTIMEZONE")
    zone = zones[0].to_tz()

    for moment in (datetime(2026, 10, 25, 1, 59), datetime(2026, 10, 25, 3, 1), datetime(2027, 3, 28, 1, 59)):
        assert moment.replace(tzinfo=zone).utcoffset() == moment.replace(tzinfo=STOCKHOLM).utcoffset()


def test_reminders_come_before_questions_tender_and_start() -> None:
    events = read(built(a_case(lot=DATES)))
    reminders = {
        name: [alarm["trigger"].dt for alarm in event.walk("VALARM")] for name, event in events.items()
    }  # fmt: skip

    assert reminders["Sista dag för anbud"] == [timedelta(days=-days) for days in (7, 2)]
    nine = timedelta(hours=9)
    assert reminders["Sista dag för frågor"] == [nine - timedelta(days=days) for days in (7, 2)]
    assert reminders["Avtalet börjar"] == [nine - timedelta(days=14)]
    assert reminders["Anbuden öppnas"] == []


def test_standstill_only_when_the_decision_is_known_and_the_rules_have_one() -> None:
    assert "Avtalsspärren slutar tidigast" not in read(built(a_case(lot=DATES)))
    for name in ("direct", "lov"):
        late = replace(CASES[name], award_decided="2026-11-18", lot={**CASES[name].lot, "starts": "2027-01-01"})
        assert "Avtalsspärren slutar tidigast" not in read(built(late))
    system = a_case(lot={**DATES, "dps": "dps-list"}, award_decided="2026-11-18")
    assert "Avtalsspärren slutar tidigast" not in read(built(system))


def test_a_day_without_a_time_says_so() -> None:
    event = read(built(a_case(lot={"deadline": "2026-10-16"})))["Sista dag för anbud"]

    assert event["dtstart"].dt == date(2026, 10, 16)
    assert "Köparen anger ingen tid på dagen." in str(event["description"])


def test_who_applies_is_not_told_to_bid() -> None:
    assert "Sista dag för ansökan" in read(built(CASES["concession"]))


def test_a_date_that_stays_keeps_its_number_and_one_that_moves_gets_a_higher() -> None:
    first = a_case(lot=DATES)
    second = next_version(first, deadline="2026-11-02T12:00:00+01:00")
    third = next_version(second)
    numbers = [
        {name: int(event["sequence"]) for name, event in read(built(case)).items()} for case in (first, second, third)
    ]

    assert [number["Sista dag för anbud"] for number in numbers] == [0, 1, 1]
    assert [number["Sista dag för frågor"] for number in numbers] == [0, 0, 0]
    uids = [{str(event["uid"]) for event in read(built(case)).values()} for case in (first, second, third)]
    assert uids[0] == uids[1] == uids[2]


def test_without_the_earlier_calendar_the_number_follows_the_version() -> None:
    for lost in (None, b"", b"not a calendar", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"):
        case = replace(a_case(lot=DATES), version=3, earlier_calendar=lost)
        assert {int(event["sequence"]) for event in read(built(case)).values()} == {2}


def test_a_date_that_is_gone_is_taken_back_and_may_come_again() -> None:
    first = a_case(lot=DATES)
    second = next_version(first, opening=None)
    third = next_version(second)
    fourth = next_version(third, opening=DATES["opening"])
    uid = str(read(built(first))["Anbuden öppnas"]["uid"])
    told = []
    for case in (first, second, third, fourth):
        (event,) = [event for event in read(built(case)).values() if str(event["uid"]) == uid]
        told.append((str(event["status"]), int(event["sequence"]), str(event["summary"])[:16]))

    assert told == [
        ("CONFIRMED", 0, "Anbuden öppnas: "),
        ("CANCELLED", 1, "Inställt: Anbude"),
        ("CANCELLED", 1, "Inställt: Anbude"),
        ("CONFIRMED", 2, "Anbuden öppnas: "),
    ]


def test_all_dates_gone_are_all_taken_back() -> None:
    gone = next_version(a_case(lot=DATES), **dict.fromkeys(DATES))

    assert [str(event["status"]) for event in read(built(gone)).values()] == ["CANCELLED"] * len(DATES)
    assert calendar.build(a_case(lot=dict.fromkeys(DATES))) is None


def test_a_withdrawn_purchase_is_taken_back_without_reminders() -> None:
    first = a_case(lot=DATES)
    withdrawn: Any = {**first.notice, "changes": {"of": first.notice["id"], "reason": "cancel"}}
    content = built(replace(first, notice=withdrawn, version=2, earlier_calendar=calendar.build(first)))
    events: Any = icalendar.Calendar.from_ical(content).walk("VEVENT")

    assert {(str(event["status"]), int(event["sequence"])) for event in events} == {("CANCELLED", 1)}
    assert b"VALARM" not in content


def test_two_lots_and_two_enterprises_have_dates_of_their_own() -> None:
    one, other = a_case(lot=DATES), a_case(lot={**DATES, "id": "LOT-0002"})
    third = a_case(lot=DATES, enterprise={**one.enterprise, "id": "5560000009"})
    uids = [{str(event["uid"]) for event in read(built(case)).values()} for case in (one, other, third)]

    assert len(set.union(*uids)) == 3 * len(DATES)


def test_the_same_case_gives_the_same_bytes() -> None:
    assert built(a_case(lot=DATES)) == built(a_case(lot=DATES))


@pytest.mark.parametrize("name", MADE)
def test_every_case_reads_back(name: str) -> None:
    case = ALL[name]
    events = read(built(case))

    assert all(str(event["summary"]).partition(": ")[2] == clean(case.title) for event in events.values())


@pytest.mark.parametrize("name", HOSTILE)
def test_harmful_text_cannot_add_a_line(name: str) -> None:
    text = f"{HOSTILE[name]}\r\nBEGIN:VALARM\r\nACTION:EMAIL\r\n\nATTENDEE:mailto:x@example.se"
    content = built(a_case(lot={**DATES, "title": text, "documents_url": text}, notice={"id": text}))

    assert content.count(b"\r\nBEGIN:VEVENT") == len(DATES)
    assert b"\r\nACTION:EMAIL" not in content
    assert b"\r\nATTENDEE" not in content
    assert b"\r\nURL" not in content


moments = st.datetimes(datetime(2020, 1, 1), datetime(2036, 12, 31)).map(lambda m: m.replace(second=0, microsecond=0))


@settings(max_examples=60, deadline=None)
@given(title=st.text(min_size=1, max_size=300), tender=moments, asked=st.dates(date(2020, 1, 1), date(2036, 12, 31)))
def test_any_title_and_date_read_back(title: str, tender: datetime, asked: date) -> None:
    deadline = tender.replace(tzinfo=UTC)
    lot = {"title": title, "deadline": deadline.isoformat(), "questions_by": asked.isoformat(), "starts": None}
    content = built(a_case(lot=lot))
    events = read(content)

    assert events["Sista dag för anbud"]["dtstart"].dt == deadline
    assert events["Sista dag för frågor"]["dtstart"].dt == asked
    assert str(events["Sista dag för anbud"]["summary"]).partition(": ")[2] == clean(title)
    assert content.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert not set(content.replace(b"\r\n", b"")) & set(range(32))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 5000), st.binary(max_size=40))
def test_a_destroyed_earlier_calendar_is_no_hindrance(place: int, junk: bytes) -> None:
    whole = built(a_case(lot=DATES))
    case = replace(a_case(lot=DATES), version=2, earlier_calendar=whole[:place] + junk + whole[place + len(junk) :])

    assert set(read(built(case))) >= {"Sista dag för anbud", "Anbuden öppnas"}
