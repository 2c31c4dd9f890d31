"""Learn what makes a supplier win, from the history alone: earlier parts of it are played as history, later as future.

The rankings of the gold file never meet this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from matchers.awards.choice import Choice
from matchers.awards.data import Award, Procurement
from matchers.awards.features import BY_HAND, FIRST_LOOK, Features, weighed

FOLDS = (0.5, 0.75)  # shares of the time played as history; the rest is their future
HARDEST = 150  # candidates most alike at a first look that are always learned from
OTHERS = 200  # candidates drawn at random, and weighted to stand for all
MANY = 100  # suppliers at a time
FEWEST = 20  # suppliers with a future from which learning begins
TOP = 50  # candidates of a supplier that the choice orders alone; below them the trees have their say
TAIL = 2 / 3  # of the trees, against the choice, below the top
PUBLISHED = 0.7  # weight of the chance that an award is published at all
TREES: dict[str, Any] = {
    "max_iter": 150, "learning_rate": 0.06, "max_leaf_nodes": 15, "min_samples_leaf": 100, "l2_regularization": 20,
    "max_features": 0.4, "random_state": 1,
}  # fmt: skip


@dataclass(frozen=True)
class Ranker:
    """Scores candidates: a model of choice for the top, trees for the rest; a score set by hand without examples."""

    names: tuple[str, ...] = ()
    choice: Choice | None = None
    trees: Any = None
    top: int = TOP
    published: float = PUBLISHED

    def scores(self, features: Features, table: dict[str, Any]) -> Any:
        """Return scores, an array (suppliers, candidates); higher is better."""
        if self.choice is None:
            return weighed(table, BY_HAND)
        values, shape = _flat(table, self.names), table["char_max"].shape
        choice = self.choice.scores(values).reshape(shape)
        trees = self.trees.decision_function(values).reshape(shape)
        chance = self.published * features.published
        return two_parts(choice + chance, (1 - TAIL) * choice + TAIL * trees + chance, self.top)


def two_parts(first: Any, rest: Any, top: int) -> Any:
    """Return scores, row by row: the `top` best of `first` in its order, below them the others in that of `rest`."""
    if first.shape[1] <= top:
        return first
    limit = np.partition(first, -top, axis=1)[:, -top][:, None]
    lift = rest.max(axis=1, keepdims=True) - limit + 1
    return np.where(first >= limit, first + lift, rest)


class Examples(NamedTuple):
    """Candidates of one supplier, and what of them it won; an example stands for `weights` candidates."""

    values: Any  # (examples, features)
    won: Any
    weights: Any


def train(history: Sequence[Award], without: Sequence[str] = ()) -> Ranker:
    """Return a ranker learned inside the history; features named in `without` are left out (for ablation)."""
    every: list[Examples] = []
    names: tuple[str, ...] = ()
    for first in FOLDS:
        names, some = _examples(history, first, without) or (names, [])
        every += some
    if not every:
        return Ranker()
    lists = np.repeat(np.arange(len(every)), [len(some.won) for some in every])
    values, won, weights = map(np.concatenate, zip(*every, strict=True))
    every.clear()  # they are copied
    choice = Choice(values, won, weights, lists)
    even = weights / np.sqrt(np.bincount(lists, won))[lists]
    trees = HistGradientBoostingClassifier(**TREES).fit(values, won, sample_weight=even)
    return Ranker(names, choice, trees)


def _examples(
    history: Sequence[Award], first: float, without: Sequence[str]
) -> tuple[tuple[str, ...], list[Examples]] | None:
    """Return the names of features, and examples of one split of the history; None when there is too little."""
    days = sorted({award.procurement.date for award in history})
    middle = days[int((len(days) - 1) * first)]
    past = [award for award in history if award.procurement.date <= middle]
    future = [award for award in history if award.procurement.date > middle]
    candidates: list[Procurement] = list({award.procurement.id: award.procurement for award in future}.values())
    won = winners(future, {c.id: n for n, c in enumerate(candidates)})
    if not past or not candidates:
        return None
    features = Features(past, candidates)
    suppliers = [s for s in features.profiles if s in won]
    if len(suppliers) < FEWEST:
        return None
    rng = np.random.default_rng(0)
    share = min(1.0, OTHERS / len(candidates))
    found: list[Examples] = []
    names: tuple[str, ...] = ()
    for start in range(0, len(suppliers), MANY):
        some = suppliers[start : start + MANY]
        table = features.table(some)
        names = tuple(name for name in table if name not in without)
        stacked = _flat(table, names).reshape(len(some), len(candidates), -1)
        for supplier, own, look in zip(some, stacked, weighed(table, FIRST_LOOK), strict=True):
            truth = np.zeros(len(candidates), dtype=bool)
            truth[won[supplier]] = True
            sure = truth.copy()
            sure[np.argsort(-look)[:HARDEST]] = True
            kept = sure | (rng.random(len(candidates)) < share)
            found.append(Examples(own[kept], truth[kept], np.where(sure, 1, 1 / share)[kept]))
    return names, found


def _flat(table: dict[str, Any], names: Sequence[str]) -> Any:
    return np.stack([table[name] for name in names], axis=-1).reshape(-1, len(names))


def winners(awards: Sequence[Award], numbers: dict[str, int]) -> dict[str, list[int]]:
    """Return, per supplier, the numbers of the candidates it won, each once."""
    found: dict[str, list[int]] = {}
    for award in awards:
        number = numbers.get(award.procurement.id)
        if number is not None and number not in found.setdefault(award.supplier, []):
            found[award.supplier].append(number)
    return {supplier: won for supplier, won in found.items() if won}
