"""Invented coordinators, whose hidden taste is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np

from matchers.learning.lists import Example, TrainingList
from matchers.weights import Weights

BY_HAND = Weights(
    -5.8,
    {
        "trade": 3.0, "cpv": 2.6, "text": 1.6, "past": 1.2, "place": 2.0, "size": 0.8, "deadline": 0.5,
        "reserved": 2.2, "considerations": 0.9, "wishes": 1.5, "buyer": 0.6,
    },
)  # fmt: skip
START = datetime(2026, 1, 1, tzinfo=UTC)
SPEAKING = {  # how often each signal speaks, and from what value to what
    "trade": (0.8, 0.4, 1.0), "cpv": (0.7, 0.45, 1.0), "text": (0.5, 0.25, 1.0), "past": (0.3, 0.35, 1.0),
    "place": (0.9, -1.0, 1.0), "size": (0.6, -1.0, 1.0), "deadline": (0.9, -0.5, 1.0), "reserved": (0.1, -1.0, 1.0),
    "considerations": (0.3, 0.3, 1.0), "wishes": (0.1, -1.0, 1.0),
    "buyer": (0.2, 0.3, 1.0),
}  # fmt: skip


def decided(count: int, taste: Weights | None, seed: int = 0, size: int = 5) -> list[TrainingList]:
    """Return lists decided by a coordinator with this taste; None decides by the toss of a coin."""
    rng = np.random.default_rng(seed)

    def example(match: int) -> Example:
        values = {
            name: round(float(rng.uniform(low, high)), 4)
            for name, (often, low, high) in SPEAKING.items()
            if rng.random() < often
        }
        chance = 0.5 if taste is None else 1 / (1 + np.exp(-taste.log_odds(values)))
        return Example(match, values, bool(rng.random() < chance))

    return [
        TrainingList(f"n/{number}", START + timedelta(days=number), tuple(example(i) for i in range(size)))
        for number in range(count)
    ]


def taste(change: Callable[[str, float], float], bias: float = 0.0, of: Weights = BY_HAND) -> Weights:
    """Return weights, each changed; `bias` is added to theirs."""
    return Weights(of.bias + bias, {name: change(name, weight) for name, weight in of.of.items()})


def place_twice(name: str, weight: float) -> float:
    """To whom place matters twice as much."""
    return 2 * weight if name == "place" else weight
