"""Steps 2 and 3, read and check: stored bytes to notices, lots and buyers; what cannot be read is put in quarantine."""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select, update
from sqlmodel import Session, col

from flows.collecting import unreadable
from flows.night import Night
from models.database import content_hash, upsert
from models.places import by_name, by_org_number
from models.tables import Lot, Notice, Organisation, RawNotice
from models.values import Buyer, LotData, NoticeData
from scrapers.checks import check
from scrapers.exceptions import UnreadableNotice
from scrapers.families import procedure_key
from scrapers.reading import VERSION, read

BATCH = 100
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def batches(night: Night) -> list[list[str]]:
    """Return the hashes of what this version of the reader has not read."""
    with night.reading() as session:
        todo = session.execute(
            select(col(RawNotice.sha256))
            .where(or_(col(RawNotice.reader).is_(None), col(RawNotice.reader) != VERSION))
            .order_by(col(RawNotice.fetched_at), col(RawNotice.sha256))
        )
        hashes = list(todo.scalars())
    return [hashes[start : start + BATCH] for start in range(0, len(hashes), BATCH)]


def work(night: Night, batch: list[str]) -> dict[str, int]:
    """Read one batch. Returns counts: new, changed, unchanged, quarantined."""
    counts: Counter[str] = Counter()
    with night.transaction() as session:
        raws = session.execute(select(RawNotice).where(col(RawNotice.sha256).in_(batch))).scalars().all()
        found: list[tuple[RawNotice, NoticeData]] = []
        for raw in sorted(raws, key=lambda raw: batch.index(raw.sha256)):
            raw.reader, raw.fault, raw.todo = VERSION, None, None
            try:
                found += [(raw, notice) for notice in _read(raw)]
            except UnreadableNotice as error:
                raw.fault, raw.todo = error.what, error.todo
                counts["quarantined"] += 1
                night.report(session, unreadable(raw.source, raw.name, error.what, error.todo))
        counts.update(_checked(night, session, found))
    return dict(counts)


def _read(raw: RawNotice) -> list[NoticeData]:
    content = zlib.decompress(raw.content)
    if hashlib.sha256(content).hexdigest() != raw.sha256:
        raise UnreadableNotice("den sparade filen har ändrats på disken", "hämta annonsen igen")
    return read(content)


def _checked(night: Night, session: Session, found: list[tuple[RawNotice, NoticeData]]) -> Counter[str]:
    """Store the notices, unless their source gives far less than it should: then the batch waits in quarantine."""
    counts: Counter[str] = Counter()
    for source in sorted({raw.source for raw, _ in found}):
        of_source = [(raw, notice) for raw, notice in found if raw.source == source]
        issues = check(source, [notice for _, notice in of_source])
        for issue in issues:
            night.report(session, issue)
        if issues:
            for raw, _ in of_source:
                raw.fault, raw.todo = issues[0]["what"], issues[0]["todo"]
            counts["quarantined"] += len(of_source)
        else:
            counts.update(save_notices(session, of_source, night.now()))
    return counts


def save_notices(session: Session, found: Sequence[tuple[RawNotice, NoticeData]], now: datetime) -> Counter[str]:
    """Insert or update notices with their lots and buyers. Returns counts: new, changed, unchanged."""
    counts: Counter[str] = Counter()
    newest = {notice["id"]: (raw, notice) for raw, notice in found}
    counts["unchanged"] += len(found) - len(newest)
    known = dict(
        session.execute(select(col(Notice.id), col(Notice.content_hash)).where(col(Notice.id).in_(newest)))
        .tuples()
        .all()
    )
    rows: list[dict[str, Any]] = []
    lots: list[dict[str, Any]] = []
    buyers: dict[str, dict[str, Any]] = {}
    for raw, notice in newest.values():
        fingerprint = content_hash(notice)
        if known.get(notice["id"]) == fingerprint:
            counts["unchanged"] += 1
            continue
        counts["changed" if notice["id"] in known else "new"] += 1
        buyer = _organisation(notice["buyers"][0]) if notice["buyers"] else None
        if buyer:
            buyers[buyer["id"]] = buyer
        rows.append(_row(raw, notice, fingerprint, buyer["id"] if buyer else None, now))
        lots += _lot_rows(notice)
    upsert(session, Organisation, list(buyers.values()), ["id"])
    upsert(session, Notice, rows, ["id"])
    gone = update(Lot).where(col(Lot.notice).in_([row["id"] for row in rows])).values(state="superseded")
    session.execute(gone)  # a lot that a new version no longer has stays, for its matches' sake, but is not open
    upsert(session, Lot, list({lot["id"]: lot for lot in lots}.values()), ["id"])
    return counts


def _row(raw: RawNotice, notice: NoticeData, fingerprint: str, buyer: str | None, now: datetime) -> dict[str, Any]:
    return {
        "id": notice["id"],
        "raw": raw.sha256,
        "source": notice["source"],
        "procedure": procedure_key(notice),
        "form_type": notice["form_type"],
        "published": notice["published"],
        "title": notice["title"],
        "buyer": buyer,
        "data": notice,
        "content_hash": fingerprint,
        "is_current": True,
        "superseded_by": None,
        "closed": False,
        "changes": [],
        "read_at": now,
        "joined": False,
        "classified": None,
        "matched": None,
        "grouped": None,
    }


def lot_key(notice: str, lot: str) -> str:
    """Return the id of a lot's row."""
    return f"{notice}/{lot}"


def _lot_rows(notice: NoticeData) -> list[dict[str, Any]]:
    rows = []
    for lot in notice["lots"]:
        deadline, has_time = deadline_moment(lot)
        rows.append(
            {
                "id": lot_key(notice["id"], lot["id"]),
                "notice": notice["id"],
                "lot": lot["id"],
                "title": lot["title"],
                "deadline": deadline,
                "deadline_has_time": has_time,
                "state": "open",
            }
        )
    return rows


def deadline_moment(lot: LotData) -> tuple[datetime | None, bool]:
    """Return the deadline as a moment, and whether the notice gave a time.

    A date without time is taken to its end in Sweden (23:59), and marked.
    """
    value = lot["deadline"]
    if value is None:
        return None, True
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None, True
    if "T" in value and moment.tzinfo is not None:
        return moment, True
    return datetime.combine(moment.date(), time(23, 59), STOCKHOLM), False


def _organisation(buyer: Buyer) -> dict[str, Any] | None:
    if not buyer["name"] and not buyer["org_number"]:
        return None
    name = buyer["name"] or buyer["org_number"] or ""
    number, country = buyer["org_number"], buyer["country"]
    place = by_org_number(number) if number and country == "SWE" else None
    if place is None and country == "SWE" and buyer["city"]:
        place = by_name(buyer["city"])
    return {
        "id": f"{country}:{number}" if number else f"name:{name.casefold()}",
        "name": name,
        "org_number": number,
        "country": country,
        "nuts": buyer["nuts"],
        "city": buyer["city"],
        "municipality": place.code if place else None,
    }
