"""Step 8, draft: a bid-support package for each good match, and a new version of it when the notice changes."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from typing import cast

from sqlalchemy import func, select
from sqlmodel import Session, col

from drafts.case import Case
from drafts.package import Document, build_package, zip_package
from flows.night import Night
from models.profiles import load_enterprises
from models.queries import MatchRow, considerations_of, list_matches
from models.tables import Draft
from models.values import MatchData, NoticeData
from settings import Settings

BATCH = 10
ZIP = "paket.zip"


def batches(night: Night) -> list[list[str]]:
    """Return the good open matches whose newest content has no package."""
    with night.reading() as session:
        drafted = set(session.execute(select(col(Draft.match), col(Draft.content_hash))).tuples())
        wanted = [
            str(row.match.id)
            for state in ("new", "approved")
            for row in list_matches(session, night.now(), state_is=state)
            if (state == "approved" or row.match.score >= night.settings.draft_at)
            and (row.match.id, row.match.content_hash) not in drafted
        ]
    return [wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH)]


def work(night: Night, batch: list[str]) -> dict[str, int]:
    """Build the packages of one batch; the files are safe on disk before the row says so."""
    with night.reading() as session:
        rows = list_matches(session, night.now(), ids=[int(match) for match in batch])
        cases = [(row, case_of(session, row, night)) for row in rows]
    for row, case in cases:
        draft = keep(night.settings, row, case)
        with night.transaction() as session:
            session.add(draft)
    return {"drafts": len(cases)}


def case_of(session: Session, row: MatchRow, night: Night) -> Case:
    """Gather what a package is made of."""
    return make_case(session, row, night.settings)


def make_case(session: Session, row: MatchRow, settings: Settings) -> Case:
    """Gather what a package is made of, with the next version number for this match."""
    notice = cast(NoticeData, row.notice.data)
    lot = next(lot for lot in notice["lots"] if lot["id"] == row.lot.lot)
    considerations = considerations_of(session, [notice["id"]]).get(notice["id"], [])
    newest = session.execute(select(func.max(col(Draft.version))).where(col(Draft.match) == row.match.id)).scalar_one()
    match: MatchData = {
        "notice": notice["id"],
        "lot": lot["id"],
        "enterprise": row.enterprise.id,
        "score": row.match.score,
        "signals": row.match.signals,  # type: ignore[typeddict-item]
    }
    return Case(
        notice=notice,
        lot=lot,
        enterprise=load_enterprises(session, [row.enterprise.id])[0],
        match=match,
        considerations=[c for c in considerations if c["lot"] in {None, lot["id"]}],
        changes=list(row.notice.changes),
        version=(newest or 0) + 1,
        made_at=settings.clock(),
        coordinator_name=settings.coordinator_name,
        coordinator_phone=settings.coordinator_phone or None,
    )


def keep(settings: Settings, row: MatchRow, case: Case) -> Draft:
    """Build and write the package; returns the row that names its files, for the caller to commit."""
    documents = build_package(case)
    assert row.match.id is not None  # it comes from the database
    folder = f"{row.match.id}/v{case.version}"
    write_folder(settings.packages / folder, [*documents, Document(ZIP, zip_package(documents))])
    return Draft(
        match=row.match.id,
        version=case.version,
        content_hash=row.match.content_hash,
        folder=folder,
        files=[
            {"name": d.name, "sha256": hashlib.sha256(d.content).hexdigest(), "size": len(d.content)} for d in documents
        ],
        made_at=case.made_at,
    )


def write_folder(folder: Path, documents: list[Document]) -> None:
    """Write the documents so that the folder is there whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    half = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir()
    for document in documents:
        with (half / document.name).open("wb") as file:
            file.write(document.content)
            file.flush()
            os.fsync(file.fileno())
    if folder.exists():  # left by a night that was cut off before its row
        shutil.rmtree(folder)
    half.rename(folder)
    descriptor = os.open(folder.parent, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
