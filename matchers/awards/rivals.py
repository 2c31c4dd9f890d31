"""How a supplier stands against all others: whose earlier wins a candidate resembles most."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from matchers.awards.features import Profiles

BLOCK = 500  # candidates at a time
SHARP = 8.0  # how much more a document counts that is more alike


class Rivals:
    """Each candidate compared with every document of the history."""

    def __init__(self, documents: int, candidates: int, alike: Callable[[slice], Any]) -> None:
        """`alike` gives the likeness of all documents to some candidates."""
        self.place = np.empty((documents, candidates), dtype=np.float32)
        self.share = np.empty((documents, candidates), dtype=np.float32)
        for start in range(0, candidates, BLOCK):
            some = slice(start, start + BLOCK)
            values = alike(some)
            order = np.argsort(-values, axis=0, kind="stable")
            places = np.log1p(np.arange(documents, dtype=np.float32))[:, None]
            np.put_along_axis(self.place[:, some], order, np.broadcast_to(places, order.shape), axis=0)
            power = np.exp(SHARP * (values - values.max(axis=0)))
            self.share[:, some] = power / power.sum(axis=0)

    def table(self, own: Profiles) -> Iterator[tuple[str, Any]]:
        """Yield features: name and array (suppliers, candidates)."""
        yield "rival_place", -own.most(-self.place[own.rows])
        yield "rival_share", np.log(own.total(self.share[own.rows]) + 1e-4)
