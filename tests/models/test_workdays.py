"""Working days: weekends, holidays and eves, and the end of a limit."""

from __future__ import annotations

from datetime import date

import pytest

from models.workdays import easter, is_working_day, limit_ends


@pytest.mark.parametrize(
    ("year", "day"), [(2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2027, (3, 28)), (2038, (4, 25))]
)
def test_easter(year: int, day: tuple[int, int]) -> None:
    assert easter(year) == date(year, *day)


@pytest.mark.parametrize(
    "day",
    [
        "2026-01-01", "2026-01-06", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2026-06-06", "2026-06-19",
        "2026-12-24", "2026-12-25", "2026-12-31", "2026-11-28", "2026-11-29",
    ],
)  # fmt: skip
def test_free_days(day: str) -> None:
    assert not is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2026-01-05", "2026-04-02", "2026-05-15", "2026-06-18", "2026-12-23", "2026-11-25"])
def test_working_days(day: str) -> None:
    assert is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-16", 10, "2026-11-26"),  # a Thursday
        ("2026-11-18", 10, "2026-11-30"),  # a Saturday: Monday
        ("2026-12-14", 10, "2026-12-28"),  # Christmas Eve, two holidays (the second a Saturday), a Sunday
        ("2026-12-21", 10, "2027-01-04"),  # New Year's Eve, New Year's Day, a weekend
    ],
)
def test_a_limit_that_ends_on_a_free_day_ends_on_the_next_working_day(start: str, days: int, end: str) -> None:
    assert limit_ends(date.fromisoformat(start), days) == date.fromisoformat(end)
