"""Alembic's way in: the engine is handed over by `models.database`, batch mode so that SQLite can alter tables."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, Engine
from sqlmodel import SQLModel

import models.tables  # noqa: F401  (makes the metadata whole)


def _foreign_keys(connection: Connection, state: str) -> None:
    """Switch SQLite's foreign keys; works only outside a transaction, so it goes to the driver directly."""
    driver = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite" and driver is not None:
        driver.cursor().execute(f"PRAGMA foreign_keys={state}")


engine: Engine = context.config.attributes["engine"]
with engine.connect() as connection:
    _foreign_keys(connection, "off")  # SQLite rebuilds a table to alter it
    context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
    _foreign_keys(connection, "on")
