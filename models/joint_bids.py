"""Joint bids as lists show them: their state, and the contact data that may be passed on, and when.

An enterprise that is asked to join learns the others' names, never their contact data, until every member has said
yes to what the proposal says now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlmodel import Session, col

from models.tables import Enterprise, JointAnswer, JointBid, Lot, Notice, Organisation

SWEDISH = {
    "new": "att fråga om",
    "asked": "några har svarat",
    "agreed": "alla har sagt ja",
    "declined": "någon har sagt nej",
    "changed": "ändrat, fråga igen",
    "withdrawn": "återtaget",
    "expired": "tiden är ute",
}


class Contact(NamedTuple):
    """How to reach a member. Only for those whose group has agreed."""

    enterprise: str
    name: str
    contact_name: str | None
    email: str | None
    phone: str | None


class JointRow(NamedTuple):
    """A joint bid as a list shows it. `answers` is each enterprise's newest answer."""

    bid: JointBid
    lot: Lot
    notice: Notice
    buyer: Organisation | None
    names: Mapping[str, str]
    answers: Mapping[str, JointAnswer]
    state: str

    @property
    def title(self) -> str:
        """Return what is bought."""
        whole, part = self.notice.title or self.notice.id, self.lot.title
        return whole if not part or part in whole else part if whole in part else f"{whole}: {part}"


def state_of(bid: JointBid, answers: Mapping[str, JointAnswer], deadline: datetime | None, now: datetime) -> str:
    """Return the state that follows from the members' newest answers."""
    members = [member["enterprise"] for member in bid.members]
    if not bid.proposed:
        return "withdrawn"
    if any(answer.answer == "no" for answer in answers.values()):
        return "declined"
    if all(key in answers and answers[key].content_hash == bid.content_hash for key in members):
        return "agreed"
    if deadline is not None and deadline <= now:
        return "expired"
    if any(answer.content_hash != bid.content_hash for answer in answers.values()):
        return "changed"
    return "asked" if answers else "new"


def list_joint_bids(
    session: Session,
    now: datetime,
    *,
    lots: Sequence[str] | None = None,
    notice: str | None = None,
    municipality: str | None = None,
    ids: Sequence[int] | None = None,
    in_time: bool = False,
) -> list[JointRow]:
    """Return joint bids by deadline, each lot's best first.

    `notice` is the id of a notice or a lot; `municipality` the code of the buyer's or a member's; `in_time` leaves out
    those whose deadline has passed.
    """
    query = (
        select(JointBid, Lot, Notice, Organisation)
        .join(Lot, col(Lot.id) == JointBid.lot)
        .join(Notice, col(Notice.id) == JointBid.notice)
        .outerjoin(Organisation, col(Organisation.id) == Notice.buyer)
        .order_by(col(Lot.deadline), col(JointBid.lot), col(JointBid.rank), col(JointBid.id))
    )
    if lots is not None:
        query = query.where(col(JointBid.lot).in_(lots))
    if notice is not None:
        query = query.where(or_(col(JointBid.notice) == notice, col(JointBid.lot) == notice))
    if ids is not None:
        query = query.where(col(JointBid.id).in_(ids))
    if in_time:
        query = query.where(or_(col(Lot.deadline).is_(None), col(Lot.deadline) > now))
    found = list(session.execute(query).tuples())
    answers = answers_to(session, [bid.id for bid, *_ in found if bid.id is not None])
    keys = {member["enterprise"] for bid, *_ in found for member in bid.members}
    known = {row.id: row for row in session.execute(select(Enterprise).where(col(Enterprise.id).in_(keys))).scalars()}
    names = {key: row.name for key, row in known.items()}
    rows = []
    for bid, lot, notice_row, buyer in found:
        places = {buyer.municipality if buyer else None, *(known[m["enterprise"]].municipality for m in bid.members)}
        if municipality is None or municipality in places:
            given = answers.get(bid.id or 0, {})
            rows.append(JointRow(bid, lot, notice_row, buyer, names, given, state_of(bid, given, lot.deadline, now)))
    return rows


def answers_to(session: Session, bids: Sequence[int]) -> dict[int, dict[str, JointAnswer]]:
    """Return the newest answer of each enterprise, by joint bid."""
    found: dict[int, dict[str, JointAnswer]] = {}
    rows = select(JointAnswer).where(col(JointAnswer.joint_bid).in_(bids)).order_by(col(JointAnswer.id))
    for row in session.execute(rows).scalars():
        found.setdefault(row.joint_bid, {})[row.enterprise] = row
    return found


def contacts(session: Session, row: JointRow) -> list[Contact]:
    """Return how the members reach one another: everyone's when all have said yes, else nobody's."""
    if row.state != "agreed":
        return []
    members = [member["enterprise"] for member in row.bid.members]
    known = {e.id: e for e in session.execute(select(Enterprise).where(col(Enterprise.id).in_(members))).scalars()}
    return [Contact(key, e.name, e.contact_name, e.email, e.phone) for key in members if (e := known.get(key))]
