"""Weights from lists: logistic regression drawn towards the weights set by hand, then a calibration.

With few decisions the prior decides, with many the decisions do (docs/matching.md has the measurements behind it).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from matchers.learning.lists import Table, TrainingList, table
from matchers.weights import Calibration, Weights

PENALTY = 1.0  # of the squared distance from the prior, against the log loss summed over the examples
HALF = 30  # accepted matches at which the decisions weigh as much as the prior
FOLDS = 5


def regress(values: Any, yes: Any, centre: Any, penalty: float = PENALTY) -> Any:
    """Return the coefficients (intercept first) that minimise log loss + penalty/2 x squared distance from `centre`.

    Convex, so the one minimum is found exactly. No coefficient but the intercept is below 0: a signal's sentence says
    whether it speaks for or against, and a learned weight may silence it but not turn it round.
    """
    design = np.column_stack([np.ones(len(yes)), values])

    def loss(theta: Any) -> tuple[float, Any]:
        log_odds = design @ theta
        away = theta - centre
        total = np.logaddexp(0.0, log_odds).sum() - yes @ log_odds + penalty / 2 * away @ away
        return float(total), design.T @ (expit(log_odds) - yes) + penalty * away

    bounds = [(None, None)] + [(0.0, None)] * (len(centre) - 1)
    start = np.array([centre[0], *np.maximum(centre[1:], 0.0)])
    return minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 500}).x


def relearned(lists: Sequence[TrainingList], prior: Weights) -> Weights:
    """Return the weights that the lists give, calibrated on what each fold of them says of the others."""
    names = sorted(prior.of)
    data = table(lists, names)
    fold = data.group * FOLDS // max(len(lists), 1)
    log_odds = np.zeros(len(data.yes))
    for number in range(FOLDS):
        inside = fold == number
        theta = _drawn(Table(data.values[~inside], data.yes[~inside], data.group[~inside]), prior, names)
        log_odds[inside] = theta[0] + data.values[inside] @ theta[1:]
    theta = _drawn(data, prior, names)
    weights = Weights(float(theta[0]), dict(zip(names, map(float, theta[1:]), strict=True)))
    return weights.calibrated(_line(log_odds, data.yes))


def _drawn(data: Table, prior: Weights, names: Sequence[str]) -> Any:
    """Return coefficients between the prior's and the data's own, by how many matches were accepted."""
    centre = np.array([prior.bias, *(prior.of[name] for name in names)])
    accepted = data.yes.sum()
    return centre + accepted / (accepted + HALF) * (regress(data.values, data.yes, centre) - centre)


def recalibrated(lists: Sequence[TrainingList], weights: Weights) -> Weights:
    """Return the same weights with the scores' level set by the lists; the order of matches stays."""
    names = sorted(weights.of)
    data = table(lists, names)
    log_odds = weights.bias + data.values @ np.array([weights.of[name] for name in names])
    return weights.calibrated(_line(log_odds, data.yes))


def _line(log_odds: Any, yes: Any) -> Calibration:
    """Return the sigmoid calibration; drawn towards none at all, as the weights are to the prior."""
    offset, slope = regress(log_odds[:, None], yes, np.array([0.0, 1.0]))
    return Calibration(float(slope), float(offset))


def probabilities(lists: Sequence[TrainingList], weights: Weights) -> Any:
    """Return the chance of a yes for each example, in the order of `table`."""
    names = sorted(weights.of)
    return expit(weights.bias + table(lists, names).values @ np.array([weights.of[name] for name in names]))
