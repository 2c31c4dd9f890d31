"""What each kind of signal is worth in the ranking on awards: leave it out, learn again, compare supplier by supplier.

`python -m benchmarks.awards HISTORY CANDIDATES GOLD` prints the change of each measure with a 95 % bootstrap interval
over suppliers. Some minutes; the files are those of `anbudslots evaluate awards`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

from matchers.awards.data import read_awards, read_procurements
from matchers.awards.features import Features
from matchers.awards.learning import MANY, train, winners
from matchers.awards.measure import LEAST, MEASURES, measures

GROUPS = {
    "text": ("char", "word", "near_char", "topic"),
    "cpv": ("cpv", "code", "near_cpv", "buyer_cpv", "rarity"),
    "buyers": ("buyer", "buyers"),
    "place": ("distance", "near"),
    "kind": ("kind", "asks"),
    "ranks": ("rank", "share", "gap", "mixed"),
}
DRAWS = 2000


def without(group: str, names: list[str]) -> list[str]:
    """Return the features of a group: those that begin with its words, and their ranks and shares."""
    starts = GROUPS[group]
    plain = (name.removeprefix("rank_").removeprefix("share_") if group != "ranks" else name for name in names)
    return [name for name, bare in zip(names, plain, strict=True) if bare.startswith(starts)]


def interval(differences: Any) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a mean."""
    draws = np.random.default_rng(0).integers(0, len(differences), (DRAWS, len(differences)))
    low, high = np.percentile(differences[draws].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def main() -> None:
    """Measure and print."""
    history, candidates, gold = map(Path, sys.argv[1:4])
    past, asked = read_awards(history), read_procurements(candidates)
    won = winners(read_awards(gold), {c.id: n for n, c in enumerate(asked)})
    features = Features(past, asked)
    suppliers = sorted(s for s in won if len(features.profiles.get(s, ())) >= LEAST)
    names = list(features.table(suppliers[:1]))
    rankers = {"all": train(past), **{group: train(past, without(group, names)) for group in GROUPS}}
    results: dict[str, list[Any]] = {name: [] for name in rankers}
    for start in range(0, len(suppliers), MANY):
        some = suppliers[start : start + MANY]
        table = features.table(some)
        for name, ranker in rankers.items():
            scores = zip(some, ranker.scores(table), strict=True)
            results[name] += [measures(row, won[supplier]) for supplier, row in scores]
    whole = np.array(results["all"])
    print(
        f"{len(suppliers)} suppliers; all signals:",
        *(f"{m} {v:.3f}" for m, v in zip(MEASURES, whole.mean(0), strict=True)),
    )
    for group in GROUPS:
        change = np.array(results[group]) - whole
        shown = [
            f"{measure} {change[:, n].mean():+.3f} ({low:+.3f} to {high:+.3f})"
            for n, measure in enumerate(MEASURES)
            for low, high in [interval(change[:, n])]
        ]
        print(f"without {group:<7}", *shown, sep="  ")


if __name__ == "__main__":
    main()
