"""What the fairness report is counted from, on PostgreSQL too: open lots, and matches once in their time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from models.database import make_engine, migrate
from models.exposure import exposure, notices_of, open_lots
from models.profiles import save_enterprises
from models.tables import Lot, Match, MatchEvent, Notice, RawNotice
from tests import a_lot, a_notice, an_enterprise

NOW = datetime(2026, 9, 15, 3, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)
EVENTS = (("found", 0), ("withdrawn", 1), ("returned", 2), ("yes", 3), ("sent", 4))


@pytest.fixture(params=["sqlite", "postgresql"])
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    """Return a session with four lots, one of which was shown twice, approved and sent."""
    if request.param == "sqlite":
        engine = request.getfixturevalue("engine")
    else:
        engine = make_engine(request.getfixturevalue("postgres_url"))
        migrate(engine)
    with Session(engine) as session:
        notice = a_notice(lots=[a_lot(id=f"LOT-000{n}") for n in (1, 2, 3, 4)])
        session.add(RawNotice(sha256="r", source="ted", name="r", fetched_at=NOW, size=1, content=b"x"))
        session.flush()
        values: dict[str, Any] = {"procedure": "p", "form_type": "competition", "content_hash": "h", "changes": []}
        session.add(Notice(id=notice["id"], raw="r", source="ted", data=dict(notice), read_at=NOW, **values))
        session.flush()
        days = {"LOT-0001": NOW + HOUR, "LOT-0002": NOW - HOUR, "LOT-0003": None, "LOT-0004": NOW + HOUR}
        for lot, last in days.items():
            state = "cancelled" if lot == "LOT-0004" else "open"
            session.add(Lot(id=f"{notice['id']}/{lot}", notice=notice["id"], lot=lot, deadline=last, state=state))
        save_enterprises(session, [an_enterprise(id="1")], NOW)
        session.flush()
        match = Match(
            lot="ted:1-2026/LOT-0001", notice="ted:1-2026", enterprise="1", score=0.5, signals=[], version="1",
            content_hash="h",
        )  # fmt: skip
        session.add(match)
        session.flush()
        assert match.id is not None
        session.add_all(MatchEvent(match=match.id, at=NOW + hours * HOUR, kind=kind) for kind, hours in EVENTS)
        session.commit()
        yield session
    engine.dispose()


def test_lots_that_can_be_answered_are_open(session: Session) -> None:
    assert open_lots(session, NOW) == [("ted:1-2026", "LOT-0001"), ("ted:1-2026", "LOT-0003")]
    assert notices_of(session, {"ted:1-2026", "ted:9-2026"})["ted:1-2026"]["id"] == "ted:1-2026"


def test_a_match_on_trial_counts_apart(session: Session) -> None:
    day = (NOW, NOW + 5 * HOUR)
    assert (exposure(session, "shown", *day), exposure(session, "trial", *day)) == ({"1": 1}, {})
    session.get_one(Match, 1).trial = True
    session.flush()
    assert (exposure(session, "shown", *day), exposure(session, "trial", *day)) == ({}, {"1": 1})
    assert exposure(session, "sent", *day) == {"1": 1}


def test_a_match_counts_once_in_its_time(session: Session) -> None:
    table: list[tuple[str, int, int, dict[str, int]]] = [
        ("shown", 0, 5, {"1": 1}),
        ("shown", 0, 1, {"1": 1}),
        ("shown", 1, 2, {}),
        ("shown", 2, 3, {"1": 1}),
        ("approved", 0, 3, {}),
        ("approved", 3, 4, {"1": 1}),
        ("sent", 4, 5, {"1": 1}),
    ]
    for kind, first, last, expected in table:
        assert exposure(session, kind, NOW + first * HOUR, NOW + last * HOUR) == expected, (kind, first, last)
