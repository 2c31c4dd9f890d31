"""Which of a list is won: a linear model of choice (conditional logit), learned list by list.

The chance that a supplier wins one of its candidates is exp(score) over the sum of all candidates' exp(score): what the
candidates of a list have in common cancels out, and the order at the top decides. Each list counts the same, as each
supplier does in the measures. The problem is convex and has one solution.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import minimize

PENALTY = 30.0  # of the weights' squares, on standardised features
STEPS = 150


class Choice:
    """Weights of features; `scores` are log odds within a list, up to a constant of the list."""

    def __init__(self, values: Any, won: Any, weights: Any, lists: Any) -> None:
        """Learn from `values` (examples, features) and what was `won` (0 or 1).

        An example stands for `weights` candidates; those with the same number in `lists` are one after another.
        """
        self.middle = values.mean(axis=0, dtype=np.float64).astype(np.float32)
        known = np.subtract(values, self.middle, dtype=np.float32)
        square = np.einsum("ij,ij->j", known, known, dtype=np.float64) / len(known)
        self.spread = (np.sqrt(square) + 1e-6).astype(np.float32)
        known /= self.spread  # in place: there can be a million examples
        starts = np.r_[0, np.flatnonzero(np.diff(lists)) + 1]
        sizes = np.diff(np.r_[starts, len(lists)])
        share = won / np.repeat(np.add.reduceat(won.astype(float), starts), sizes)
        shift = np.log(weights).astype(np.float32)

        def loss(beta: Any) -> tuple[float, Any]:
            scores = known @ beta.astype(np.float32) + shift
            scores -= np.repeat(np.maximum.reduceat(scores, starts), sizes)
            chances = np.exp(scores)
            sums = np.add.reduceat(chances, starts)
            missed = np.log(sums).sum() - (share * scores).sum()
            slope = known.T @ (chances / np.repeat(sums, sizes) - share).astype(np.float32) + PENALTY * beta
            return float(missed + PENALTY / 2 * beta @ beta), slope.astype(float)

        found = minimize(loss, np.zeros(known.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
        self.weights = found.x.astype(np.float32)

    def scores(self, values: Any) -> Any:
        """Return the scores of (examples, features)."""
        return ((values - self.middle) / self.spread) @ self.weights
