"""The state of a joint bid, from its members' answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from models.joint_bids import SWEDISH, state_of
from models.tables import JointAnswer, JointBid

NOW = datetime(2026, 9, 15, tzinfo=UTC)
LATER = NOW + timedelta(days=10)


@pytest.mark.parametrize(
    ("answers", "proposed", "deadline", "state"),
    [
        ({}, True, LATER, "new"),
        ({"a": "yes"}, True, LATER, "asked"),
        ({"a": "yes", "b": "yes"}, True, LATER, "agreed"),
        ({"a": "yes", "b": "yes"}, True, NOW, "agreed"),
        ({"a": "yes", "b": "no"}, True, LATER, "declined"),
        ({"a": "old yes"}, True, LATER, "changed"),
        ({"a": "yes", "b": "old yes"}, True, LATER, "changed"),
        ({"a": "old yes", "b": "no"}, True, LATER, "declined"),
        ({"a": "yes", "b": "yes"}, False, LATER, "withdrawn"),
        ({}, True, NOW, "expired"),
        ({"a": "yes"}, True, NOW, "expired"),
        ({}, True, None, "new"),
    ],
)
def test_state(answers: dict[str, str], proposed: bool, deadline: datetime | None, state: str) -> None:
    bid = JointBid(
        lot="n/LOT-0001", notice="n", key="a,b", rank=1, members=[{"enterprise": "a"}, {"enterprise": "b"}],
        uncovered=[], reason="", proposed=proposed, version="1", content_hash="new",
    )  # fmt: skip
    given = {
        key: JointAnswer(
            joint_bid=1, enterprise=key, answer=words.split()[-1], person="Anna Ek", at=NOW,
            content_hash="old" if words.startswith("old") else "new",
        )
        for key, words in answers.items()
    }  # fmt: skip

    assert state_of(bid, given, deadline, NOW) == state
    assert state in SWEDISH
