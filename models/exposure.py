"""How many suggestions each enterprise was given in a time, and which lots are open, as rows."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from models.answers import BIDS
from models.tables import Answer, Lot, Match, MatchEvent, Notice
from models.values import NoticeData

AT_ONCE = 500
ANSWERABLE = ("competition", "planning", "consultation", "change")
FOUND = ("found", "returned")
# What counts as which kind of exposure: the kinds of events (models.states)
EXPOSURES = {"shown": FOUND, "trial": FOUND, "approved": ("yes",), "sent": ("sent",)}


def exposure(session: Session, kind: str, start: datetime, end: datetime) -> dict[str, int]:
    """Return, by enterprise, how many of its matches were `shown`, shown on `trial`, `approved` or `sent` from `start`
    to before `end`.

    A match counts once, however often it happened. Enterprises without any are not among the keys.
    """
    rows = (
        select(col(Match.enterprise), func.count(func.distinct(col(Match.id))))
        .join(MatchEvent, col(MatchEvent.match) == col(Match.id))
        .where(col(MatchEvent.kind).in_(EXPOSURES[kind]), col(MatchEvent.at) >= start, col(MatchEvent.at) < end)
        .group_by(col(Match.enterprise))
    )
    if EXPOSURES[kind] == FOUND:
        rows = rows.where(col(Match.trial).is_(kind == "trial"))
    return dict(session.execute(rows).tuples().all())


def bidding(session: Session, start: datetime, end: datetime) -> dict[str, int]:
    """Return, by enterprise, to how many matches its last word was a bid, given from `start` to before `end`."""
    newest = select(func.max(col(Answer.id))).group_by(col(Answer.match))
    rows = (
        select(col(Match.enterprise), func.count())
        .join(Answer, col(Answer.match) == col(Match.id))
        .where(col(Answer.id).in_(newest), col(Answer.answer).in_(BIDS))
        .where(col(Answer.at) >= start, col(Answer.at) < end)
        .group_by(col(Match.enterprise))
    )
    return dict(session.execute(rows).tuples().all())


def open_lots(session: Session, now: datetime) -> list[tuple[str, str]]:
    """Return (notice id, lot id) of every lot that can be answered at `now`, in order."""
    rows = (
        select(col(Lot.notice), col(Lot.lot))
        .join(Notice, col(Notice.id) == col(Lot.notice))
        .where(
            col(Notice.form_type).in_(ANSWERABLE),
            col(Notice.is_current).is_(True),
            col(Notice.closed).is_(False),
            col(Lot.state) == "open",
            or_(col(Lot.deadline).is_(None), col(Lot.deadline) > now),
        )
        .order_by(col(Lot.notice), col(Lot.lot))
    )
    return list(session.execute(rows).tuples())


def notices_of(session: Session, ids: set[str]) -> dict[str, NoticeData]:
    """Return the notices by id."""
    found: dict[str, NoticeData] = {}
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_ONCE):
        part = ordered[start : start + AT_ONCE]
        rows = session.execute(select(col(Notice.id), col(Notice.data)).where(col(Notice.id).in_(part)))
        found |= {key: cast(NoticeData, data) for key, data in rows.tuples()}
    return found
