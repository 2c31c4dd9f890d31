"""Texts as vectors of character n-grams: compounds and inflections meet (lokalvård, lokalvårdstjänster).

Nothing is learned, so a text has the same vector on every night and a match does not depend on what else came. The
numbers are multiples of 1/2048: sums of their products have no rounding, so a cosine is the same in whatever order, and
among whatever other texts, it is computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer

Vector = Any  # a scipy CSR row
Vectors = Any  # a scipy CSR matrix, one row a text
FEATURES = 2**20
STEPS = np.float32(2048)  # a product of two weights takes 22 bits, and their sum is at most 1: float32 holds it exactly
STOP = frozenset({
    "och", "att", "det", "som", "en", "ett", "av", "för", "med", "till", "på", "är", "den", "ska", "samt", "inom",
    "vid", "från", "om", "kan", "eller", "enligt", "upphandling", "upphandlingen", "avser", "kommun", "kommunen",
    "kommuns", "tjänst", "tjänster", "leverantör", "leverantören", "avtal", "ramavtal", "region", "regionen", "behov",
    "omfattar",
})  # fmt: skip


def _prepare(text: str) -> str:
    return " ".join(word for word in text.lower().split() if word.strip('.,;:()”"') not in STOP)


_HASHER: Any = HashingVectorizer(
    analyzer="char_wb", ngram_range=(4, 5), n_features=FEATURES, norm="l2", alternate_sign=False,
    preprocessor=_prepare, dtype=np.float32,
)  # fmt: skip


def vectors(texts: Sequence[str]) -> Vectors:
    """Return the texts' vectors (float32), each of about length one; an empty text has an empty vector."""
    if not texts:
        return csr_matrix((0, FEATURES), dtype=np.float32)
    found = _HASHER.transform(texts)
    found.data = np.rint(found.data * STEPS) / STEPS
    return found


def vector(text: str) -> Vector:
    """Return one text's vector."""
    return vectors([text])


def similarity(one: Vector, other: Vector) -> float:
    """Return the cosine of two vectors: 0 nothing in common, 1 the same."""
    return float(similarities(one, other)[0])


def similarities(one: Vector, others: Vectors) -> NDArray[np.float32]:
    """Return the cosines of one vector and each of some others."""
    found = np.zeros(others.shape[0], dtype=np.float32)
    if one.nnz:
        place = np.minimum(np.searchsorted(one.indices, others.indices), one.nnz - 1)
        shared = one.indices[place] == others.indices
        row = np.repeat(np.arange(others.shape[0]), np.diff(others.indptr))[shared]
        np.add.at(found, row, one.data[place[shared]] * others.data[shared])
    return found
