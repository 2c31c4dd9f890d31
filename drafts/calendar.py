"""`kalender.ics`: the dates of the purchase, with reminders. A moved date replaces the old one there.

Each date keeps its identity (UID) from version to version. With the calendar of the version before, only what moved
gets a higher SEQUENCE, and a date that is gone is sent as cancelled, so that it leaves the reader's calendar.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from icalendar import Alarm, Calendar, Component, Event

from drafts.case import Case
from drafts.words import clean
from models.swedish import STOCKHOLM
from models.workdays import limit_ends

STANDSTILL = 10  # days from an electronic notice of the award (LOU 20 kap. 1 §)
MORNING = timedelta(hours=9)  # of a day without a time, to be reminded at
DAY_BEFORE = {"fragor": (7, 2), "anbud": (7, 2), "oppning": (), "avtalssparr": (2,), "start": (14,)}
ZONE = b"""BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""  # the rule of the EU since 1996, written out so that the same case gives the same bytes everywhere


class Day(NamedTuple):
    """One date of the purchase: its kind, what it is called, when, and what to know about it."""

    kind: str
    words: str
    start: date | datetime
    note: str = ""


class Known(NamedTuple):
    """A date as the calendar of the version before had it."""

    start: date | datetime
    sequence: int
    cancelled: bool
    summary: str


def build(case: Case) -> bytes | None:
    """Return the calendar, or None when there are no dates, and none to take back."""
    before = _before(case.earlier_calendar)
    events = [_event(case, day, before) for day in _days(case)]
    named = {str(event["uid"]) for event in events}
    events += [_taken_back(case, uid, known) for uid, known in before.items() if uid not in named]
    if not events:
        return None
    calendar = Calendar()
    calendar.add("prodid", "-//Anbudslots//Anbudslots//SV")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add_component(Component.from_ical(ZONE))
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _days(case: Case) -> Iterator[Day]:
    lot = case.lot
    tender = {"lov": "ansökan", "concession": "ansökan", "partnership": "svar"}.get(case.kind, "anbud")
    for kind, words, value in (
        ("fragor", "Sista dag för frågor", lot["questions_by"]),
        ("anbud", f"Sista dag för {tender}", lot["deadline"]),
        ("oppning", "Anbuden öppnas", lot["opening"]),
    ):
        if value:
            start = _start(value)
            timed = isinstance(start, datetime) or kind == "oppning"
            yield Day(kind, words, start, "" if timed else "Köparen anger ingen tid på dagen.")
    if case.award_decided and case.kind in {"bid", "concession"} and lot["dps"] in {None, "none"}:
        end = limit_ends(date.fromisoformat(case.award_decided), STANDSTILL)
        note = (
            "Räknat som 10 dagar från beskedet, om alla fick det elektroniskt. Köparen kan ha satt en längre tid: se "
            "beskedet. Avtalet får skrivas tidigast dagen efter. Vill ni att en domstol prövar köpet ska det ske före."
        )
        yield Day("avtalssparr", "Avtalsspärren slutar tidigast", end, note)
    if lot["starts"]:
        yield Day("start", "Avtalet börjar", _start(lot["starts"]))


def _start(value: str) -> date | datetime:
    moment = datetime.fromisoformat(value)
    return moment.astimezone(STOCKHOLM) if moment.tzinfo else moment.date()


def _uid(case: Case, kind: str) -> str:
    """Return the identity of a date: the enterprise, the procedure, the lot and the kind of date."""
    identity = (case.enterprise["id"], case.notice["procedure_id"] or case.notice["id"], case.lot["id"], kind)
    return f"{hashlib.sha256('|'.join(identity).encode('utf-8', 'replace')).hexdigest()[:32]}@anbudslots"


def _event(case: Case, day: Day, before: dict[str, Known]) -> Event:
    uid = _uid(case, day.kind)
    cancelled = bool(case.notice["changes"] and case.notice["changes"]["reason"] == "cancel")
    event = _bare(case, uid, day.start, _sequence(case, before.get(uid), day.start, cancelled))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("summary", f"{'Inställt: ' if cancelled else ''}{day.words}: {clean(case.title)}")
    about = f"{clean(case.buyer)}. Annons {clean(case.notice['id'])}, anbudsområde {clean(case.lot['id'])}."
    event.add("description", f"{about}\n{day.note}" if day.note else about)
    if (url := case.lot["documents_url"] or case.notice["documents_url"]) and re.fullmatch(r"https?://[!-~]+", url):
        event.add("url", url)
    for days in () if cancelled else DAY_BEFORE[day.kind]:
        event.add_component(_alarm(day, days))
    return event


def _bare(case: Case, uid: str, start: date | datetime, sequence: int) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", case.made_at)
    event.add("dtstart", start)
    event.add("transp", "TRANSPARENT")
    return event


def _sequence(case: Case, known: Known | None, start: date | datetime, cancelled: bool) -> int:
    """Return a number that is higher than before when the date moved, was cancelled or came back."""
    if known is None:
        return case.version - 1
    return known.sequence + (known.start != start or known.cancelled != cancelled)


def _alarm(day: Day, days: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"{day.words} om {days} dagar")
    morning = timedelta() if isinstance(day.start, datetime) else MORNING
    alarm.add("trigger", morning - timedelta(days=days))
    return alarm


def _taken_back(case: Case, uid: str, known: Known) -> Event:
    event = _bare(case, uid, known.start, known.sequence + (not known.cancelled))
    event.add("status", "CANCELLED")
    event.add("summary", known.summary if known.cancelled else f"Inställt: {known.summary}")
    return event


def _before(content: bytes | None) -> dict[str, Known]:
    """Return the dates of the calendar of the version before; none when there is no such file, or it was destroyed."""
    try:
        found: list[Any] = Calendar.from_ical(content).walk("VEVENT") if content else []
        return {
            str(event["uid"]): Known(
                event["dtstart"].dt, int(event["sequence"]), event.get("status") == "CANCELLED", str(event["summary"])
            )
            for event in found
        }
    except (ValueError, KeyError, TypeError, AttributeError):  # what a destroyed file reads as
        return {}
