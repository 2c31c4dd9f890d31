"""What a signal is. A signal is defined once, for one pair as for millions, and makes its sentence for what is shown.

A value is 0..1, below 0 when it speaks against, 0 when nothing can be said.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from matchers.asked import Asked
from matchers.profile import Profile
from matchers.vectors import Vectors

Row = NDArray[np.float32]
NOTHING: Row = np.zeros(1, dtype=np.float32)


class Signal(ABC):
    """One small fact about a lot and an enterprise."""

    name: ClassVar[str]
    is_telling: ClassVar[bool] = False  # says that the enterprise does what is bought; every match needs one such
    is_reason: ClassVar[bool] = True  # speaks of this enterprise, so that it counts as one of the reasons

    @abstractmethod
    def reason(self, asked: Asked, profile: Profile, value: float) -> str | None:
        """Return the Swedish sentence for a value; None when nothing can be said."""


class RowSignal(Signal):
    """A fact that follows from a key of the lot: all lots with that key have the same row of values."""

    is_kept: ClassVar[bool] = True  # many lots have the same key, so that rows are worth keeping

    @abstractmethod
    def key(self, asked: Asked) -> Hashable:
        """Return what of the lot decides; None when nothing can be said."""

    @abstractmethod
    def index(self, profiles: Sequence[Profile]) -> Any:
        """Return what of the enterprises decides, laid out for `row`."""

    @abstractmethod
    def row(self, key: Any, index: Any) -> Row:
        """Return the value for each enterprise, or one value for all (NOTHING)."""


class Likeness(Signal):
    """A fact that follows from the most alike of an enterprise's texts."""

    is_telling = True
    full: ClassVar[float]  # cosine that is worth 1

    @abstractmethod
    def vectors(self, profile: Profile) -> Vectors:
        """Return the enterprise's texts."""
