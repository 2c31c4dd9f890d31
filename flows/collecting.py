"""Step 1, collect: bytes as published, stored at once. From files, or from each open source."""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlmodel import Session, col

from flows.night import Night
from models import swedish
from models.database import upsert
from models.tables import RawNotice, Source
from models.values import IssueData
from scrapers.exceptions import ScraperError, SourceForbidden
from scrapers.files import Member, open_paths
from scrapers.http import PoliteSession
from scrapers.sources import require_open, sources
from scrapers.ted import SOURCE as TED
from scrapers.ted import Fetched, Ted, collect

FILES = "files"
CLAIMED = 20  # fetched notices that are stored in one transaction
CHUNK = 100


def batches(night: Night) -> list[list[str]]:
    """Return one batch per source: the files that were given, else those asked for, else every open source."""
    if night.request.paths:
        return [[FILES]]
    today = night.now().date()
    return [[name] for name in night.request.sources or [n for n, s in sources().items() if s.refusal(today) is None]]


def work(night: Night, batch: list[str]) -> dict[str, int]:
    """Collect one source. Returns counts: read, unchanged, quarantined. Raises ScraperError when it cannot."""
    (name,) = batch
    if name == FILES:
        return from_files(night, night.request.paths)
    require_open(name, night.now().date())
    with night.transaction() as session:
        upsert(session, Source, [{"id": name, "last_run": night.now()}], ["id"])
    try:
        counts = from_ted(night)
    except ScraperError as error:
        with night.transaction() as session:
            source = session.get_one(Source, name)
            source.errors_in_a_row, source.last_error = source.errors_in_a_row + 1, error.what
        raise
    with night.transaction() as session:
        source = session.get_one(Source, name)
        source.last_ok, source.last_count = night.now(), counts["read"]
        source.errors_in_a_row, source.last_error = 0, None
    return counts


def window(night: Night) -> tuple[date, date]:
    """Return the days to collect: since the day asked for, else the last days again, because TED publishes late."""
    today = night.now().astimezone(swedish.STOCKHOLM).date()
    return night.request.since or today - timedelta(days=night.settings.days_back), today


def from_ted(night: Night) -> dict[str, int]:
    """Collect the window from TED; what is fetched is stored twenty at a time, so a cut-off collect goes on."""
    settings = night.settings
    if not settings.contact:
        raise SourceForbidden("TED ska få veta vem som hämtar", "ange en adress i ANBUDSLOTS_CONTACT")
    local = urlsplit(settings.ted_api).hostname in {"127.0.0.1", "localhost"}
    hosts = frozenset(filter(None, (urlsplit(url).hostname for url in (settings.ted_api, settings.ted_site))))
    ted = Ted(
        PoliteSession(settings.contact, hosts, pace=settings.pace, local=local), settings.ted_api, settings.ted_site
    )
    with night.reading() as session:
        have = set(session.execute(select(col(RawNotice.name)).where(col(RawNotice.source) == TED)).scalars())
    waiting: list[Fetched] = []

    def flush() -> None:
        with night.transaction() as session:
            rows = [raw_row(TED, f.id, f.content, f.fetched_at, f.url) for f in waiting]
            upsert(session, RawNotice, list({row["sha256"]: row for row in rows}.values()), ["sha256"])
        waiting.clear()

    def keep(fetched: Fetched) -> None:
        waiting.append(fetched)
        if len(waiting) == CLAIMED:
            flush()

    since, until = window(night)
    report = collect(
        ted,
        since,
        until,
        country=settings.ted_country,
        known=have.__contains__,
        keep=keep,
        now=night.now,
        progress=lambda done, total: night.progress("collect", done, total),
    )
    flush()
    with night.transaction() as session:
        for issue in report.issues:
            night.report(session, issue)
    return {"read": report.listed, "unchanged": report.known}


def raw_row(source: str, name: str, content: bytes, fetched_at: datetime, url: str | None = None) -> dict[str, Any]:
    """Return the row that keeps bytes as published."""
    return {
        "sha256": hashlib.sha256(content).hexdigest(),
        "source": source,
        "name": name,
        "url": url,
        "fetched_at": fetched_at,
        "size": len(content),
        "content": zlib.compress(content, 6),
    }


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
            rows[sha] = raw_row(FILES, member.name, member.content, night.now())
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
        "todo": f"filen är sparad; {todo or 'hämta annonsen igen eller ta bort filen'}",
    }
