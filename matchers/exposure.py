"""Where pairs of lots and enterprises are lost, and how evenly suggestions are spread. Pure functions."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from matchers.diagnosis import why_not
from models.swedish import STOCKHOLM
from models.values import ConsiderationData, EnterpriseData, NoticeData

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


def chosen_pairs(lots: int, enterprises: int, at_most: int) -> list[tuple[int, int]]:
    """Return pairs of numbers (lot, enterprise): all of them, or a draw of `at_most` that is the same each time."""
    if not lots or not enterprises:
        return []
    everything = range(lots * enterprises)
    drawn = everything if len(everything) <= at_most else sorted(random.Random(0).sample(everything, at_most))  # noqa: S311
    return [divmod(number, enterprises) for number in drawn]


class Pair(NamedTuple):
    """A lot of a notice and an enterprise, with what was found in the notice."""

    notice: NoticeData
    lot: str
    enterprise: EnterpriseData
    considerations: Sequence[ConsiderationData]


def lost_at(pairs: Iterable[Pair], now: datetime, show_at: float) -> dict[str, Counter[str]]:
    """Return, by enterprise, at which step its pairs stopped: gate, reasons, score or shown.

    A pair whose lot cannot be answered any more is not counted.
    """
    found: dict[str, Counter[str]] = {}
    for pair in pairs:
        why = why_not(pair.notice, pair.lot, pair.enterprise, pair.considerations, now=now, show_at=show_at)
        if why.step != "open":
            found.setdefault(pair.enterprise["id"], Counter())[why.step] += 1
    return found


def shares(steps: Mapping[str, Counter[str]]) -> dict[str, float | int | None]:
    """Return how many pairs were counted and which share was lost at the gate, at the rank, and shown.

    The rank is what comes after the gate: too few reasons, or too low a score, which are also given apart.
    """
    total: Counter[str] = Counter()
    for counter in steps.values():
        total.update(counter)
    counted = total.total()

    def share(*names: str) -> float | None:
        return round(sum(total[name] for name in names) / counted, 4) if counted else None

    return {
        "counted": counted,
        "lost_at_gate": share(GATE),
        "lost_at_rank": share(*RANK),
        **{f"lost_at_{name}": share(name) for name in RANK},
        "shown": share(SHOWN),
    }
