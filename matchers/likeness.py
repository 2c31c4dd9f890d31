"""The two signals that compare texts, letter by letter, and the one sparse product that gives both for many pairs.

An enterprise has several texts, the passages of its description and the titles of its past contracts; the most alike
counts, as the mean of several hides the one that fits (docs/matching.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sparse_dot_topn import sp_matmul_topn

from matchers.asked import Asked
from matchers.profile import Profile
from matchers.signal import Likeness
from matchers.vectors import FEATURES, STOP, Vectors, similarities, vectors

Floats = NDArray[np.float32]
FLOOR = 0.2  # cosine below which texts have nothing to say to one another
ALIKE = 6  # letters that two words must share from the start to be called the same
EXPECTED = 0.1  # share of all pairs of texts that are above the floor; more costs time, not correctness
TEXTS = 2000  # texts of enterprises at a time


class Text(Likeness):
    """The texts are alike, letter by letter."""

    name = "text"
    full = 0.45

    def vectors(self, profile: Profile) -> Vectors:
        """Return the passages."""
        return profile.passage_vectors

    def reason(self, asked: Asked, profile: Profile, value: float) -> str | None:
        """Quote the notice's words that the enterprise's own description has too."""
        if value <= 0:
            return None
        words = shared_words(f"{asked.title} {asked.body}", " ".join(profile.passages))
        if not words:
            return "Texten i annonsen liknar det ni har skrivit om er."
        said = " och ".join(f"”{word}”" for word in words[:3])
        return f"Annonsen liknar det ni har skrivit om er; den nämner {said}."


class Past(Likeness):
    """The enterprise has done something alike before."""

    name = "past"
    full = 0.4

    def vectors(self, profile: Profile) -> Vectors:
        """Return the past contracts."""
        return profile.contract_vectors

    def reason(self, asked: Asked, profile: Profile, value: float) -> str | None:
        """Quote the most alike contract."""
        if value <= 0:
            return None
        best = 0
        if len(profile.contracts) > 1:
            best = int(similarities(asked.vector, profile.contract_vectors).argmax())
        contract = profile.contracts[best]
        where = f" åt {contract['buyer']}" if contract["buyer"] else ""
        return f"Ni har gjort något liknande: ”{contract['title']}”{where}."


def shared_words(text: str, own: str) -> list[str]:
    """Return the words of a text (six letters or more) of which another text has a form, each once, the longest first.

    Two words are the same when their first six letters are.
    """
    known = {word[:ALIKE] for word in _words(own)}
    found = {word[:ALIKE]: word for word in reversed(_words(text)) if word[:ALIKE] in known}
    return sorted(found.values(), key=lambda word: (-len(word), word))


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_]{6,}", text.lower()) if word not in STOP]


class Likely(NamedTuple):
    """What one signal says of pairs: their cells in the table of lots by enterprises, and its values."""

    cell: NDArray[np.int64]
    value: Floats


class Texts:
    """The texts of many enterprises, laid out for products with the texts of many lots.

    Features are numbered anew, the most frequent first, and texts are taken some thousands at a time: then the product
    works in the processor's cache.
    """

    def __init__(self, profiles: Sequence[Profile], signals: Sequence[Likeness]) -> None:
        self.signals, self.count = signals, len(profiles)
        of = [[signal.vectors(profile) for profile in profiles] for signal in signals]
        every = vstack([own for texts in of for own in texts], format="csr") if profiles else vectors([])
        often = np.bincount(every.indices, minlength=FEATURES)
        order = np.argsort(-often, kind="stable")[: np.count_nonzero(often)]
        self.size = len(order)
        self.number = np.full(FEATURES, -1, dtype=np.int32)
        self.number[order] = np.arange(self.size, dtype=np.int32)
        self.parts = [part for signal, texts in zip(signals, of, strict=True) for part in self._lay_out(signal, texts)]

    def _lay_out(self, signal: Likeness, of: Sequence[Vectors]) -> Iterator[tuple[Likeness, Any, NDArray[np.int64]]]:
        """Yield parts of one signal's texts: as columns of a matrix, and whose each is."""
        owner = np.repeat(np.arange(len(of)), [own.shape[0] for own in of])
        if len(owner):
            rows = self._numbered(vstack(of, format="csr"))
            for start in range(0, len(owner), TEXTS):
                yield signal, rows[start : start + TEXTS].T.tocsr(), owner[start : start + TEXTS]

    def values(self, lots: Vectors) -> Mapping[str, list[Likely]]:
        """Return what each signal says of these lots, for pairs with something to say; a pair can come up twice."""
        found: dict[str, list[Likely]] = {signal.name: [] for signal in self.signals}
        known = self._numbered(lots)
        for signal, columns, owner in self.parts:
            if not known.nnz:
                break
            cosines = sp_matmul_topn(known, columns, len(owner), threshold=FLOOR, density=EXPECTED, n_threads=1)
            lot = np.repeat(np.arange(known.shape[0]), np.diff(cosines.indptr))
            value = np.minimum(cosines.data / np.float32(signal.full), 1)
            found[signal.name].append(Likely(lot * self.count + owner[cosines.indices], value))
        return found

    def _numbered(self, texts: Vectors) -> Any:
        """Return vectors by the new numbers, without the features that no enterprise has."""
        numbers = self.number[texts.indices]
        kept = numbers >= 0
        ends = np.concatenate([[0], np.cumsum(kept)])[texts.indptr].astype(np.int32)
        known = csr_matrix((texts.data[kept], numbers[kept], ends), shape=(texts.shape[0], self.size))
        return known.tocsc().tocsr()  # in order, in half the time of sorting
