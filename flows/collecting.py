"""Step 1, collect: bytes as published, stored at once. From files, or from each open source."""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session, col

from flows.night import Night
from models.database import upsert
from models.tables import RawNotice
from models.values import IssueData
from scrapers.files import Member, open_paths

FILES = "files"
CHUNK = 100


def batches(night: Night) -> list[list[str]]:
    """Return one batch per source; with paths, the files are the only source."""
    if night.request.paths:
        return [[FILES]]
    return [[name] for name in network_sources(night)]


def network_sources(night: Night) -> Sequence[str]:
    """Return the sources to collect from over the network: those asked for, else none that is not open."""
    return night.request.sources


def work(night: Night, batch: list[str]) -> dict[str, int]:
    """Collect one source. Returns counts: read, unchanged, quarantined."""
    return from_files(night, night.request.paths)


def from_files(night: Night, paths: Iterable[Path]) -> dict[str, int]:
    """Store what the paths hold, a hundred at a time; a member that cannot be opened is an issue."""
    counts: Counter[str] = Counter()
    entries = iter(open_paths(paths))
    while chunk := list(islice(entries, CHUNK)):
        members = [entry for entry in chunk if isinstance(entry, Member)]
        issues = [entry for entry in chunk if not isinstance(entry, Member)]
        with night.transaction() as session:
            for issue in issues:
                night.report(session, issue)
            counts.update(store(night, session, members))
        counts["quarantined"] += len(issues)
        counts["read"] += len(chunk)
        night.progress("collect", counts["read"], counts["read"])
    return dict(counts)


def store(night: Night, session: Session, members: Sequence[Member]) -> Counter[str]:
    """Store the members' bytes once each, known by their hash; say again what is wrong with those in quarantine."""
    counts: Counter[str] = Counter()
    hashes = [hashlib.sha256(member.content).hexdigest() for member in members]
    known = {
        sha: (name, fault, todo)
        for sha, name, fault, todo in session.execute(
            select(col(RawNotice.sha256), col(RawNotice.name), col(RawNotice.fault), col(RawNotice.todo)).where(
                col(RawNotice.sha256).in_(hashes), col(RawNotice.reader).is_not(None)
            )
        )
    }
    rows = {}
    for sha, member in zip(hashes, members, strict=True):
        if sha not in known:
            rows[sha] = {
                "sha256": sha,
                "source": FILES,
                "name": member.name,
                "fetched_at": night.now(),
                "size": len(member.content),
                "content": zlib.compress(member.content, 6),
            }
            continue
        name, fault, todo = known[sha]
        counts["quarantined" if fault else "unchanged"] += 1
        if fault:
            night.report(session, unreadable(FILES, name, fault, todo))
    upsert(session, RawNotice, list(rows.values()), ["sha256"])
    counts["unchanged"] += len(members) - len(known.keys() & set(hashes)) - len(rows)
    return counts


def unreadable(source: str, name: str, fault: str, todo: str | None) -> IssueData:
    """Return the issue of a notice in quarantine."""
    return {
        "level": "error",
        "source": source,
        "notice": name,
        "what": fault,
        "todo": todo or "filen är sparad; hämta annonsen igen eller ta bort filen",
    }
