"""How evenly the enterprises are served: from the events of the matches, and by following open lots step by step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from flows.learning import active_weights
from matchers.asked import Asked
from matchers.exposure import gini, lost_at, quarters, shares
from matchers.profile import profile_gaps
from matchers.ranking import Matcher
from matchers.ranking import open_lots as open_for
from models.exposure import EXPOSURES, bidding, exposure, notices_of, open_lots
from models.profiles import load_enterprises
from models.queries import considerations_of
from models.swedish import STOCKHOLM
from models.values import EnterpriseData

AT_ONCE = 500


def fairness(session: Session, now: datetime, since: date, show_at: float) -> dict[str, Any]:
    """Return the report: where pairs are lost, who was served in each quarter, and the spread over the enterprises.

    `since` is rounded down to its quarter. The enterprises are those of the register today, the pairs each of them with
    each open lot, and the weights those in use.
    """
    enterprises = load_enterprises(session)
    today = now.astimezone(STOCKHOLM).date()
    spans = quarters(since, today)
    start, end = spans[0].start, spans[-1].end
    given = {kind: exposure(session, kind, start, end) for kind in EXPOSURES} | {"bids": bidding(session, start, end)}
    lots = open_lots(session, now)
    steps = lost_at(_asked(session, now, lots), Matcher(enterprises, active_weights(session)), show_at)
    served = [_served(span.name, exposure(session, "shown", span.start, span.end), enterprises) for span in spans]
    return {
        "since": start.date().isoformat(),
        "until": today.isoformat(),
        "enterprises": len(enterprises),
        "open_lots": len(lots),
        "pairs": shares(steps),
        "quarters": served,
        "gini": {kind: gini(counts.get(e["id"], 0) for e in enterprises) for kind, counts in given.items()},
        "table": [_row(e, given, steps[e["id"]]) for e in enterprises],
    }


def _asked(session: Session, now: datetime, lots: Sequence[tuple[str, str]]) -> Iterator[Asked]:
    """Return the open lots as the matcher looks at them, read so many at a time that they take little room."""
    for first in range(0, len(lots), AT_ONCE):
        wanted: dict[str, set[str]] = {}
        for key, lot in lots[first : first + AT_ONCE]:
            wanted.setdefault(key, set()).add(lot)
        found = considerations_of(session, sorted(wanted))
        for key, notice in notices_of(session, set(wanted)).items():
            yield from (a for a in open_for(notice, found.get(key, ()), now) if a.lot["id"] in wanted[key])


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
