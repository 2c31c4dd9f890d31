"""The dialogue list as a coordinator works with it: the rows with what was said of them, and new marks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from matchers.deliverers import Deliverers
from matchers.dialogue import Talk, is_put_aside, talks
from matchers.dialogue_words import VERDICTS
from models.dialogue import load_material, newest_marks
from models.profiles import load_enterprises
from models.swedish import STOCKHOLM
from models.tables import DialogueMark

LONGEST = 1000  # characters of a note


class CannotMark(Exception):
    """The row cannot be marked now; the text says why and what to do."""


class Row(NamedTuple):
    """A row, the last mark on it, and whether it is put aside until something changes."""

    talk: Talk
    mark: DialogueMark | None
    is_aside: bool


def dialogue_rows(
    session: Session, now: datetime, *, municipality: str | None = None, buyers: Sequence[str] | None = None
) -> list[Row]:
    """Return all rows, of all buyers, of one municipality (its code) or of these buyers: also those not yet due."""
    material = load_material(session, now, municipality=municipality, buyers=buyers)
    deliverers = Deliverers(load_enterprises(session))
    marks = newest_marks(session)
    today = now.astimezone(STOCKHOLM).date()
    found = talks(material, deliverers, today)
    return [Row(talk, mark := marks.get(talk.key), is_put_aside(talk, mark)) for talk in found]


def set_mark(
    session: Session, key: str, buyer: str, verdict: str, person: str, note: str, now: datetime, seen: str
) -> DialogueMark:
    """Write a mark on a buyer's row; the caller commits. Raises CannotMark.

    `seen` is the fingerprint of the row that the person saw: if the row changed since, nothing is written.
    """
    person, note = " ".join(person.split()), " ".join(note.split())[:LONGEST]
    if verdict not in VERDICTS:
        raise CannotMark(f"det går inte att markera en rad med ”{verdict}”")
    if not person:
        raise CannotMark("skriv ditt namn")
    row = next((row for row in dialogue_rows(session, now, buyers=[buyer]) if row.talk.key == key), None)
    if row is None:
        raise CannotMark("raden finns inte längre; ladda om listan")
    if row.talk.fingerprint != seen:
        raise CannotMark("raden har ändrats sedan du öppnade sidan; läs den igen")
    mark = DialogueMark(
        key=key, at=now, person=person, verdict=verdict, note=note, fingerprint=seen, step=row.talk.step
    )
    session.add(mark)
    return mark
