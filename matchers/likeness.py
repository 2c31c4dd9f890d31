"""The two signals that compare texts, letter by letter, and the one sparse product that gives both for many pairs.

An enterprise has several texts, the passages of its description and the titles of its past contracts; the most alike
counts, as the mean of several hides the one that fits (docs/matching.md).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sparse_dot_topn import sp_matmul_topn

from matchers.asked import Asked
from matchers.profile import Profile
from matchers.signal import Likeness
from matchers.vectors import FEATURES, STOP, Vectors, similarity

Floats = NDArray[np.float32]
FLOOR = 0.15  # cosine below which texts have nothing to say to one another
GATE = 0.2  # cosine from which texts alone make a pair worth comparing
ALIKE = 6  # letters that two words must share from the start to be called the same
EXPECTED = 0.1  # share of all pairs of texts that are above the floor; more costs time, not correctness


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
        likeness = [similarity(asked.vector, own) for own in profile.contract_vectors]
        contract = profile.contracts[int(np.argmax(likeness))]
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


class Texts:
    """The texts of many enterprises, laid out for one product with the texts of many lots."""

    def __init__(self, profiles: Sequence[Profile], signals: Sequence[Likeness]) -> None:
        self.signals, self.count = signals, len(profiles)
        of = [signal.vectors(profile) for signal in signals for profile in profiles]
        rows = vstack(of, format="csr") if of else csr_matrix((0, FEATURES), dtype=np.float32)
        self.size = rows.shape[0]
        self.owner = np.repeat(np.arange(len(of)), [own.shape[0] for own in of])  # signal and enterprise of each row
        used = np.unique(rows.indices)
        self.number = np.full(FEATURES, -1, dtype=np.int32)  # only what occurs in an enterprise's text is compared
        self.number[used] = np.arange(len(used), dtype=np.int32)
        narrow = csr_matrix((rows.data, self.number[rows.indices], rows.indptr), shape=(self.size, len(used)))
        self.columns = narrow.T.tocsr()

    def values(self, lots: Vectors) -> tuple[list[Floats], NDArray[np.bool_]]:
        """Return, lots by enterprises, each signal's values, and which pairs are alike enough to be compared."""
        shape = (lots.shape[0], self.count)
        best = np.zeros((lots.shape[0], len(self.signals) * self.count), dtype=np.float32)
        if self.columns.nnz and lots.nnz:
            cosines = sp_matmul_topn(
                self._narrow(lots), self.columns, self.size, threshold=FLOOR, density=EXPECTED, n_threads=1
            )
            rows = np.repeat(np.arange(lots.shape[0]), np.diff(cosines.indptr))
            np.maximum.at(best.reshape(-1), rows * best.shape[1] + self.owner[cosines.indices], cosines.data)
        parts = [best[:, n * self.count : (n + 1) * self.count] for n in range(len(self.signals))]
        alike = np.zeros(shape, dtype=bool)
        for part in parts:
            alike |= part >= GATE
        full = (np.float32(signal.full) for signal in self.signals)
        return [np.minimum(part / most, 1) for part, most in zip(parts, full, strict=True)], alike

    def _narrow(self, lots: Any) -> Any:
        """Return the lots' vectors without the features that no enterprise has."""
        numbers = self.number[lots.indices]
        kept = numbers >= 0
        ends = np.concatenate([[0], np.cumsum(kept)])[lots.indptr].astype(np.int32)
        return csr_matrix((lots.data[kept], numbers[kept], ends), shape=(lots.shape[0], self.columns.shape[0]))
