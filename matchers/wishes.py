"""What enterprises want and do not want, looked for in the words of many notices."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

import numpy as np

from matchers.signal import NOTHING, Row

MOST_WORDS = 200_000  # words that are remembered
NEGATED = re.compile(r"\b(?:inte|ej|inga|inget|ingen|utan|varken)\s+(?:\w+\s+)?$")
NEAR = 30  # characters before a wish in which the text can say no to it


def words_of(text: str) -> tuple[str, ...]:
    """Return the text's words and stops, in order and lower case; equal words are one object."""
    return tuple(map(sys.intern, re.findall(r"\w+|[.,;:!?]", text.lower())))


def stands_in(wish: str, words: Sequence[str]) -> bool:
    """Say whether a wish stands in these words, at the start of one, and they do not say no to it."""
    wanted, text = " ".join(words_of(wish)), " ".join(words)
    found = re.finditer(rf"(?<!\w){re.escape(wanted)}", text) if wanted else ()
    return any(not NEGATED.search(text[max(0, match.start() - NEAR) : match.start()]) for match in found)


class Wishes:
    """The wishes of many enterprises (wanted, not wanted): which of them a text can hold is looked up word by word."""

    def __init__(self, of: Sequence[tuple[Sequence[str], Sequence[str]]]) -> None:
        self.count = len(of)
        self.whose: dict[str, tuple[list[int], list[int]]] = {}
        for number, both in enumerate(of):
            for side, wishes in enumerate(both):
                for wish in wishes:
                    self.whose.setdefault(wish, ([], []))[side].append(number)
        self.starts: dict[str, list[str]] = {}
        for wish in self.whose:
            for first in words_of(wish)[:1]:
                self.starts.setdefault(first, []).append(wish)
        self.lengths = sorted({len(first) for first in self.starts})
        self.seen: set[str] = set()
        self.telling: set[str] = set()  # the words among them that can begin a wish
        self.begun_by: dict[str, list[str]] = {}

    def row(self, words: tuple[str, ...]) -> Row:
        """Return 1 for each enterprise with a wish in the words, -1 for each with an unwish."""
        if not self.seen.issuperset(words):
            self._learn(words)
        possible = {wish for word in self.telling.intersection(words) for wish in self.begun_by[word]}
        found = [self.whose[wish] for wish in possible if stands_in(wish, words)]
        if not found:
            return NOTHING
        row: Row = np.zeros(self.count, dtype=np.float32)
        for wanted, _ in found:
            row[wanted] = 1.0
        for _, unwanted in found:
            row[unwanted] = -1.0
        return row

    def _learn(self, words: tuple[str, ...]) -> None:
        if len(self.seen) >= MOST_WORDS:
            self.seen.clear()
            self.telling.clear()
            self.begun_by.clear()
        new = set(words) - self.seen
        self.seen |= new
        for length in self.lengths:
            for word in [word for word in new if word[:length] in self.starts and len(word) >= length]:
                self.telling.add(word)
                self.begun_by.setdefault(word, []).extend(self.starts[word[:length]])
