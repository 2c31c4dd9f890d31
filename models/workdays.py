"""Working days in Sweden: a time limit of the law that ends on a free day ends on the next working day (1930:173)."""

from __future__ import annotations

from datetime import date, timedelta

FIXED = {(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)}  # month, day
AFTER_EASTER = (-2, 1, 39)  # Good Friday, Easter Monday, Ascension Day; the Sundays are free anyway


def is_working_day(day: date) -> bool:
    """Return whether a day is neither Saturday, Sunday, public holiday nor one of the eves that the law counts."""
    if day.weekday() >= 5 or (day.month, day.day) in FIXED:
        return False
    midsummer_eve = day.weekday() == 4 and date(day.year, 6, 19) <= day <= date(day.year, 6, 25)
    return not midsummer_eve and (day - easter(day.year)).days not in AFTER_EASTER


def limit_ends(start: date, days: int) -> date:
    """Return the last day of a limit of so many days; the first day is not counted, and a free day moves the end."""
    end = start + timedelta(days=days)
    while not is_working_day(end):
        end += timedelta(days=1)
    return end


def easter(year: int) -> date:
    """Return Easter Sunday (Gauss, as Meeus and Jones wrote it down)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
