"""What a supplier's name, and those who win beside it, say of what else it could win."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

COMMON = re.compile(r"\b(ab|aktiebolag|aktiebolaget|sverige|sweden|publ)\b")  # says nothing of what a firm does
OFTEN = 0.05  # share of names (but at least ten) above which a run of letters is left out
NAMES_FLOOR, PEERS_FLOOR = 0.3, 1.0  # how much of everybody's share is mixed in


class Peers:
    """Suppliers of like names, and suppliers that have won the same procurements."""

    def __init__(
        self, names: Sequence[str], won: Any, titles: Sequence[str], groups: tuple[Any, Any], buyers: tuple[Any, Any],
        topics: Any,
    ) -> None:  # fmt: skip
        """`won` is (suppliers, documents); `groups` and `buyers` number the documents and the candidates."""
        self.group_asked, self.buyer_asked = groups[1], buyers[1]
        bought = _shares(won, *groups)
        usual = np.asarray(bought.mean(axis=0)).ravel() + 1e-4
        most = max(10, int(OFTEN * len(names)))
        letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2, max_df=most)
        try:
            known = letters.fit_transform([COMMON.sub("", name.lower()) for name in names])
            self.name_title = (known @ letters.transform(titles).T).tocsr()
        except ValueError:  # no run of letters that names share
            known = csr_matrix((len(names), 1), dtype=np.float32)
            self.name_title = csr_matrix((len(names), len(titles)), dtype=np.float32)
        self.by_name = _lift(_others(known @ known.T, np.square), bought, usual, NAMES_FLOOR)
        beside = _others(won @ won.T, np.log1p)
        self.by_peers = _lift(beside, bought, usual, PEERS_FLOOR)
        self.topics = normalize(beside @ normalize(won @ topics)).astype(np.float32)
        share = (beside @ _shares(won, *buyers)).toarray() / (_sums(beside) + PEERS_FLOOR)
        self.buyers = np.log1p(20 * share).astype(np.float32)

    def table(self, suppliers: Sequence[int], topics_asked: Any) -> Iterator[tuple[str, Any]]:
        """Yield features of some suppliers (by number): name and array (suppliers, candidates)."""
        yield "name_code", self.by_name[suppliers][:, self.group_asked]
        yield "name_title", self.name_title[suppliers].toarray()
        yield "peer_code", self.by_peers[suppliers][:, self.group_asked]
        yield "peer_topic", self.topics[suppliers] @ topics_asked
        yield "peer_buyer", self.buyers[suppliers][:, self.buyer_asked]


def _shares(won: Any, of: Any, asked: Any) -> Any:
    """Return the share of each supplier's wins in each group, (suppliers, groups)."""
    many = int(max(of.max(), asked.max(initial=0))) + 1
    return normalize(won @ csr_matrix((np.ones(len(of)), (np.arange(len(of)), of)), shape=(len(of), many)), norm="l1")


def _others(likeness: Any, change: Any) -> Any:
    """Return the likeness of suppliers to others than themselves, with a function applied."""
    found = likeness.tocsr()
    found.setdiag(0)
    found.eliminate_zeros()
    found.data = change(found.data)
    return found


def _sums(likeness: Any) -> Any:
    return np.asarray(likeness.sum(axis=1)).reshape(-1, 1)


def _lift(likeness: Any, shares: Any, usual: Any, floor: float) -> Any:
    """Return log(share among those alike / share among all), (suppliers, groups)."""
    return np.log(((likeness @ shares).toarray() + floor * usual) / (_sums(likeness) + floor) / usual).astype(
        np.float32
    )
