"""Dates, amounts and time left, as plain Swedish writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from models.swedish import days_left, moment, money, number

DEADLINE = datetime(2026, 12, 3, 22, 59, tzinfo=UTC)


def test_a_moment_is_told_in_swedish_time() -> None:
    assert moment(DEADLINE) == "torsdag 3 december 2026 kl. 23.59"
    assert moment(DEADLINE, has_time=False) == "torsdag 3 december 2026"


def test_days_left_count_swedish_days() -> None:
    assert days_left(DEADLINE, DEADLINE - timedelta(days=14)) == "14 dagar kvar"
    assert days_left(DEADLINE, DEADLINE - timedelta(hours=23)) == "sista dagen är i dag"
    assert days_left(DEADLINE, DEADLINE - timedelta(hours=25)) == "1 dag kvar"
    assert days_left(DEADLINE, DEADLINE + timedelta(days=1)) == "tiden är ute"


def test_amounts_have_no_break_spaces() -> None:
    assert money(1200000) == "1\u00a0200\u00a0000\u00a0kr"
    assert money(10.5, "EUR") == "10,50\u00a0EUR"
    assert number(0) == "0"
