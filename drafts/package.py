"""The bid-support package: its documents in reading order, and the zip of them all. The same case, the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from drafts import (
    bid,
    calendar,
    checklist,
    costs,
    dialogue,
    espd,
    intent,
    manifest,
    questions,
    requirement_list,
    summary,
)
from drafts.case import Case
from drafts.zips import write_zip


class Document(NamedTuple):
    """One file of a package."""

    name: str
    content: bytes


DOCUMENTS: tuple[tuple[str, Callable[[Case], bytes | None]], ...] = (
    ("00-sammanfattning.pdf", summary.build),
    ("01-anbud.docx", bid.build),
    ("01-dialogunderlag.docx", dialogue.build),
    ("02-kravlista.xlsx", requirement_list.build),
    ("03-checklista.docx", checklist.build),
    ("04-priskalkyl.xlsx", costs.build),
    ("05-fragor.docx", questions.build),
    ("06-avsiktsforklaring.docx", intent.build),
    ("kalender.ics", calendar.build),
)


def build_package(case: Case) -> list[Document]:
    """Return the documents of the case, the list of what they are made of last; one with nothing to say is left out."""
    built = [(name, build(case)) for name, build in DOCUMENTS]
    built += espd.build_all(case).items()  # in a joint bid one for each member
    documents = sorted(Document(name, content) for name, content in built if content is not None)
    return [*documents, Document(manifest.NAME, manifest.build(case, documents))]


def zip_package(documents: Sequence[Document]) -> bytes:
    """Return the documents as a zip whose bytes depend on nothing but them."""
    return write_zip({document.name: document.content for document in documents})
