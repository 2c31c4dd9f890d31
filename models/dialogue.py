"""What the dialogue list is made of, as rows: notices without findings, planned purchases, awards, and marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlmodel import Session, col

from models.tables import Consideration, DialogueMark, Enterprise, Lot, Notice, Organisation, Run
from models.values import NoticeData

SURE = 0.5  # probability from which a consideration counts
RECENT = timedelta(days=90)  # so long after publication a closed notice without findings is still worth a talk
PLANNED = timedelta(days=365)  # so long a planning notice is news, and an invitation without last day open
LONGEST = timedelta(days=3650)  # an award older than this is not looked at
AT_ONCE = 500


class Seen(NamedTuple):
    """A notice and what the database knows beside it: the buyer, and the lots that can still be answered."""

    notice: NoticeData
    buyer: str
    name: str
    municipality: str | None
    country: str | None
    open_lots: frozenset[str]


class Material(NamedTuple):
    """Everything the dialogue list is made of. `earlier` has the invitations that an award came from, by award."""

    silent: list[Seen]
    planned: list[Seen]
    awards: list[Seen]
    earlier: dict[str, list[NoticeData]]


def load_material(
    session: Session,
    now: datetime,
    *,
    keep: Callable[[NoticeData], bool],
    municipality: str | None = None,
    buyers: Sequence[str] | None = None,
) -> Material:
    """Return the notices that the list is made of, of all buyers, of one municipality (its code), or of these buyers.

    `keep` chooses among the notices as they are read, so that the others take no room. A notice that has not been
    searched for considerations is left out of `silent`: nothing is known of it yet.
    """
    today = now.date()
    wanted = _wanted(municipality, buyers)
    no_day = and_(col(Lot.deadline).is_(None), col(Notice.published) >= _text(today - PLANNED))
    answerable = exists().where(
        col(Lot.notice) == col(Notice.id), col(Lot.state) == "open", or_(col(Lot.deadline) > now, no_day)
    )
    found = exists().where(col(Consideration.notice) == col(Notice.id), col(Consideration.probability) >= SURE)
    silent = wanted.where(
        col(Notice.form_type).in_(["competition", "change"]),
        col(Notice.is_current).is_(True),
        col(Notice.classified).is_not(None),
        or_(answerable, col(Notice.published) >= _text(today - RECENT)),
        ~found,
    )
    planned = wanted.where(
        col(Notice.form_type).in_(["planning", "consultation"]),
        col(Notice.is_current).is_(True),
        col(Notice.closed).is_(False),
        col(Notice.published) >= _text(today - PLANNED),
    )
    awards = wanted.where(
        col(Notice.form_type).in_(["result", "cont-modif", "completion"]),
        col(Notice.published) >= _text(today - LONGEST),
    )
    plans = _seen(session, now, planned, keep)
    followed = _followed(session, plans)
    given = _seen(session, now, awards, keep)
    return Material(
        silent=_seen(session, now, silent, keep),
        planned=[seen for seen in plans if seen.notice["id"] not in followed],
        awards=given,
        earlier=_earlier(session, given),
    )


def _wanted(municipality: str | None, buyers: Sequence[str] | None) -> Select[Any]:
    query = select(col(Notice.data), Organisation).join(Organisation, col(Organisation.id) == Notice.buyer)
    if municipality is not None:
        query = query.where(col(Organisation.municipality) == municipality)
    if buyers is not None:
        query = query.where(col(Organisation.id).in_(buyers))
    return query.order_by(col(Notice.published), col(Notice.id))


def _text(day: date) -> str:
    return day.isoformat()


def _seen(session: Session, now: datetime, query: Select[Any], keep: Callable[[NoticeData], bool]) -> list[Seen]:
    found = session.execute(query.execution_options(yield_per=AT_ONCE))
    rows = [(cast(NoticeData, data), buyer) for data, buyer in found if keep(data)]
    still: dict[str, set[str]] = {}
    for ids in _parts([notice["id"] for notice, _ in rows]):
        lots = select(col(Lot.notice), col(Lot.lot)).where(
            col(Lot.notice).in_(ids),
            col(Lot.state) == "open",
            or_(col(Lot.deadline).is_(None), col(Lot.deadline) > now),
        )
        for notice_id, lot in session.execute(lots).tuples():
            still.setdefault(notice_id, set()).add(lot)
    return [
        Seen(notice, buyer.id, buyer.name, buyer.municipality, buyer.country, frozenset(still.get(notice["id"], ())))
        for notice, buyer in rows
    ]


def _parts(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def _followed(session: Session, plans: Sequence[Seen]) -> set[str]:
    """Return the planning notices that a later invitation of the buyer names: the purchase is then no plan any more."""
    found: set[str] = set()
    named = {seen.notice["id"].partition(":")[2]: seen.notice["id"] for seen in plans}
    first = min((seen.notice["published"] or "" for seen in plans), default="")
    for part in _parts(sorted({seen.buyer for seen in plans})):
        rows = select(col(Notice.data)).where(
            col(Notice.form_type).in_(["competition", "change"]),
            col(Notice.buyer).in_(part),
            col(Notice.published) >= first,
        )
        for (data,) in session.execute(rows):
            found |= {named[number] for number in data["previous"] if number in named}
    return found


def _earlier(session: Session, awards: Sequence[Seen]) -> dict[str, list[NoticeData]]:
    """Return, by award, the invitations of its procedure and those it names, the newest first."""
    by_procedure: dict[str, list[NoticeData]] = {}
    by_id: dict[str, NoticeData] = {}
    invitation = col(Notice.form_type).in_(["competition", "change"])
    newest = col(Notice.published).desc(), col(Notice.id).desc()
    procedures = list({seen.notice["procedure_id"] for seen in awards if seen.notice["procedure_id"]})
    for part in _parts(procedures):
        rows = select(col(Notice.data)).where(invitation, col(Notice.procedure).in_(part)).order_by(*newest)
        for (data,) in session.execute(rows):
            by_procedure.setdefault(data["procedure_id"], []).append(data)
    names = {f"{seen.notice['source']}:{number}" for seen in awards for number in seen.notice["previous"]}
    for part in _parts(sorted(names)):
        rows = select(col(Notice.data)).where(invitation, col(Notice.id).in_(part))
        by_id.update({data["id"]: data for (data,) in session.execute(rows)})
    found = {}
    for seen in awards:
        notice = seen.notice
        named = [by_id[name] for n in notice["previous"] if (name := f"{notice['source']}:{n}") in by_id]
        found[notice["id"]] = by_procedure.get(notice["procedure_id"] or "", []) or named
    return found


def state_of(session: Session) -> tuple[Any, ...]:
    """Return something that differs when rows of the list may differ: after a night, an import, a new search."""
    run = session.execute(select(col(Run.id), col(Run.state)).order_by(col(Run.id).desc()).limit(1)).first()
    counts = (
        session.execute(select(func.count(), func.max(column)).select_from(table)).one()
        for table, column in (
            (Notice, col(Notice.read_at)),
            (Consideration, col(Consideration.id)),
            (Enterprise, col(Enterprise.updated_at)),
        )
    )
    return (tuple(run) if run else None, *map(tuple, counts))


def newest_marks(session: Session, keys: Sequence[str] | None = None) -> dict[str, DialogueMark]:
    """Return the last mark of each row of the list that was ever marked."""
    rows = select(DialogueMark).order_by(col(DialogueMark.id))
    if keys is not None:
        rows = rows.where(col(DialogueMark.key).in_(keys))
    return {mark.key: mark for mark in session.execute(rows).scalars()}


def buyers_named(session: Session, name: str) -> list[str]:
    """Return the ids of the buyers whose name holds these words, upper or lower case."""
    rows = session.execute(select(col(Organisation.id), col(Organisation.name))).tuples()
    return [key for key, known in rows if name.casefold() in known.casefold()]
