"""The weights of the signals: a table set by hand, which decisions may move (`matchers.learning`).

A match's score is the chance that a coordinator accepts it: 1 / (1 + exp(-(bias + sum of weight x value))).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from models.database import content_hash

FILE = Path(__file__).parent / "weights.yml"


class Calibration(NamedTuple):
    """A straight line through the log odds, so that of matches shown at 0.7 about 70 % are accepted."""

    slope: float
    offset: float


class Weights(NamedTuple):
    """The bias and the weight of each signal, as log odds of a yes."""

    bias: float
    of: Mapping[str, float]

    def calibrated(self, line: Calibration) -> Weights:
        """Return the weights whose log odds lie on the line; the order of matches stays."""
        return Weights(self.bias * line.slope + line.offset, {name: w * line.slope for name, w in self.of.items()})

    def log_odds(self, values: Mapping[str, float]) -> float:
        """Return the log odds of a yes for the values of signals; a signal that is silent is 0."""
        return self.bias + sum(self.of[name] * value for name, value in values.items())

    @property
    def version(self) -> str:
        """Return a fingerprint of the numbers: the same weights have the same version everywhere."""
        return content_hash(self.data())[:8]

    def data(self) -> dict[str, Any]:
        """Return the weights as a JSON value."""
        return {"bias": round(self.bias, 6), "weights": {name: round(w, 6) for name, w in sorted(self.of.items())}}


@cache
def prior() -> Weights:
    """Return the weights of `weights.yml`, calibrated: what is believed before anyone has decided."""
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return Weights(data["bias"], data["weights"]).calibrated(Calibration(**data["calibration"]))


def from_data(data: Mapping[str, Any]) -> Weights | None:
    """Return stored weights; None when they are not for the signals of this code."""
    weights = Weights(data["bias"], data["weights"])
    return weights if set(weights.of) == set(prior().of) else None
