"""The index never loses a rule that matches."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.categories import categories, guards
from matchers.corpus.check import load
from matchers.folding import fold, folded, words_of
from matchers.masks import Masks, runs_of
from matchers.sentences import sentences

RULES = [rule for category in categories().values() for rule in category.rules]
EXPRESSIONS = [
    *(rule.find for rule in RULES),
    *(rule.near for rule in RULES if rule.near),
    *(rule.unless for rule in RULES if rule.unless),
    *(category.forbidden for category in categories().values() if category.forbidden),
    *guards("exclusion"),
    *guards("denied"),
]
TEXTS = [passage["text"] for passage in load()]


def allowed(masks: Masks, text: str) -> set[int]:
    """Return the numbers of the patterns that can match a text."""
    mask = masks.allowed(words_of(fold(text)))
    return {number for number in range(mask.bit_length()) if mask >> number & 1}


def every_third_sentence() -> Iterator[str]:
    """Yield sentences of the corpus in lower case."""
    for text in TEXTS[::3]:
        yield from (fold(sentence.text) for sentence in sentences(text))


def test_no_expression_that_matches_a_sentence_is_left_out() -> None:
    masks = Masks(EXPRESSIONS)
    for low in every_third_sentence():
        can = allowed(masks, low)
        lost = [p.pattern for number, p in enumerate(EXPRESSIONS) if number not in can and p.search(low)]
        assert not lost, low


def test_most_expressions_are_ruled_out() -> None:
    masks = Masks(EXPRESSIONS)
    kept = [len(allowed(masks, low)) for low in every_third_sentence()]
    assert sum(kept) / len(kept) < len(EXPRESSIONS) / 10


def test_words_are_forgotten_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matchers.masks.MOST_WORDS", 3)
    masks = Masks([re.compile("abc"), None, re.compile("x?")])

    assert [allowed(masks, word) for word in ("abcd", "b", "c", "d", "abc")] == [{0, 2}, {2}, {2}, {2}, {0, 2}]
    assert len(masks) <= 3


SMALL = [
    "abc|dea", "(ab)+c", "a?bcd", "åå\\w*cab", "[ab]cde", "x*", r"\bab\b", r"\b(?!abc)(ab|cd)\w*", "ab cd",
    "(ab|de), a", r"ab\s+(cd|de)\b", r"^ab|de$", "(?<!a)bc(?=d)", r"ab\W+\w+\W+cd", "ab(cd)?e", "a.c|bb",
    r"(ab\b){1,2}", r"ab[ .,]de",
]  # fmt: skip


@given(st.text("abcdeåÅ E.,_", max_size=14))
def test_no_small_pattern_is_left_out(text: str) -> None:
    patterns = [re.compile(pattern, re.IGNORECASE) for pattern in SMALL]
    matching = {number for number, pattern in enumerate(patterns) if pattern.search(text)}

    assert matching <= allowed(Masks(patterns), text)


@given(st.text("abİÅßkK ", max_size=8))
def test_folding_keeps_every_place(text: str) -> None:
    low = fold(text)
    assert len(low) == len(text)
    assert bool(folded(r"[A-C]B\b|Å\W").search(low)) == bool(re.search(r"[a-c]b\b|å\W", low))


def test_escapes_are_not_folded() -> None:
    assert folded(r"LOU\s\S+\D\W").pattern == r"lou\s\S+\D\W"


@pytest.mark.parametrize(
    ("pattern", "sets"),
    [
        (r"praktikplats\w*", [{"praktikplats"}]),
        ("(ILO|ABC)", [{"ilo", "abc"}]),
        ("a|bcde", []),
        ("(abcd)?x", []),
        ("abcd(ef)?", [{"abcd"}]),
        ("ab", []),
        (r"\bej\b", [{"^ej$"}]),
        (r"\b(krav|vill)\w* på\b", [{"^krav", "^vill"}, {"^på$"}]),
        (r"t\.ex\. plats", [{"^plats"}, {"^ex$"}]),
        (r"(abc|cd ef)g+", [{"abc", "cd$"}, {"abc", "^ef"}]),
    ],
)
def test_runs_are_what_every_match_contains(pattern: str, sets: list[set[str]]) -> None:
    found = runs_of(folded(pattern))
    assert sorted(map(sorted, found)) == sorted(map(sorted, sets))
