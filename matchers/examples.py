"""Labelled passages as the model learns from them: sentences, what each states, and what the rules say of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from matchers import rules
from matchers.categories import categories
from matchers.considerations import by_words
from matchers.corpus.check import Passage
from matchers.folding import fold, words_of
from matchers.rules import Found, Hit
from matchers.sentences import Sentence, sentences
from matchers.strength import STRENGTHS

TIMES = 3  # the taxonomy's own sentences must come out right


class Stated(NamedTuple):
    """A consideration that a sentence states: the sentence's number, category, strength, and what its verbs say."""

    sentence: int
    category: int
    strength: int
    by_verbs: int


class Examples(NamedTuple):
    """Sentences as words, which categories each states (sentences, categories), and which passage each is from.

    Beside them what the rules say: which fire (sentences, categories), which sentences deny a demand, and which ask.
    """

    words: list[list[str]]
    labels: Any
    groups: Any
    fires: Any
    denied: Any
    asked: Any
    stated: list[Stated]


def examples(passages: Sequence[Passage], *, taxonomy: bool = True) -> Examples:
    """Return the passages cut into sentences; a sentence has the labels whose span touches it.

    The taxonomy's own examples and negatives follow, TIMES each, unless they are left out.
    """
    texts: list[tuple[Sentence, dict[str, str | None], int]] = []
    for number, passage in enumerate(passages):
        for sentence in sentences(passage["text"]):
            touching: dict[str, str | None] = {
                label["category"]: label["strength"]
                for label in passage["labels"]
                if label["start"] < sentence.end and sentence.start < label["end"]
            }
            texts.append((sentence, touching, number))
    for number, (text, stated) in enumerate(taxonomy_sentences() if taxonomy else (), start=len(passages)):
        texts += [(Sentence(0, len(text), text, ""), dict.fromkeys(stated), number)] * TIMES
    low = [fold(sentence.text) for sentence, _, _ in texts]
    found = [rules.find(s, text, words_of(text)) for (s, _, _), text in zip(texts, low, strict=True)]
    return Examples(
        [words_of(text) for text in low],
        np.array([[code in stated for code in categories()] for _, stated, _ in texts]),
        np.array([group for _, _, group in texts]),
        rules.fires(found),
        np.array([one is not None and one.denied for one in found], dtype=float),
        np.array([one is not None and one.asked for one in found], dtype=float),
        [
            Stated(number, rules.column(code), STRENGTHS.index(strength), _by_verbs(sentence, text, code, one))
            for number, ((sentence, stated, _), text, one) in enumerate(zip(texts, low, found, strict=True))
            for code, strength in stated.items()
            if strength is not None
        ],
    )


def _by_verbs(sentence: Sentence, low: str, code: str, found: Found | None) -> int:
    hit = found.hits.get(code) if found else None
    return STRENGTHS.index(by_words(low, sentence.heading, hit or Hit(categories()[code], None, 0, 0)))


def taxonomy_sentences() -> list[tuple[str, set[str]]]:
    """Return the taxonomy's own examples and hard negatives, with the categories each states."""
    found: dict[str, set[str]] = {}
    for category in categories().values():
        for text in category.examples:
            found.setdefault(text, set()).add(category.code)
        for text in category.negatives:
            found.setdefault(text, set())
    return list(found.items())
