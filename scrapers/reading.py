"""Bytes to notices, whatever the format: the root element or the first character tells which reader it is for."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path

from models.values import IssueData, NoticeData
from scrapers import eforms, ocds, ted_xml
from scrapers.exceptions import UnreadableNotice
from scrapers.files import Member, open_paths
from scrapers.xml import parse_xml

VERSION = "2"  # raise it when notices read before should be read again
AHEAD = 64  # files handed to the processes before the first answer is taken
Outcome = list[NoticeData] | UnreadableNotice


def read(content: bytes) -> list[NoticeData]:
    """Return the notices in one file. Raises UnreadableNotice with the true reason."""
    if content.lstrip()[:1] in {b"{", b"["}:
        return ocds.parse(content)
    root = parse_xml(content)
    local = str(root.tag).rpartition("}")[2]
    if local == "BusinessRegistrationInformationNotice":
        raise UnreadableNotice("annonsen gäller registrering av ett bolag, inte ett köp", "ingenting: den hör inte hit")
    return [ted_xml.parse_root(root) if local == ted_xml.ROOT else eforms.parse_root(root)]


def read_or_say(content: bytes) -> Outcome:
    """Return the notices in one file, or why there are none."""
    try:
        return read(content)
    except UnreadableNotice as error:
        return error


def read_many(paths: Iterable[Path], jobs: int = 1) -> Iterator[tuple[str, Outcome]]:
    """Yield (name, notices or fault) for everything the paths hold, in their order, read by `jobs` processes.

    Raises UnreadableNotice for a path that does not exist.
    """
    if jobs == 1:
        for entry in open_paths(paths):
            yield _named(entry) or (entry.name, read_or_say(entry.content))  # type: ignore[union-attr]
        return
    waiting: deque[tuple[str, Future[Outcome]] | tuple[str, Outcome]] = deque()
    with ProcessPoolExecutor(jobs) as pool:
        for entry in open_paths(paths):
            fault = _named(entry)
            waiting.append(fault or (entry.name, pool.submit(read_or_say, entry.content)))  # type: ignore[union-attr]
            if len(waiting) > AHEAD:
                yield _taken(waiting.popleft())
        while waiting:
            yield _taken(waiting.popleft())


def _named(entry: Member | IssueData) -> tuple[str, Outcome] | None:
    """Return what could not be opened as a fault; None for a file that can be read."""
    if isinstance(entry, Member):
        return None
    return entry["notice"] or "", UnreadableNotice(entry["what"], entry["todo"])


def _taken(waiting: tuple[str, Future[Outcome]] | tuple[str, Outcome]) -> tuple[str, Outcome]:
    name, outcome = waiting
    return name, outcome.result() if isinstance(outcome, Future) else outcome
