"""The early warnings as a calendar file: 18, 12 and 6 months before each contract ends.

A warning keeps its identity (UID) as long as the contract does: imported again, a moved date replaces the old one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from matchers.dialogue import Talk, warnings
from matchers.dialogue_words import ADVICE, annex2_note, timing, title
from models.swedish import STOCKHOLM


def calendar(talks: Iterable[Talk], now: datetime) -> bytes:
    """Return the calendar of the coming warnings, as bytes of an .ics file; it may have no events."""
    found = Calendar()
    found.add("prodid", "-//Anbudslots//Dialoglista//SV")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", "Anbudslots: prata med köparen")
    today = now.astimezone(STOCKHOLM).date()
    for talk in talks:
        for months, day in warnings(talk, today):
            found.add_component(_event(talk, months, day, now))
    return bytes(found.to_ical())


def _event(talk: Talk, months: int, day: date, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{talk.key}-{months}@anbudslots")
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", f"{months} månader kvar: {talk.title}, {talk.buyer_name}")
    names = ", ".join(deliverer.name for deliverer in talk.deliverers)
    lines = (
        f"{talk.buyer_name}: {title(talk)}",
        timing(talk),
        ADVICE[months],
        annex2_note(talk, day),
        f"Företag som kan leverera: {names}." if names else None,
        f"Annons {talk.notice}.",
    )
    event.add("description", "\n".join(filter(None, lines)))
    return event
