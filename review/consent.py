"""What an enterprise asked to join a joint bid said: yes or no, by whom, to which content."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from models.joint_bids import SWEDISH, JointRow, list_joint_bids
from models.tables import JointAnswer, Notice

ANSWERS = {"yes": "ja", "no": "nej"}
ANSWERABLE = frozenset({"new", "asked", "changed", "declined", "agreed"})


class CannotAnswer(Exception):
    """The answer cannot be taken down; the text says why and what to do."""


def find(session: Session, bid: int, now: datetime) -> JointRow:
    """Return the joint bid, or raise CannotAnswer when there is none."""
    rows = list_joint_bids(session, now, ids=[bid])
    if not rows:
        raise CannotAnswer(f"det finns inget gemensamt anbud {bid}; se listan med: anbudslots joint")
    return rows[0]


def answer(
    session: Session, bid: int, enterprise: str, given: str, person: str, now: datetime, seen: str | None = None
) -> JointAnswer:
    """Write a member's answer (yes, no); the caller commits. Raises CannotAnswer.

    `seen` is the content hash of what was asked: if the proposal changed since, nothing is written. After a no, and
    when a no is taken back, the next night looks for groups of this lot again.
    """
    row = find(session, bid, now)
    person = " ".join(person.split())
    members = [member["enterprise"] for member in row.bid.members]
    if given not in ANSWERS:
        raise CannotAnswer(f"svaret ska vara ja eller nej, inte ”{given}”")
    if not person:
        raise CannotAnswer("skriv vem som har svarat")
    if enterprise not in members:
        raise CannotAnswer(f"{enterprise} är inte med i gemensamt anbud {bid}; med är {', '.join(members)}")
    if row.state not in ANSWERABLE:
        raise CannotAnswer(f"gemensamt anbud {bid} går inte att svara på: {SWEDISH[row.state]}")
    if seen is not None and seen != row.bid.content_hash:
        raise CannotAnswer("förslaget har ändrats sedan du öppnade sidan; läs det igen och fråga företaget igen")
    before = row.answers.get(enterprise)
    written = JointAnswer(
        joint_bid=bid, enterprise=enterprise, answer=given, person=person, at=now, content_hash=row.bid.content_hash
    )
    session.add(written)
    if "no" in {given, before.answer if before else None}:
        session.execute(update(Notice).where(col(Notice.id) == row.notice.id).values(grouped=None))
    return written
