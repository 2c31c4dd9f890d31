"""How good the matches are, on invented notices judged by two readers: `python -m benchmarks.judged [--closed]`.

The notices stand in `tests/judged/` (its README tells how they were made). Odd positions are the development half:
weights, calibration and limits are chosen there. Even positions are closed; they are opened to report, not to choose.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from matchers.considerations import classify
from matchers.evaluate import BINS, calibration_error
from matchers.ranking import SHOW_AT, Matcher
from matchers.trials import checkable_reasons, may_be_tried, on_trial
from matchers.weights import Weights
from models.profile_files import read_profiles
from models.values import EnterpriseData, MatchData, NoticeData
from samples.write import HERE as SAMPLES
from samples.write import buyers, entries, notice
from scrapers.reading import read

FOLDER = Path(__file__).parent.parent / "tests" / "judged"
NOW = datetime(2026, 9, 15, 3, 15, tzinfo=UTC)  # the clock the judges were given
TOP = 3
SHARES = (0.0, 0.03, 0.1, 0.5, 1.0)
DRAWS = 200
Pair = tuple[str, str, str]  # notice id, lot id, enterprise id


class Judged(NamedTuple):
    """Notices and what each reader said of their lots: grade 1 or 2; a pair that is not named has 0."""

    notices: list[NoticeData]
    grades: tuple[dict[Pair, int], dict[Pair, int]]

    def agreed(self, pair: Pair, least: int = 1) -> bool:
        """Say whether both readers gave at least this grade."""
        return all(grades.get(pair, 0) >= least for grades in self.grades)

    def by_either(self, pair: Pair) -> bool:
        """Say whether one reader at least wanted it shown."""
        return any(pair in grades for grades in self.grades)

    def pairs(self, enterprises: Sequence[EnterpriseData]) -> Iterable[Pair]:
        """Yield all pairs of a lot and an enterprise."""
        for one in self.notices:
            for lot in one["lots"]:
                for enterprise in enterprises:
                    yield one["id"], lot["id"], enterprise["id"]


def load(half: str = "development") -> Judged:
    """Return a half (development, closed) or all of the judged notices, read as any other notice."""
    known = buyers()
    notices: list[NoticeData] = []
    ids: dict[tuple[str, str], tuple[str, str]] = {}
    for position, entry in enumerate(entries(FOLDER), start=1):
        if half != "all" and (half == "development") != (position % 2 == 1):
            continue
        (one,) = read(notice(entry, known[entry["buyer"]]))
        notices.append(one)
        for number, lot in enumerate(entry.get("lots") or [{"title": "-"}]):
            ids[entry["title"], lot["title"]] = one["id"], one["lots"][number]["id"]
    grades: tuple[dict[Pair, int], dict[Pair, int]] = ({}, {})
    for found, name in zip(grades, ("judge-a.tsv", "judge-b.tsv"), strict=True):
        with (FOLDER / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                if pair := ids.get((row["notice"], row["lot"])):
                    found[*pair, row["enterprise"]] = int(row["grade"])
    return Judged(notices, grades)


def enterprises() -> list[EnterpriseData]:
    """Return the 18 invented enterprises."""
    return read_profiles(SAMPLES / "enterprises.json")


def pair_of(match: MatchData) -> Pair:
    """Return what a match is about."""
    return match["notice"], match["lot"], match["enterprise"]


def matches(
    judged: Judged, profiles: Sequence[EnterpriseData], weights: Weights | None = None, show_at: float = SHOW_AT
) -> list[MatchData]:
    """Return the matches, the best first."""
    considered = {one["id"]: classify(one) for one in judged.notices}
    found = Matcher(profiles, weights).match(judged.notices, considered, now=NOW, show_at=show_at)
    return sorted(found, key=lambda match: (-match["score"], pair_of(match)))


def top(found: Iterable[MatchData], count: int = TOP) -> list[MatchData]:
    """Return the best few of each enterprise; `found` is ordered."""
    had: Counter[str] = Counter()
    best = []
    for match in found:
        had[match["enterprise"]] += 1
        if had[match["enterprise"]] <= count:
            best.append(match)
    return best


def agreement(judged: Judged, profiles: Sequence[EnterpriseData]) -> dict[str, Any]:
    """Return how the two readers agree on whether to show: over all pairs, and Cohen's kappa."""
    a, b = (np.array([pair in grades for pair in judged.pairs(profiles)]) for grades in judged.grades)
    same = float((a == b).mean())
    chance = float(a.mean() * b.mean() + (1 - a.mean()) * (1 - b.mean()))
    either = set(judged.grades[0]) | set(judged.grades[1])
    grade = [judged.grades[0].get(pair, 0) == judged.grades[1].get(pair, 0) for pair in either]
    return {
        "pairs": len(a),
        "shown_by_a": int(a.sum()),
        "shown_by_b": int(b.sum()),
        "shown_by_both": int((a & b).sum()),
        "agreement": round(same, 4),
        "kappa": round((same - chance) / (1 - chance), 4),
        "same_grade_of_shown": round(sum(grade) / len(grade), 4),
    }


