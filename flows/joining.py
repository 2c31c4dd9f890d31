"""Step 4, join: the notices of one procedure put together; a notice whose standing changes is matched anew."""

from __future__ import annotations

from typing import cast

from sqlalchemy import select
from sqlmodel import col

from flows.night import Night
from models.tables import Lot, Notice
from models.values import NoticeData
from scrapers.families import Standing, join

BATCH = 200


def batches(night: Night) -> list[list[str]]:
    """Return the procedures with a notice that is not joined, in batches."""
    with night.reading() as session:
        todo = (
            select(col(Notice.procedure))
            .where(col(Notice.joined).is_(False))
            .distinct()
            .order_by(col(Notice.procedure))
        )
        keys = list(session.execute(todo).scalars())
    return [keys[start : start + BATCH] for start in range(0, len(keys), BATCH)]


def work(night: Night, batch: list[str]) -> dict[str, int]:
    """Join the families of one batch."""
    with night.transaction() as session:
        families: dict[str, list[Notice]] = {}
        for row in session.execute(select(Notice).where(col(Notice.procedure).in_(batch))).scalars():
            families.setdefault(row.procedure, []).append(row)
        ids = [row.id for rows in families.values() for row in rows]
        lots: dict[str, list[Lot]] = {}
        for lot in session.execute(select(Lot).where(col(Lot.notice).in_(ids))).scalars():
            lots.setdefault(lot.notice, []).append(lot)
        for rows in families.values():
            standings = join(cast(NoticeData, row.data) for row in rows)
            for row in rows:
                _apply(row, lots.get(row.id, []), standings[row.id])
    return {}


def _apply(row: Notice, lots: list[Lot], standing: Standing) -> None:
    before = (row.is_current, row.closed, row.changes, [lot.state for lot in lots])
    row.is_current, row.superseded_by = standing.current, standing.superseded_by
    row.closed, row.changes, row.joined = standing.closed, standing.changes, True
    for lot in lots:
        lot.state = standing.lots.get(lot.lot, "superseded")
    if before != (row.is_current, row.closed, row.changes, [lot.state for lot in lots]):
        row.matched = row.grouped = None
