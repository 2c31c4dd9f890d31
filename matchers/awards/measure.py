"""The test on real awards: rank later procurements for suppliers with a history, and see what they then won."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from matchers.awards.data import Award, FileFault, Procurement, read_awards, read_procurements
from matchers.awards.features import Features
from matchers.awards.learning import MANY, Ranker, train, winners

LEAST = 2  # awarded procurements of a supplier in the history
BASELINE = "char_max"  # character 3-5-gram TF-IDF, the method to beat
MEASURES = ("recall@10", "recall@20", "mrr", "auc")


class Ranking(NamedTuple):
    """One supplier: candidate ids best first with their scores, and its measures."""

    supplier: str
    ids: list[str]
    scores: Any
    measures: tuple[float, ...]
    baseline: tuple[float, ...]


def rank(history: Path, candidates: Path, gold: Path, learn: Callable[..., Ranker] = train) -> Iterator[Ranking]:
    """Yield the ranking of every supplier of the test, in order of name. Raises FileFault."""
    past, asked, later = read_awards(history), read_procurements(candidates), read_awards(gold)
    rankings = rank_read(past, asked, later, learn)
    first = next(rankings, None)
    if first is None:
        raise FileFault(f"{gold}: ingen leverantör har både historik och en vunnen upphandling bland kandidaterna")
    yield first
    yield from rankings


def rank_read(
    past: Sequence[Award], asked: Sequence[Procurement], later: Sequence[Award], learn: Callable[..., Ranker] = train
) -> Iterator[Ranking]:
    """Yield the rankings of the candidates `asked`; what is won `later` says whom to rank for, and measures."""
    won = winners(later, {c.id: n for n, c in enumerate(asked)})
    wins: dict[str, set[str]] = {}
    for award in past:
        wins.setdefault(award.supplier, set()).add(award.procurement.id)
    suppliers = sorted(s for s in won if len(wins.get(s, ())) >= LEAST)
    if not suppliers:
        return
    ranker = learn(past)
    features = Features(past, asked)
    for start in range(0, len(suppliers), MANY):
        some = suppliers[start : start + MANY]
        table = features.table(some)
        for supplier, scores, simple in zip(some, ranker.scores(features, table), table[BASELINE], strict=True):
            order = np.argsort(-scores, kind="stable")
            own = won[supplier]
            ids = [asked[n].id for n in order]
            yield Ranking(supplier, ids, scores[order], measures(scores, own), measures(simple, own))


def measures(scores: Any, won: Sequence[int]) -> tuple[float, ...]:
    """Return recall@10, recall@20, reciprocal rank of the first win, and AUC where ties count half."""
    order = np.argsort(-scores, kind="stable")
    ranks = np.empty_like(order)
    ranks[order] = np.arange(len(order))
    places = ranks[list(won)]
    others = np.sort(np.delete(scores, list(won)))
    if len(others) == 0:
        return (1.0, 1.0, 1.0, 1.0)
    own = scores[list(won)]
    below = np.searchsorted(others, own, "left") + np.searchsorted(others, own, "right")
    auc = float(np.mean(below / 2 / len(others)))
    return float(np.mean(places < 10)), float(np.mean(places < 20)), float(1 / (places.min() + 1)), auc


def report(history: Path, candidates: Path, gold: Path, rankings: Path | None, top: int) -> dict[str, Any]:
    """Return the mean measures over suppliers, ours and the baseline's; write rankings when asked. Raises FileFault."""
    ours, simple = [], []
    rows = rank(history, candidates, gold)
    rows = chain([next(rows)], rows)  # what is wrong with the files shows before anything is written
    file = rankings.open("w", encoding="utf-8", newline="") if rankings else None
    try:
        writer = csv.writer(file) if file else None
        if writer:
            writer.writerow(("supplier", "procurement", "score"))
        for row in rows:
            ours.append(row.measures)
            simple.append(row.baseline)
            if writer:
                shown = list(zip(row.ids, row.scores, strict=True))
                writer.writerows((row.supplier, name, f"{score:.6g}") for name, score in shown[: top or None])
    finally:
        if file:
            file.close()
    means = dict(zip(MEASURES, (round(float(x), 4) for x in np.mean(ours, axis=0)), strict=True))
    base = dict(zip(MEASURES, (round(float(x), 4) for x in np.mean(simple, axis=0)), strict=True))
    return {"suppliers": len(ours), **means, "character_tfidf": base}
