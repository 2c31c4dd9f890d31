"""Does a category turn up much more, or less, often than it used to? Then a source or a reader has changed.

A month is compared with the months before it by the test of two proportions; both its size and its ratio must be
large, so that small sources and rare categories do not cry wolf.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

FEWEST_NOW, FEWEST_BEFORE = 50, 200  # notices of the month, and of the months before it
MONTHS_BEFORE = 2
DEVIATIONS = 4.0  # standard errors
RATIO = 2.0


class Month(NamedTuple):
    """A month of one source: how many notices, and how many of them have each category."""

    notices: int
    with_category: Mapping[str, int]


class Jump(NamedTuple):
    """A category whose share in a month is far from its share before."""

    month: str
    category: str
    share: float
    before: float


def jumps(months: Mapping[str, Month]) -> list[Jump]:
    """Return the jumps of the newest whole or begun month (”2026-11”) of a source against all months before it."""
    if len(months) <= MONTHS_BEFORE:
        return []
    *earlier, newest = sorted(months)
    now = months[newest]
    count = sum(months[month].notices for month in earlier)
    if now.notices < FEWEST_NOW or count < FEWEST_BEFORE:
        return []
    found = []
    for category in sorted({c for month in months.values() for c in month.with_category}):
        own = now.with_category.get(category, 0)
        old = sum(months[month].with_category.get(category, 0) for month in earlier)
        share, before, both = own / now.notices, old / count, (own + old) / (now.notices + count)
        error = math.sqrt(both * (1 - both) * (1 / now.notices + 1 / count))
        far = error > 0 and abs(share - before) / error >= DEVIATIONS
        if far and (share >= RATIO * before or share * RATIO <= before):
            found.append(Jump(newest, category, share, before))
    return found
