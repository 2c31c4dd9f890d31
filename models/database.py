"""The way to the database: an engine that behaves the same on SQLite and PostgreSQL, and upserts by list.

SQLite: write-ahead log, foreign keys, full synchronous, and BEGIN IMMEDIATE, so that two writers wait for one another
instead of failing (docs/decisions/0003).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

ROOT = Path(__file__).resolve().parent.parent


def make_engine(url: str) -> Engine:
    """Return an engine for `url` (SQLite or PostgreSQL). Nothing is connected yet."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # stop the driver's own BEGIN
        for pragma in ("journal_mode=wal", "synchronous=full", "busy_timeout=30000", "foreign_keys=on"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        reading = connection.get_execution_options().get("read_only", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def reading_session(engine: Engine) -> Session:
    """Return a session that only reads: on SQLite it never waits for a writer."""
    return Session(engine.execution_options(read_only=True))


def _alembic(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["engine"] = engine
    return config


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to `revision`."""
    command.upgrade(_alembic(engine), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Take the schema back to `revision`."""
    command.downgrade(_alembic(engine), revision)


def revisions(engine: Engine) -> tuple[str | None, str | None]:
    """Return (the database's revision, the code's revision)."""
    with engine.connect() as connection:
        there = MigrationContext.configure(connection).get_current_revision()
    return there, ScriptDirectory.from_config(_alembic(engine)).get_current_head()


def upsert(session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]], key: Sequence[str]) -> None:
    """Insert the rows; where `key` exists already, update the other columns. All rows have the same columns.

    One statement with a list of parameters: 100 times faster than a merge per row.
    """
    if not rows:
        return
    target: Table = table.__table__  # type: ignore[attr-defined]
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(target)
    others = [column for column in rows[0] if column not in key]
    if others:
        statement = insert.on_conflict_do_update(index_elements=list(key), set_={c: insert.excluded[c] for c in others})
    else:
        statement = insert.on_conflict_do_nothing(index_elements=list(key))
    session.execute(statement, [dict(row) for row in rows])


def content_hash(value: Any) -> str:
    """Return a short stable fingerprint of a JSON value: 16 hexadecimal digits of its SHA-256."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
