"""Fixtures for all: a fresh database a test, one PostgreSQL server a session, quiet Prefect, no settings of ours."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from models.database import make_engine, migrate
from settings import Settings

NOW = datetime(2026, 9, 15, 3, 15, tzinfo=UTC)
QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
}
os.environ.update(QUIET)
for name in [name for name in os.environ if name.startswith("ANBUDSLOTS_") and name != "ANBUDSLOTS_TEST_DATABASE_URL"]:
    del os.environ[name]


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated SQLite file, to be copied by each test."""
    path = tmp_path_factory.mktemp("database") / "empty.db"
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture
def settings(tmp_path: Path, empty_database: Path) -> Settings:
    """Return settings for a home of its own, with an empty database and the sample clock."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(empty_database, home / "anbudslots.db")
    return Settings(home=home, now=NOW)


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    """Return an engine on the test's own database."""
    engine = make_engine(settings.database)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start one real PostgreSQL server for the session; ANBUDSLOTS_TEST_DATABASE_URL names another to use."""
    if url := os.environ.get("ANBUDSLOTS_TEST_DATABASE_URL"):
        yield url
        return
    from pgserver.postgres_server import get_server

    server = get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Return the address of a new, empty PostgreSQL database."""
    name = f"t{uuid.uuid4().hex}"
    admin = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    head, _, tail = postgres_server.partition("/postgres?")
    yield f"{head}/{name}?{tail}" if tail else f"{postgres_server.rsplit('/', 1)[0]}/{name}"
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()
