"""How evenly the enterprises are served: from the events of the matches, and by following open lots step by step."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from matchers.exposure import Pair, chosen_pairs, gini, lost_at, quarters, shares
from matchers.profile import profile_gaps
from models.exposure import EXPOSURES, exposure, notices_of, open_lots
from models.profiles import load_enterprises
from models.queries import considerations_of
from models.swedish import STOCKHOLM
from models.values import EnterpriseData

AT_ONCE = 500


def fairness(session: Session, now: datetime, since: date, show_at: float, at_most: int) -> dict[str, Any]:
    """Return the report: where pairs are lost, who was served in each quarter, and the spread over the enterprises.

    `since` is rounded down to its quarter. The enterprises are those of the register today. At most `at_most` pairs of
    open lots and enterprises are followed, drawn evenly when there are more.
    """
    enterprises = load_enterprises(session)
    today = now.astimezone(STOCKHOLM).date()
    spans = quarters(since, today)
    start, end = spans[0].start, spans[-1].end
    given = {kind: exposure(session, kind, start, end) for kind in EXPOSURES}
    lots = open_lots(session, now)
    steps = _steps(session, now, lots, enterprises, show_at, at_most)
    served = [_served(span.name, exposure(session, "shown", span.start, span.end), enterprises) for span in spans]
    return {
        "since": start.date().isoformat(),
        "until": today.isoformat(),
        "enterprises": len(enterprises),
        "open_lots": len(lots),
        "pairs": {"all": len(lots) * len(enterprises), **shares(steps)},
        "quarters": served,
        "gini": {kind: gini(counts.get(e["id"], 0) for e in enterprises) for kind, counts in given.items()},
        "table": [_row(e, given, steps.get(e["id"], Counter())) for e in enterprises],
    }


def _steps(
    session: Session,
    now: datetime,
    lots: list[tuple[str, str]],
    enterprises: list[EnterpriseData],
    show_at: float,
    at_most: int,
) -> dict[str, Counter[str]]:
    """Follow the chosen pairs, so many lots at a time that their notices take little room."""
    found: dict[str, Counter[str]] = {e["id"]: Counter() for e in enterprises}
    by_lot: dict[int, list[int]] = {}
    for lot, enterprise in chosen_pairs(len(lots), len(enterprises), at_most):
        by_lot.setdefault(lot, []).append(enterprise)
    numbers = list(by_lot)
    for first in range(0, len(numbers), AT_ONCE):
        part = numbers[first : first + AT_ONCE]
        ids = {lots[number][0] for number in part}
        notices, considerations = notices_of(session, ids), considerations_of(session, sorted(ids))
        pairs = (
            Pair(notices[lots[lot][0]], lots[lot][1], enterprises[number], considerations.get(lots[lot][0], []))
            for lot in part
            for number in by_lot[lot]
        )
        for key, counter in lost_at(pairs, now, show_at).items():
            found[key].update(counter)
    return found


def _served(name: str, counts: dict[str, int], enterprises: list[EnterpriseData]) -> dict[str, Any]:
    served = sum(1 for e in enterprises if counts.get(e["id"]))
    return {
        "quarter": name,
        "served": served,
        "share": round(served / len(enterprises), 4) if enterprises else None,
        "matches": sum(counts.get(e["id"], 0) for e in enterprises),
    }


def _row(enterprise: EnterpriseData, given: dict[str, dict[str, int]], steps: Counter[str]) -> dict[str, Any]:
    return {
        "enterprise": enterprise["id"],
        "name": enterprise["name"],
        **{kind: counts.get(enterprise["id"], 0) for kind, counts in given.items()},
        "steps": dict(sorted(steps.items())),
        "gaps": profile_gaps(enterprise),
    }
