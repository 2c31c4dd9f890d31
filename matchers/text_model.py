"""The trained reader of sentences: character n-grams to a probability per category, stacked with the sentence rules.

The artefact is plain numbers and words (`model/considerations.npz` and `.json`), never a pickle: loading it runs no
code. It refuses to load on another taxonomy or another version of scikit-learn; without it the rules stand alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from matchers.categories import categories, fingerprint

FOLDER = Path(__file__).parent / "model"
NUMBERS, FACTS = "considerations.npz", "considerations.json"
VECTORS: dict[str, Any] = {"analyzer": "char_wb", "ngram_range": (3, 5), "sublinear_tf": True}
MOST_WORDS = 200_000  # words whose n-grams are kept
SURE = 1e-3  # probabilities nearer 0 or 1 than this say no more


class ModelMismatch(Exception):
    """The artefact was made for another taxonomy or library; train again."""


def logit(probability: Any) -> Any:
    """Return the log odds, kept finite."""
    clipped = np.clip(probability, SURE, 1 - SURE)
    return np.log(clipped / (1 - clipped))


class TextModel:
    """Weights per category over character n-grams, and how they are stacked with whether a rule fires.

    `stack` has a row per category: weight of the model's log odds, weight of a rule's firing, intercept. `prior` is
    taken off the log odds: sentences of notices state considerations more seldom than the passages trained on.
    """

    def __init__(
        self, vocabulary: Sequence[str], idf: Any, weights: Any, intercepts: Any, stack: Any, prior: float
    ) -> None:
        self.vocabulary = {word: number for number, word in enumerate(vocabulary)}
        self._analyse = TfidfVectorizer(**VECTORS, vocabulary=self.vocabulary).build_analyzer()
        self._known: dict[str, Any] = {}
        self.idf, self.weights, self.intercepts = idf, weights, intercepts
        self.stack, self.prior = stack, prior
        self._columns = np.ascontiguousarray(
            np.asarray(weights, dtype=np.float64).T
        )  # laid out as the product reads it
        self._idf = np.asarray(idf, dtype=np.float64)

    def own(self, sentences: Sequence[str]) -> Any:
        """Return the model's own log odds, an array (sentences, categories) in the taxonomy's order."""
        vectors = self.vectors(sentences)
        return np.clip(vectors @ self._columns + self.intercepts, -logit(1 - SURE), logit(1 - SURE))

    def vectors(self, sentences: Sequence[str]) -> Any:
        """Return TF-IDF vectors, as `TfidfVectorizer` makes them: n-grams never cross words, so words are cached."""
        ends, numbers = [0], []
        for sentence in sentences:
            words = [self._of_word(word) for word in sentence.lower().split()]
            numbers += words
            ends.append(ends[-1] + sum(map(len, words)))
        indices = np.concatenate(numbers) if numbers else np.zeros(0, dtype=np.int32)
        shape = (len(sentences), len(self.vocabulary))
        counts = csr_matrix((np.ones(len(indices)), indices, ends), shape=shape)
        counts.sum_duplicates()
        counts.data = (1 + np.log(counts.data)) * self._idf[counts.indices]
        rows = np.repeat(np.arange(len(sentences)), np.diff(counts.indptr))
        lengths = np.sqrt(np.bincount(rows, counts.data**2, minlength=len(sentences)))
        counts.data /= lengths[rows]
        return counts

    def _of_word(self, word: str) -> Any:
        """Return the numbers of a word's n-grams, with repeats."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) >= MOST_WORDS:
                self._known.clear()
            found = [self.vocabulary[gram] for gram in self._analyse(word) if gram in self.vocabulary]
            known = self._known[word] = np.array(found, dtype=np.int32)
        return known

    def probabilities(self, sentences: Sequence[str], fires: Any) -> Any:
        """Return the stacked probabilities; `fires` says which rules fired, the same shape."""
        slope, rule, intercept = self.stack.T
        return 1 / (1 + np.exp(-(self.own(sentences) * slope + fires * rule + intercept - self.prior)))


def save(model: TextModel, facts: dict[str, Any], folder: Path = FOLDER) -> None:
    """Write the artefact: numbers, and the facts of its making."""
    folder.mkdir(exist_ok=True)
    words = list(model.vocabulary)
    np.savez_compressed(
        folder / NUMBERS,
        vocabulary=np.frombuffer("\n".join(words).encode("utf-8"), dtype=np.uint8),
        idf=model.idf.astype(np.float32),
        weights=model.weights.astype(np.float32),
        intercepts=model.intercepts,
        stack=model.stack,
    )
    known = {"categories": list(categories()), "taxonomy": fingerprint(), "scikit-learn": sklearn.__version__}
    text = json.dumps({**known, "prior": model.prior, **facts}, ensure_ascii=False, indent=1)
    (folder / FACTS).write_text(text + "\n", encoding="utf-8")


def read(folder: Path = FOLDER) -> tuple[TextModel, dict[str, Any]]:
    """Return the model and its facts. Raises ModelMismatch, or OSError when there is none."""
    facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    if facts["categories"] != list(categories()):
        raise ModelMismatch("modellen är tränad för andra kategorier; kör: python -m matchers.train_considerations")
    if facts["scikit-learn"] != sklearn.__version__:
        raise ModelMismatch(
            "modellen är tränad med en annan scikit-learn; kör: python -m matchers.train_considerations"
        )
    with np.load(folder / NUMBERS, allow_pickle=False) as numbers:
        words = numbers["vocabulary"].tobytes().decode("utf-8").split("\n")
        model = TextModel(
            words, numbers["idf"], numbers["weights"], numbers["intercepts"], numbers["stack"], facts["prior"]
        )
    return model, facts


@cache
def current() -> TextModel | None:
    """Return the model in use; None when there is none that fits, and the rules stand alone."""
    try:
        return read()[0]
    except (OSError, ModelMismatch, KeyError, ValueError):
        return None


@cache
def current_version() -> str:
    """Return the version of the model in use, ”rules” when there is none."""
    return read()[1]["version"] if current() is not None else "rules"
