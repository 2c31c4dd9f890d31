"""Step 8, draft: a bid-support package for each good match, and a new version of it when the notice changes.

What a person has edited is never overwritten: the next version gets a folder of its own and says so.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from drafts import manifest
from drafts.case import Case
from drafts.changes import next_version
from drafts.package import Document, build_package, zip_package
from flows.cases import make_case, newest_draft
from flows.night import Night
from models.queries import MatchRow, list_matches
from models.tables import Draft
from settings import Settings

BATCH = 10
ZIP, CALENDAR = "paket.zip", "kalender.ics"


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
        cases = [(row, case_of(session, row, night.settings)) for row in rows]
    for row, case in cases:
        draft = keep(night.settings, row, case)
        with night.transaction() as session:
            session.add(draft)
    return {"drafts": len(cases)}


def case_of(session: Session, row: MatchRow, settings: Settings) -> Case:
    """Gather what a package is made of, and what has changed since the newest package of the lot."""
    case = make_case(session, row, settings)
    before = newest_draft(session, row)
    return (following(case, settings.packages / before.folder) or case) if before else case


def keep(settings: Settings, row: MatchRow, case: Case) -> Draft:
    """Build and write the package; returns the row that names its files, for the caller to commit."""
    assert row.match.id is not None  # it comes from the database
    home = settings.packages / str(row.match.id)
    while edited(home / f"v{case.version}"):  # left by a night that was cut off before its row, and worked on since
        case = replace(case, version=case.version + 1)
    folder = home / f"v{case.version}"
    documents = build_package(case)
    write_folder(folder, [*documents, Document(ZIP, zip_package(documents))])
    return Draft(
        match=row.match.id,
        version=case.version,
        content_hash=row.match.content_hash,
        folder=f"{row.match.id}/{folder.name}",
        files=[
            {"name": d.name, "sha256": hashlib.sha256(d.content).hexdigest(), "size": len(d.content)} for d in documents
        ],
        made_at=case.made_at,
    )


def following(case: Case, earlier: Path) -> Case | None:
    """Return the case as the version after the package in a folder; None when nothing changed, nor did a person."""
    calendar, before = earlier / CALENDAR, made_of(earlier)
    if calendar.is_file():
        case = replace(case, earlier_calendar=calendar.read_bytes())
    return next_version(case, before, edited(earlier), earlier.name) if before else case


def made_of(folder: Path) -> dict[str, Any] | None:
    """Return a package's `paket.json`; None when there is none that can be read."""
    try:
        read = json.loads((folder / manifest.NAME).read_bytes())
    except (OSError, ValueError):
        return None
    return read if isinstance(read, dict) and "files" in read else None


def edited(folder: Path) -> list[str]:
    """Return the files in a package's folder that are not as they were written; [] for a folder that is not there."""
    if not folder.is_dir():
        return []
    described = made_of(folder)
    written = {file["name"]: file["sha256"] for file in described["files"]} if described else {}
    found = [
        path.name
        for path in sorted(folder.iterdir())
        if path.name not in {manifest.NAME, ZIP} and not path.name.startswith(".")
        and written.get(path.name) != hashlib.sha256(path.read_bytes()).hexdigest()
    ]  # fmt: skip
    return found + [name for name in written if not (folder / name).exists()]


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
