"""The model of choice: weights that were put in come out, constants of a list do not matter, lists count alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from matchers.awards.choice import Choice

TRUTH = np.array([2.0, -1.0, 0.0])


def _lists(many: int, long: int, seed: int) -> tuple[Any, Any, Any, Any]:
    """Return invented lists where one candidate is chosen, by TRUTH and chance."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(many * long, 3)).astype(np.float32)
    luck = rng.gumbel(size=(many, long))
    won = np.zeros((many, long), dtype=bool)
    won[np.arange(many), np.argmax((values @ TRUTH).reshape(many, long) + luck, axis=1)] = True
    return values, won.ravel(), np.ones(many * long), np.repeat(np.arange(many), long)


def test_the_weights_that_decided_are_found() -> None:
    values, *rest = _lists(3000, 12, 1)
    found = Choice(values, *rest)
    assert found.weights / found.spread == pytest.approx(TRUTH, abs=0.15)


def test_what_a_list_has_in_common_changes_no_order() -> None:
    values, won, weights, lists = _lists(400, 10, 2)
    moved = values + np.array([0, 0, 5], dtype=np.float32) * (lists[:, None] % 7)
    plain, other = Choice(values[:, :2], won, weights, lists), Choice(moved, won, weights, lists)
    assert other.weights[:2] / other.spread[:2] == pytest.approx(plain.weights / plain.spread, abs=0.1)


def test_a_sample_that_stands_for_the_rest_gives_the_same_weights() -> None:
    values, won, weights, lists = _lists(2000, 40, 3)
    kept = won | (np.random.default_rng(4).random(len(won)) < 0.6)
    every = Choice(values, won, weights, lists)
    some = Choice(values[kept], won[kept], np.where(won, 1, 1 / 0.6)[kept], lists[kept])
    assert some.weights / some.spread == pytest.approx(every.weights / every.spread, abs=0.2)


def test_a_list_with_many_wins_counts_as_one() -> None:
    """Ten wins of one list weigh no more than one win of another that says the contrary."""
    values = np.array([[1.0], [0.0]] * 10 + [[0.0], [1.0]], dtype=np.float32)
    won = np.array([True, False] * 11)
    lists = np.array([0] * 20 + [1, 1])
    assert abs(Choice(values, won, np.ones(22), lists).weights[0]) < 0.02
