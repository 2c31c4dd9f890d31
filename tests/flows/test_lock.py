"""One night at a time: held, stale, dead and lost locks."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from flows import lock

NOW = datetime(2026, 9, 15, 3, 15, tzinfo=UTC)
ELSEWHERE = "another-machine:4711:99"


def test_a_held_lock_refuses_and_says_who(engine: Engine) -> None:
    with Session(engine) as session:
        assert lock.take(session, lock.owner_here(), NOW) is None
        with pytest.raises(lock.NightRunning, match="process"):
            lock.take(session, ELSEWHERE, NOW)


def test_a_lock_past_its_time_is_taken_over(engine: Engine) -> None:
    with Session(engine) as session:
        lock.take(session, ELSEWHERE, NOW)
        assert lock.take(session, lock.owner_here(), NOW + lock.LEASE + timedelta(seconds=1)) == ELSEWHERE


def test_a_lock_of_a_dead_process_is_taken_over_at_once(engine: Engine) -> None:
    code = "from flows.lock import owner_here; print(owner_here())"
    dead = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    with Session(engine) as session:
        lock.take(session, dead, NOW)
        assert lock.take(session, lock.owner_here(), NOW) == dead


def test_renewing_a_lost_lock_stops_the_night(engine: Engine) -> None:
    mine = lock.owner_here()
    with Session(engine) as session:
        lock.take(session, ELSEWHERE, NOW)
        with pytest.raises(lock.NightRunning, match="tagits över"):
            lock.renew(session, mine, NOW)


def test_a_released_lock_is_free(engine: Engine) -> None:
    with Session(engine) as session:
        lock.take(session, ELSEWHERE, NOW)
        lock.release(session, ELSEWHERE)
        assert lock.holder(session) is None
        assert lock.take(session, lock.owner_here(), NOW) is None
