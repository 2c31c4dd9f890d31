"""The index never loses a rule that matches."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from matchers.categories import categories
from matchers.corpus.check import load
from matchers.folding import fold, folded
from matchers.grams import Index, groups_of
from matchers.text_model import VECTORS, read

RULES = [rule.find for category in categories().values() for rule in category.rules]
TEXTS = [passage["text"] for passage in load()]


def test_no_rule_that_matches_a_passage_is_left_out() -> None:
    index = Index(RULES)
    for text in TEXTS[::3]:
        matching = {number for number, rule in enumerate(RULES) if rule.search(fold(text))}
        assert matching <= set(index.candidates(fold(text))), text


@given(st.text("abcdeåÅ E", max_size=12))
def test_no_small_pattern_is_left_out(text: str) -> None:
    patterns = [re.compile(p, re.IGNORECASE) for p in ("abc|dea", "(ab)+c", "a?bcd", "åå\\w*cab", "[ab]cde", "x*")]
    index = Index(patterns)
    matching = {number for number, pattern in enumerate(patterns) if pattern.search(text)}

    assert matching <= set(index.candidates(fold(text)))


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


def test_the_vectors_are_those_of_the_library() -> None:
    model = read()[0]
    library = TfidfVectorizer(**VECTORS, vocabulary=model.vocabulary)
    library.idf_ = np.asarray(model.idf, dtype=float)
    texts = [*TEXTS[:200], "", "å", "  två   ord\n"]

    assert abs(library.transform(texts) - model.vectors(texts)).max() < 1e-6
