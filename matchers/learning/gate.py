"""The gate: new weights come in only when they foretell later decisions better than everything they replace.

The lists are played forward: the later half is cut into folds, and each fold is foretold by what was learned from all
lists before it. A challenger must beat each rival by more than the spread of the folds, with the lower end of a paired
bootstrap over lists above zero, and must not order the lists worse.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from matchers.learning.fit import FOLDS, probabilities, recalibrated, relearned
from matchers.learning.lists import Example, TrainingList
from matchers.weights import Weights

LEAST_LISTS = 60  # below this nothing is learned
LEAST_OF_EACH = 10  # accepted and refused matches among them
LEAST_LATER = 30  # lists that the weights in use have not been learned from
SAMPLES = 2000
LOWER = 2.5  # percentile of the bootstrap that must be above zero
SMALLEST = 1e-6

Learner = Callable[[Sequence[TrainingList]], Weights]


class Gain(NamedTuple):
    """How much better than a rival, as a mean over later lists: log loss and reciprocal rank of the first yes."""

    log_loss: float
    low: float
    spread: float
    rank: float
    rank_spread: float

    @property
    def passes(self) -> bool:
        """Say whether the difference is one to trust."""
        return self.low > 0 and self.log_loss > self.spread and self.rank >= -self.rank_spread


class Outcome(NamedTuple):
    """What learning came to: `kind` is relearned, recalibrated or kept; weights are None when kept."""

    kind: str
    weights: Weights | None
    report: dict[str, Any]


def learn(lists: Sequence[TrainingList], prior: Weights, active: Weights, since: datetime | None = None) -> Outcome:
    """Return the weights to use from now on, and why. `since`: the last list that `active` was learned from."""
    answers = [example.yes for each in lists for example in each.examples]
    counts = {"lists": len(lists), "matches": len(answers), "accepted": sum(answers)}
    start = max(len(lists) // 2, sum(since is not None and each.at <= since for each in lists))
    if (
        len(lists) < LEAST_LISTS
        or min(sum(answers), len(answers) - sum(answers)) < LEAST_OF_EACH
        or len(lists) - start < LEAST_LATER
    ):
        return Outcome("kept", None, {**counts, "reason": "few"})
    contenders: Mapping[str, Learner] = {
        "relearned": lambda past: relearned(past, prior),
        "recalibrated": lambda past: recalibrated(past, active),
        "active": lambda past: active,
        "share": _share_alone(prior),
        "shuffled": lambda past: relearned(shuffled(past), prior),
    }
    told = {name: foretold(lists, start, learner) for name, learner in contenders.items()}
    rivals = {"relearned": ("recalibrated", "active", "share", "shuffled"), "recalibrated": ("active", "share")}
    gains = {name: {rival: gain(told[name], told[rival]) for rival in against} for name, against in rivals.items()}
    report = {
        **counts,
        "later": len(lists) - start,
        "gains": {name: {rival: _rounded(g) for rival, g in of.items()} for name, of in gains.items()},
        "log_loss": {name: round(float(each.log_loss.mean()), 4) for name, each in told.items()},
        "rank": {name: round(float(each.rank.mean()), 4) for name, each in told.items()},
    }
    for name, of in gains.items():
        if all(each.passes for each in of.values()):
            weights = contenders[name](lists)
            return Outcome(name, weights, {**report, "reason": "better", "weights_before": active.data()})
    return Outcome("kept", None, {**report, "reason": "not better"})


class Foretold(NamedTuple):
    """How a way of learning foretold the later lists, one number a list; `fold` says which fold each was in."""

    log_loss: Any
    rank: Any
    fold: Any


def foretold(lists: Sequence[TrainingList], start: int, learner: Learner) -> Foretold:
    """Foretell the lists from `start` on, fold by fold, each from all lists before it."""
    edges = np.linspace(start, len(lists), FOLDS + 1).astype(int)
    losses: list[float] = []
    ranks: list[float] = []
    fold: list[int] = []
    for number, (begin, end) in enumerate(pairwise(edges)):
        weights = learner(lists[:begin])
        for each in lists[begin:end]:
            chance = np.clip(probabilities([each], weights), SMALLEST, 1 - SMALLEST)
            yes = np.array([example.yes for example in each.examples])
            losses.append(float(-np.mean(np.where(yes, np.log(chance), np.log(1 - chance)))))
            ranks.append(reciprocal_rank(chance, yes))
            fold.append(number)
    return Foretold(np.array(losses), np.array(ranks), np.array(fold))


def reciprocal_rank(chance: Any, yes: Any) -> float:
    """Return one through the rank of the best accepted match, ties shared; 0 when none was accepted."""
    if not yes.any():
        return 0.0
    best = chance[yes].max()
    return float(1 / ((chance > best).sum() + ((chance == best).sum() + 1) / 2))


def gain(challenger: Foretold, rival: Foretold) -> Gain:
    """Return how much better the challenger foretold, list by list."""
    better, higher = rival.log_loss - challenger.log_loss, challenger.rank - rival.rank
    picks = np.random.default_rng(0).integers(0, len(better), (SAMPLES, len(better)))
    folds = [challenger.fold == number for number in range(FOLDS)]
    return Gain(
        float(better.mean()),
        float(np.percentile(better[picks].mean(axis=1), LOWER)),
        float(np.std([better[fold].mean() for fold in folds])),
        float(higher.mean()),
        float(np.std([higher[fold].mean() for fold in folds])),
    )


def shuffled(lists: Sequence[TrainingList]) -> list[TrainingList]:
    """Return the lists with the answers dealt out anew: what is learned from them must not come in."""
    answers = [example.yes for each in lists for example in each.examples]
    dealt = iter(np.random.default_rng(len(answers)).permutation(answers).tolist())
    return [
        each._replace(examples=tuple(Example(e.match, e.values, next(dealt)) for e in each.examples)) for each in lists
    ]


def _share_alone(prior: Weights) -> Learner:
    """Return the rival that knows only how often the answer is yes."""

    def learner(past: Sequence[TrainingList]) -> Weights:
        answers = [example.yes for each in past for example in each.examples]
        share = (sum(answers) + 1) / (len(answers) + 2)
        return Weights(float(np.log(share / (1 - share))), dict.fromkeys(prior.of, 0.0))

    return learner


def _rounded(found: Gain) -> dict[str, Any]:
    return {name: round(value, 4) for name, value in found._asdict().items()} | {"passes": found.passes}
