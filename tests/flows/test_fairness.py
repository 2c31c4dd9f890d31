"""The fairness report over the sample night: it agrees with the matches, and counts each quarter for itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from flows.fairness import fairness
from matchers.ranking import SHOW_AT
from models.database import make_engine
from models.queries import list_matches
from models.tables import MatchEvent
from review.decide import decide
from settings import Settings
from tests.flows.test_night import import_enterprises, run_night

NOW = datetime(2026, 9, 15, 3, 15, tzinfo=UTC)
SINCE = date(2026, 5, 17)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Path:
    """Return a database after the sample night."""
    home = tmp_path_factory.mktemp("fairness")
    shutil.copy(empty_database, home / "anbudslots.db")
    settings = Settings(home=home, now=NOW, draft_at=1.0)
    import_enterprises(settings)
    run_night(settings)
    return home / "anbudslots.db"


@pytest.fixture
def session(night: Path, tmp_path: Path) -> Iterator[Session]:
    """Return a session on a copy of it."""
    shutil.copy(night, tmp_path / "copy.db")
    with Session(make_engine(f"sqlite:///{tmp_path / 'copy.db'}")) as session:
        yield session


def test_pairs_that_are_shown_are_the_matches(session: Session) -> None:
    report = fairness(session, NOW, SINCE, SHOW_AT)
    matches = [row for row in list_matches(session, NOW, state_is="new") if not row.match.trial]
    steps = [row["steps"] for row in report["table"]]

    assert report["pairs"]["all"] == report["open_lots"] * 18
    assert sum(step.get("shown", 0) for step in steps) == len(matches) > 40
    assert report["pairs"]["lost_at_gate"] > 0.5
    parts = ("lost_at_gate", "lost_at_rank", "shown")
    assert sum(report["pairs"][part] for part in parts) == pytest.approx(1, abs=0.001)


def test_enterprises_served_per_quarter(session: Session) -> None:
    report = fairness(session, NOW, SINCE, SHOW_AT)
    served = {row.enterprise.id for row in list_matches(session, NOW, state_is="new") if not row.match.trial}

    assert [quarter["quarter"] for quarter in report["quarters"]] == ["2026 kv 2", "2026 kv 3"]
    assert [quarter["served"] for quarter in report["quarters"]] == [0, len(served)]
    assert report["since"] == "2026-04-01"
    without = [row for row in report["table"] if not row["shown"]]
    assert {row["enterprise"] for row in report["table"]} - served == {row["enterprise"] for row in without}
    assert all(row["gaps"] for row in without), "the profiles that get nothing say what they lack"
    assert 0 < report["gini"]["shown"] < 1
    assert report["gini"]["sent"] is None


def test_approved_and_returned_matches_count_once(session: Session) -> None:
    first = list_matches(session, NOW, state_is="new")[0]
    assert first.match.id is not None
    before = fairness(session, NOW, SINCE, SHOW_AT)["table"]
    for kind in ("withdrawn", "returned", "withdrawn", "returned"):
        session.add(MatchEvent(match=first.match.id, at=NOW, kind=kind))
    decide(session, first.match.id, "yes", "Anna Ek", "Nära", NOW)
    session.flush()

    after = fairness(session, NOW, SINCE, SHOW_AT)["table"]

    def mine(table: list[dict[str, Any]]) -> tuple[int, int]:
        row = next(row for row in table if row["enterprise"] == first.enterprise.id)
        return row["shown"], row["approved"]

    assert mine(after) == (mine(before)[0], 1)
    later = fairness(session, NOW + timedelta(days=400), date(2027, 7, 1), SHOW_AT)
    assert later["quarters"][0]["served"] == 0


def test_an_empty_register_gives_an_empty_report(settings: Settings) -> None:
    with Session(make_engine(settings.database)) as session:
        report = fairness(session, NOW, SINCE, SHOW_AT)

    assert (report["enterprises"], report["table"], report["gini"]["shown"]) == (0, [], None)
    assert report["pairs"]["lost_at_gate"] is None
    assert report["quarters"][0]["share"] is None
