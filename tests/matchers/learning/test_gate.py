"""The simulation: coordinators with a hidden taste are learned from; chance, few lists and old news are not."""

from __future__ import annotations

import numpy as np
import pytest

from matchers.learning.gate import LEAST_LISTS, foretold, gain, learn, reciprocal_rank, shuffled
from matchers.learning.lists import TrainingList
from matchers.weights import Weights
from tests.matchers.learning import BY_HAND, decided, place_twice, taste

SAME = taste(lambda name, weight: weight)


@pytest.mark.parametrize("seed", range(3))
def test_a_hidden_taste_is_learned_from_300_lists_and_promoted(seed: int) -> None:
    found = learn(decided(300, taste(place_twice), seed), BY_HAND, BY_HAND)

    assert found.kind == "relearned"
    assert found.weights is not None
    assert found.weights.of["place"] / found.weights.of["cpv"] > 1.4 * BY_HAND.of["place"] / BY_HAND.of["cpv"]
    assert all(rival["passes"] for rival in found.report["gains"]["relearned"].values())
    fresh = decided(200, taste(place_twice), seed + 100)
    learned = found.weights
    new, old = foretold(fresh, 0, lambda _: learned), foretold(fresh, 0, lambda _: BY_HAND)
    assert new.log_loss.mean() < old.log_loss.mean()
    assert new.rank.mean() > old.rank.mean() - 0.01


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("count", "coordinator"),
    [(10, taste(place_twice)), (LEAST_LISTS - 1, taste(place_twice)), (300, None), (300, SAME)],
    ids=["10 lists", "just too few", "tossed coins", "nothing to learn"],
)
def test_nothing_comes_in(count: int, coordinator: Weights | None, seed: int) -> None:
    found = learn(decided(count, coordinator, seed), BY_HAND, BY_HAND)
    assert (found.kind, found.weights) == ("kept", None)


@pytest.mark.parametrize("seed", range(3))
def test_shuffled_decisions_are_refused(seed: int) -> None:
    lists = decided(300, taste(place_twice), seed)
    assert learn(lists, BY_HAND, BY_HAND).kind == "relearned"
    assert learn(shuffled(lists), BY_HAND, BY_HAND).kind == "kept"


def test_scores_that_are_only_too_high_are_recalibrated() -> None:
    found = learn(decided(200, taste(lambda name, w: w, bias=-3.0)), BY_HAND, BY_HAND)
    assert found.kind in {"recalibrated", "relearned"}
    assert found.weights is not None
    assert found.weights.bias < BY_HAND.bias


def test_only_lists_after_those_already_learned_from_count() -> None:
    lists = decided(300, taste(place_twice))
    learned = learn(lists[:270], BY_HAND, BY_HAND)
    assert learned.weights is not None

    assert learn(lists, BY_HAND, learned.weights, lists[269].at).report["later"] == 30
    again = learn(lists, BY_HAND, learned.weights, lists[280].at)
    assert (again.kind, again.report["reason"]) == ("kept", "few")


def test_one_kind_of_answer_teaches_nothing() -> None:
    lists = decided(100, taste(place_twice))
    only = [each._replace(examples=tuple(e._replace(yes=False) for e in each.examples)) for each in lists]
    assert learn(only, BY_HAND, BY_HAND).report["reason"] == "few"


def test_shuffling_keeps_all_but_who_said_what() -> None:
    lists = decided(20, SAME)
    dealt = shuffled(lists)

    def answers(of: list[TrainingList]) -> list[bool]:
        return [e.yes for each in of for e in each.examples]

    assert sorted(answers(dealt)) == sorted(answers(lists)) != answers(dealt)
    assert [[e.values for e in each.examples] for each in dealt] == [
        [e.values for e in each.examples] for each in lists
    ]


@pytest.mark.parametrize(
    ("chance", "yes", "rank"),
    [
        ([0.9, 0.5, 0.1], [True, False, True], 1.0),
        ([0.9, 0.5, 0.1], [False, False, True], 1 / 3),
        ([0.5, 0.5], [True, False], 1 / 1.5),
        ([0.5], [False], 0.0),
    ],
)
def test_reciprocal_rank(chance: list[float], yes: list[bool], rank: float) -> None:
    assert reciprocal_rank(np.array(chance), np.array(yes)) == pytest.approx(rank)


def test_nothing_is_better_than_itself() -> None:
    told = foretold(decided(60, SAME), 30, lambda _: BY_HAND)
    assert not gain(told, told).passes
