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
FORM = 2  # of the artefact
FACTOR = np.uint64(0x9E3779B97F4A7C15)  # odd, of no pattern (golden ratio)
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


def _hashed(codes: Any, length: int) -> Any:
    """Return a number for each `length` characters in a row; `codes` are the characters' own numbers."""
    hashed = codes[: len(codes) - length + 1]
    for place in range(1, length):
        hashed = hashed * FACTOR + codes[place : len(codes) - length + 1 + place]
    return hashed


def _codes(text: str) -> Any:
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)


class Grams:
    """The n-grams of words, weighted by how rare they are. A sentence is a list of lower-case words.

    The n-grams are those of scikit-learn's ``char_wb``: of a word with a blank before and after. They are looked up by
    hashes, those of many words at once.
    """

    def __init__(self, vocabulary: Sequence[str], idf: Any) -> None:
        self.vocabulary = list(vocabulary)
        self.idf = np.asarray(idf, dtype=np.float64)
        lengths = np.array([len(gram) for gram in self.vocabulary])
        hashes = np.zeros(len(lengths), dtype=np.uint64)
        for length in np.unique(lengths):
            codes = _codes("".join(gram for gram in self.vocabulary if len(gram) == length))
            hashes[lengths == length] = _hashed(codes, length)[::length]
        self._order = np.argsort(hashes)
        self._hashes = hashes[self._order]
        if (self._hashes[1:] == self._hashes[:-1]).any():
            raise ModelMismatch("två teckenföljder har samma nummer; välj en annan FACTOR")

    @classmethod
    def learn(cls, sentences: Sequence[Sequence[str]], seen_least: int) -> Grams:
        """Return the n-grams that stand in at least so many sentences, and how rare each is."""
        vectorizer = TfidfVectorizer(**GRAMS, min_df=seen_least).fit(" ".join(words) for words in sentences)
        return cls(sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__), vectorizer.idf_)

    def of_words(self, words: Sequence[str]) -> tuple[Any, Any, Any]:
        """Return how often each word has each n-gram, times how rare that is; the n-grams; and where each word ends.

        These are the data, indices and ends of a sparse matrix with a row per word.
        """
        least, most = GRAMS["ngram_range"]
        codes = _codes("".join(f" {word} " for word in (*words, "\n" * most)))  # the last: room for every length
        word_of = np.repeat(np.arange(len(words) + 1), [*(len(word) + 2 for word in words), most + 2])
        found = []
        for length in range(least, most + 1):
            first = word_of[: len(codes) - length + 1]
            whole = first == word_of[length - 1 :]
            hashes = _hashed(codes, length)[whole]
            places = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
            known = self._hashes[places] == hashes
            found.append(first[whole][known] * len(self.vocabulary) + self._order[places[known]])
        once, counts = np.unique(np.concatenate(found), return_counts=True)
        rows, numbers = np.divmod(once, len(self.vocabulary))
        ends = np.searchsorted(rows, np.arange(len(words) + 1))
        return counts * self.idf[numbers], numbers, ends

    def vectors(self, sentences: Sequence[Sequence[str]]) -> Any:
        """Return a sparse row per sentence: the sum of its words, divided by the root of their summed squares."""
        places = {word: place for place, word in enumerate(dict.fromkeys(chain.from_iterable(sentences)))}
        of_words = csr_matrix(self.of_words(list(places)), shape=(len(places), len(self.vocabulary)))
        numbers = [places[word] for word in chain.from_iterable(sentences)]
        ends = [0, *accumulate(map(len, sentences))]
        said = csr_matrix((np.ones(len(numbers)), numbers, ends), shape=(len(sentences), len(places)))
        lengths = np.sqrt(said @ np.asarray(of_words.multiply(of_words).sum(axis=1)))
        return csr_matrix((said @ of_words).multiply(1 / np.where(lengths == 0, 1.0, lengths)))


