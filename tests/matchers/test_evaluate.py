"""The score: right, wrong, evidence, strength and calibration, on lines small enough to count by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from matchers.considerations import classify
from matchers.evaluate import calibration_error, predict, read_gold, score

LABEL = {"lot": None, "category": "reserved", "strength": "object",
         "spans": [{"field": "description", "start": 0, "end": 20, "text": "x"}]}  # fmt: skip


def line(
    name: str, *labels: dict[str, Any], description: str = "Upphandlingen är reserverad för sociala företag."
) -> dict[str, Any]:
    """Return a gold line."""
    return {"id": name, "title": "T", "description": description, "cpv": [], "lots": [], "labels": list(labels)}


def found(probability: float, **changes: Any) -> dict[str, Any]:
    """Return one finding."""
    span = {"field": "description", "start": 5, "end": 30, "text": "y"}
    values = {"lot": None, "category": "reserved", "detail": None, "strength": "object", "probability": probability}
    return {**values, "basis": "pattern", "evidence": [span], **changes}


def test_counts_by_hand() -> None:
    lines = [line("a", LABEL), line("b", LABEL), line("c")]
    predictions = [
        {"id": "a", "considerations": [found(0.9)]},
        {"id": "b", "considerations": [found(0.4)]},
        {"id": "c", "considerations": [found(0.8, category="iop")]},
    ]
    report = score(lines, predictions)

    assert (report["micro_precision"], report["micro_recall"], report["micro_f1"]) == (0.5, 0.5, 0.5)
    assert report["categories"]["reserved"]["f1"] == pytest.approx(0.6667)
    assert (report["evidence_overlap"], report["strength_right"]) == (1.0, 1.0)


def test_evidence_elsewhere_and_another_strength_are_wrong() -> None:
    away = {"field": "title", "start": 0, "end": 1, "text": "T"}
    report = score(
        [line("a", LABEL)], [{"id": "a", "considerations": [found(0.9, evidence=[away], strength="demand")]}]
    )

    assert (report["evidence_overlap"], report["strength_right"]) == (0.0, 0.0)


def test_calibration_is_the_gap_between_said_and_true() -> None:
    assert calibration_error(np.array([0.8] * 10), np.array([1] * 8 + [0] * 2)) == pytest.approx(0)
    assert calibration_error(np.array([0.9] * 10), np.array([0] * 10)) == pytest.approx(0.9)


def test_a_line_is_classified_from_its_texts() -> None:
    lot = {"id": "LOT-0001", "title": "L", "description": "Leverantören ska erbjuda två praktikplatser per avtalsår."}
    gold = {**line("a", LABEL), "lots": [lot]}
    (prediction,) = predict([gold], classify)

    assert {(c["lot"], c["category"]) for c in prediction["considerations"] if c["probability"] >= 0.5} == {
        (None, "reserved"),
        ("LOT-0001", "employment"),
    }


def test_what_is_no_gold_is_refused() -> None:
    with pytest.raises(ValueError, match="rad 1"):
        read_gold("[1]\n")
