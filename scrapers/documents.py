"""Tender documents (PDF, Word, Excel, text, zip) as pages of text, each read in a limited child process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

BIGGEST = 300_000_000  # bytes of a file
SECONDS = 120.0  # of waiting for the child
ROOT = Path(__file__).parent.parent


class Page(NamedTuple):
    """A page, sheet row or paragraph: where it stands (”sida 3”, ”blad Krav, rad 7”), its page if known, its text."""

    place: str | None
    page: int | None
    text: str


class Document(NamedTuple):
    """One document. With a `fault` there are no pages; `scanned` lists pages that are pictures without text."""

    name: str
    kind: str
    pages: list[Page]
    scanned: list[int]
    fault: str | None = None


def read_documents(paths: Iterable[Path]) -> Iterator[Document]:
    """Yield every document of the files; one that cannot be read has a fault, and the rest goes on."""
    for path in paths:
        yield from _read(path)


def _read(path: Path) -> Iterator[Document]:
    if not path.is_file():
        yield _faulty(str(path), "är ingen vanlig fil; peka på en fil")
        return
    if path.stat().st_size > BIGGEST:
        yield _faulty(str(path), f"är större än {BIGGEST // 1_000_000} MB; dela upp den")
        return
    command = [sys.executable, "-m", "scrapers.document_readers", str(path.resolve())]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, cwd=ROOT, check=False)  # noqa: S603  (our own module)
    except subprocess.TimeoutExpired:
        yield _faulty(path.name, f"blev inte läst på {SECONDS:.0f} sekunder; läs den i delar")
        return
    for line in done.stdout.decode("utf-8").splitlines():
        entry = json.loads(line)
        if "fault" in entry:
            yield _faulty(entry["name"], entry["fault"])
        else:
            yield Document(entry["name"], entry["kind"], [Page(**page) for page in entry["pages"]], entry["scanned"])
    if done.returncode != 0:
        yield _faulty(path.name, "gick inte att läsa inom gränserna för minne och tid; läs den för hand")


def _faulty(name: str, fault: str) -> Document:
    return Document(name, "", [], [], fault)
