"""Which rules can possibly match a sentence: an index from short letter groups to rules.

Every match of a rule must contain one of its groups (derived from its regular expression), so a sentence without any of
them need not be searched. A rule from which no group can be derived is searched always.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from re import _constants as parts  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

LONG, SHORT = 4, 3
FEWEST = 3  # letters of a group; none has a blank in it, so that each stands within one word
MOST_WORDS = 200_000  # words that are remembered


def groups_of(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """Return letter groups (3 or 4 lower-case characters) of which every match contains one; None when unknown."""
    runs = _alternatives(parser.parse(pattern.pattern, pattern.flags))
    if runs is None:
        return None
    return frozenset(run[:LONG] if len(run) >= LONG else run[:SHORT] for run in runs)


def _alternatives(sequence: Iterable[Any]) -> list[str] | None:
    """Return literal runs, one of which stands in every match of a sequence: those of its most telling part."""
    best: list[str] | None = None
    run = ""
    for kind, value in [*sequence, (None, None)]:
        if kind is parts.LITERAL and len(chr(value).lower()) == 1 and not chr(value).isspace():
            run += chr(value).lower()
            continue
        best = _better(best, [run] if len(run) >= FEWEST else None)
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
    return max(old, new, key=lambda runs: (min(LONG, *map(len, runs), LONG), -len(runs)))


class Index:
    """From letter groups to the numbers of the rules that can match. What a word can start is remembered."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        self.always: frozenset[int] = frozenset()
        self.by_group: dict[str, list[int]] = {}
        self._known: dict[str, frozenset[int]] = {}
        for number, pattern in enumerate(patterns):
            groups = groups_of(pattern)
            if groups is None:
                self.always |= {number}
            for group in groups or ():
                self.by_group.setdefault(group, []).append(number)

    def candidates(self, folded: str) -> list[int]:
        """Return the numbers of the rules that can match a folded text, in order."""
        found: set[int] = set(self.always)
        known = self._known
        for word in folded.split():
            rules = known.get(word)
            if rules is None:
                rules = self._of_word(word)
            if rules:
                found |= rules
        return sorted(found)

    def _of_word(self, word: str) -> frozenset[int]:
        if len(self._known) >= MOST_WORDS:
            self._known.clear()
        groups = {word[i : i + n] for n in (SHORT, LONG) for i in range(len(word) - n + 1)}
        rules = frozenset(number for group in self.by_group.keys() & groups for number in self.by_group[group])
        self._known[word] = rules
        return rules
