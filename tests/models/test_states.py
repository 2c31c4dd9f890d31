"""The state of a match follows from its last event and the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from models.states import AFTER, SWEDISH, state

NOW = datetime(2026, 9, 15, 3, 15, tzinfo=UTC)


@pytest.mark.parametrize("event", AFTER)
def test_every_event_leads_to_a_state_with_a_swedish_name(event: str) -> None:
    assert SWEDISH[state(event, None, NOW)]


@pytest.mark.parametrize(
    ("event", "hours", "expected"),
    [
        ("found", 1, "new"),
        ("found", 0, "expired"),
        ("found", -1, "expired"),
        ("yes", -1, "expired"),
        ("sent", -1, "sent"),
        ("no", -1, "rejected"),
        ("later", 1, "later"),
        ("withdrawn", 1, "withdrawn"),
    ],
)
def test_an_undecided_match_expires_with_its_deadline(event: str, hours: int, expected: str) -> None:
    assert state(event, NOW + timedelta(hours=hours), NOW) == expected
