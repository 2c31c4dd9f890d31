"""Texts as vectors of character n-grams: compounds and inflections meet (lokalvård, lokalvårdstjänster).

Nothing is learned, so a text has the same vector on every night and a match does not depend on what else came.
"""

from __future__ import annotations

from typing import Any

from sklearn.feature_extraction.text import HashingVectorizer

Vector = Any  # a scipy CSR row
STOP = (
    "och", "att", "det", "som", "en", "ett", "av", "för", "med", "till", "på", "är", "den", "ska", "samt", "inom",
    "vid", "från", "om", "kan", "eller", "enligt", "upphandling", "upphandlingen", "avser", "kommun", "kommunen",
    "kommuns", "tjänst", "tjänster", "leverantör", "leverantören", "avtal", "ramavtal", "region", "regionen", "behov",
    "omfattar",
)  # fmt: skip


def _prepare(text: str) -> str:
    return " ".join(word for word in text.lower().split() if word.strip('.,;:()”"') not in STOP)


_HASHER: Any = HashingVectorizer(
    analyzer="char_wb", ngram_range=(4, 5), n_features=2**20, norm="l2", alternate_sign=False, preprocessor=_prepare
)


def vector(text: str) -> Vector:
    """Return the text's vector, of length one; an empty text has an empty vector."""
    return _HASHER.transform([text])


def similarity(one: Vector, other: Vector) -> float:
    """Return the cosine of two vectors: 0 nothing in common, 1 the same."""
    return float(one.multiply(other).sum())
