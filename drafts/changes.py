"""What is new in a package against the one before, in Swedish, read from the two lists of what they are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from drafts import manifest
from drafts.case import Case

PARTS = (
    ("enterprise", "Er profil har ändrats."),
    ("partners", "En profil i gruppen har ändrats, eller gruppen är en annan."),
    ("joint", "Förslaget till gemensamt anbud har ändrats."),
    ("logo", "Logotypen är en annan."),
    ("reservations", "Svaret på om ni får vara med i det reserverade köpet har ändrats."),
    ("award_decided", "Dagen då köparen valde vinnare är ny."),
    ("made_by", "Paketet är gjort med en nyare version av Anbudslots."),
)


def since(before: Mapping[str, Any], case: Case) -> list[str]:
    """Return what differs between an earlier package (its `paket.json`) and this case; [] when nothing does."""
    now = manifest.describe(case, ())
    found: list[str] = []
    if before.get("notice") != now["notice"]:
        found += case.changes or ["Annonsen har ändrats."]
    found += _documents(before.get("documents", []), now["documents"])
    return found + [words for key, words in PARTS if before.get(key) != now[key]]


def _documents(before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> list[str]:
    old, new = ({document["name"]: document["sha256"] for document in documents} for documents in (before, now))
    found = [f"Dokumentet {name} är läst." for name in new if name not in old]
    found += [
        f"Dokumentet {name} är ett annat än förra gången." for name in new if name in old and new[name] != old[name]
    ]
    return found + [f"Dokumentet {name} är inte med längre." for name in old if name not in new]


def next_version(case: Case, before: Mapping[str, Any], edited: Sequence[str], folder: str) -> Case | None:
    """Return the case as the version after `before`, saying what changed; None when nothing did.

    `edited` are the files of the earlier package, in `folder`, that a person has changed: they are left as they are.
    The day of the award decision, once told, stays.
    """
    case = replace(case, award_decided=case.award_decided or _day(before.get("award_decided")))
    changes = since(before, case)
    if edited:
        kept = f"Det utkastet ligger kvar i mappen {folder}. Flytta över det ni vill ha."
        changes.append(f"Ni har ändrat i {', '.join(edited)}. {kept}")
    if not changes:
        return None
    return replace(case, version=max(case.version, int(before.get("version", 0)) + 1), changes=changes)


def _day(written: Any) -> str | None:
    """Return a day as a package's list has it; None when somebody has made it something else."""
    try:
        return date.fromisoformat(written).isoformat()
    except (TypeError, ValueError):
        return None
