"""How near CPV codes are: two codes, or a lot's codes and those of many enterprises."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

DIGITS, DIVISION, GROUP = 8, 2, 3
WORTH = np.array([0, 0, 0, 0.45, 0.65, 0.8, 0.9, 0.95, 1.0], dtype=np.float32)  # by digits in common


@lru_cache(maxsize=2**16)
def common(a: str, b: str) -> int:
    """Return how many leading digits two codes share, 0..8; trailing zeros of the shorter class count as its end.

    A whole division (90000000) and a code within it count as a group, three digits: no more was said.
    """
    if a == b:
        return DIGITS
    short = min(len(a.rstrip("0")), len(b.rstrip("0")))
    count = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if count < short or count < DIVISION:
        return count
    return min(count, short) if short > DIVISION else GROUP


class Table:
    """The codes of many enterprises."""

    def __init__(self, of: Sequence[Sequence[str]]) -> None:
        numbers = {code: number for number, code in enumerate(sorted({code for own in of for code in own}), start=1)}
        every = ["", *numbers]  # the first is no code at all: it keeps an enterprise without codes in its place
        self.digits = np.array([_digits(code) for code in every])
        self.lengths = np.array([len(code.rstrip("0")) for code in every])
        owned = [[0, *(numbers[code] for code in own)] for own in of]
        self.flat = np.array([number for own in owned for number in own], dtype=np.int32)
        self.starts = np.cumsum([0, *(len(own) for own in owned[:-1])])

    def nearest(self, asked: Iterable[str]) -> NDArray[np.float32]:
        """Return, for each enterprise, the worth of the nearest of its codes to any of those asked."""
        levels = np.maximum.reduce([self._levels(code) for code in asked])
        found: NDArray[np.float32] = np.maximum.reduceat(WORTH[levels][self.flat], self.starts)
        return found

    def _levels(self, code: str) -> NDArray[np.int64]:
        """Return `common` of a code and each code of the table."""
        same = self.digits == np.array(_digits(code))
        count = np.cumprod(same, axis=1).sum(axis=1)
        short = np.minimum(self.lengths, len(code.rstrip("0")))
        inside = (count >= short) & (count >= DIVISION)
        level = np.where(inside, np.where(short > DIVISION, np.minimum(count, short), GROUP), count)
        level = np.where(count == DIGITS, DIGITS, level)
        level[0] = 0
        return level


def _digits(code: str) -> list[int]:
    return [ord(digit) for digit in code[:DIGITS].ljust(DIGITS)]
