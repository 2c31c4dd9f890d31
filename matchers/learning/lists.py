"""From verdicts to training lists: what a coordinator saw of one lot, and what became of it.

A verdict carries the lot's list as it stood when the verdict was given, with the signals' values of that moment, so a
profile edited later cannot leak into what is learned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, NotRequired, TypedDict

import numpy as np


class ShownMatch(TypedDict):
    """A match as it stood in a list: its id, score, the version that made it, and its signals' values."""

    match: int
    score: float
    version: str
    values: dict[str, float]
    trial: NotRequired[bool]  # shown below the limit, to learn; lists from before there were trials do not say


class Verdict(NamedTuple):
    """A yes, no or later on a match of a lot (as published then), with the list it stood in, best first."""

    lot: str
    content_hash: str
    match: int
    at: datetime
    verdict: str
    shown: Sequence[ShownMatch]
    closes: datetime | None  # the lot's deadline


class Example(NamedTuple):
    """A match that was shown, and whether it was accepted."""

    match: int
    values: Mapping[str, float]
    yes: bool


class TrainingList(NamedTuple):
    """The matches of one lot that somebody looked at."""

    lot: str
    at: datetime  # of the first verdict
    examples: tuple[Example, ...]


def training_lists(verdicts: Iterable[Verdict], now: datetime) -> list[TrainingList]:
    """Return the lists, the earliest first: yes is 1, no is 0, later and what nobody looked at are left out.

    Of several verdicts on a match the last one counts. A match without verdict that stood above one with a verdict was
    looked at and passed over: it is 0 once its lot has closed, and left out while somebody may still come back to it.
    A match on trial calls attention to itself, so a verdict on one says nothing of what stands above it.
    """
    by_list: dict[tuple[str, str], list[Verdict]] = {}
    for verdict in sorted(verdicts, key=lambda v: (v.at, v.match)):
        by_list.setdefault((verdict.lot, verdict.content_hash), []).append(verdict)
    lists = [
        TrainingList(lot, given[0].at, examples)
        for (lot, _), given in by_list.items()
        if (examples := tuple(_examples(given, now)))
    ]
    return sorted(lists, key=lambda each: (each.at, each.lot))


def _examples(given: Sequence[Verdict], now: datetime) -> list[Example]:
    """Return the examples of one list, from its verdicts in order of time."""
    found: dict[int, Example] = {}
    last = {verdict.match: verdict for verdict in given}
    closes = given[-1].closes
    closed = closes is not None and closes <= now
    for verdict in last.values():
        tried = any(shown["match"] == verdict.match and shown.get("trial") for shown in verdict.shown)
        for shown in verdict.shown:
            if shown["match"] == verdict.match:
                if verdict.verdict != "later":
                    found[verdict.match] = Example(verdict.match, shown["values"], verdict.verdict == "yes")
                break
            if closed and not tried and shown["match"] not in last:
                found.setdefault(shown["match"], Example(shown["match"], shown["values"], False))
    return [found[match] for match in sorted(found)]


class Table(NamedTuple):
    """Lists as arrays: values (examples, signals), answers, and the number of the list each example is of."""

    values: Any
    yes: Any
    group: Any


def table(lists: Sequence[TrainingList], names: Sequence[str]) -> Table:
    """Return the lists as arrays, the signals in the order of `names`; a silent or unknown signal is 0."""
    rows = [(number, example) for number, each in enumerate(lists) for example in each.examples]
    values = np.array([[example.values.get(name, 0.0) for name in names] for _, example in rows], dtype=float)
    return Table(
        values.reshape(len(rows), len(names)),
        np.array([example.yes for _, example in rows], dtype=float),
        np.array([number for number, _ in rows], dtype=int),
    )
