"""The trained reader of sentences: character n-grams to a probability per category, stacked with the sentence rules.

The artefact is plain numbers and words (`model/considerations.npz` and `.json`), never a pickle: loading it runs no
code. It refuses to load on another taxonomy or another version of scikit-learn; without it the rules stand alone.

N-grams never cross words, so a sentence is the sum of its words: each word's part is worked out once and remembered.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import sklearn
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from matchers.categories import categories, fingerprint
from matchers.strength import STRENGTHS
from models.values import Strength

FOLDER = Path(__file__).parent / "model"
NUMBERS, FACTS = "considerations.npz", "considerations.json"
GRAMS: dict[str, Any] = {"analyzer": "char_wb", "ngram_range": (3, 5)}
MOST_WORDS = 200_000  # words whose part is kept
SURE = 1e-3  # probabilities nearer 0 or 1 than this say no more


class ModelMismatch(Exception):
    """The artefact was made for another taxonomy or library; train again."""


def logit(probability: Any) -> Any:
    """Return the log odds, kept finite."""
    clipped = np.clip(probability, SURE, 1 - SURE)
    return np.log(clipped / (1 - clipped))


def chance(log_odds: Any) -> Any:
    """Return the probability."""
    return 1 / (1 + np.exp(-log_odds))


def grams_of(word: str) -> list[str]:
    """Return the n-grams of a word as scikit-learn's ``char_wb`` has them: with a blank before and after."""
    padded = f" {word} "
    least, most = GRAMS["ngram_range"]
    longest = min(most, max(least, len(padded)))
    return [padded[i : i + n] for n in range(least, longest + 1) for i in range(max(1, len(padded) - n + 1))]


class Grams:
    """The n-grams of words, weighted by how rare they are. A sentence is a list of lower-case words."""

    def __init__(self, vocabulary: Sequence[str], idf: Any) -> None:
        self.vocabulary = {gram: number for number, gram in enumerate(vocabulary)}
        self.idf = np.asarray(idf, dtype=np.float64)

    @classmethod
    def learn(cls, sentences: Sequence[Sequence[str]], seen_least: int) -> Grams:
        """Return the n-grams that stand in at least so many sentences, and how rare each is."""
        vectorizer = TfidfVectorizer(**GRAMS, min_df=seen_least).fit(" ".join(words) for words in sentences)
        return cls(sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__), vectorizer.idf_)

    def numbers(self, word: str) -> list[int]:
        """Return the numbers of a word's n-grams, as often as they stand in it."""
        return [number for number in map(self.vocabulary.get, grams_of(word)) if number is not None]

    def of_word(self, word: str) -> tuple[Any, Any]:
        """Return the numbers of a word's n-grams, and their weights."""
        found = self.numbers(word)
        numbers = np.array(list(dict.fromkeys(found)), dtype=np.int64)
        weights = self.idf[numbers]
        if len(numbers) < len(found):
            weights = weights * [found.count(number) for number in numbers]
        return numbers, weights

    def vectors(self, sentences: Sequence[Sequence[str]]) -> Any:
        """Return a sparse row per sentence: the sum of its words, divided by the root of their summed squares."""
        indices: list[Any] = [np.zeros(0, dtype=np.int64)]
        data: list[Any] = [np.zeros(0)]
        ends = [0]
        known = {word: self.of_word(word) for word in {word for words in sentences for word in words}}
        for words in sentences:
            parts = [known[word] for word in words]
            length = np.sqrt(sum(float(weights @ weights) for _, weights in parts)) or 1.0
            indices += [numbers for numbers, _ in parts]
            data += [weights / length for _, weights in parts]
            ends.append(ends[-1] + sum(len(numbers) for numbers, _ in parts))
        shape = (len(sentences), len(self.vocabulary))
        rows = csr_matrix((np.concatenate(data), np.concatenate(indices), ends), shape=shape)
        rows.sum_duplicates()
        return rows


class _Words(dict[str, int]):
    """From a word to its row in `table`: its part of each category's log odds, and its squared length.

    A new word gets the next row, which `learn` fills. Row 0 is the empty word's, all zeros.
    """

    def __init__(self, grams: Grams, weights: Any) -> None:
        super().__init__({"": 0})
        self._grams = grams
        each = np.asarray(weights, dtype=np.float64).T * grams.idf[:, None]
        self._parts = np.concatenate([each, grams.idf[:, None] ** 2], axis=1, dtype=np.float32)
        self.table = np.zeros((4096, self._parts.shape[1]))
        self._new: list[str] = []

    def __missing__(self, word: str) -> int:
        self._new.append(word)
        self[word] = row = len(self)
        return row

    def learn(self) -> None:
        """Work out the words that are new."""
        if not self._new:
            return
        grams = [self._grams.numbers(word) for word in self._new]
        sums = sums_of(self._parts, grams)
        for row, found in enumerate(grams):
            if len(set(found)) < len(found):
                sums[row, -1] = sum((found.count(gram) * self._grams.idf[gram]) ** 2 for gram in set(found))
        while len(self) > len(self.table):
            self.table = np.concatenate([self.table, np.zeros_like(self.table)])
        self.table[len(self) - len(self._new) : len(self)] = sums
        self._new.clear()


def sums_of(table: Any, rows: Sequence[Sequence[int]]) -> Any:
    """Return the sum of some rows of a table, for each list of rows."""
    every = table[[*chain.from_iterable(rows), 0]]  # and one more, so that each start is a place in it
    every[-1] = 0.0
    sums = np.add.reduceat(every, [0, *accumulate(map(len, rows))][:-1], axis=0)
    sums[[not some for some in rows]] = 0.0
    return sums


