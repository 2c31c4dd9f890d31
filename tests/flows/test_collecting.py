"""A night over the network: TED at a stand-in, stored, resumed, and sources that may not be collected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from flows.night import Request, attempt_plainly, open_night, outcome, run_stage
from flows.stages import BY_NAME
from models.database import make_engine
from settings import Settings
from tests.scrapers.ted_server import Calendar, Server, running

DAYS = Request(since=date(2026, 9, 13))


@pytest.fixture
def server() -> Iterator[Server]:
    """Run a stand-in with three days of 30 notices."""
    with running(Calendar(date(2026, 9, 13), 3, 30)) as found:
        yield found


@pytest.fixture
def online(settings: Settings, server: Server) -> Settings:
    """Return settings that point at the stand-in."""
    return settings.model_copy(
        update={"ted_api": server.url, "ted_site": server.url, "contact": "test@example.se", "pace": 0.0}
    )


def collect(settings: Settings, request: Request = DAYS) -> dict[str, Any]:
    """Run the collect stage alone."""
    with open_night(settings, request) as night:
        run_stage(night, BY_NAME["collect"], attempt_plainly(night))
        return outcome(night)


def stored(settings: Settings) -> int:
    """Return how many raw notices are kept."""
    with Session(make_engine(settings.database)) as session:
        return int(session.execute(text("select count(*) from raw_notice where source = 'ted'")).scalar_one())


def test_a_window_is_collected_once(online: Settings, server: Server) -> None:
    first, second = collect(online), collect(online)

    assert (first["read"], first["unchanged"], first["issues"]) == (90, 0, [])
    assert (second["read"], second["unchanged"]) == (90, 90)
    assert stored(online) == 90
    with Session(make_engine(online.database)) as session:
        assert session.execute(text("select last_count, errors_in_a_row from source where id = 'ted'")).one() == (90, 0)


def test_a_source_that_fails_is_named_and_counted(online: Settings, server: Server) -> None:
    server.faults += [lambda handler: handler.reply(403, b"no") for _ in range(9)]
    report = collect(online.model_copy(update={"pace": 0.0}))

    assert "HTTP 403" in report["issues"][0]["what"]
    assert stored(online) == 0


def test_without_a_contact_nobody_is_asked(online: Settings, server: Server) -> None:
    report = collect(online.model_copy(update={"contact": ""}))

    assert "ANBUDSLOTS_CONTACT" in report["issues"][0]["what"]
    assert not server.requests


def test_a_source_without_leave_is_refused(online: Settings, server: Server) -> None:
    report = collect(online, Request(sources=("mercell",)))

    assert "får inte hämtas" in report["issues"][0]["what"]
    assert not server.requests
