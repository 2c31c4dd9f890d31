"""The schema equals the models on both databases, migrations go both ways, and upserts count true."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import Session, SQLModel

from models.database import content_hash, downgrade, make_engine, migrate, revisions, upsert
from models.tables import Enterprise, Lot, Match, MatchEvent, Notice, RawNotice, Run

NOW = datetime(2026, 9, 15, 3, 15, tzinfo=UTC)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Return an engine on an empty database of each kind."""
    url = f"sqlite:///{tmp_path / 'x.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    engine = make_engine(url)
    yield engine
    engine.dispose()


def test_migrations_give_the_models(fresh: Engine) -> None:
    migrate(fresh)

    with fresh.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    there, code = revisions(fresh)
    assert there == code is not None


def test_migrations_go_down_and_up(fresh: Engine) -> None:
    migrate(fresh)
    downgrade(fresh)
    assert revisions(fresh)[0] is None
    migrate(fresh)

    with Session(fresh) as session:
        session.add(Run(started=NOW, stages={}, counts={}))
        session.commit()
        assert session.execute(text("select count(*) from run")).scalar_one() == 1


def rows_for_match(session: Session) -> dict[str, Any]:
    """Write what a match needs and return its row."""
    session.add(RawNotice(sha256="a", source="files", name="a.xml", fetched_at=NOW, size=1, content=b"x"))
    session.flush()
    notice = Notice(
        id="n", raw="a", source="ted", procedure="n", data={}, content_hash="h", changes=[], read_at=NOW, joined=True
    )
    enterprise = Enterprise(
        id="e", name="E", nuts=[], trades=[], cpv=[], past_contracts=[], certificates=[], insurances=[], permits=[],
        wants=[], wants_not=[], updated_at=NOW,
    )  # fmt: skip
    session.add_all([notice, enterprise])
    session.flush()
    session.add(Lot(id="n/L", notice="n", lot="L"))
    session.flush()
    return {
        "lot": "n/L",
        "notice": "n",
        "enterprise": "e",
        "score": 0.5,
        "signals": [],
        "version": "1",
        "content_hash": "h",
    }


def test_a_match_is_unique_per_lot_and_enterprise(fresh: Engine) -> None:
    migrate(fresh)
    with Session(fresh) as session:
        row = rows_for_match(session)
        session.add(Match(**row))
        session.flush()
        session.add(Match(**row))
        with pytest.raises(IntegrityError):
            session.flush()


def test_upsert_updates_the_row_that_exists(fresh: Engine) -> None:
    migrate(fresh)
    with Session(fresh) as session:
        row = rows_for_match(session)
        upsert(session, Match, [row], ["lot", "enterprise"])
        upsert(session, Match, [{**row, "score": 0.75}], ["lot", "enterprise"])
        assert session.execute(text("select count(*), max(score) from match")).one() == (1, 0.75)


def test_moments_come_back_in_utc_and_naive_ones_are_refused(fresh: Engine) -> None:
    migrate(fresh)
    summer = datetime.fromisoformat("2026-09-15T05:15:00+02:00")
    with Session(fresh) as session:
        session.add(Run(started=summer, stages={}, counts={}))
        session.commit()
        run = session.get_one(Run, 1)
        assert run.started == NOW
        assert run.started.utcoffset() is not None
    with Session(fresh) as session:
        session.add(Run(started=NOW.replace(tzinfo=None), stages={}, counts={}))
        with pytest.raises(StatementError, match="without time zone"):
            session.flush()


def test_foreign_keys_hold(fresh: Engine) -> None:
    migrate(fresh)
    with Session(fresh) as session:
        session.add(Lot(id="n/L", notice="missing", lot="L"))
        with pytest.raises(IntegrityError):
            session.flush()


def test_two_writers_wait_for_one_another(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(Run(id=1, started=NOW, stages={}, counts={"n": 0}))
        session.commit()

    def add(_: int) -> None:
        with Session(engine) as session:
            run = session.get_one(Run, 1)
            run.counts = {"n": run.counts["n"] + 1}
            session.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(80)))

    with Session(engine) as session:
        assert session.get_one(Run, 1).counts == {"n": 80}


def test_content_hash_does_not_depend_on_the_order_of_keys() -> None:
    assert content_hash({"a": 1, "b": ["å"]}) == content_hash({"b": ["å"], "a": 1})
    assert content_hash({"a": 1}) != content_hash({"a": 2})


def test_matches_from_before_there_were_trials_keep_their_events(fresh: Engine) -> None:
    migrate(fresh, "0007")
    with Session(fresh) as session:
        row = {**rows_for_match(session), "signals": "[]"}
        names = ", ".join(row)
        session.execute(text(f"insert into match ({names}) values ({', '.join(f':{name}' for name in row)})"), row)
        match = session.execute(text("select id from match")).scalar_one()
        session.add(MatchEvent(match=match, at=NOW, kind="found"))
        session.commit()

    migrate(fresh)

    with Session(fresh) as session:
        assert session.get_one(Match, match).trial is False
        assert session.execute(text("select count(*) from match_event")).scalar_one() == 1
    downgrade(fresh, "0007")
    with Session(fresh) as session:
        assert session.execute(text("select count(*) from match_event")).scalar_one() == 1
