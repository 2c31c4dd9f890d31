"""The sentence rules of the taxonomy, run over one sentence: which categories it meets, and where.

A rule finds words, wants others near, and gives way to some (`categories.yml`). Besides, a sentence of the exclusion
chapter states nothing, and a denied demand is hardly one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np

from matchers.categories import Category, Rule, categories, guards
from matchers.folding import fold
from matchers.masks import Masks
from matchers.sentences import Sentence


class Hit(NamedTuple):
    """A rule that a sentence meets (None: only the model finds it), and where in the sentence."""

    category: Category
    rule: Rule | None
    start: int
    end: int

    @property
    def probability(self) -> float:
        """Return the rule's own probability."""
        return self.rule.probability if self.rule else 0.0


class Found(NamedTuple):
    """What the rules say of a sentence: the surest hit of each category, and whether it denies a demand, or asks."""

    hits: dict[str, Hit]
    denied: bool
    asked: bool


@cache
def _columns() -> dict[str, int]:
    return {code: number for number, code in enumerate(categories())}


def column(code: str) -> int:
    """Return a category's place in the order of the taxonomy."""
    return _columns()[code]


def fires(found: Sequence[Found | None]) -> Any:
    """Return in which sentences a rule of which category fires: 1 or 0, an array (sentences, categories)."""
    rows = np.zeros((len(found), len(categories())))
    for row, one in enumerate(found):
        for code in one.hits if one else ():
            rows[row, column(code)] = 1.0
    return rows


class Guards(NamedTuple):
    """Expressions of one kind, each with its bit, and all their bits together."""

    bits: int
    patterns: list[tuple[int, re.Pattern[str]]]

    def met(self, allowed: int, text: str) -> bool:
        """Say whether a text meets one of them; `allowed` has the bits of those that can match."""
        if not allowed & self.bits:
            return False
        return any(allowed & bit and pattern.search(text) for bit, pattern in self.patterns)


def _guards(name: str, first: int) -> Guards:
    """Return the guards of a kind, whose bits begin at `first`."""
    patterns = [(1 << first + number, pattern) for number, pattern in enumerate(guards(name))]
    return Guards(sum(bit for bit, _ in patterns), patterns)


class _Table(NamedTuple):
    """Every rule, the surest of a category first; the bits of `masks` are: find, near, unless, then the guards."""

    rules: list[tuple[Category, Rule]]
    masks: Masks
    every: int  # the bits of what is to be found
    alone: int  # rules that want nothing near
    others: list[int]  # by rule, the bits of all rules of its category
    forbidden: dict[str, int]  # by category, the bit of what it does not hold for
    exclusion: Guards
    denied: Guards


@cache
def _table() -> _Table:
    rules = [
        (category, rule)
        for category in categories().values()
        for rule in sorted(category.rules, key=lambda rule: -rule.probability)
    ]
    count = len(rules)
    masks = Masks(
        [
            *(rule.find for _, rule in rules),
            *(rule.near for _, rule in rules),
            *(rule.unless for _, rule in rules),
            *(category.forbidden for category in categories().values()),
            *guards("exclusion"),
            *guards("denied"),
        ]
    )
    last = 3 * count + len(categories())
    return _Table(
        rules=rules,
        masks=masks,
        every=(1 << count) - 1,
        alone=sum(1 << number for number, (_, rule) in enumerate(rules) if rule.near is None),
        others=[sum(1 << n for n, (other, _) in enumerate(rules) if other is category) for category, _ in rules],
        forbidden={code: 1 << 3 * count + number for number, code in enumerate(categories())},
        exclusion=_guards("exclusion", last),
        denied=_guards("denied", last + len(guards("exclusion"))),
    )


def find(sentence: Sentence, text: str, words: list[str]) -> Found | None:
    """Return what the rules find in a sentence (`text` is its folded text, `words` that text's words).

    None when the sentence is of the exclusion chapter or a table of contents: it states nothing of this purchase.
    """
    table = _table()
    allowed = table.masks.allowed(words)
    if table.exclusion.met(allowed, text) or _excluded(sentence.heading):
        return None
    return Found(_hits(table, text, allowed), table.denied.met(allowed, text), text.endswith("?"))


@lru_cache(maxsize=10_000)
def _excluded(heading: str) -> bool:
    return _table().exclusion.met(-1, fold(heading))


def _hits(table: _Table, text: str, allowed: int) -> dict[str, Hit]:
    candidates = allowed & table.every
    if not candidates:
        return {}
    count = len(table.rules)
    candidates &= allowed >> count | table.alone
    unless = allowed >> 2 * count
    found: dict[str, Hit] = {}
    while candidates:
        bit = candidates & -candidates
        candidates ^= bit
        number = bit.bit_length() - 1
        category, rule = table.rules[number]
        match = rule.find.search(text)
        if (
            match is None
            or (rule.near and not rule.near.search(text))
            or (unless & bit and rule.unless and rule.unless.search(text))
        ):
            continue
        candidates &= ~table.others[number]  # the surest rule speaks, and what it may not say no other may
        forbidden = category.forbidden if allowed & table.forbidden[category.code] else None
        if forbidden is None or not forbidden.search(text):
            found[category.code] = Hit(category, rule, match.start(), match.end())
    return found
