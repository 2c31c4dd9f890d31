"""When the contract of a lot runs out, from start, end, duration and renewals as notices state them.

Notices do not say how long a renewal is in a form that can be read; it is taken to be as long as the contract. A
framework ends at the latest after its legal maximum. What no notice states is not known, and no day is made up for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from models.values import LotData

Basis = Literal["stated", "start", "signed", "published", "framework", "unknown"]
FRAMEWORK_YEARS = 4  # directive 2014/24/EU article 33, LOU 7 kap. 2 §
UTILITIES_YEARS = 8  # directive 2014/25/EU article 51
UTILITIES = "32014L0025"
MOST_RENEWALS = 20
DAY = timedelta(days=1)


class Term(NamedTuple):
    """The possible last days of a contract: `ends[0]` without renewal, then one for each; empty when not known.

    `basis` tells where the first of them comes from: stated, or reckoned from the start, the day it was signed or the
    day the award was published; `framework` is the legal maximum alone.
    """

    begins: date | None
    ends: tuple[date, ...]
    basis: Basis
    renewals: int

    def next_end(self, today: date) -> date | None:
        """Return the first possible last day from `today` on; None when all are past or none is known."""
        return next((end for end in self.ends if end >= today), None)

    @property
    def latest(self) -> date | None:
        """Return the last day if every renewal is used."""
        return self.ends[-1] if self.ends else None


def term(lots: Sequence[LotData], signed: str | None, published: str | None, legal_basis: str | None = None) -> Term:
    """Return the term of a contract, from the lot as its notices give it, the award first.

    `signed` is the day of the contract (BT-145), `published` the day of the award notice; both stand in for a start.
    """
    starts = (day(_first(lots, "starts")), day(signed), day(published))
    sources: tuple[Basis, ...] = ("start", "signed", "published")
    begins, basis = next(((found, name) for found, name in zip(starts, sources, strict=True) if found), (None, None))
    duration, stated = _first(lots, "duration"), day(_first(lots, "ends"))
    renewals = min(int(_first(lots, "renewals") or 0), MOST_RENEWALS)
    years = UTILITIES_YEARS if legal_basis == UTILITIES else FRAMEWORK_YEARS
    limit = last_day(begins, f"P{years}Y") if begins and (_first(lots, "framework") or "none") != "none" else None
    first = stated or (last_day(begins, duration) if begins and duration else None)
    if first is not None and basis is not None:
        return Term(begins, _ends(first, duration, renewals, limit), "stated" if stated else basis, renewals)
    if first is not None:
        return Term(None, _ends(first, duration, renewals, None), "stated", renewals)
    return Term(begins, (limit,) if limit else (), "framework" if limit else "unknown", renewals)


def _first(lots: Sequence[LotData], key: str) -> str | None:
    return next((found for lot in lots if (found := lot[key]) is not None), None)  # type: ignore[literal-required]


def _ends(first: date, duration: str | None, renewals: int, limit: date | None) -> tuple[date, ...]:
    ends = [first]
    for _ in range(renewals if duration else 0):
        later = last_day(ends[-1] + DAY, duration or "") if ends[-1] < date.max else None
        later = min(later, limit) if later and limit else later
        if later is None or later <= ends[-1]:
            break
        ends.append(later)
    return tuple(ends)


def last_day(start: date, duration: str) -> date | None:
    """Return the last day of an ISO 8601 duration that begins on `start`: P12M from 1 March ends on 28 February."""
    after = after_duration(start, duration)
    return after - DAY if after and after > start else None


def after_duration(start: date, duration: str) -> date | None:
    """Return `start` plus an ISO 8601 duration in days, weeks, months or years; None when that is no date.

    A minus sign before the number counts backwards: P-6M.
    """
    unit, amount = duration[-1:], duration[1:-1]
    try:
        number = float(amount)
        if unit in {"D", "W"}:
            return date.fromordinal(start.toordinal() + round(number * (7 if unit == "W" else 1)))
        if unit not in {"M", "Y"}:
            return None
        months = start.year * 12 + start.month - 1 + round(number * (12 if unit == "Y" else 1))
        year, month = divmod(months, 12)
        days = (date(year + month // 11, (month + 1) % 12 + 1, 1) - date(year, month + 1, 1)).days
        return date(year, month + 1, min(start.day, days))
    except (ValueError, OverflowError):
        return None


def day(value: str | None) -> date | None:
    """Return the day of a published date or moment; None when it is none."""
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None