class Stack(NamedTuple):
    """How the model's log odds and the rules are weighed together, a sigmoid.

    `own` has a row per category: the weights of the model and of a rule, and the intercept. `shared` holds the weights
    of `shared_features`, the same for all categories, for no category has many denials of its own.
    """

    own: Any
    shared: Any

    def log_odds(self, model: Any, fires: Any, denied: Any, asked: Any) -> Any:
        """Return the log odds, an array (sentences, categories); the arguments are those of `shared_features`."""
        slope, rule, intercept = self.own.T
        shared = shared_features(model, fires, denied, asked) @ self.shared
        return model * slope + fires * rule + intercept + shared


def shared_features(model: Any, fires: Any, denied: Any, asked: Any) -> Any:
    """Return what a denial and a question do, (sentences, categories, features).

    `model` is log odds and `fires` whether a rule fires (sentences, categories); `denied` and `asked` say which
    sentences deny a demand, and which are questions. A denial is one more way to be open to small suppliers.
    """
    deny = np.asarray(denied, dtype=float)[:, None] * _deniable()
    question = np.broadcast_to(np.asarray(asked, dtype=float)[:, None], model.shape)
    return np.stack([deny, deny * fires, deny * model, question, question * fires], axis=2)


@cache
def _deniable() -> Any:
    return np.array([code != "small_supplier" for code in categories()], dtype=float)


class Strengths(NamedTuple):
    """How strongly a consideration is stated: the n-grams, what the verbs say, and the category, added up.

    `grams` is (strengths, n-grams), `verbs` (strengths by the verbs, strengths), `categories` (categories, strengths);
    strengths are in the order of STRENGTHS.
    """

    grams: Any
    verbs: Any
    categories: Any


class TextModel:
    """Weights per category over character n-grams, how they are stacked with the rules, and the weights of strengths.

    `prior` is taken off the log odds: sentences of notices state considerations more seldom than the passages trained
    on.
    """

    def __init__(
        self, grams: Grams, weights: Any, intercepts: Any, stack: Stack, strengths: Strengths, prior: float
    ) -> None:
        self.grams, self.weights, self.intercepts = grams, weights, intercepts
        self.stack, self.strengths, self.prior = stack, strengths, prior
        self._words = self._forget()

    def _forget(self) -> _Words:
        return _Words(self.grams, np.concatenate([self.weights, self.strengths.grams]))

    def own(self, sentences: Sequence[Sequence[str]]) -> tuple[Any, Any]:
        """Return the model's own log odds of the categories (sentences, categories), and of strengths beside them."""
        if len(self._words) > MOST_WORDS:
            self._words = self._forget()
        known = self._words
        rows = [[known[word] for word in words] for words in sentences]
        known.learn()
        sums = sums_of(known.table, rows)
        parts = sums[:, :-1] / np.sqrt(np.maximum(sums[:, -1:], 1e-12))
        count = len(self.intercepts)
        return np.clip(parts[:, :count] + self.intercepts, -logit(1 - SURE), logit(1 - SURE)), parts[:, count:]

    def read(self, sentences: Sequence[Sequence[str]], fires: Any, denied: Any, asked: Any) -> tuple[Any, Any]:
        """Return the stacked probabilities (sentences, categories), and what `strength` wants of each sentence.

        The last three arguments are those of `shared_features`.
        """
        own, strengths = self.own(sentences)
        return chance(self.stack.log_odds(own, fires, denied, asked) - self.prior), strengths

    def strength(self, of_sentence: Any, by_verbs: Strength, category: int) -> Strength:
        """Return how strongly a sentence states a category: `by_verbs` is what its verbs say."""
        verbs, categories_ = self.strengths.verbs[STRENGTHS.index(by_verbs)], self.strengths.categories[category]
        return STRENGTHS[int(np.argmax(of_sentence + verbs + categories_))]


def save(model: TextModel, facts: dict[str, Any], folder: Path = FOLDER) -> None:
    """Write the artefact: numbers, and the facts of its making."""
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        folder / NUMBERS,
        vocabulary=np.frombuffer("\n".join(model.grams.vocabulary).encode("utf-8"), dtype=np.uint8),
        idf=model.grams.idf.astype(np.float32),
        weights=model.weights.astype(np.float32),
        intercepts=model.intercepts,
        stack=model.stack.own,
        shared=model.stack.shared,
        strength_grams=model.strengths.grams.astype(np.float32),
        strength_verbs=model.strengths.verbs,
        strength_categories=model.strengths.categories,
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
        grams = Grams(numbers["vocabulary"].tobytes().decode("utf-8").split("\n"), numbers["idf"])
        stack = Stack(numbers["stack"], numbers["shared"])
        strengths = Strengths(*(numbers[f"strength_{part}"] for part in Strengths._fields))
        return TextModel(grams, numbers["weights"], numbers["intercepts"], stack, strengths, facts["prior"]), facts


def read_or_none(folder: Path) -> TextModel | None:
    """Return the model of a folder, or None when there is none that fits."""
    try:
        return read(folder)[0]
    except (OSError, ModelMismatch, KeyError, ValueError):
        return None


_chosen: Path = FOLDER


def choose(folder: Path) -> None:
    """Use the model of a folder from now on, if one that fits is there; else the project's own."""
    global _chosen
    _chosen = folder if read_or_none(folder) else FOLDER
    current.cache_clear()
    current_version.cache_clear()


@cache
def current() -> TextModel | None:
    """Return the model in use; None when there is none that fits, and the rules stand alone."""
    return read_or_none(_chosen)


@cache
def current_version() -> str:
    """Return the version of the model in use, ”rules” when there is none."""
    return read(_chosen)[1]["version"] if current() is not None else "rules"
