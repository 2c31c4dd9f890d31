"""Enterprises between rows and plain values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from models.database import upsert
from models.tables import Enterprise, Notice, ServiceArea
from models.values import EnterpriseData

COLUMNS = tuple(name for name in Enterprise.model_fields if name not in {"updated_at", "matched"})


def load_enterprises(session: Session, ids: Sequence[str] | None = None) -> list[EnterpriseData]:
    """Return the profiles (all, or those of `ids`), ordered by id."""
    rows = select(Enterprise).order_by(col(Enterprise.id))
    areas = select(ServiceArea).order_by(col(ServiceArea.municipality))
    if ids is not None:
        rows = rows.where(col(Enterprise.id).in_(ids))
        areas = areas.where(col(ServiceArea.enterprise).in_(ids))
    served: dict[str, list[str]] = {}
    for area in session.execute(areas).scalars():
        served.setdefault(area.enterprise, []).append(area.municipality)
    return [_value(row, served.get(row.id, [])) for row in session.execute(rows).scalars()]


def _value(row: Enterprise, areas: list[str]) -> EnterpriseData:
    value: dict[str, Any] = {name: getattr(row, name) for name in COLUMNS}
    return {**value, "service_area": areas}  # type: ignore[typeddict-item]


def save_enterprises(session: Session, profiles: Iterable[EnterpriseData], now: datetime) -> dict[str, int]:
    """Insert or update the profiles; only a profile that differs is touched, and is then matched anew.

    Returns how many were `new`, `changed` and `unchanged`. The caller commits.
    """
    profiles = list({profile["id"]: profile for profile in profiles}.values())
    known = {profile["id"]: profile for profile in load_enterprises(session, [p["id"] for p in profiles])}
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    rows: list[dict[str, Any]] = []
    for profile in profiles:
        old = known.get(profile["id"])
        if old is not None and old == {**profile, "service_area": sorted(set(profile["service_area"]))}:
            counts["unchanged"] += 1
            continue
        counts["changed" if old else "new"] += 1
        values = {name: profile[name] for name in COLUMNS}  # type: ignore[literal-required]
        rows.append({**values, "updated_at": now, "matched": None})
    upsert(session, Enterprise, rows, ["id"])
    changed = {row["id"] for row in rows}
    session.execute(delete(ServiceArea).where(col(ServiceArea.enterprise).in_(changed)))
    upsert(
        session,
        ServiceArea,
        [
            {"enterprise": profile["id"], "municipality": code}
            for profile in profiles
            if profile["id"] in changed
            for code in sorted(set(profile["service_area"]))
        ],
        ["enterprise", "municipality"],
    )
    if changed:
        still_open = col(Notice.is_current).is_(True) & col(Notice.closed).is_(False)
        session.execute(update(Notice).where(still_open).values(grouped=None))  # who can join forces has changed
    return counts
