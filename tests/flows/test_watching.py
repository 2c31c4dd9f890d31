"""The shares are counted by source and month in the database, and a jump is an issue in plain Swedish."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from flows.watching import issue, months_of
from matchers.drift import Jump, Month
from models.tables import Consideration, Notice, RawNotice
from tests import a_notice

RAW = "0" * 64
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def test_months_are_counted_by_notice_and_category(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(RawNotice(sha256=RAW, source="ted", name="x", fetched_at=NOW, size=1, content=b"x"))
        session.flush()
        for number, day in enumerate(("2026-09-01", "2026-09-30", "2026-10-01", None)):
            data: Any = a_notice(id=f"ted:{number}-2026", published=day)
            session.add(notice_row(data))
        session.flush()
        for number, probability in ((0, 0.9), (0, 0.8), (1, 0.2), (2, 0.6)):
            session.add(
                Consideration(
                    notice=f"ted:{number}-2026", category="employment", strength="contract", probability=probability,
                    basis="pattern", evidence=[],
                )
            )  # fmt: skip
        session.flush()

        assert months_of(session, "ted") == {
            "2026-09": Month(2, {"employment": 1}),
            "2026-10": Month(1, {"employment": 1}),
        }
        assert months_of(session, "annan") == {}


def notice_row(data: Any) -> Notice:
    """Return a row of the notice table."""
    return Notice.model_validate(
        {
            "id": data["id"], "raw": RAW, "source": "ted", "procedure": data["id"], "published": data["published"],
            "data": data, "content_hash": "x", "changes": [], "read_at": NOW,
        }
    )  # fmt: skip


def test_the_issue_says_how_often_now_and_before() -> None:
    said = issue("ted", Jump("2026-11", "employment", 0.31, 0.08))
    assert said["what"] == "sysselsättningskrav finns i 31% av annonserna 2026-11, förut i 8%"
