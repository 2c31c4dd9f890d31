"""What speaks for a procurement to a supplier, as a table of numbers over (supplier, candidate).

A profile is the procurements a supplier has won in the history. Every feature comes from the history and the candidates
alone: text likeness, CPV with its rarity, which codes and buyers share suppliers, distance, kind of contract.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from matchers.awards.data import Award, Procurement

LEVELS = (2, 3, 4, 5, 6, 8)  # digits of a CPV code that are compared
TOPICS = 200
EARTH = 12742.0  # km, the diameter
NEAR = 60.0  # km at which nearness has fallen to a third
UNKNOWN = 300.0  # km that stand for a distance not known
KINDS = ("nature", "sector", "agreement", "above", "basis", "industry", "procedure")
FLAGS = ("framework", "lots", "over_threshold", "joint", "dynamic")
RANKED = ("char_max", "topic_max", "cpv_rare", "near_cpv", "code_mean", "buyers_mean", "near_char", "word_max")
BY_HAND = {"char_max": 1.0, "cpv_max": 0.1, "buyer_share": 0.1}


class Features:
    """The history and the candidates, prepared once; `table` gives the numbers of some suppliers."""

    def __init__(self, history: Sequence[Award], candidates: Sequence[Procurement]) -> None:
        self.documents = list({award.procurement.id: award.procurement for award in history}.values())
        self.candidates = list(candidates)
        self.row = {document.id: number for number, document in enumerate(self.documents)}
        self.profiles: dict[str, list[int]] = {}
        for award in history:
            rows = self.profiles.setdefault(award.supplier, [])
            if self.row[award.procurement.id] not in rows:
                rows.append(self.row[award.procurement.id])
        self._texts()
        self._codes()
        self._shared()
        self._places()
        self._kinds()

    def _texts(self) -> None:
        titles, asked = [d.title for d in self.documents], [c.title for c in self.candidates]
        char = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2)
        self.char, self.char_asked = char.fit_transform(titles), char.transform(asked).T.tocsr()
        word = TfidfVectorizer(sublinear_tf=True)
        self.word, self.word_asked = word.fit_transform(titles), word.transform(asked).T.tocsr()
        whole = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 5), sublinear_tf=True, min_df=2)
        counts = whole.fit_transform([_long(d) for d in self.documents])
        topics = TruncatedSVD(max(1, min(TOPICS, min(counts.shape) - 1)), random_state=0)
        self.topics = normalize(topics.fit_transform(counts))
        self.topics_asked = normalize(topics.transform(whole.transform([_long(c) for c in self.candidates]))).T

    def _codes(self) -> None:
        numbers: dict[str, int] = {}

        def levels(of: Sequence[Procurement]) -> Any:
            return np.array([[numbers.setdefault(p.cpv[:n], len(numbers)) for n in LEVELS] for p in of])

        self.codes, self.codes_asked = levels(self.documents), levels(self.candidates)
        self.rarity = []
        for level in range(len(LEVELS)):
            seen = Counter(self.codes[:, level].tolist())
            rare = [math.log(len(self.documents) / (seen[code] + 1)) for code in self.codes_asked[:, level].tolist()]
            self.rarity.append(np.array(rare, dtype=np.float32))

    def _shared(self) -> None:
        """Prepare which CPV codes, and which buyers, have suppliers in common."""
        pairs = [(n, row) for n, rows in enumerate(self.profiles.values()) for row in rows]
        numbers, rows = np.array(pairs).T
        won = csr_matrix((np.ones(len(pairs)), (numbers, rows)), shape=(len(self.profiles), len(self.documents)))
        count = len(self.documents)
        codes = np.concatenate([self.codes[:, 2], self.codes_asked[:, 2]])
        known, of = np.unique(codes, return_inverse=True)
        together = self._together(won, of[:count], len(known))
        size = np.maximum(np.diag(together), 1)
        self.code_likeness = together / np.sqrt(size[:, None] * size[None, :] + 4)
        np.fill_diagonal(self.code_likeness, 1)
        self.code_of, self.code_asked = of[:count], of[count:]
        buyers = np.array([p.buyer for p in (*self.documents, *self.candidates)])
        known, of = np.unique(buyers, return_inverse=True)
        together = self._together(won, of[:count], len(known), modest=True)
        size = np.maximum(np.diag(together), 0.5)
        self.buyer_likeness = together / np.sqrt(size[:, None] * size[None, :] + 2)
        self.buyer_of, self.buyer_asked = of[:count], of[count:]

    def _together(self, won: Any, of: Any, many: int, modest: bool = False) -> Any:
        """Return how many suppliers each two groups share; `modest` lets those with many groups count for less."""
        groups = won @ csr_matrix((np.ones(len(of)), (np.arange(len(of)), of)), shape=(len(of), many))
        groups.data[:] = 1
        if not modest:
            return (groups.T @ groups).toarray()
        weights = 1 / np.log(2 + np.asarray(groups.sum(1)).ravel())
        return ((diags(weights) @ groups).T @ groups).toarray()

    def _places(self) -> None:
        unknown = (math.nan, math.nan)
        self.places = np.array([d.place or unknown for d in self.documents])
        self.places_asked = np.array([c.place or unknown for c in self.candidates])

    def _kinds(self) -> None:
        count = len(self.documents)
        self.kinds = []
        for number in range(len(KINDS)):
            values = np.array([p.kinds[number] for p in (*self.documents, *self.candidates)])
            known, of = np.unique(values, return_inverse=True)
            prior = np.bincount(of[:count], minlength=len(known)) / count
            self.kinds.append((np.eye(len(known), dtype=np.float32)[of[:count]], of[count:], prior))
        self.flags = np.array([[*c.flags, len(c.title)] for c in self.candidates], dtype=np.float32)

    def table(self, suppliers: Sequence[str]) -> dict[str, Any]:
        """Return features by name, each an array (suppliers, candidates)."""
        counts = np.array([len(self.profiles[s]) for s in suppliers])
        starts = np.r_[0, np.cumsum(counts)[:-1]]
        rows = np.array([row for s in suppliers for row in self.profiles[s]])
        shape = (len(suppliers), len(self.candidates))
        table: dict[str, Any] = {}

        def add(name: str, values: Any) -> None:
            table[name] = np.broadcast_to(values, shape).astype(np.float32)

        def most(values: Any) -> Any:
            return np.maximum.reduceat(values, starts, axis=0)

        def mean(values: Any) -> Any:
            return np.add.reduceat(values, starts, axis=0) / counts[:, None]

        char = (self.char[rows] @ self.char_asked).toarray()
        topic = self.topics[rows] @ self.topics_asked
        add("char_max", most(char))
        add("char_mean", mean(char))
        add("word_max", most((self.word[rows] @ self.word_asked).toarray()))
        add("topic_max", most(topic))
        add("topic_mean", mean(topic))
        level = np.zeros((len(rows), shape[1]), dtype=np.float32)
        rare = np.zeros_like(level)
        for number in range(len(LEVELS)):
            same = self.codes[rows, number][:, None] == self.codes_asked[:, number][None]
            level += same
            np.maximum(rare, same * self.rarity[number][None], out=rare)
        for name, values in (("cpv", level), ("cpv_rare", rare)):
            add(f"{name}_max" if name == "cpv" else name, most(values))
            add(f"{name}_mean", mean(values))
        add("cpv_any", mean(level > 0))
        code = self.code_likeness[self.code_of[rows]][:, self.code_asked]
        add("code_max", most(code))
        add("code_mean", mean(code))
        buyer = (self.buyer_of[rows][:, None] == self.buyer_asked[None]).astype(np.float32)
        add("buyer_share", mean(buyer))
        add("buyer_cpv", most(buyer * level))
        likeness = self.buyer_likeness[self.buyer_of[rows]][:, self.buyer_asked]
        add("buyers_max", most(likeness))
        add("buyers_mean", mean(likeness))
        away = kilometres(self.places[rows], self.places_asked)
        nearest = -most(-np.nan_to_num(away, nan=1e5))
        add("distance", np.where(nearest > 9e4, np.nan, nearest))
        near = np.exp(-np.nan_to_num(away, nan=UNKNOWN) / NEAR).astype(np.float32)
        add("near_mean", mean(near))
        add("near_cpv", most(near * level))
        add("near_char", most(near * char))
        for name, (hot, asked, prior) in zip(KINDS, self.kinds, strict=True):
            share = (np.add.reduceat(hot[rows], starts, axis=0) + 2 * prior) / (counts[:, None] + 2)
            add(f"kind_{name}", np.log(share[:, asked] / (prior[asked] + 1e-3) + 1e-3))
        buyers = [len(set(self.buyer_of[self.profiles[s]].tolist())) for s in suppliers]
        groups = [len(set(self.codes[self.profiles[s], 1].tolist())) for s in suppliers]
        add("wins", np.log(counts)[:, None])
        add("buyers", np.log(buyers)[:, None])
        add("groups", (np.array(groups) / counts)[:, None])
        for number, name in enumerate((*FLAGS, "title_length")):
            add(f"asks_{name}", self.flags[:, number][None])
        for number in (0, 2, 5):
            add(f"rarity_{LEVELS[number]}", self.rarity[number][None])
        _add_ranks(table)
        return table


def _add_ranks(table: dict[str, Any]) -> None:
    """Add where each candidate stands among the supplier's own candidates: what matters in a list."""
    tie = 1e-6 * (table["char_max"] + table["topic_mean"])
    for name in RANKED:
        table[f"rank_{name}"] = np.log1p(_ranks(table[name] + tie))
        table[f"share_{name}"] = table[name] / (table[name].max(axis=1, keepdims=True) + 1e-6)
    mixed = by_hand(table) + 0.15 * table["near_mean"] + 0.1 * table["topic_mean"]
    tenth = np.sort(mixed, axis=1)[:, -min(10, mixed.shape[1])]
    table["mixed"], table["rank_mixed"] = mixed, np.log1p(_ranks(mixed))
    table["gap"] = mixed - tenth[:, None]


def by_hand(table: dict[str, Any]) -> Any:
    """Return the simple score: character likeness, CPV levels and the buyer's share, with weights set by hand."""
    return sum(weight * table[name] for name, weight in BY_HAND.items())


def _ranks(values: Any) -> Any:
    order = np.argsort(-values, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(values.shape[1])[None], axis=1)
    return ranks.astype(np.float32)


def kilometres(some: Any, others: Any) -> Any:
    """Return distances between (latitude, longitude) in degrees, an array (some, others); NaN when unknown."""
    a, b = np.radians(some), np.radians(others)
    half = np.sin((b[None, :, 0] - a[:, None, 0]) / 2) ** 2
    half = half + np.cos(a[:, None, 0]) * np.cos(b[None, :, 0]) * np.sin((b[None, :, 1] - a[:, None, 1]) / 2) ** 2
    return EARTH * np.arcsin(np.sqrt(half))


def _long(procurement: Procurement) -> str:
    return f"{procurement.title} . {procurement.title} . {procurement.label}"
