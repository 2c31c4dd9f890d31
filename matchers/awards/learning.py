"""Learn what makes a supplier win, from the history alone: earlier parts of it are played as history, later as future.

The rankings of the gold file never meet this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from matchers.awards.data import Award, Procurement
from matchers.awards.features import Features, by_hand

FOLDS = ((0.5, 1.0, 2), (0.75, 1.0, 1))  # history until, future until (shares of the time), least wins of a profile
HARDEST = 150  # candidates most alike by hand that are always learned from
OTHERS = 350  # candidates drawn at random, and weighted to stand for all
MANY = 100  # suppliers at a time
FEWEST = 20  # suppliers with a future from which learning begins
FIRST = 4.0  # weight, beside the learned log odds, of what puts the surest first: the likeness of titles
SAME = 0.05  # and, for each CPV level, that this buyer has chosen the supplier for such a thing before
MODELS: tuple[dict[str, Any], ...] = (
    {"max_iter": 300, "learning_rate": 0.04, "max_leaf_nodes": 15, "min_samples_leaf": 60, "l2_regularization": 5,
     "random_state": 0},
    {"max_iter": 200, "learning_rate": 0.05, "max_leaf_nodes": 8, "min_samples_leaf": 100, "l2_regularization": 20,
     "max_features": 0.4, "random_state": 1},
)  # fmt: skip


class Ranker:
    """Scores candidates: learned log odds and likeness of titles; a score set by hand when too little is known."""

    def __init__(self, models: Sequence[Any], names: Sequence[str]) -> None:
        self.models, self.names = tuple(models), tuple(names)

    def scores(self, table: dict[str, Any]) -> Any:
        """Return scores, an array (suppliers, candidates); higher is better."""
        if not self.models:
            return by_hand(table)
        flat = _flat(table, self.names)
        learned = np.mean([model.decision_function(flat) for model in self.models], axis=0)
        return learned.reshape(table["char_max"].shape) + FIRST * (table["char_max"] + SAME * table["buyer_cpv"])


def _flat(table: dict[str, Any], names: Sequence[str]) -> Any:
    return np.stack([table[name] for name in names], axis=-1).reshape(-1, len(names))


def train(history: Sequence[Award], without: Sequence[str] = ()) -> Ranker:
    """Return a ranker learned inside the history; features named in `without` are left out (for ablation)."""
    parts = [part for fold in FOLDS if (part := _examples(history, fold, without)) is not None]
    if not parts:
        return Ranker((), ())
    names = parts[0][3]
    values, wins, weights = (np.concatenate([part[n] for part in parts]) for n in range(3))
    models = [HistGradientBoostingClassifier(**setting).fit(values, wins, sample_weight=weights) for setting in MODELS]
    return Ranker(models, names)


def _examples(history: Sequence[Award], fold: tuple[float, float, int], without: Sequence[str]) -> Any:
    """Return (values, wins, weights, names) of one split of the history in time; None when there is too little."""
    first, last, least = fold
    days = sorted({award.procurement.date for award in history})
    middle, end = days[int((len(days) - 1) * first)], days[int((len(days) - 1) * last)]
    past = [award for award in history if award.procurement.date <= middle]
    future = [award for award in history if middle < award.procurement.date <= end]
    candidates: list[Procurement] = list({award.procurement.id: award.procurement for award in future}.values())
    won = winners(future, {c.id: n for n, c in enumerate(candidates)})
    if not past or not candidates:
        return None
    features = Features(past, candidates)
    suppliers = [s for s, rows in features.profiles.items() if len(rows) >= least and s in won]
    if len(suppliers) < FEWEST:
        return None
    rng = np.random.default_rng(0)
    share = min(1.0, OTHERS / len(candidates))
    values, wins, weights = [], [], []
    names: list[str] = []
    for start in range(0, len(suppliers), MANY):
        some = suppliers[start : start + MANY]
        table = features.table(some)
        names = [name for name in table if name not in without]
        stacked = _flat(table, names).reshape(len(some), len(candidates), -1)
        for supplier, own, mixed in zip(some, stacked, table["mixed"], strict=True):
            truth = np.zeros(len(candidates), dtype=bool)
            truth[won[supplier]] = True
            sure = truth.copy()
            sure[np.argsort(-mixed)[:HARDEST]] = True
            kept = sure | (rng.random(len(candidates)) < share)
            values.append(own[kept])
            wins.append(truth[kept])
            weights.append(np.where(sure, 1, 1 / share)[kept] / truth.sum() ** 0.5)
    return np.concatenate(values), np.concatenate(wins), np.concatenate(weights), names


def winners(awards: Sequence[Award], numbers: dict[str, int]) -> dict[str, list[int]]:
    """Return, per supplier, the numbers of the candidates it won, each once."""
    found: dict[str, list[int]] = {}
    for award in awards:
        number = numbers.get(award.procurement.id)
        if number is not None and number not in found.setdefault(award.supplier, []):
            found[award.supplier].append(number)
    return {supplier: won for supplier, won in found.items() if won}
