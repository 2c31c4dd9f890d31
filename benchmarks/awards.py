"""What each kind of signal is worth in the ranking on awards: leave it out, learn again, compare supplier by supplier.

`python -m benchmarks.awards HISTORY CANDIDATES GOLD` prints the change of each measure with a 95 % bootstrap interval
over suppliers. Some minutes; the files are those of `anbudslots evaluate awards`.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from matchers.awards.data import read_awards, read_procurements
from matchers.awards.features import Features
from matchers.awards.learning import MANY, train, winners
from matchers.awards.measure import LEAST, MEASURES, measures

GROUPS = {
    "text": ("char", "long", "topic", "near_char", "near_long", "near_topic", "buyer_char", "buyer_long"),
    "cpv": ("cpv", "char_cpv", "lift", "code", "near_cpv", "buyer_cpv", "rarity"),
    "buyers": ("buyer", "asks_buyer"),
    "place": ("distance", "near", "local"),
    "kind": ("kind", "asks"),
    "name": ("name",),
    "peers": ("peer",),
    "rivals": ("rival",),
}
PARTS: dict[str, dict[str, Any]] = {
    "trees": {"top": sys.maxsize},
    "chance of an award": {"published": 0.0},
}
DRAWS = 2000


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
    whole = train(past)
    rankers = {"all": whole, **{part: replace(whole, **changed) for part, changed in PARTS.items()}}
    for group, starts in GROUPS.items():
        rankers[group] = train(past, [name for name in names if name.startswith(starts)])
    results: dict[str, list[Any]] = {name: [] for name in rankers}
    for start in range(0, len(suppliers), MANY):
        some = suppliers[start : start + MANY]
        table = features.table(some)
        for name, ranker in rankers.items():
            scores = zip(some, ranker.scores(features, table), strict=True)
            results[name] += [measures(row, won[supplier]) for supplier, row in scores]
    every = np.array(results.pop("all"))
    print(
        f"{len(suppliers)} suppliers; all signals:",
        *(f"{m} {v:.3f}" for m, v in zip(MEASURES, every.mean(0), strict=True)),
    )
    for group, rows in results.items():
        change = np.array(rows) - every
        shown = [
            f"{measure} {change[:, n].mean():+.3f} ({low:+.3f} to {high:+.3f})"
            for n, measure in enumerate(MEASURES)
            for low, high in [interval(change[:, n])]
        ]
        print(f"without {group:<18}", *shown, sep="  ")


if __name__ == "__main__":
    main()
