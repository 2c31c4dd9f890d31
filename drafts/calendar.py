"""`kalender.ics`: the dates of the purchase, with reminders. A moved date replaces the old one in the calendar."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from drafts.case import Case
from drafts.words import clean

STOCKHOLM = ZoneInfo("Europe/Stockholm")
REMIND = (7, 2)  # days before


def build(case: Case) -> bytes | None:
    """Return the calendar, or None when the notice has no dates."""
    dates = (
        ("fragor", "Sista dag för frågor", case.lot["questions_by"]),
        ("anbud", "Sista dag för anbud", case.lot["deadline"]),
        ("oppning", "Anbuden öppnas", case.lot["opening"]),
        ("start", "Avtalet börjar", case.lot["starts"]),
    )
    events = [_event(case, key, words, value) for key, words, value in dates if value]
    if not events:
        return None
    calendar = Calendar()
    calendar.add("prodid", "-//Anbudslots//Anbudslots//SV")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for event in events:
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(case: Case, key: str, words: str, value: str) -> Event:
    """Return one date; its identity is the enterprise, the procedure, the lot and the kind of date."""
    identity = (case.enterprise["id"], case.notice["procedure_id"] or case.notice["id"], case.lot["id"], key)
    event = Event()
    event.add("uid", f"{hashlib.sha256('|'.join(identity).encode()).hexdigest()[:32]}@anbudslots")
    event.add("sequence", case.version - 1)
    event.add("dtstamp", case.made_at)
    event.add("summary", f"{words}: {clean(case.title)}")
    event.add("description", clean(f"{case.buyer}. Annons {case.notice['id']}, anbudsområde {case.lot['id']}."))
    start = _start(value)
    event.add("dtstart", start)
    if isinstance(start, datetime):
        event.add("dtend", start)
    if case.notice["documents_url"]:
        event.add("url", case.notice["documents_url"])
    for days in REMIND if key in {"fragor", "anbud"} else ():
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"{words} om {days} dagar")
        alarm.add("trigger", timedelta(days=-days))
        event.add_component(alarm)
    return event


def _start(value: str) -> date | datetime:
    moment = datetime.fromisoformat(value)
    return moment.astimezone(STOCKHOLM) if moment.tzinfo else moment.date()
