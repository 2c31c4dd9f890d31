"""From lots and enterprises to matches: a gate, the table of signals, a score.

A match depends on its lot and its enterprise only, so matching new lots with all enterprises and new enterprises with
open lots gives the same as matching everything.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import yaml

from matchers.profile import Profile
from matchers.signals import SIGNALS, Asked
from models.values import ConsiderationData, EnterpriseData, LotData, MatchData, NoticeData, SignalData

VERSION = "1"
SHOW_AT = 0.3
FORMS = frozenset({"competition", "planning", "consultation", "change"})
TELLING = frozenset({"trade", "cpv", "text", "past"})  # a match needs one of these, and two reasons in all
WEIGHTS = Path(__file__).parent / "weights.yml"
STOCKHOLM = ZoneInfo("Europe/Stockholm")


class Weights(NamedTuple):
    """The table of weights."""

    bias: float
    of: Mapping[str, float]


@cache
def weights() -> Weights:
    """Return the weights of `weights.yml`."""
    data = yaml.safe_load(WEIGHTS.read_text(encoding="utf-8"))
    return Weights(data["bias"], data["weights"])


def deadline_of(lot: LotData) -> datetime | None:
    """Return the lot's deadline; a date without time is taken to its end in Sweden."""
    try:
        moment = datetime.fromisoformat(lot["deadline"]) if lot["deadline"] else None
    except ValueError:
        return None
    if moment is None or moment.tzinfo is not None:
        return moment
    return datetime.combine(moment.date(), time(23, 59), STOCKHOLM)


def signals_of(asked: Asked, profile: Profile) -> list[SignalData]:
    """Return the signals that have something to say, the strongest first."""
    table = weights().of
    found: list[SignalData] = []
    for signal in SIGNALS:
        fact = signal(asked, profile)
        if fact is not None:
            name = signal.__name__
            found.append({"name": name, "value": round(fact[0], 4), "weight": table[name], "reason": fact[1]})
    return sorted(found, key=lambda s: -abs(s["value"] * s["weight"]))


def score_of(signals: Iterable[SignalData]) -> float:
    """Return the score, 0..1."""
    total = weights().bias + sum(signal["value"] * signal["weight"] for signal in signals)
    return round(1 / (1 + math.exp(-total)), 4)


class Matcher:
    """Matches lots with a set of enterprises."""

    def __init__(self, enterprises: Sequence[EnterpriseData]) -> None:
        self.profiles = [Profile(enterprise) for enterprise in sorted(enterprises, key=lambda e: e["id"])]

    def match(
        self,
        notices: Iterable[NoticeData],
        considerations: Mapping[str, Sequence[ConsiderationData]],
        *,
        now: datetime,
        top: int | None = None,
        show_at: float = SHOW_AT,
    ) -> list[MatchData]:
        """Return the matches of every open lot: by lot in order, the best enterprise first, at most `top` a lot."""
        found: list[MatchData] = []
        for notice in notices:
            for asked in open_lots(notice, considerations.get(notice["id"], ()), now):
                matches = [m for profile in self.profiles if (m := match_one(asked, profile)) and m["score"] >= show_at]
                found += sorted(matches, key=lambda m: (-m["score"], m["enterprise"]))[:top]
        return found


def open_lots(notice: NoticeData, considerations: Sequence[ConsiderationData], now: datetime) -> list[Asked]:
    """Return the lots that can still be answered at `now`."""
    if notice["form_type"] not in FORMS:
        return []
    asked = []
    for lot in notice["lots"]:
        deadline = deadline_of(lot)
        if deadline is None or deadline > now:
            own = [c for c in considerations if c["lot"] in {None, lot["id"]}]
            asked.append(Asked(notice, lot, own, deadline, now))
    return asked


def match_one(asked: Asked, profile: Profile) -> MatchData | None:
    """Return the match of one lot and one enterprise; None when nothing ties them, or the enterprise may not."""
    if not ties(asked, profile):
        return None
    signals = signals_of(asked, profile)
    speaking = [signal for signal in signals if signal["value"] > 0]
    if len(speaking) < 2 or not any(signal["name"] in TELLING for signal in speaking):
        return None
    return {
        "notice": asked.notice["id"],
        "lot": asked.lot["id"],
        "enterprise": profile.enterprise["id"],
        "score": score_of(signals),
        "signals": signals,
    }


def ties(asked: Asked, profile: Profile) -> bool:
    """Say whether a lot and an enterprise have anything in common that is worth comparing."""
    return _shares_trade(asked, profile) or _may_be_alike(asked, profile)


def _shares_trade(asked: Asked, profile: Profile) -> bool:
    return any(name in asked.trades_named for name in profile.trades)


def _may_be_alike(asked: Asked, profile: Profile) -> bool:
    """Say whether a CPV group is shared; a text alone is looked at only for enterprises without trade and code."""
    groups = {code[:3] for code in profile.cpv}
    return any(code[:3] in groups for code in asked.cpv) or not (profile.trades or profile.cpv)
