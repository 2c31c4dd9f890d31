"""The solver finds the minimum, stays at the prior without evidence, turns no signal round; scores are chances."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from matchers.evaluate import calibration_error
from matchers.learning.fit import probabilities, recalibrated, regress, relearned
from matchers.learning.lists import table
from matchers.weights import Weights, from_data, prior
from tests.matchers.learning import BY_HAND, decided, place_twice, taste


def test_around_zero_it_is_ordinary_logistic_regression() -> None:
    data = table(decided(600, taste(lambda name, w: w)), sorted(BY_HAND.of))
    ours = regress(data.values, data.yes, np.zeros(len(BY_HAND.of) + 1), penalty=0.5)

    design = np.column_stack([np.ones(len(data.yes)), data.values])
    theirs = LogisticRegression(C=2.0, fit_intercept=False, tol=1e-10, max_iter=5000).fit(design, data.yes).coef_[0]
    assert theirs[1:].min() > 0, "the bounds must not matter here"
    assert ours == pytest.approx(theirs, abs=1e-3)


def test_without_evidence_the_prior_stays() -> None:
    centre = np.array([-1.0, 2.0, 0.5])
    assert regress(np.zeros((0, 2)), np.zeros(0), centre) == pytest.approx(centre)
    assert relearned([], BY_HAND).of == pytest.approx(BY_HAND.of)


def test_a_signal_may_be_silenced_but_not_turned_round() -> None:
    values = np.tile([[1.0], [0.0]], (200, 1))
    found = regress(values, 1 - values[:, 0], np.array([0.0, 1.0]))
    assert found[1] == 0.0


def test_few_decisions_move_little_and_many_move_far() -> None:
    wanted = 2 * BY_HAND.of["place"]
    few, many = (relearned(decided(n, taste(place_twice)), BY_HAND).of["place"] for n in (8, 400))
    assert abs(few - BY_HAND.of["place"]) < abs(many - BY_HAND.of["place"])
    assert many == pytest.approx(wanted, rel=0.25)


@pytest.mark.parametrize("bias", [-2.0, 0.0, 2.0])
def test_learned_scores_are_chances(bias: float) -> None:
    coordinator = taste(place_twice, bias)
    past, later = decided(300, coordinator, seed=1), decided(300, coordinator, seed=2)
    yes = table(later, []).yes
    before = calibration_error(probabilities(later, BY_HAND), yes)

    for weights in (relearned(past, BY_HAND), recalibrated(past, BY_HAND)):
        after = calibration_error(probabilities(later, weights), yes)
        assert after < max(0.05, before)
        assert after < 0.06


def test_recalibrating_keeps_the_order() -> None:
    lists = decided(60, taste(lambda name, w: w, bias=-1.0))
    before, after = probabilities(lists, BY_HAND), probabilities(lists, recalibrated(lists, BY_HAND))
    assert np.argsort(before).tolist() == np.argsort(after).tolist()


def test_weights_survive_storing() -> None:
    again = from_data(prior().data())
    assert again is not None
    assert again.version == prior().version
    assert from_data(Weights(0.0, {"colour": 1.0}).data()) is None
