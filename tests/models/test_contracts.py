"""When contracts run out: dates, leap days, renewals, what stands in for a start, and what is not known."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.contracts import MOST_RENEWALS, after_duration, last_day, term
from tests import a_lot

days = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("start", "duration", "expected"),
    [
        (date(2026, 1, 31), "P1M", date(2026, 2, 28)),
        (date(2026, 11, 30), "P3M", date(2027, 2, 28)),
        (date(2024, 2, 29), "P1Y", date(2025, 2, 28)),
        (date(2024, 2, 29), "P4Y", date(2028, 2, 29)),
        (date(2026, 1, 1), "P24M", date(2028, 1, 1)),
        (date(2026, 1, 1), "P1.5Y", date(2027, 7, 1)),
        (date(2026, 1, 1), "P10D", date(2026, 1, 11)),
        (date(2026, 1, 1), "P2W", date(2026, 1, 15)),
        (date(2028, 8, 31), "P-6M", date(2028, 2, 29)),
        (date(2027, 1, 15), "P-18M", date(2025, 7, 15)),
        (date(2026, 1, 1), "P99999Y", None),
        (date(2026, 1, 1), "P1e999M", None),
        (date(2026, 1, 1), "PnanM", None),
        (date(2026, 1, 1), "PT12H", None),
        (date(2026, 1, 1), "nonsense", None),
        (date(2026, 1, 1), "", None),
    ],
)
def test_durations_added_to_dates(start: date, duration: str, expected: date | None) -> None:
    assert after_duration(start, duration) == expected


@pytest.mark.parametrize(
    ("start", "duration", "expected"),
    [
        (date(2025, 3, 1), "P24M", date(2027, 2, 28)),
        (date(2027, 3, 1), "P12M", date(2028, 2, 29)),
        (date(2026, 1, 1), "P1Y", date(2026, 12, 31)),
        (date(2026, 1, 1), "P1D", date(2026, 1, 1)),
        (date(2026, 1, 1), "P0M", None),
    ],
)
def test_the_last_day_is_the_day_before(start: date, duration: str, expected: date | None) -> None:
    assert last_day(start, duration) == expected


@pytest.mark.parametrize(
    ("lot", "signed", "published", "basis", "ends"),
    [
        ({"ends": "2028-01-31"}, None, None, "stated", [date(2028, 1, 31)]),
        ({"ends": "2028-01-31", "starts": "2026-02-01"}, None, "2026-01-10", "stated", [date(2028, 1, 31)]),
        ({"starts": "2026-02-01", "duration": "P24M"}, "2026-01-05", None, "start", [date(2028, 1, 31)]),
        ({"duration": "P24M"}, "2026-01-05", "2026-01-20", "signed", [date(2028, 1, 4)]),
        ({"duration": "P24M"}, None, "2026-01-20", "published", [date(2028, 1, 19)]),
        ({"duration": "P24M"}, "not a date", "2026-01-20", "published", [date(2028, 1, 19)]),
        ({"duration": "P24M"}, None, None, "unknown", []),
        ({}, "2026-01-05", None, "unknown", []),
        ({"framework": "fa-wo-rc"}, "2026-01-05", None, "framework", [date(2030, 1, 4)]),
        ({"framework": "none"}, "2026-01-05", None, "unknown", []),
        # renewals are taken to be as long as the contract
        (
            {"starts": "2026-01-01", "duration": "P12M", "renewals": 2}, None, None, "start",
            [date(2026, 12, 31), date(2027, 12, 31), date(2028, 12, 31)],
        ),
        # a framework ends after four years, whatever its renewals
        (
            {"starts": "2026-01-01", "duration": "P24M", "renewals": 3, "framework": "fa-w-rc"}, None, None, "start",
            [date(2027, 12, 31), date(2029, 12, 31)],
        ),
        (
            {"starts": "2026-01-01", "duration": "P36M", "renewals": 1, "framework": "fa-wo-rc"}, None, None, "start",
            [date(2028, 12, 31), date(2029, 12, 31)],
        ),
        # one that is stated to be longer has its reasons
        (
            {"starts": "2026-01-01", "duration": "P72M", "renewals": 1, "framework": "fa-wo-rc"}, None, None, "start",
            [date(2031, 12, 31)],
        ),
        # renewals of unknown length
        ({"ends": "2028-01-31", "renewals": 2}, None, None, "stated", [date(2028, 1, 31)]),
    ],
)  # fmt: skip
def test_terms(lot: dict[str, Any], signed: str | None, published: str | None, basis: str, ends: list[date]) -> None:
    found = term([a_lot(**lot)], signed, published)

    assert (found.basis, list(found.ends)) == (basis, ends)


def test_a_framework_of_the_utilities_may_last_eight_years() -> None:
    found = term([a_lot(framework="fa-wo-rc")], "2026-01-01", None, "32014L0025")

    assert found.latest == date(2033, 12, 31)


def test_what_the_award_does_not_say_is_taken_from_the_invitation() -> None:
    award = a_lot(starts="2026-02-01", renewals=0)
    invitation = a_lot(starts="2026-01-01", duration="P12M", renewals=2)

    found = term([award, invitation], None, None)

    assert (found.begins, found.ends, found.renewals) == (date(2026, 2, 1), (date(2027, 1, 31),), 0)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 6, 1), date(2026, 12, 31)),
        (date(2026, 12, 31), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2027, 12, 31)),
        (date(2028, 1, 1), None),
    ],
)
def test_the_next_end_is_the_first_from_today(today: date, expected: date | None) -> None:
    found = term([a_lot(starts="2026-01-01", duration="P12M", renewals=1)], None, None)

    assert found.next_end(today) == expected


@given(days, st.integers(1, 120), st.integers(0, 10**9), st.sampled_from([None, "fa-wo-rc"]))
def test_ends_come_in_order_and_end(start: date, months: int, renewals: int, framework: str | None) -> None:
    lot = a_lot(starts=start.isoformat(), duration=f"P{months}M", renewals=renewals, framework=framework)
    found = term([lot], None, None)

    assert 1 <= len(found.ends) <= MOST_RENEWALS + 1
    assert list(found.ends) == sorted(set(found.ends))
    assert found.ends[0] >= start


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_wild_values_end_in_no_error(starts: str, ends: str, duration: str) -> None:
    found = term([a_lot(starts=starts, ends=ends, duration=duration, renewals=2)], ends, starts)

    assert found.basis in {"stated", "start", "signed", "published", "unknown"}
