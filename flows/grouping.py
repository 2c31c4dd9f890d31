"""Step 7, join forces: joint bids for each open lot that no enterprise can do alone.

A new or changed notice, and every open notice when an enterprise is new or changed, is looked at again. A proposal
that no longer holds is taken away; one that somebody has answered stays, marked as withdrawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import delete, or_, select, update
from sqlmodel import Session, col

from flows.matching import only_open
from flows.night import Night
from matchers.joint import VERSION
from matchers.ranking import open_lots
from models.database import content_hash, upsert
from models.joint_bids import answers_to
from models.queries import considerations_of
from models.tables import JointAnswer, JointBid, Lot, Notice
from models.values import JointBidData, NoticeData

BATCH = 100


def batches(night: Night) -> list[list[str]]:
    """Return the notices that this version has not looked at; closed ones too, so that their proposals go."""
    with night.reading() as session:
        stale = or_(col(Notice.grouped).is_(None), col(Notice.grouped) != VERSION)
        ids = list(session.execute(select(col(Notice.id)).where(stale).order_by(col(Notice.id))).scalars())
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]


def work(night: Night, batch: list[str]) -> dict[str, int]:
    """Look for joint bids in one batch of notices. Returns the count of proposals that are new or changed."""
    with night.transaction() as session:
        rows = {row.id: row for row in session.execute(select(Notice).where(col(Notice.id).in_(batch))).scalars()}
        lots = {lot.id: lot for lot in session.execute(select(Lot).where(col(Lot.notice).in_(batch))).scalars()}
        found = _propose(night, session, rows, lots)
        count = _save(night, session, found, rows, lots)
        session.execute(update(Notice).where(col(Notice.id).in_(batch)).values(grouped=VERSION))
    return {"joint_bids": count}


def _propose(
    night: Night, session: Session, rows: Mapping[str, Notice], lots: Mapping[str, Lot]
) -> list[tuple[int, JointBidData]]:
    """Return (rank within its lot, proposal) for the open lots."""
    open_rows = [row for _, row in sorted(rows.items()) if row.is_current and not row.closed]
    considerations = considerations_of(session, [row.id for row in open_rows])
    declined = _declined(session, list(rows))
    found: list[tuple[int, JointBidData]] = []
    for row in open_rows:
        notice = only_open(cast(NoticeData, row.data), lots)
        for asked in open_lots(notice, considerations.get(row.id, ()), night.now()):
            without = declined.get(f"{row.id}/{asked.lot['id']}", frozenset())
            found += enumerate(night.joiner.propose(asked, without), start=1)
    return found


def _declined(session: Session, notices: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return, by lot, the enterprises whose newest answer about a joint bid is no."""
    rows = (
        select(col(JointBid.lot), col(JointAnswer.enterprise), col(JointAnswer.answer))
        .join(JointBid, col(JointBid.id) == JointAnswer.joint_bid)
        .where(col(JointBid.notice).in_(notices))
        .order_by(col(JointAnswer.id))
    )
    newest = {(lot, enterprise): answer for lot, enterprise, answer in session.execute(rows).tuples()}
    found: dict[str, frozenset[str]] = {}
    for (lot, enterprise), answer in newest.items():
        if answer == "no":
            found[lot] = found.get(lot, frozenset()) | {enterprise}
    return found


def _save(
    night: Night,
    session: Session,
    found: Sequence[tuple[int, JointBidData]],
    rows: Mapping[str, Notice],
    lots: Mapping[str, Lot],
) -> int:
    """Write the proposals of these notices: new, changed, withdrawn. Returns how many are new or changed."""
    known = {(bid.lot, bid.key): bid for bid in session.execute(_bids_of(rows)).scalars()}
    values = [_row(rank, bid, rows) for rank, bid in found]
    before = {key: (bid.content_hash, bid.proposed) for key, bid in known.items()}
    news = sum(before.get((value["lot"], value["key"])) != (value["content_hash"], True) for value in values)
    kept = {(value["lot"], value["key"]) for value in values}
    answered = answers_to(session, [bid.id for bid in known.values() if bid.id is not None])
    gone: list[int] = []
    for key, bid in known.items():
        lot = lots[bid.lot]
        expired = lot.state == "open" and lot.deadline is not None and lot.deadline <= night.now()
        if key in kept or expired or bid.id is None:
            continue
        if bid.id in answered:
            bid.proposed = False
        else:
            gone.append(bid.id)
    session.execute(delete(JointBid).where(col(JointBid.id).in_(gone)))
    upsert(session, JointBid, values, ["lot", "key"])
    return news


def _bids_of(rows: Mapping[str, Notice]) -> Any:
    return select(JointBid).where(col(JointBid.notice).in_(list(rows)))


def _row(rank: int, bid: JointBidData, rows: Mapping[str, Notice]) -> dict[str, Any]:
    roles = [(member["enterprise"], member["lead"], member["covers"]) for member in bid["members"]]
    return {
        "lot": f"{bid['notice']}/{bid['lot']}",
        "notice": bid["notice"],
        "key": ",".join(sorted(member["enterprise"] for member in bid["members"])),
        "rank": rank,
        "members": bid["members"],
        "uncovered": bid["uncovered"],
        "reason": bid["reason"],
        "proposed": True,
        "version": VERSION,
        "content_hash": content_hash([rows[bid["notice"]].content_hash, roles, bid["uncovered"]]),
    }
