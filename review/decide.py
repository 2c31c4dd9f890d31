"""A coordinator's verdict on a match: kept with person, reason and the content it was made on."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from models.queries import MatchRow, list_matches, shown_with
from models.states import SWEDISH
from models.tables import Decision, MatchEvent

VERDICTS = {"yes": "ja", "no": "nej", "later": "senare"}
DECIDABLE = frozenset({"new", "later", "approved", "rejected"})
LONGEST = 1000  # characters of a reason


class CannotDecide(Exception):
    """The match cannot be decided on now; the text says why and what to do."""


def find(session: Session, match: int, now: datetime) -> MatchRow:
    """Return the match, or raise CannotDecide when there is none."""
    rows = list_matches(session, now, ids=[match])
    if not rows:
        raise CannotDecide(f"det finns inget förslag {match}; se listan med: anbudslots matches")
    return rows[0]


def decide(
    session: Session, match: int, verdict: str, person: str, reason: str, now: datetime, seen: str | None = None
) -> Decision:
    """Write the verdict (yes, no, later) and its event; the caller commits. Raises CannotDecide.

    `seen` is the content hash of what the person saw: if the notice changed since, nothing is written.
    """
    row = find(session, match, now)
    reason, person = " ".join(reason.split())[:LONGEST], " ".join(person.split())
    if verdict not in VERDICTS:
        raise CannotDecide(f"svaret ska vara ja, nej eller senare, inte ”{verdict}”")
    if not person:
        raise CannotDecide("skriv vem som beslutar")
    if verdict == "no" and not reason:
        raise CannotDecide("skriv varför det blir nej; skälet gör nästa förslag bättre")
    if row.state not in DECIDABLE:
        raise CannotDecide(f"förslag {match} går inte att besluta om: {SWEDISH[row.state]}")
    if seen is not None and seen != row.match.content_hash:
        raise CannotDecide("annonsen har ändrats sedan du öppnade sidan; läs den igen och besluta sedan")
    decision = Decision(
        match=match,
        at=now,
        person=person,
        verdict=verdict,
        reason=reason,
        content_hash=row.match.content_hash,
        shown=shown_with(session, row, now),
    )
    session.add(decision)
    session.add(MatchEvent(match=match, at=now, kind=verdict))
    return decision
