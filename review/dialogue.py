"""The dialogue list as a coordinator works with it: the rows with what was said of them, and new marks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session

from matchers.deliverers import Deliverers
from matchers.dialogue import Talk, in_a_trade, is_put_aside, talks
from matchers.dialogue_words import VERDICTS
from models.dialogue import load_material, newest_marks, state_of
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


class Memory:
    """The rows last reckoned, kept while nothing in the database changes: all of Sweden takes some seconds."""

    def __init__(self) -> None:
        self._state: tuple[object, ...] = ()
        self._talks: dict[object, list[Talk]] = {}

    def talks(
        self, session: Session, now: datetime, municipality: str | None, buyers: Sequence[str] | None
    ) -> list[Talk]:
        """Return the rows for this choice of buyers."""
        state = (today_of(now), *state_of(session))
        if state != self._state:
            self._state, self._talks = state, {}
        choice = (municipality, tuple(buyers) if buyers is not None else None)
        if choice not in self._talks:
            self._talks[choice] = _reckoned(session, now, municipality, buyers)
        return self._talks[choice]


def today_of(now: datetime) -> date:
    """Return the day it is in Sweden."""
    return now.astimezone(STOCKHOLM).date()


def _reckoned(session: Session, now: datetime, municipality: str | None, buyers: Sequence[str] | None) -> list[Talk]:
    material = load_material(session, now, keep=in_a_trade, municipality=municipality, buyers=buyers)
    return talks(material, Deliverers(load_enterprises(session)), today_of(now))


def dialogue_rows(
    session: Session,
    now: datetime,
    *,
    municipality: str | None = None,
    buyers: Sequence[str] | None = None,
    memory: Memory | None = None,
) -> list[Row]:
    """Return all rows, of all buyers, of one municipality (its code) or of these buyers: also those not yet due."""
    found = (memory or Memory()).talks(session, now, municipality, buyers)
    marks = newest_marks(session)
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
