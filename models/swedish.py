"""Dates, amounts and time left as plain Swedish writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
    "december",
)  # fmt: skip


def day(value: date) -> str:
    """Return ”torsdag 3 december 2026”."""
    return f"{DAYS[value.weekday()]} {value.day} {MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime, has_time: bool = True) -> str:
    """Return ”torsdag 3 december 2026 kl. 23.59” in Swedish time; without the time when the notice gave none."""
    local = value.astimezone(STOCKHOLM)
    return f"{day(local)} kl. {local:%H.%M}" if has_time else day(local)


def days_left(deadline: datetime, now: datetime) -> str:
    """Return ”14 dagar kvar”, counted in Swedish days."""
    left = (deadline.astimezone(STOCKHOLM).date() - now.astimezone(STOCKHOLM).date()).days
    if left < 0:
        return "tiden är ute"
    return {0: "sista dagen är i dag", 1: "1 dag kvar"}.get(left, f"{left} dagar kvar")


def number(value: float) -> str:
    """Return ”1 200 000” with no-break spaces; decimals only when there are any."""
    text = f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"
    return text.replace(",", "\u00a0").replace(".", ",")


def money(amount: float, currency: str | None = "SEK") -> str:
    """Return ”1 200 000 kr”, or with the currency's code when it is not the krona."""
    return f"{number(amount)}\u00a0{'kr' if currency == 'SEK' else currency or ''}".rstrip("\u00a0")


def listed(words: Sequence[str]) -> str:
    """Return ”lokalvård, tvätt och catering”; with ”samt” last when an item has an ”och” of its own."""
    last = " samt " if any(" och " in word for word in words) else " och "
    return last.join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
