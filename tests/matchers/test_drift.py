"""A jump is told, chance is not."""

from __future__ import annotations

import random

import pytest

from matchers.drift import Month, jumps


def months(*shares: float, notices: int = 400) -> dict[str, Month]:
    """Return months with these shares of one category."""
    return {
        f"2026-{n:02d}": Month(notices, {"employment": round(share * notices)})
        for n, share in enumerate(shares, start=1)
    }


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (months(0.05, 0.06, 0.05, 0.20), True),
        (months(0.10, 0.11, 0.09, 0.01), True),
        (months(0.05, 0.06, 0.05, 0.07), False),
        (months(0.40, 0.40, 0.40, 0.55), False),
        (months(0.05, 0.20), False),
        (months(0.05, 0.05, 0.05, 0.20, notices=40), False),
        ({}, False),
    ],
)
def test_only_large_jumps_are_told(given: dict[str, Month], told: bool) -> None:
    assert [jump.category for jump in jumps(given)] == ["employment"] * told


def test_chance_is_silent() -> None:
    rng = random.Random(1)
    for _ in range(300):
        given = {
            f"2026-{n:02d}": Month(200, {"reserved": sum(rng.random() < 0.03 for _ in range(200))}) for n in range(1, 7)
        }
        assert jumps(given) == []
