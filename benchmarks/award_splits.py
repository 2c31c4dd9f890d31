"""The ranking on awards at several splits in time, against the likeness of titles alone.

`python -m benchmarks.award_splits AWARDS PROCUREMENTS FIRST:SPLIT:END …` learns from the awards of the days from FIRST
until before SPLIT and ranks the procurements from SPLIT until before END (2021-01:2021-05:2021-07). Prints each split,
and the mean over splits with 95 % bootstrap intervals over suppliers of what is gained. About a minute a split.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.awards import interval
from matchers.awards.data import read_awards, read_procurements
from matchers.awards.measure import MEASURES, rank_read


def main() -> None:
    """Measure and print."""
    awards, procurements = read_awards(Path(sys.argv[1])), read_procurements(Path(sys.argv[2]))
    ours: list[Any] = []
    simple: list[Any] = []
    gains: list[Any] = []
    for split in sys.argv[3:]:
        first, middle, end = split.split(":")
        past = [award for award in awards if first <= award.procurement.date < middle]
        asked = [procurement for procurement in procurements if middle <= procurement.date < end]
        gold = [award for award in awards if middle <= award.procurement.date < end]
        rows = list(rank_read(past, asked, gold))
        measured, base = np.array([row.measures for row in rows]), np.array([row.baseline for row in rows])
        show(f"{split}, {len(rows)} suppliers", measured.mean(axis=0), base.mean(axis=0))
        ours.append(measured.mean(axis=0))
        simple.append(base.mean(axis=0))
        gains.append(measured - base)
    show("mean over splits", np.mean(ours, axis=0), np.mean(simple, axis=0))
    every = np.concatenate(gains)
    for number, name in enumerate(MEASURES):
        low, high = interval(every[:, number])
        print(f"gain in {name}: {every[:, number].mean():+.3f} ({low:+.3f} to {high:+.3f})")


def show(name: str, ours: Any, simple: Any) -> None:
    """Print both means and their ratio."""
    shown = (f"{m} {a:.3f}/{b:.3f} {a / b - 1:+.1%}" for m, a, b in zip(MEASURES, ours, simple, strict=True))
    print(name, *shown, sep="  ", flush=True)


if __name__ == "__main__":
    main()
