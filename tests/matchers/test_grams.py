"""The index never loses a rule that matches."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.categories import categories
from matchers.corpus.check import load
from matchers.folding import fold, folded
from matchers.grams import Masks, groups_of

RULES = [rule.find for category in categories().values() for rule in category.rules]
TEXTS = [passage["text"] for passage in load()]


def allowed(masks: Masks, text: str) -> set[int]:
    """Return the numbers of the patterns that can match a text."""
    mask = masks.allowed(fold(text).split())
    return {number for number in range(mask.bit_length()) if mask >> number & 1}


def test_no_rule_that_matches_a_passage_is_left_out() -> None:
    masks = Masks(RULES)
    for text in TEXTS[::3]:
        matching = {number for number, rule in enumerate(RULES) if rule.search(fold(text))}
        assert matching <= allowed(masks, text), text


def test_words_are_forgotten_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matchers.grams.MOST_WORDS", 3)
    masks = Masks([re.compile("abc"), None, re.compile("x?")])

    assert [allowed(masks, word) for word in ("abcd", "b", "c", "d", "abc")] == [{0, 2}, {2}, {2}, {2}, {0, 2}]
    assert len(masks) <= 3


@given(st.text("abcdeåÅ E", max_size=12))
def test_no_small_pattern_is_left_out(text: str) -> None:
    patterns = [re.compile(p, re.IGNORECASE) for p in ("abc|dea", "(ab)+c", "a?bcd", "åå\\w*cab", "[ab]cde", "x*")]
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
    ("pattern", "groups"),
    [
        ("praktikplats\\w*", {"prak"}),
        ("(ILO|ABC)", {"ilo", "abc"}),
        ("a|bcde", None),
        ("(abcd)?x", None),
        ("abcd(ef)?", {"abcd"}),
    ],
)
def test_groups_are_what_every_match_contains(pattern: str, groups: set[str] | None) -> None:
    assert groups_of(re.compile(pattern)) == groups