class _Words(dict[str, int]):
    """From a word to its row in `table`: its part of each category's log odds, and its squared length.

    A new word gets the next row, which `learn` fills. Row 0 is the empty word's, all zeros.
    """

    def __init__(self, grams: Grams, weights: Any) -> None:
        super().__init__({"": 0})
        self._grams, self._weights = grams, np.ascontiguousarray(np.asarray(weights, dtype=np.float32).T)
        self.table = np.zeros((4096, self._weights.shape[1] + 1))
        self._new: list[str] = []

    def __missing__(self, word: str) -> int:
        self._new.append(word)
        self[word] = row = len(self)
        return row

    def learn(self) -> None:
        """Work out the words that are new."""
        if not self._new:
            return
        while len(self) > len(self.table):
            self.table = np.concatenate([self.table, np.zeros_like(self.table)])
        shares, grams, ends = self._grams.of_words(self._new)
        rows = slice(len(self) - len(self._new), len(self))
        self.table[rows, :-1] = sums_of(self._weights[grams] * shares[:, None], ends)
        self.table[rows, -1] = sums_of(shares**2, ends)
        self._new.clear()


def sums_of(rows: Any, ends: Any) -> Any:
    """Return sums over rows of an array: of those from each end up to the next."""
    sums = np.add.reduceat(np.concatenate([rows, np.zeros((1, *rows.shape[1:]))]), ends[:-1], axis=0)
    sums[ends[:-1] == ends[1:]] = 0.0
    return sums


class Stack(NamedTuple):
    """How the model's log odds and the rules are weighed together, a sigmoid.

    `own` has a row per category: the weights of `own_features`. `shared` holds the weights of `shared_features`, the
    same for all categories, for no category has many denials of its own.
    """

    own: Any
    shared: Any

    def log_odds(self, model: Any, fires: Any, denied: Any, asked: Any) -> Any:
        """Return the log odds, an array (sentences, categories); the arguments are those of the features."""
        own = zip(own_features(model, fires), self.own.T, strict=True)
        shared = zip(shared_features(model, fires, denied, asked), self.shared, strict=True)
        return sum(feature * weight for feature, weight in (*own, *shared))


def own_features(model: Any, fires: Any) -> list[Any]:
    """Return what speaks for a category of its own, each an array (sentences, categories).

    `model` is log odds: of each category, and last of any at all (sentences, categories + 1); `fires` says whether a
    rule fires (sentences, categories). A sentence states a category when it is both of its kind and states something,
    and seldom when it rather states another.
    """
    each, some = model[:, :-1], np.broadcast_to(model[:, -1:], fires.shape)
    both = logit(chance(each) * chance(some))
    ordered = np.sort(each, axis=1)
    another = np.where(each == ordered[:, -1:], ordered[:, -2:-1], ordered[:, -1:])
    return [each, some, both, another, fires, np.ones(fires.shape)]


def shared_features(model: Any, fires: Any, denied: Any, asked: Any) -> list[Any]:
    """Return what a denial and a question do, each an array (sentences, categories).

    `model` and `fires` are those of `own_features`; `denied` and `asked` say which sentences deny a demand, and which
    are questions. A denial is one more way to be open to small suppliers.
    """
    deny = np.asarray(denied, dtype=float)[:, None] * _deniable()
    question = np.broadcast_to(np.asarray(asked, dtype=float)[:, None], fires.shape)
    return [deny, deny * fires, deny * model[:, :-1], question, question * fires]


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
    """Weights over n-grams, per category and of any at all; the stack with the rules; the weights of strengths.

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
        """Return the model's own log odds, of each category and of any, and beside them those of strengths.

        Arrays (sentences, categories + 1) and (sentences, strengths).
        """
        if len(self._words) > MOST_WORDS:
            self._words = self._forget()
        known = self._words
        rows = [known[word] for word in chain.from_iterable(sentences)]
        known.learn()
        sums = sums_of(known.table[rows], np.array([0, *accumulate(map(len, sentences))]))
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
    known = {
        "form": FORM,
        "categories": list(categories()),
        "taxonomy": fingerprint(),
        "scikit-learn": sklearn.__version__,
    }
    text = json.dumps({**known, "prior": model.prior, **facts}, ensure_ascii=False, indent=1)
    (folder / FACTS).write_text(text + "\n", encoding="utf-8")


def _facts(folder: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    return facts


def read(folder: Path = FOLDER) -> tuple[TextModel, dict[str, Any]]:
    """Return the model and its facts. Raises ModelMismatch, or OSError when there is none."""
    facts = _facts(folder)
    if facts.get("form") != FORM:
        raise ModelMismatch("modellen är av en äldre form; kör: python -m matchers.train_considerations")
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
    return str(_facts(_chosen)["version"]) if current() is not None else "rules"