def measure(
    judged: Judged, profiles: Sequence[EnterpriseData], weights: Weights | None = None, show_at: float = SHOW_AT
) -> dict[str, Any]:
    """Return precision of the top three (strict: both readers; lenient: either), recall, reasons and calibration."""
    every = matches(judged, profiles, weights, show_at=0.0)
    shown = [match for match in every if match["score"] >= show_at]
    best = top(shown)
    band = [match for match in every if may_be_tried(match, show_at)]
    tried = on_trial(every, show_at)
    wanted = {pair for pair in judged.pairs(profiles) if judged.agreed(pair)}
    sure = {pair for pair in judged.pairs(profiles) if judged.agreed(pair, 2)}
    pairs, candidates = {pair_of(match) for match in shown}, {pair_of(match) for match in every}
    most = Counter(enterprise for *_, enterprise in wanted)
    scores, yes = np.array([m["score"] for m in every]), np.array([judged.agreed(pair_of(m)) for m in every])
    return {
        "shown": len(shown),
        "top": len(best),
        "top_precision_strict": _share(judged.agreed(pair_of(match)) for match in best),
        "top_precision_lenient": _share(judged.by_either(pair_of(match)) for match in best),
        "top_possible": sum(min(TOP, count) for count in most.values()),
        "precision": _share(judged.agreed(pair_of(match)) for match in shown),
        "recall": _share(pair in pairs for pair in wanted),
        "recall_sure": _share(pair in pairs for pair in sure),
        "recall_sure_candidates": _share(pair in candidates for pair in sure),
        "enterprises_with_matches": len({match["enterprise"] for match in shown}),
        "least_reasons": min((checkable_reasons(match) for match in shown), default=0),
        "may_be_tried": len(band),
        "may_be_tried_wanted": sum(judged.agreed(pair_of(match)) for match in band),
        "on_trial": len(tried),
        "on_trial_wanted": sum(judged.agreed(pair_of(match)) for match in tried),
        "calibration_error": round(calibration_error(scores, yes), 4),
        "reliability": reliability(scores, yes),
    }


def without_text(profile: EnterpriseData) -> EnterpriseData:
    """Return the profile as most registers have it: trades, codes and places, but no text of its own."""
    return {**profile, "description": None, "past_contracts": [], "wants": [], "wants_not": []}


def degradation(judged: Judged, profiles: Sequence[EnterpriseData], show_at: float = SHOW_AT) -> dict[float, Any]:
    """Return precision of the top three and recall by the share of the profiles that have a text of their own.

    A match depends on its own enterprise only, so two matchings, with all texts and with none, are mixed many times.
    """
    rich = matches(judged, profiles, show_at=show_at)
    poor = matches(judged, [without_text(profile) for profile in profiles], show_at=show_at)
    wanted = [pair for pair in judged.pairs(profiles) if judged.agreed(pair)]
    ids = [profile["id"] for profile in profiles]
    rng = np.random.default_rng(0)
    curve = {}
    for share in SHARES:
        precision, recall = [], []
        for _ in range(DRAWS):
            texted = {id_ for id_, draw in zip(ids, rng.random(len(ids)), strict=True) if draw < share}
            found = [match for match in rich if match["enterprise"] in texted]
            found += [match for match in poor if match["enterprise"] not in texted]
            pairs = {pair_of(match) for match in found}
            precision += [judged.agreed(pair_of(match)) for match in top(found)]
            recall.append(sum(pair in pairs for pair in wanted) / len(wanted))
        curve[share] = {
            "top_precision": round(float(np.mean(precision)), 3),
            "recall": round(float(np.mean(recall)), 3),
        }
    return curve


def _share(values: Iterable[bool]) -> float | None:
    listed = list(values)
    return round(sum(listed) / len(listed), 4) if listed else None


def reliability(scores: Any, yes: Any) -> list[dict[str, Any]]:
    """Return per tenth of the score: how many, their mean score, and the share that both readers wanted."""
    bins = np.minimum((scores * BINS).astype(int), BINS - 1)
    return [
        {
            "from": round(number / BINS, 1),
            "matches": int((bins == number).sum()),
            "score": round(float(scores[bins == number].mean()), 3),
            "wanted": round(float(yes[bins == number].mean()), 3),
        }
        for number in range(BINS)
        if (bins == number).any()
    ]


def main() -> int:
    """Print the figures of the development half, or of the closed one."""
    half = "closed" if "--closed" in sys.argv else "development"
    profiles, judged = enterprises(), load(half)
    print(f"{half}: {len(judged.notices)} notices")
    for name, value in {**agreement(judged, profiles), **measure(judged, profiles)}.items():
        for row in value if isinstance(value, list) else [value]:
            print(f"  {name:<26} {row}")
    for share, figures in degradation(judged, profiles).items():
        print(f"  with text: {share:<15.0%} {figures}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
