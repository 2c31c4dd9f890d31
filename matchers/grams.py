"""Which of many patterns can match a text: letter groups that every match of a pattern contains, word by word.

A group has no blank in it, so it stands within one word; what a word allows is worked out once and remembered as the
bits of a whole number. A sentence allows what its words allow together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from re import _constants as parts  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

SIZES = (2, 3, 4)  # letters of a group
MOST_WORDS = 200_000  # words that are remembered


def groups_of(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """Return letter groups (2 to 4 lower-case characters) of which every match contains one; None when unknown."""
    runs = _alternatives(parser.parse(pattern.pattern, pattern.flags))
    if runs is None:
        return None
    return frozenset(run[: SIZES[-1]] for run in runs)


def _alternatives(sequence: Iterable[Any]) -> list[str] | None:
    """Return literal runs, one of which stands in every match of a sequence: those of its most telling part."""
    best: list[str] | None = None
    run = ""
    for kind, value in [*sequence, (None, None)]:
        if kind is parts.LITERAL and len(chr(value).lower()) == 1 and not chr(value).isspace():
            run += chr(value).lower()
            continue
        best = _better(best, [run] if len(run) >= SIZES[0] else None)
        run = ""
        best = _better(best, _inside(kind, value))
    return best


def _inside(kind: Any, value: Any) -> list[str] | None:
    if kind is parts.SUBPATTERN:
        return _alternatives(value[-1])
    if kind is parts.BRANCH:
        found = [_alternatives(branch) for branch in value[1]]
        return None if any(runs is None for runs in found) else [run for runs in found for run in runs or ()]
    if kind in {parts.MAX_REPEAT, parts.MIN_REPEAT} and value[0] > 0:
        return _alternatives(value[2])
    return None


def _better(old: list[str] | None, new: list[str] | None) -> list[str] | None:
    """Return the more telling of two: the one whose shortest run is longer, then the one with fewer runs."""
    if old is None or new is None:
        return new if old is None else old
    return max(old, new, key=lambda runs: (min(SIZES[-1], *map(len, runs)), -len(runs)))


class Masks(dict[str, int]):
    """From a lower-case word to the patterns that it allows, one bit each. Words are worked out when first met."""

    def __init__(self, patterns: Sequence[re.Pattern[str] | None]) -> None:
        super().__init__()
        self.always = 0
        self._by_group: dict[str, int] = {}
        for number, pattern in enumerate(patterns):
            groups = groups_of(pattern) if pattern else frozenset[str]()
            if groups is None:
                self.always |= 1 << number
            for group in groups or ():
                self._by_group[group] = self._by_group.get(group, 0) | 1 << number

    def __missing__(self, word: str) -> int:
        if len(self) >= MOST_WORDS:
            self.clear()
        mask = 0
        for group in {word[i : i + n] for n in SIZES for i in range(len(word) - n + 1)}:
            mask |= self._by_group.get(group, 0)
        self[word] = mask
        return mask

    def allowed(self, words: Iterable[str]) -> int:
        """Return the patterns that can match a text of these words."""
        mask = self.always
        for word in words:
            mask |= self[word]
        return mask
