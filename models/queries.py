"""Questions to the database that more than one part asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from models.answers import told
from models.states import AFTER, state
from models.tables import Answer, Consideration, Correction, Enterprise, Lot, Match, MatchEvent, Notice, Organisation
from models.values import ConsiderationData


def considerations_of(session: Session, notices: Sequence[str]) -> dict[str, list[ConsiderationData]]:
    """Return the considerations found, by notice id."""
    found: dict[str, list[ConsiderationData]] = {}
    rows = select(Consideration).where(col(Consideration.notice).in_(notices)).order_by(col(Consideration.id))
    for row in session.execute(rows).scalars():
        value: Any = {key: getattr(row, key) for key in ConsiderationData.__annotations__}
        found.setdefault(row.notice, []).append(value)
    return found


def corrections_of(session: Session, notices: Sequence[str]) -> dict[str, dict[str, dict[str, str]]]:
    """Return what coordinators say that sentences state: by notice id and sentence, category to strength."""
    rows = select(Correction).where(col(Correction.notice).in_(notices)).order_by(col(Correction.id))
    said: dict[str, dict[str, dict[str, str]]] = {}
    for row in session.execute(rows).scalars():
        said.setdefault(row.notice, {})[row.text] = row.stated
    return said


def last_events(session: Session, matches: Iterable[int]) -> dict[int, str]:
    """Return the kind of the last event of each match."""
    newest = (
        select(func.max(col(MatchEvent.id)))
        .where(col(MatchEvent.match).in_(list(matches)))
        .group_by(col(MatchEvent.match))
    )
    rows = select(col(MatchEvent.match), col(MatchEvent.kind)).where(col(MatchEvent.id).in_(newest))
    return dict(session.execute(rows).tuples().all())


class MatchRow(NamedTuple):
    """A match as a list shows it. `answer` is the enterprise's newest one, to this content or an older one."""

    match: Match
    lot: Lot
    notice: Notice
    enterprise: Enterprise
    buyer: Organisation | None
    answer: Answer | None
    state: str

    @property
    def title(self) -> str:
        """Return what is bought: the notice's title, and the lot's when it says more."""
        whole, part = self.notice.title or self.notice.id, self.lot.title
        return whole if not part or part in whole else part if whole in part else f"{whole}: {part}"

    @property
    def answered(self) -> str:
        """Return what the enterprise answered, in words; empty when nobody asked it."""
        if self.answer is None:
            return "har inte svarat" if self.state == "sent" else ""
        return told(self.answer, self.match.content_hash)


def list_matches(
    session: Session,
    now: datetime,
    *,
    state_is: str | None = None,
    municipality: str | None = None,
    ids: Sequence[int] | None = None,
) -> list[MatchRow]:
    """Return matches, best first. `municipality` is a code: the buyer's or the enterprise's."""
    newest = (
        select(func.max(col(MatchEvent.id)))
        .where(col(MatchEvent.match) == col(Match.id))
        .correlate(Match)
        .scalar_subquery()
    )
    answered = select(func.max(col(Answer.id))).where(col(Answer.match) == col(Match.id)).correlate(Match)
    query = (
        select(Match, Lot, Notice, Enterprise, Organisation, Answer, col(MatchEvent.kind))
        .join(Lot, col(Lot.id) == Match.lot)
        .join(Notice, col(Notice.id) == Match.notice)
        .join(Enterprise, col(Enterprise.id) == Match.enterprise)
        .outerjoin(Organisation, col(Organisation.id) == Notice.buyer)
        .outerjoin(Answer, col(Answer.id) == answered.scalar_subquery())
        .join(MatchEvent, col(MatchEvent.id) == newest)
        .order_by(col(Match.score).desc(), col(Match.id))
    )
    if ids is not None:
        query = query.where(col(Match.id).in_(ids))
    if municipality is not None:
        query = query.where(
            or_(col(Organisation.municipality) == municipality, col(Enterprise.municipality) == municipality)
        )
    if state_is is not None:
        kinds = [kind for kind, after in AFTER.items() if after == state_is or state_is == "expired"]
        query = query.where(col(MatchEvent.kind).in_(kinds))
    rows = []
    for match, lot, notice, enterprise, buyer, answer, kind in session.execute(query).tuples():
        now_in = state(kind, lot.deadline, now)
        if state_is is None or now_in == state_is:
            rows.append(MatchRow(match, lot, notice, enterprise, buyer, answer, now_in))
    return rows


def shown_with(session: Session, row: MatchRow, now: datetime) -> list[dict[str, Any]]:
    """Return the list a match stands in, best first: the open matches of its lot for enterprises of the same
    municipality, as they are now. Kept with a decision, so that it stays known what was chosen among.
    """
    lot = session.execute(select(col(Match.id)).where(col(Match.lot) == row.lot.id)).scalars()
    together = [
        each
        for each in list_matches(session, now, ids=cast(list[int], list(lot)))
        if each.state not in {"withdrawn", "expired"} and each.enterprise.municipality == row.enterprise.municipality
    ]
    return [
        {
            "match": each.match.id,
            "score": each.match.score,
            "version": each.match.version,
            "trial": each.match.trial,
            "values": {signal["name"]: signal["value"] for signal in each.match.signals},
        }
        for each in together
    ]
