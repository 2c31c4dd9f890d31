"""The taxonomy as data: `categories.yml` loaded, its rules compiled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from matchers.folding import folded
from models.database import content_hash
from models.values import Strength

FILE = Path(__file__).parent / "categories.yml"
BETWEEN = r"(?:\W+\w+){0,6}?\W+"  # what «W» stands for


class Rule(NamedTuple):
    """One sentence rule."""

    id: str
    find: re.Pattern[str]
    near: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    probability: float
    strength: Strength | None
    detail: str | None


class Category(NamedTuple):
    """One category of social consideration."""

    code: str
    sv: str
    en: str
    definition: str
    anchor: str
    weight: float  # what it is worth to an ASF, 0..1
    strength: Strength  # when nothing in the words decides
    codes: Mapping[str, Mapping[str, tuple[float, str | None]]]  # field -> code -> (probability, detail)
    rules: tuple[Rule, ...]
    forbidden: re.Pattern[str] | None
    examples: tuple[str, ...]
    negatives: tuple[str, ...]


@cache
def _data() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read


@cache
def categories() -> Mapping[str, Category]:
    """Return the ten categories, by code, in the order of the file."""
    return {code: _category(code, entry) for code, entry in _data()["categories"].items()}


@cache
def guards(name: str) -> tuple[re.Pattern[str], ...]:
    """Return the guards of a kind, over all categories: `exclusion` or `denied`."""
    return tuple(folded(part) for part in _data()["guards"][name])


@cache
def fingerprint() -> str:
    """Return what the taxonomy is, as a short hash: a model trained on another refuses to load."""
    return content_hash(FILE.read_text(encoding="utf-8"))


def _category(code: str, entry: dict[str, Any]) -> Category:
    forbidden = "|".join(f"(?:{_expand(part)})" for part in entry["not"])
    return Category(
        code=code,
        sv=entry["sv"],
        en=entry["en"],
        definition=entry["definition"],
        anchor=entry["anchor"],
        weight=entry["weight"],
        strength=entry["strength"],
        codes={
            field: {value: (given[0], given[1]) for value, given in values.items()}
            for field, values in entry["codes"].items()
        },
        rules=tuple(_rule(f"{code}.{number}", rule) for number, rule in enumerate(entry["patterns"], start=1)),
        forbidden=folded(forbidden) if forbidden else None,
        examples=tuple(entry["examples"]),
        negatives=tuple(entry["negatives"]),
    )


def _rule(name: str, rule: dict[str, Any]) -> Rule:
    return Rule(
        id=name,
        find=folded(_expand(rule["find"])),
        near=_compile(rule.get("near")),
        unless=_compile(rule.get("unless")),
        probability=rule.get("p", 0.8),
        strength=rule.get("strength"),
        detail=rule.get("detail"),
    )


def _expand(pattern: str) -> str:
    return pattern.replace("«W»", BETWEEN)


def _compile(pattern: str | None) -> re.Pattern[str] | None:
    return folded(_expand(pattern)) if pattern else None
