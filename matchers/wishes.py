"""What enterprises want and do not want, looked for in the words of many notices."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

MOST_WORDS = 200_000  # words that are remembered
NEGATED = re.compile(r"\b(?:inte|ej|inga|inget|ingen|utan|varken)\s+(?:\w+\s+)?$")
NEAR = 30  # characters before a wish in which the text can say no to it


def plain_words(text: str) -> str:
    """Return the text's words and stops in lower case, with one blank between."""
    return " ".join(re.findall(r"\w+|[.,;:!?]", text.lower()))


def stands_in(wish: str, text: str) -> bool:
    """Say whether a wish stands in a text (plain words) at the start of a word, and the text does not say no to it."""
    wanted = plain_words(wish)
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
            words = plain_words(wish).split()
            if words:
                self.starts.setdefault(words[0], []).append(wish)
        self.of_word: dict[str, list[str]] = {}

    def row(self, text: str) -> NDArray[np.float32]:
        """Return 1 for each enterprise with a wish in the text (plain words), -1 for each with an unwish."""
        row = np.zeros(self.count, dtype=np.float32)
        if not self.starts:
            return row
        possible: set[str] = set()
        known = self.of_word
        for word in set(text.split()):
            wishes = known.get(word)
            if wishes is None:
                wishes = self._begun_by(word)
            if wishes:
                possible.update(wishes)
        found = [self.whose[wish] for wish in possible if stands_in(wish, text)]
        for wanted, _ in found:
            row[wanted] = 1.0
        for _, unwanted in found:
            row[unwanted] = -1.0
        return row

    def _begun_by(self, word: str) -> list[str]:
        if len(self.of_word) >= MOST_WORDS:
            self.of_word.clear()
        wishes = [wish for end in range(1, len(word) + 1) for wish in self.starts.get(word[:end], ())]
        self.of_word[word] = wishes
        return wishes
