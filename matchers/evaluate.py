"""How well considerations are found in text, against notices labelled by hand (their own README has the score).

Per category precision, recall, F1 and average precision; over all pairs of notice and category micro- and macro-F1 and
the expected calibration error (ten bins); of what is found rightly, the share with overlapping evidence and with the
right strength.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score

from matchers.categories import categories
from models.values import ConsiderationData, LotData, NoticeData, public_consideration

THRESHOLD = 0.5
BINS = 10
Line = dict[str, Any]
Classify = Callable[[NoticeData], list[ConsiderationData]]


def notice_of(line: Line) -> NoticeData:
    """Return a gold line as a notice: its texts, and nothing in the structured fields."""
    empty: Any = dict.fromkeys(NoticeData.__annotations__)
    lots: list[Any] = [_lot(lot) for lot in line.get("lots") or []]
    empty.update(id=line["id"], title=line.get("title"), description=line.get("description"), cpv=line.get("cpv") or [])
    lists = ("buyers", "nuts", "winners", "languages", "previous", "changed_sections", "results")
    empty.update({key: [] for key in lists}, lots=lots, language="SWE", form_type="competition")
    return empty  # type: ignore[no-any-return]


def _lot(line: Line) -> LotData:
    lot: Any = dict.fromkeys(LotData.__annotations__)
    lists = ("cpv", "nuts", "reserved_participation", "strategic", "social_objectives", "award_criteria", "cities")
    lot.update({key: [] for key in (*lists, "countries", "green", "innovation", "selection_criteria")})
    lot.update(line)
    return lot  # type: ignore[no-any-return]


def predict(lines: Iterable[Line], classify: Classify) -> list[dict[str, Any]]:
    """Return, per line, its id and its considerations in the shape that is printed."""
    return [
        {"id": line["id"], "considerations": [public_consideration(found) for found in classify(notice_of(line))]}
        for line in lines
    ]


def score(lines: Sequence[Line], predictions: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the report."""
    codes = list(categories())
    truth = np.array([[code in {label["category"] for label in line["labels"]} for code in codes] for line in lines])
    chance = np.array([[_chance(p["considerations"], code) for code in codes] for p in predictions])
    found = chance >= THRESHOLD
    right = found & truth
    per: dict[str, Any] = {}
    for number, code in enumerate(codes):
        per[code] = _figures(right[:, number].sum(), found[:, number].sum(), truth[:, number].sum())
        some = bool(truth[:, number].any())
        per[code]["average_precision"] = (
            round(float(average_precision_score(truth[:, number], chance[:, number])), 4) if some else None
        )
    micro = _figures(right.sum(), found.sum(), truth.sum())
    overlap, strength = _quality(lines, predictions)
    return {
        "notices": len(lines),
        "micro_f1": micro["f1"],
        "micro_precision": micro["precision"],
        "micro_recall": micro["recall"],
        "macro_f1": round(float(np.mean([figures["f1"] for figures in per.values()])), 4),
        "calibration_error": round(calibration_error(chance.ravel(), truth.ravel()), 4),
        "evidence_overlap": overlap,
        "strength_right": strength,
        "lot_micro_f1": _by_lot(lines, predictions),
        "categories": per,
    }


def _chance(found: Sequence[ConsiderationData], code: str) -> float:
    return max((c["probability"] for c in found if c["category"] == code), default=0.0)


def _figures(right: float, found: float, truth: float) -> dict[str, Any]:
    precision, recall = right / found if found else 0.0, right / truth if truth else 0.0
    f1 = 2 * right / (found + truth) if found + truth else 0.0
    return {
        "precision": round(float(precision), 4),
        "recall": round(float(recall), 4),
        "f1": round(float(f1), 4),
        "found": int(found),
        "labelled": int(truth),
    }


def calibration_error(chance: Any, truth: Any) -> float:
    """Return the expected calibration error over ten bins of equal width."""
    bins = np.minimum((chance * BINS).astype(int), BINS - 1)
    total = 0.0
    for number in range(BINS):
        inside = bins == number
        if inside.any():
            total += inside.mean() * abs(chance[inside].mean() - truth[inside].mean())
    return float(total)


def _quality(lines: Sequence[Line], predictions: Sequence[dict[str, Any]]) -> tuple[float | None, float | None]:
    """Return the shares of true findings whose evidence overlaps a labelled span, and whose strength is right."""
    overlaps: list[bool] = []
    strengths: list[bool] = []
    for line, prediction in zip(lines, predictions, strict=True):
        labels = {
            label["category"]: [x for x in line["labels"] if x["category"] == label["category"]]
            for label in line["labels"]
        }
        best: dict[str, ConsiderationData] = {}
        for c in prediction["considerations"]:
            if c["probability"] >= THRESHOLD and c["category"] in labels:
                best[c["category"]] = max(best.get(c["category"], c), c, key=lambda x: x["probability"])
        for code, c in best.items():
            spans = [span for label in labels[code] for span in label["spans"]]
            overlaps.append(any(_overlap(e, span) for e in c["evidence"] for span in spans))
            strengths.append(c["strength"] in {label["strength"] for label in labels[code]})
    share = [round(sum(values) / len(values), 4) if values else None for values in (overlaps, strengths)]
    return share[0], share[1]


def _overlap(one: Any, other: Any) -> bool:
    return bool(one["field"] == other["field"] and one["start"] < other["end"] and other["start"] < one["end"])


def _by_lot(lines: Sequence[Line], predictions: Sequence[dict[str, Any]]) -> float:
    """Return micro-F1 over (lot, category), where the whole procurement is a lot of its own."""
    right = found = truth = 0
    for line, prediction in zip(lines, predictions, strict=True):
        wanted = {(label["lot"], label["category"]) for label in line["labels"]}
        got = {(c["lot"], c["category"]) for c in prediction["considerations"] if c["probability"] >= THRESHOLD}
        right, found, truth = right + len(wanted & got), found + len(got), truth + len(wanted)
    return float(_figures(right, found, truth)["f1"])


def read_gold(text: str) -> list[Line]:
    """Return the lines of a gold file. Raises ValueError naming the line that is no gold line."""
    lines = []
    for number, row in enumerate(filter(str.strip, text.splitlines()), start=1):
        line = json.loads(row)
        if not isinstance(line, dict) or not {"id", "labels"} <= set(line):
            raise ValueError(f"rad {number} har inte ”id” och ”labels”")
        lines.append(line)
    return lines
