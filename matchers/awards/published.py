"""How likely it is that a procurement ends in a published award, whoever wins it: about half of them do.

Known awards say what such procurements are like, the candidates what all are like. The ratio of the two, learned by
telling them apart, is the chance up to a constant. Who won a candidate, or if anybody did, is not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import OneHotEncoder

from matchers.awards.data import Procurement

MOST = 1.0  # log odds that a kind of procurement can gain or lose
FEWEST = 5  # procurements of a kind from which it counts by itself
STRICT = 0.1  # inverse of the penalty


def published(awarded: Sequence[Procurement], candidates: Sequence[Procurement]) -> Any:
    """Return log odds of each candidate, up to a constant; zeros when there is nothing to tell them apart."""
    coder = OneHotEncoder(handle_unknown="ignore", min_frequency=FEWEST)
    values = coder.fit_transform([[*p.kinds, p.cpv[:2], str(p.flags[1])] for p in (*awarded, *candidates)])
    known = np.r_[np.ones(len(awarded)), np.zeros(len(candidates))]
    weights = np.r_[np.full(len(awarded), len(candidates) / len(awarded)), np.ones(len(candidates))]
    model = LogisticRegression(C=STRICT, max_iter=500).fit(values, known, sample_weight=weights)
    return np.clip(model.decision_function(values[len(awarded) :]), -MOST, MOST)
