"""One night at a time: a row in our own database. Prefect's limit does not see nights run by hand or by cron."""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from models.tables import RunLock

NAME = "nightly"
LEASE = timedelta(minutes=15)  # renewed by every batch


class NightRunning(Exception):
    """Another night runs; the text says which and since when."""


def owner_here() -> str:
    """Return the name of this process: host:pid:start, so that a pid used again is not taken for the old one."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def _started(pid: int) -> str:
    """Return when a process started, in clock ticks since boot; empty when it does not live (or no /proc is here)."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:  # noqa: PTH123
            return stat.read().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def _is_dead(owner: str) -> bool:
    """Say whether the owner is a process of this machine that no longer lives."""
    host, pid, started = owner.rsplit(":", 2)
    if host != socket.gethostname() or not started:
        return False
    return _started(int(pid)) != started


def take(session: Session, owner: str, now: datetime) -> str | None:
    """Take the lock and commit. Returns the dead or late owner it was taken from; raises NightRunning when held."""
    held = session.get(RunLock, NAME)
    if held is None:
        session.add(RunLock(name=NAME, owner=owner, until=now + LEASE))
        try:
            session.commit()
        except IntegrityError as error:
            raise NightRunning("en annan natt startade i samma stund; vänta tills den är klar") from error
        return None
    old, until = held.owner, held.until
    if until > now and not _is_dead(old):
        host, pid, _ = old.rsplit(":", 2)
        session.rollback()
        raise NightRunning(f"en natt körs redan (process {pid} på {host}); vänta tills den är klar")
    # Conditional, so that of two that see the same stale lock only one takes it.
    taken = session.execute(
        update(RunLock)
        .where(col(RunLock.name) == NAME, col(RunLock.owner) == old)
        .values(owner=owner, until=now + LEASE)
        .returning(col(RunLock.name))
    ).first()
    session.commit()
    if taken is None:
        raise NightRunning("en annan natt tog över i samma stund; vänta tills den är klar")
    return old


def renew(session: Session, owner: str, now: datetime) -> None:
    """Say that the night still runs; part of the caller's transaction. Raises NightRunning when the lock was lost."""
    statement = update(RunLock).where(col(RunLock.name) == NAME, col(RunLock.owner) == owner).values(until=now + LEASE)
    if session.execute(statement.returning(col(RunLock.name))).first() is None:
        raise NightRunning("nattens lås har tagits över av en annan körning; den här slutar utan att ändra något")


def release(session: Session, owner: str) -> None:
    """Give the lock back and commit."""
    session.execute(delete(RunLock).where(col(RunLock.name) == NAME, col(RunLock.owner) == owner))
    session.commit()


def holder(session: Session) -> RunLock | None:
    """Return the lock row, if a night runs."""
    return session.execute(select(RunLock).where(col(RunLock.name) == NAME)).scalar_one_or_none()
