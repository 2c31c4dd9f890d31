"""Which of many patterns can match a text: runs of letters that every match of a pattern contains, word by word.

A word is letters, digits and ``_`` (``\\w`` of regular expressions): a run stands within one word. What a word allows
is worked out once and remembered as the bits of a whole number. A sentence allows what its words allow together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_
from re import _constants as parts  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

FIRST = 3  # characters by which runs are looked up, and the least that a run has
PARTS = 2  # sets of runs by which a pattern is known, its most telling ones
MOST_WORDS = 200_000  # words that are remembered
EDGES = {parts.AT_BOUNDARY, parts.AT_BEGINNING, parts.AT_BEGINNING_STRING, parts.AT_END, parts.AT_END_STRING}
SPACES = {(parts.CATEGORY, parts.CATEGORY_SPACE), (parts.CATEGORY, parts.CATEGORY_NOT_WORD)}


def runs_of(pattern: re.Pattern[str]) -> list[frozenset[str]]:
    """Return sets of runs, the most telling set first: every match contains a run of each; empty when unknown.

    A run is lower-case letters of a word, after ``^`` where the word begins with them, before ``$`` where it ends.
    """
    return sorted(_sets(parser.parse(pattern.pattern, pattern.flags)), key=_telling, reverse=True)


def _telling(runs: frozenset[str]) -> tuple[int, int]:
    return min(map(len, runs)), -len(runs)


def _sets(sequence: Iterable[Any], begins: bool = False, ends: bool = False) -> Iterator[frozenset[str]]:
    """Yield the sets of a sequence; `begins` and `ends` say whether a word does before and after it."""
    items = [*sequence, (None, None)]
    run, boundary = "", begins
    for (kind, value), after in zip(items, [*items[1:], (None, None)], strict=True):
        if _letter(kind, value):
            run += chr(value).lower()
            continue
        if kind in {parts.ASSERT, parts.ASSERT_NOT} and not run:
            continue
        between = ends if kind is None else _between_words(kind, value)
        whole = f"{'^' * boundary}{run}{'$' * between}"
        if run and len(whole) >= FIRST:
            yield frozenset({whole})
        if not between:
            yield from _inside(kind, value, boundary and not run, ends if after[0] is None else _between_words(*after))
        run, boundary = "", between


def _letter(kind: Any, value: Any) -> bool:
    return kind is parts.LITERAL and len(chr(value).lower()) == 1 and _of_word(chr(value))


def _of_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _between_words(kind: Any, value: Any) -> bool:
    """Say whether no word goes on past this part of a pattern: ``\\b``, ``^``, a blank, a comma, ``\\s+``, ``\\W``."""
    if kind in {parts.MAX_REPEAT, parts.MIN_REPEAT}:
        return value[0] > 0 and len(value[2]) == 1 and _between_words(*value[2][0])
    if kind is parts.IN:
        return all(item in SPACES or (item[0] is parts.LITERAL and not _of_word(chr(item[1]))) for item in value)
    return (kind is parts.AT and value in EDGES) or (kind is parts.LITERAL and not _of_word(chr(value)))


def _inside(kind: Any, value: Any, begins: bool, ends: bool) -> Iterator[frozenset[str]]:
    if kind is parts.SUBPATTERN:
        yield from _sets(value[-1], begins, ends)
    elif kind in {parts.MAX_REPEAT, parts.MIN_REPEAT} and value[0] > 0:
        yield from _sets(value[2])
    elif kind is parts.BRANCH:
        branches = [sorted(_sets(branch, begins, ends), key=_telling, reverse=True) for branch in value[1]]
        if all(branches):
            for number in range(min(PARTS, max(map(len, branches)))):
                yield frozenset[str]().union(*(sets[min(number, len(sets) - 1)] for sets in branches))


class Masks(dict[str, int]):
    """From a lower-case word to the sets of runs that it has one of, a bit each: worked out when first met."""

    def __init__(self, patterns: Sequence[re.Pattern[str] | None]) -> None:
        super().__init__()
        self._count = len(patterns)
        self._always = 0
        self._by_first: dict[str, list[tuple[str, int]]] = {}
        bits: dict[str, int] = {}
        for number, pattern in enumerate(patterns):
            sets = runs_of(pattern)[:PARTS] if pattern else [frozenset[str]()]
            for part in range(PARTS):
                bit = 1 << number + part * self._count
                if part >= len(sets):
                    self._always |= bit
                for run in sets[part] if part < len(sets) else ():
                    bits[run] = bits.get(run, 0) | bit
        for run, mask in bits.items():
            self._by_first.setdefault(run[:FIRST], []).append((run, mask))

    def __missing__(self, word: str) -> int:
        if len(self) >= MOST_WORDS:
            self.clear()
        mask, whole = 0, f"^{word}$"
        for start in range(len(whole) - FIRST + 1):
            for run, bits in self._by_first.get(whole[start : start + FIRST], ()):
                if whole.startswith(run, start):
                    mask |= bits
        self[word] = mask
        return mask

    def allowed(self, words: Iterable[str]) -> int:
        """Return the patterns that can match a text of these words, a bit each."""
        mask = reduce(or_, map(self.__getitem__, words), self._always)
        for _ in range(1, PARTS):
            mask &= mask >> self._count
        return mask & (1 << self._count) - 1
