"""The judged notices: the material is whole, the readers agree, the top three are right, weak profiles cost little."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from benchmarks.judged import (
    NOW,
    Judged,
    agreement,
    degradation,
    enterprises,
    load,
    matches,
    measure,
    pair_of,
    reliability,
    top,
)
from matchers.ranking import SHOW_AT, open_lots
from matchers.trials import checkable_reasons
from models.values import EnterpriseData, MatchData
from settings import Settings


@pytest.fixture(scope="module")
def profiles() -> list[EnterpriseData]:
    """Return the 18 invented enterprises."""
    return enterprises()


@pytest.fixture(scope="module")
def judged() -> Judged:
    """Return all the judged notices."""
    return load("all")


@pytest.fixture(scope="module")
def shown(judged: Judged, profiles: Sequence[EnterpriseData]) -> list[MatchData]:
    """Return what the matcher shows of them, the best first."""
    return matches(judged, profiles)


def test_the_halves_are_the_whole_and_every_grade_is_of_a_lot(
    judged: Judged, profiles: Sequence[EnterpriseData]
) -> None:
    halves = [load("development"), load("closed")]
    assert sorted(n["id"] for half in halves for n in half.notices) == sorted(n["id"] for n in judged.notices)
    assert len(judged.notices) == 110
    assert set(judged.grades[0]) | set(judged.grades[1]) <= set(judged.pairs(profiles))
    assert [len(grades) for grades in judged.grades] == [95, 90]
    assert {grade for grades in judged.grades for grade in grades.values()} == {1, 2}
    assert all(len(open_lots(notice, [], NOW)) == len(notice["lots"]) for notice in judged.notices)


def test_two_readers_agree(judged: Judged, profiles: Sequence[EnterpriseData]) -> None:
    found = agreement(judged, profiles)
    assert found["shown_by_both"] == 89
    assert found["kappa"] > 0.8


@pytest.mark.parametrize("half", ["development", "closed"])
def test_the_top_three_are_right(half: str, profiles: Sequence[EnterpriseData]) -> None:
    found = measure(load(half), profiles)
    assert found["top_precision_strict"] >= 0.8
    assert found["top_precision_lenient"] >= found["top_precision_strict"]
    assert found["recall_sure"] >= 0.8
    assert found["calibration_error"] < 0.1


def test_every_match_shown_has_two_reasons_that_stand_in_the_notice(judged: Judged, shown: Sequence[MatchData]) -> None:
    assert len(shown) > 50
    assert all(checkable_reasons(match) >= 2 for match in shown)
    notices = {notice["id"]: notice for notice in judged.notices}
    for match in shown:
        notice = notices[match["notice"]]
        (lot,) = (entry for entry in notice["lots"] if entry["id"] == match["lot"])
        text = f"{notice['title']} {notice['description']} {lot['title']} {lot['description']}".casefold()
        for signal in match["signals"]:
            if signal["name"] == "trade":
                quoted = signal["reason"].split("”")[1]
                assert quoted in text
            if signal["name"] == "cpv":
                assert signal["reason"].split()[2] in [*lot["cpv"], *notice["cpv"]]


def test_the_limit_is_the_one_the_night_uses() -> None:
    assert Settings.model_fields["show_at"].default == SHOW_AT


def test_weak_profiles_cost_little(judged: Judged, profiles: Sequence[EnterpriseData]) -> None:
    """Registers seldom have a description: at 3 % of the profiles precision holds and most is still found."""
    curve = degradation(judged, profiles)
    full, weak = curve[1.0], curve[0.03]
    assert weak["top_precision"] >= full["top_precision"] - 0.05
    assert weak["recall"] >= 0.8 * full["recall"]
    recalls = [figures["recall"] for _, figures in sorted(curve.items())]
    assert all(later >= earlier - 0.02 for earlier, later in pairwise(recalls))


def test_the_top_is_per_enterprise(shown: Sequence[MatchData]) -> None:
    best = top(shown, 2)
    counts = {m["enterprise"]: sum(b["enterprise"] == m["enterprise"] for b in best) for m in shown}
    assert set(counts.values()) <= {1, 2}
    assert {pair_of(m) for m in best} <= {pair_of(m) for m in shown}


def test_the_reliability_table_counts_every_match(
    judged: Judged, profiles: Sequence[EnterpriseData], shown: Sequence[MatchData]
) -> None:
    scores = np.array([match["score"] for match in shown])
    rows = reliability(scores, scores > 0.6)
    assert sum(row["matches"] for row in rows) == len(shown)
    assert all(row["from"] <= row["score"] <= row["from"] + 0.1 for row in rows)
