"""Where pairs of lots and enterprises are lost, and how evenly suggestions are spread. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from itertools import islice
from typing import NamedTuple

import numpy as np

from matchers.asked import Asked
from matchers.ranking import Lots, Matcher, scores
from models.swedish import STOCKHOLM

GATE, SHOWN = "gate", "shown"
RANK = ("reasons", "score")  # steps of matchers.diagnosis after the gate


class Quarter(NamedTuple):
    """A quarter of a year in Swedish time: from `start` to before `end`."""

    name: str  # '2026 kv 3'
    start: datetime
    end: datetime


def quarters(since: date, until: date) -> list[Quarter]:
    """Return the quarters that hold the days from `since` to `until`, whole ones, in order."""
    first, last = _number(since), _number(until)
    return [
        Quarter(f"{number // 4} kv {number % 4 + 1}", _midnight(number), _midnight(number + 1))
        for number in range(first, last + 1)
    ]


def quarters_back(today: date, count: int) -> date:
    """Return the first day of the quarter that begins a run of `count` quarters ending with today's."""
    number = _number(today) - count + 1
    return date(number // 4, number % 4 * 3 + 1, 1)


def _number(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def _midnight(number: int) -> datetime:
    return datetime.combine(date(number // 4, number % 4 * 3 + 1, 1), time(), STOCKHOLM)


def gini(counts: Iterable[int]) -> float | None:
    """Return the Gini coefficient: 0 when all have the same, near 1 when one has all; None when nobody has any."""
    ordered = sorted(counts)
    total, size = sum(ordered), len(ordered)
    if not total:
        return None
    weighted = sum(place * count for place, count in enumerate(ordered, start=1))
    return round(2 * weighted / (size * total) - (size + 1) / size, 4)


def lost_at(every: Iterable[Asked], matcher: Matcher, show_at: float) -> dict[str, Counter[str]]:
    """Return, by enterprise, how many of the lots stopped at which step: gate, reasons, score or shown.

    The same steps as `matchers.diagnosis` follows for one pair, counted for all pairs of a block of lots at once.
    """
    size = len(matcher.profiles)
    found: dict[str, Counter[str]] = {profile.enterprise["id"]: Counter() for profile in matcher.profiles}
    lots = iter(every)
    while block := list(islice(lots, matcher.block)):
        pairs = matcher.candidates(Lots.of(block))
        enough = pairs.enough()
        shown = enough & (scores(pairs.total) >= show_at)
        reached = [pairs.enterprise, pairs.enterprise[enough], pairs.enterprise[shown]]
        alike, reasoned, seen = (np.bincount(numbers, minlength=size).tolist() for numbers in reached)
        for number, counter in enumerate(found.values()):
            counter["gate"] += len(block) - alike[number]
            counter["reasons"] += alike[number] - reasoned[number]
            counter["score"] += reasoned[number] - seen[number]
            counter["shown"] += seen[number]
    return found


def shares(steps: Mapping[str, Counter[str]]) -> dict[str, float | int | None]:
    """Return how many pairs there are and which share was lost at the gate, at the rank, and shown.

    The rank is what comes after the gate: too few reasons, or too low a score, which are also given apart.
    """
    total: Counter[str] = Counter()
    for counter in steps.values():
        total.update(counter)
    counted = total.total()

    def share(*names: str) -> float | None:
        return round(sum(total[name] for name in names) / counted, 4) if counted else None

    return {
        "all": counted,
        "lost_at_gate": share(GATE),
        "lost_at_rank": share(*RANK),
        **{f"lost_at_{name}": share(name) for name in RANK},
        "shown": share(SHOWN),
    }
