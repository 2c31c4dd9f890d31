"""What speaks for a procurement to a supplier, as a table of numbers over (supplier, candidate).

A profile is the procurements a supplier has won in the history. Every feature comes from the history and the candidates
alone: text likeness, CPV with its rarity, distance, kind of contract; what its name and those who win beside it say
(`peers.py`), and how it stands against everybody else (`rivals.py`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from matchers.awards.data import Award, Procurement
from matchers.awards.peers import Peers
from matchers.awards.published import published
from matchers.awards.rivals import Rivals

LEVELS = (2, 3, 4, 5, 6, 8)  # digits of a CPV code that are compared
GROUP = 1  # of them, the one by which peers and rivals are counted: three digits
TOPICS = 200
EARTH = 12742.0  # km, the diameter
NEAR = 60.0  # km at which nearness has fallen to a third
AROUND = {"town": 20.0, "region": 200.0}  # the same, for two other circles
UNKNOWN = 300.0  # km that stand for a distance not known
KINDS = ("nature", "sector", "agreement", "above", "basis", "industry", "procedure")
FLAGS = ("framework", "lots", "over_threshold", "joint", "dynamic")
BY_HAND = {"char_max": 1.0, "cpv_max": 0.1, "buyer_share": 0.1}
FIRST_LOOK = {**BY_HAND, "near_mean": 0.15, "topic_mean": 0.1}


class Features:
    """The history and the candidates, prepared once; `table` gives the numbers of some suppliers."""

    def __init__(self, history: Sequence[Award], candidates: Sequence[Procurement]) -> None:
        self.documents = list({award.procurement.id: award.procurement for award in history}.values())
        self.candidates = list(candidates)
        row = {document.id: number for number, document in enumerate(self.documents)}
        profiles: dict[str, dict[int, None]] = {}
        for award in history:
            profiles.setdefault(award.supplier, {})[row[award.procurement.id]] = None
        self.profiles = {supplier: list(rows) for supplier, rows in profiles.items()}
        self.number = {supplier: number for number, supplier in enumerate(self.profiles)}
        pairs = np.array([(self.number[supplier], row) for supplier, rows in self.profiles.items() for row in rows])
        ones = np.ones(len(pairs), dtype=np.float32)
        self.won = csr_matrix((ones, pairs.T), shape=(len(self.profiles), len(self.documents)))
        self._texts()
        self._codes()
        self._buyers()
        self._kinds()
        groups = self.codes[:, GROUP], self.codes_asked[:, GROUP]
        buyers = self.buyer_of, self.buyer_asked
        self.peers = Peers(list(self.profiles), self.won, [c.title for c in candidates], groups, buyers, self.topics)
        self.rivals = Rivals(len(self.documents), len(self.candidates), self._alike)

    @cached_property
    def published(self) -> Any:
        """Log odds of each candidate that an award of it is published at all, up to a constant."""
        return published(self.documents, self.candidates)

    def _texts(self) -> None:
        titles, asked = [d.title for d in self.documents], [c.title for c in self.candidates]
        char = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2)
        self.char, self.char_asked = char.fit_transform(titles), char.transform(asked).T.tocsr()
        long = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 5), sublinear_tf=True, min_df=2)
        self.long = long.fit_transform([_long(d) for d in self.documents])
        long_asked = long.transform([_long(c) for c in self.candidates])
        self.long_asked = long_asked.T.tocsr()
        topics = TruncatedSVD(max(1, min(TOPICS, min(self.long.shape) - 1)), random_state=0)
        self.topics = normalize(topics.fit_transform(self.long)).astype(np.float32)
        self.topics_asked = normalize(topics.transform(long_asked)).T.astype(np.float32)

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
        known, of, self.code_asked = _numbered(self.codes[:, 2], self.codes_asked[:, 2])
        groups = self.won @ csr_matrix((np.ones(len(of)), (np.arange(len(of)), of)), shape=(len(of), known))
        groups.data[:] = 1
        together = (groups.T @ groups).toarray()
        size = np.maximum(np.diag(together), 1)
        self.code_likeness = (together / np.sqrt(size[:, None] * size[None, :] + 4)).astype(np.float32)
        np.fill_diagonal(self.code_likeness, 1)
        self.code_of = of

    def _buyers(self) -> None:
        buyers = [p.buyer for p in self.documents], [p.buyer for p in self.candidates]
        _, self.buyer_of, self.buyer_asked = _numbered(*buyers)
        unknown = (math.nan, math.nan)
        self.places = np.array([d.place or unknown for d in self.documents])
        self.places_asked = np.array([c.place or unknown for c in self.candidates])

    def _kinds(self) -> None:
        self.kinds = []
        for number in range(len(KINDS)):
            values = [p.kinds[number] for p in self.documents], [p.kinds[number] for p in self.candidates]
            known, of, asked = _numbered(*values)
            prior = np.bincount(of, minlength=known) / len(of)
            self.kinds.append((np.eye(known, dtype=np.float32)[of], asked, prior))
        self.flags = np.array([c.flags for c in self.candidates], dtype=np.float32).reshape(-1, len(FLAGS))

    def _alike(self, some: slice) -> Any:
        """Return how alike all documents and some candidates are, by the signals that tell most: an array."""
        alike = (self.char @ self.char_asked[:, some]).toarray().astype(np.float32)
        for number in range(len(LEVELS)):
            alike += 0.1 * (self.codes[:, number][:, None] == self.codes_asked[some, number][None])
        alike += 0.1 * (self.buyer_of[:, None] == self.buyer_asked[None, some])
        return alike + 0.15 * _nearness(kilometres(self.places, self.places_asked[some]), NEAR)

    def table(self, suppliers: Sequence[str]) -> dict[str, Any]:
        """Return features by name, each an array (suppliers, candidates)."""
        own = Profiles([self.profiles[s] for s in suppliers])
        shape = (len(suppliers), len(self.candidates))
        table: dict[str, Any] = {}

        def add(name: str, values: Any) -> None:
            table[name] = np.broadcast_to(values, shape).astype(np.float32)

        rows, most, mean = own.rows, own.most, own.mean
        char = (self.char[rows] @ self.char_asked).toarray().astype(np.float32)
        long = (self.long[rows] @ self.long_asked).toarray().astype(np.float32)
        topic = self.topics[rows] @ self.topics_asked
        buyer = (self.buyer_of[rows][:, None] == self.buyer_asked[None]).astype(np.float32)
        level = np.zeros((len(rows), shape[1]), dtype=np.float32)
        rare = np.zeros_like(level)
        for number in range(len(LEVELS)):
            same = self.codes[rows, number][:, None] == self.codes_asked[:, number][None]
            level += same
            usual = np.exp(-self.rarity[number])[None]
            add(f"lift_{LEVELS[number]}", np.log((own.total(same) + usual) / (own.counts[:, None] + 1) / usual))
            np.maximum(rare, same * self.rarity[number][None], out=rare)
        code = self.code_likeness[self.code_of[rows]][:, self.code_asked]
        for name, values in (("char", char), ("topic", topic), ("cpv", level), ("cpv_rare", rare), ("code", code)):
            add(f"{name}_max", most(values))
            add(f"{name}_mean", mean(values))
        add("long_max", most(long))
        for name, values in (("char", char), ("long", long)):
            add(f"{name}_soft", own.total(values**4) ** 0.25)
        add("cpv_any", mean(level > 0))
        add("buyer_share", mean(buyer))
        add("buyer_any", table["buyer_share"] > 0)
        for name, values in (("cpv", level), ("char", char), ("long", long)):
            add(f"buyer_{name}", most(buyer * values))
        away = kilometres(self.places[rows], self.places_asked)
        near = _nearness(away, NEAR)
        add("near_mean", mean(near))
        for name, values in (("cpv", level), ("char", char), ("long", long), ("topic", topic)):
            add(f"near_{name}", most(near * values))
        for name, width in AROUND.items():
            add(f"near_{name}", mean(_nearness(away, width)))
        add("distance", np.log1p(-most(-np.nan_to_num(away, nan=UNKNOWN))))
        add("local", self._local(own)[:, None])
        add("local_distance", table["local"] * table["distance"])
        for name, (hot, asked, prior) in zip(KINDS, self.kinds, strict=True):
            share = (own.total(hot[rows]) + 2 * prior) / (own.counts[:, None] + 2)
            add(f"kind_{name}", np.log(share[:, asked] / (prior[asked] + 1e-3) + 1e-3))
        add("wins", np.log(own.counts)[:, None])
        for name, of in (("buyers", self.buyer_of), ("groups", self.codes[:, GROUP])):
            add(name, np.log([len(set(of[self.profiles[s]].tolist())) for s in suppliers])[:, None])
        for number, name in enumerate(FLAGS):
            add(f"asks_{name}", self.flags[:, number][None])
        known = np.bincount(self.buyer_of, minlength=int(self.buyer_asked.max(initial=0)) + 1)
        add("asks_buyer_awards", np.log1p(known[self.buyer_asked])[None])
        for number in (0, 2, 5):
            add(f"rarity_{LEVELS[number]}", self.rarity[number][None])
        numbers = [self.number[s] for s in suppliers]
        for name, values in (*self.peers.table(numbers, self.topics_asked), *self.rivals.table(own)):
            add(name, values)
        for name in ("char_max", "cpv_max", "topic_max", "near_char"):
            add(f"{name}_squared", table[name] ** 2)
        add("char_cpv", table["char_max"] * table["cpv_max"])
        return table

    def _local(self, own: Profiles) -> Any:
        """Return how near to each other each supplier's buyers are, 0 to 1; one half when there is one win."""
        shown = np.full(len(own.counts), 0.5, dtype=np.float32)
        for number, rows in enumerate(own.each):
            if len(rows) > 1:
                shown[number] = _nearness(kilometres(self.places[rows], self.places[rows]), NEAR).mean()
        return shown


