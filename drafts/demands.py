"""What kind of demand a requirement is, and how each trade describes its work: `demands.yml`, `outlines.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml

from drafts.facts import profile_fact
from drafts.sources import Said
from models.values import EnterpriseData, RequirementData

HERE = Path(__file__).parent


class Demand(NamedTuple):
    """A kind of demand. All texts are fixed and Swedish."""

    id: str
    sv: str
    words: re.Pattern[str]
    proof: str
    say: str
    who: str
    profile: tuple[str, ...]


class Prompt(NamedTuple):
    """A heading, and what to write under it."""

    head: str
    ask: str


@cache
def demands() -> tuple[Demand, ...]:
    """Return the kinds of demands in the order they are tried."""
    rows = yaml.safe_load((HERE / "demands.yml").read_text(encoding="utf-8"))
    return tuple(
        Demand(
            row["id"],
            row["sv"],
            re.compile(rf"(?<![\w-])(?:{row['words']})", re.IGNORECASE),
            row["proof"],
            row["say"],
            row["who"],
            tuple(row.get("profile", ())),
        )
        for row in rows
    )


@lru_cache(maxsize=4096)
def demand_of(text: str) -> Demand | None:
    """Return what a requirement is about, by the first kind whose words it has; None when none fits."""
    return next((demand for demand in demands() if demand.words.search(text)), None)


def about(requirements: Iterable[RequirementData], kind: str) -> list[RequirementData]:
    """Return the requirements of one kind (`Demand.id`)."""
    return [r for r in requirements if (demand := demand_of(r["text"])) and demand.id == kind]


def known_of(demand: Demand | None, enterprise: EnterpriseData) -> tuple[Said, ...]:
    """Return what the profile says that bears on a demand; a person compares it with what is demanded."""
    found = (profile_fact(enterprise, key) for key in (demand.profile if demand else ()))
    return tuple(said for said in found if said)


@cache
def _outlines() -> dict[str, dict[str, list[dict[str, str]]]]:
    read = yaml.safe_load((HERE / "outlines.yml").read_text(encoding="utf-8"))
    return {"": read["common"], **read["trades"]}


def outline(trades: Sequence[str]) -> list[Prompt]:
    """Return the headings for how the work is done: those of the trades first, then those that suit all."""
    rows = [row for name in (*trades, "") for row in _outlines().get(name, {}).get("how", [])]
    return [Prompt(**row) for row in rows]


@cache
def _checks() -> dict[str, list[str]]:
    read = yaml.safe_load((HERE / "outlines.yml").read_text(encoding="utf-8"))
    return {name: entry.get("check", []) for name, entry in read["trades"].items()}


def often_demanded(trades: Sequence[str]) -> list[str]:
    """Return what buyers often demand in these trades, and with whom to check it."""
    return list(dict.fromkeys(text for name in trades for text in _checks().get(name, [])))
