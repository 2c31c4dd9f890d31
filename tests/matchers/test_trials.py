"""Which matches are shown on trial: just below the limit, with reasons, not refused, one in four, always the same."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from matchers.trials import SHARE, is_drawn, lowest, may_be_tried, on_trial
from models.values import MatchData

AT = 0.4


def a_match(score: float, values: Mapping[str, float], notice: str = "ted:1-2026", enterprise: str = "e") -> MatchData:
    """Return a match with signals of these values."""
    signals = [{"name": name, "value": value, "weight": 1.0, "reason": "Skäl."} for name, value in values.items()]
    return {
        "notice": notice,
        "lot": "LOT-0001",
        "enterprise": enterprise,
        "score": score,
        "signals": signals,  # type: ignore[typeddict-item]
    }


@pytest.mark.parametrize(
    ("score", "values", "expected"),
    [
        (0.3, {"trade": 1.0, "cpv": 0.5}, True),
        (0.3999, {"trade": 1.0, "place": 0.5}, True),
        (0.2999, {"trade": 1.0, "place": 0.5}, False),
        (0.4, {"trade": 1.0, "place": 0.5}, False),
        (0.35, {"trade": 1.0}, False),
        (0.35, {"trade": 1.0, "text": 0.9, "past": 0.9, "deadline": 1.0}, False),
        (0.35, {"trade": 1.0, "place": -0.5}, False),
        (0.35, {"trade": 1.0, "cpv": 1.0, "size": -0.5}, True),
        (0.35, {"trade": 1.0, "cpv": 1.0, "reserved": -1.0}, False),
        (0.35, {"trade": 1.0, "cpv": 1.0, "wishes": -1.0}, False),
    ],
)
def test_what_may_be_tried(score: float, values: Mapping[str, float], expected: bool) -> None:
    assert may_be_tried(a_match(score, values), AT) is expected


def test_the_draw_is_one_in_four_and_always_the_same() -> None:
    pairs = [a_match(0.35, {}, f"ted:{n}-2026", f"{m}") for n in range(200) for m in range(20)]
    drawn = [is_drawn(pair) for pair in pairs]

    assert sum(drawn) / len(pairs) == pytest.approx(SHARE, abs=0.03)
    assert [is_drawn({**pair, "score": 0.9}) for pair in pairs] == drawn, "neither the score nor the night decides"


def test_only_drawn_matches_of_the_band_are_on_trial() -> None:
    values = {"trade": 1.0, "cpv": 1.0}
    every = [a_match(score / 100, values, f"ted:{n}-2026") for n in range(40) for score in range(1, 100)]
    tried = on_trial(every, AT)

    assert tried
    assert all(lowest(AT) <= match["score"] < AT and is_drawn(match) for match in tried)
    assert len(tried) == sum(is_drawn(match) for match in every if lowest(AT) <= match["score"] < AT)