class Profiles:
    """The documents of some suppliers, one after the other, and how to sum up what holds for each document."""

    def __init__(self, each: Sequence[Sequence[int]]) -> None:
        self.each = [np.array(rows) for rows in each]
        self.counts = np.array([len(rows) for rows in each])
        self.starts = np.r_[0, np.cumsum(self.counts)[:-1]]
        self.rows = np.concatenate(self.each)

    def most(self, values: Any) -> Any:
        """Return the greatest value of each supplier: (documents, any) to (suppliers, any)."""
        return np.maximum.reduceat(values, self.starts, axis=0)

    def total(self, values: Any) -> Any:
        """Return the sum of each supplier's values."""
        return np.add.reduceat(values, self.starts, axis=0)

    def mean(self, values: Any) -> Any:
        """Return the mean of each supplier's values."""
        return self.total(values) / self.counts[:, None]


def weighed(table: dict[str, Any], weights: dict[str, float]) -> Any:
    """Return the sum of some features by weights set by hand: `BY_HAND` is a score, `FIRST_LOOK` chooses examples."""
    return sum(weight * table[name] for name, weight in weights.items())


def kilometres(some: Any, others: Any) -> Any:
    """Return distances between (latitude, longitude) in degrees, an array (some, others); NaN when unknown."""
    a, b = np.radians(some), np.radians(others)
    half = np.sin((b[None, :, 0] - a[:, None, 0]) / 2) ** 2
    half = half + np.cos(a[:, None, 0]) * np.cos(b[None, :, 0]) * np.sin((b[None, :, 1] - a[:, None, 1]) / 2) ** 2
    return EARTH * np.arcsin(np.sqrt(half))


def _nearness(away: Any, width: float) -> Any:
    return np.exp(-np.nan_to_num(away, nan=UNKNOWN) / width).astype(np.float32)


def _numbered(some: Any, others: Any) -> tuple[int, Any, Any]:
    """Return how many different values there are, and the numbers of both."""
    known, of = np.unique(np.concatenate([some, others]), return_inverse=True)
    return len(known), of[: len(some)], of[len(some) :]


def _long(procurement: Procurement) -> str:
    return f"{procurement.title} . {procurement.title} . {procurement.label}"
