"""The bid-support package: its documents in reading order, and the zip of them all. The same case, the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from drafts import bid, calendar
from drafts.case import Case
from drafts.zips import write_zip


class Document(NamedTuple):
    """One file of a package."""

    name: str
    content: bytes


DOCUMENTS: tuple[tuple[str, Callable[[Case], bytes | None]], ...] = (
    ("01-anbud.docx", bid.build),
    ("kalender.ics", calendar.build),
)


def build_package(case: Case) -> list[Document]:
    """Return the documents of the case; one that has nothing to say is left out."""
    built = [(name, build(case)) for name, build in DOCUMENTS]
    return [Document(name, content) for name, content in built if content is not None]


def zip_package(documents: Sequence[Document]) -> bytes:
    """Return the documents as a zip whose bytes depend on nothing but them."""
    return write_zip({document.name: document.content for document in documents})
