"""Where each statement of a package comes from. A text is made of parts: fixed text, something said, or a gap.

Fixed text is a plain `str` and holds no data. `Said` is a value from the notice, a document, the profile or a rule of
ours, and carries its source. A `Gap` is what only a person can fill in.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple, TypeAlias

from models.values import EvidenceSpan, RequirementData


class Source(NamedTuple):
    """Where something stands; `where` is for a person, in Swedish."""

    kind: Literal["notice", "document", "profile", "rule"]
    where: str


class Said(NamedTuple):
    """A value, as it is shown, and where it comes from."""

    text: str
    source: Source


class Gap(NamedTuple):
    """What a person must fill in, and a hint on where it is found."""

    what: str


Part: TypeAlias = str | Said | Gap
Cell: TypeAlias = Part | tuple[Part, ...]

FIELDS = {
    "title": "rubriken",
    "description": "beskrivningen",
    "additional_information": "ytterligare upplysningar",
    "performance_terms": "villkoren för avtalet",
    "strategic_description": "beskrivningen av syftet",
    "accessibility_justification": "texten om tillgänglighet",
    "renewal_description": "texten om förlängning",
    "options": "texten om optioner",
    "award_criteria": "kriterierna för att vinna",
    "selection_criteria": "kraven på företaget",
    "reserved_participation": "fältet om reserverat deltagande",
    "reserved_execution": "fältet om skyddad anställning",
    "social_objectives": "fältet om sociala mål",
    "strategic": "fältet om strategiskt syfte",
    "accessibility": "fältet om tillgänglighet",
    "sme": "fältet om små företag",
}


def clean(text: str) -> str:
    """Return text that every document takes: control and direction characters dropped, breaks and spaces one space."""
    kept = (c for c in text if c in "\n\t\r" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Cn", "Co"})
    return re.sub(r"[^\S\u00a0]+", " ", "".join(kept)).strip()


def notice(value: object, field: str) -> Said:
    """Return a value of the notice; `field` says where, in Swedish."""
    return Said(str(value), Source("notice", f"annonsen, {field}"))


def profile(value: object, field: str) -> Said:
    """Return a value of the enterprise's profile."""
    return Said(str(value), Source("profile", f"er profil, {field}"))


def rule(value: object, why: str) -> Said:
    """Return what a rule of ours concludes; `why` names it."""
    return Said(str(value), Source("rule", why))


def place(field: str) -> str:
    """Return a field path of a notice (”lots/LOT-0001/description”) in Swedish."""
    parts = field.split("/")
    name = parts[2] if parts[0] == "lots" and len(parts) > 2 else parts[0]
    words = FIELDS.get(name, name)
    return f"{words} ({parts[1]})" if parts[0] == "lots" and len(parts) > 2 else words


def where(requirement: RequirementData) -> str:
    """Return where a requirement stands: ”krav.pdf, sida 3, punkt 4.2”, or ”annonsen, beskrivningen”."""
    point = f"punkt {requirement['number']}" if requirement["number"] else None
    if requirement["file"] is None:
        return ", ".join(filter(None, ("annonsen", place(requirement["place"] or "description"), point)))
    return ", ".join(filter(None, (requirement["file"], requirement["place"], point)))


def required(requirement: RequirementData) -> Said:
    """Return the words of a requirement."""
    kind: Literal["notice", "document"] = "document" if requirement["file"] else "notice"
    return Said(requirement["text"], Source(kind, where(requirement)))


def evidence(span: EvidenceSpan) -> Said:
    """Return the words of a finding: of the notice, or of a read document (`documents/<file>/<place>`)."""
    if not span["field"].startswith("documents/"):
        return notice(clean(span["text"]), place(span["field"]))
    _, file, there = span["field"].split("/", 2)
    return Said(clean(span["text"]), Source("document", f"{file}, {there}" if there else file))


def parts_of(cell: Cell) -> tuple[Part, ...]:
    """Return a cell's parts."""
    return (cell,) if isinstance(cell, (str, Said, Gap)) else cell


def excerpt(text: str, longest: int) -> tuple[str, bool]:
    """Return the beginning of a text, cut at the end of a sentence or word, and whether something was left out."""
    text = clean(text)
    if len(text) <= longest:
        return text, False
    head = text[:longest]
    stop = max(head.rfind(mark) for mark in (". ", "! ", "? "))
    cut = stop + 1 if stop > longest // 2 else head.rfind(" ") if head.rfind(" ") > longest // 2 else longest
    return head[:cut].rstrip(), True
