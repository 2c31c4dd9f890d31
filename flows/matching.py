"""Step 6, match: new or changed notices × all enterprises, and new or changed enterprises × open notices.

The version on each row says what is done, so the two halves together equal a full recompute.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import or_, select, update
from sqlmodel import Session, col

from flows.night import Night
from matchers.ranking import Matcher
from matchers.trials import lowest, on_trial
from models.database import upsert
from models.profiles import load_enterprises
from models.queries import considerations_of, last_events
from models.states import AFTER
from models.tables import Enterprise, Lot, Match, MatchEvent, Notice
from models.values import MatchData, NoticeData

BATCH = 100
ENTERPRISES = 500  # matched in one pass over the open notices, since reading a notice costs more than matching it


def pending_enterprises(night: Night) -> list[list[str]]:
    """Return the enterprises whose open matches are not up to date."""
    with night.reading() as session:
        stale = or_(col(Enterprise.matched).is_(None), col(Enterprise.matched) != night.matching)
        ids = list(session.execute(select(col(Enterprise.id)).where(stale).order_by(col(Enterprise.id))).scalars())
    return [ids[start : start + ENTERPRISES] for start in range(0, len(ids), ENTERPRISES)]


def match_enterprises(night: Night, batch: list[str]) -> dict[str, int]:
    """Match new or changed enterprises with the notices that are matched already; the others are still to come."""
    with night.reading() as session:
        matcher = Matcher(load_enterprises(session, batch), night.weights)
        done = select(col(Notice.id)).where(
            col(Notice.matched) == night.matching, col(Notice.is_current).is_(True), col(Notice.closed).is_(False)
        )
        notices = list(session.execute(done.order_by(col(Notice.id))).scalars())
    found = 0
    for start in range(0, len(notices), BATCH):
        with night.transaction() as session:
            found += _match(night, session, notices[start : start + BATCH], matcher, batch)
    with night.transaction() as session:
        session.execute(update(Enterprise).where(col(Enterprise.id).in_(batch)).values(matched=night.matching))
    return {"matches": found}


def pending_notices(night: Night) -> list[list[str]]:
    """Return the notices that are not matched; a closed one is among them, so that its matches are withdrawn."""
    with night.reading() as session:
        stale = or_(col(Notice.matched).is_(None), col(Notice.matched) != night.matching)
        ids = list(session.execute(select(col(Notice.id)).where(stale).order_by(col(Notice.id))).scalars())
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]


def match_notices(night: Night, batch: list[str]) -> dict[str, int]:
    """Match one batch of notices with all enterprises. Returns the count of matches that are new or asked again."""
    with night.transaction() as session:
        found = _match(night, session, batch, night.matcher, None)
        session.execute(update(Notice).where(col(Notice.id).in_(batch)).values(matched=night.matching))
    return {"matches": found}


def _match(
    night: Night, session: Session, batch: Sequence[str], matcher: Matcher, enterprises: Sequence[str] | None
) -> int:
    rows = {row.id: row for row in session.execute(select(Notice).where(col(Notice.id).in_(batch))).scalars()}
    lots = {lot.id: lot for lot in session.execute(select(Lot).where(col(Lot.notice).in_(batch))).scalars()}
    open_notices = [
        only_open(cast(NoticeData, row.data), lots) for row in rows.values() if row.is_current and not row.closed
    ]
    show_at = night.settings.show_at
    found = matcher.match(
        [notice for notice in open_notices if notice["lots"]],
        considerations_of(session, list(rows)),
        now=night.now(),
        show_at=lowest(show_at) if night.settings.explore else show_at,
    )
    shown = [match for match in found if match["score"] >= show_at]
    return _save(night, session, shown, on_trial(found, show_at), rows, lots, enterprises)


def only_open(notice: NoticeData, lots: Mapping[str, Lot]) -> NoticeData:
    """Return the notice with the lots that can still be answered in its family."""
    still = [lot for lot in notice["lots"] if lots[f"{notice['id']}/{lot['id']}"].state == "open"]
    return {**notice, "lots": still}


def _save(
    night: Night,
    session: Session,
    shown: Sequence[MatchData],
    tried: Sequence[MatchData],
    rows: Mapping[str, Notice],
    lots: Mapping[str, Lot],
    enterprises: Sequence[str] | None,
) -> int:
    """Write the matches of these notices (and these enterprises): new, changed, returned, withdrawn."""
    scope = select(Match).where(col(Match.notice).in_(rows))
    if enterprises is not None:
        scope = scope.where(col(Match.enterprise).in_(enterprises))
    known = {(match.lot, match.enterprise): match for match in session.execute(scope).scalars()}
    events = last_events(session, [match.id for match in known.values() if match.id is not None])
    trials = {_pair(match) for match in tried}
    values = {_pair(match): match for match in (*shown, *tried)}
    written = [{**_row(key, value, rows, night.matching), "trial": key in trials} for key, value in values.items()]
    upsert(session, Match, written, ["lot", "enterprise"])
    ids = {(match.lot, match.enterprise): match.id for match in session.execute(scope).scalars()}
    happened: list[dict[str, Any]] = []
    for key, value in values.items():
        kind = _happened(known.get(key), events, rows[value["notice"]].content_hash)
        if kind:
            happened.append({"match": ids[key], "at": night.now(), "kind": kind})
    asked = len(happened)
    for key, match in known.items():
        lot = lots[match.lot]
        expired = lot.state == "open" and lot.deadline is not None and lot.deadline <= night.now()
        if key not in values and not expired and AFTER[events[match.id or 0]] != "withdrawn":
            happened.append({"match": match.id, "at": night.now(), "kind": "withdrawn"})
    if happened:
        session.execute(MatchEvent.__table__.insert(), happened)  # type: ignore[attr-defined]
    return asked


def _pair(match: MatchData) -> tuple[str, str]:
    return f"{match['notice']}/{match['lot']}", match["enterprise"]


def _row(key: tuple[str, str], value: MatchData, rows: Mapping[str, Notice], version: str) -> dict[str, Any]:
    return {
        "lot": key[0],
        "notice": value["notice"],
        "enterprise": key[1],
        "score": value["score"],
        "signals": value["signals"],
        "version": version,
        "content_hash": rows[value["notice"]].content_hash,
    }


def _happened(old: Match | None, events: Mapping[int, str], content: str) -> str | None:
    """Return the event that finding this match again is, or None when nothing happened."""
    if old is None:
        return "found"
    after = AFTER[events[old.id or 0]]
    if after == "withdrawn":
        return "returned"
    if old.content_hash != content and after != "new":
        return "changed"  # a person decided on something else: ask again
    return None
