"""A whole night over the invented day: what it does, that it does nothing twice, and that it survives being killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlmodel import Session

from flows import lock
from flows.night import Request, attempt_plainly, open_night, outcome, run_stage
from flows.stages import STAGES
from models.database import make_engine
from models.profile_files import read_profiles
from models.profiles import save_enterprises
from models.queries import list_matches
from review.decide import decide
from settings import Settings
from tests import ROOT

SAMPLES = ROOT / "samples"
NOW = datetime(2026, 9, 15, 3, 15, tzinfo=UTC)


def import_enterprises(settings: Settings) -> None:
    """Take in the invented enterprises."""
    engine = make_engine(settings.database)
    with Session(engine) as session:
        save_enterprises(session, read_profiles(SAMPLES / "enterprises.json"), settings.clock())
        session.commit()
    engine.dispose()


def run_night(settings: Settings, *paths: Path) -> dict[str, Any]:
    """Run a night the plain way and return what it tells."""
    with open_night(settings, Request(paths or (SAMPLES / "eforms",))) as night:
        for stage in STAGES:
            run_stage(night, stage, attempt_plainly(night))
        return outcome(night)


@pytest.fixture(scope="module")
def sample_home(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Path:
    """Return a home in which the sample night has been run, without packages; to be copied."""
    home = tmp_path_factory.mktemp("night") / "home"
    home.mkdir()
    shutil.copy(empty_database, home / "anbudslots.db")
    settings = Settings(home=home, now=NOW, draft_at=1.0)
    import_enterprises(settings)
    run_night(settings)
    return home


@pytest.fixture
def after_night(sample_home: Path, tmp_path: Path) -> Settings:
    """Return settings for a copy of the home after the sample night."""
    shutil.copytree(sample_home, tmp_path / "home")
    return Settings(home=tmp_path / "home", now=NOW, draft_at=1.0)


def dump(settings: Settings) -> dict[str, list[Any]]:
    """Return every table's rows by natural key, without surrogate ids, runs and times."""
    tables = {
        "raw_notice": "sha256, reader, fault",
        "notice": "id, content_hash, is_current, closed, joined, classified, matched, grouped",
        "lot": "id, deadline, state",
        "consideration": "notice, lot, category, basis, probability, strength",
        "enterprise": "id, matched",
        "match": "lot, enterprise, score, version",
        "joint_bid": "lot, key, rank, members, uncovered, reason, proposed, version, content_hash",
        "draft": "match, version, content_hash",
        "outbox_message": "message_id, state",
        "issue": "key",
    }
    found: dict[str, list[Any]] = {}
    engine = create_engine(settings.database)
    with engine.connect() as connection:
        for table, columns in tables.items():
            rows = connection.execute(text(f'select {columns} from "{table}"'))
            found[table] = sorted(map(repr, rows))
        events = "select m.lot, m.enterprise, e.kind from match_event e join match m on m.id = e.match"
        found["match_event"] = sorted(map(repr, connection.execute(text(events))))
    engine.dispose()
    return found


def test_the_night_reads_finds_and_matches(after_night: Settings) -> None:
    engine = make_engine(after_night.database)
    with Session(engine) as session:
        counts = json.loads(session.execute(text("select counts from run where id = 1")).scalar_one())
        assert counts["new"] == 77
        assert counts["quarantined"] == 2
        assert counts["considerations"] > 40
        assert counts["matches"] > 30
        assert counts["joint_bids"] >= 3
        best = list_matches(session, NOW, state_is="new")[0]
        assert best.match.score > 0.9
        assert len(best.match.signals) >= 2
    engine.dispose()


def test_a_second_night_changes_nothing(after_night: Settings) -> None:
    before = dump(after_night)

    report = run_night(after_night)

    assert (report["read"], report["new"], report["changed"], report["unchanged"]) == (79, 0, 0, 77)
    assert report["quarantined"] == 2
    assert len(report["issues"]) == 2
    assert (report["matches"], report["joint_bids"]) == (0, 0)
    assert dump(after_night) == before


def test_lots_that_are_closed_or_late_are_not_suggested(after_night: Settings) -> None:
    engine = make_engine(after_night.database)
    with Session(engine) as session:
        titles = [row.title for row in list_matches(session, NOW)]
        current = [row.notice.id for row in list_matches(session, NOW) if "badplatsernas toaletter" in row.title]
        closing = next(row for row in list_matches(session, NOW) if "kusten" in row.title)
    engine.dispose()
    assert not any("Valmaterial" in title or "kyrkogård" in title for title in titles)
    assert len(set(current)) == 1, "only the changed notice is current"
    at_noon = closing.lot.deadline
    assert at_noon is not None
    with Session(make_engine(after_night.database)) as session:
        late = at_noon + timedelta(minutes=1)
        states = {row.title: row.state for row in list_matches(session, late) if "grönytor" in row.title}
    assert {state for title, state in states.items() if "kusten" in title} == {"expired"}
    assert {state for title, state in states.items() if "inlandet" in title} == {"new"}


def test_the_whole_night_gives_the_same_when_enterprises_come_later(
    after_night: Settings, tmp_path: Path, empty_database: Path
) -> None:
    late = tmp_path / "late"
    late.mkdir()
    shutil.copy(empty_database, late / "anbudslots.db")
    settings = Settings(home=late, now=NOW, draft_at=1.0)
    run_night(settings)
    import_enterprises(settings)
    run_night(settings)

    assert dump(settings)["match"] == dump(after_night)["match"]


def test_a_changed_profile_updates_its_matches(after_night: Settings) -> None:
    profiles = read_profiles(SAMPLES / "enterprises.json")
    cleaner = next(profile for profile in profiles if "cleaning" in profile["trades"] and profile["cpv"] == [])
    cleaner["trades"], cleaner["description"], cleaner["past_contracts"] = ["snow"], "Vi skottar snö.", []
    engine = make_engine(after_night.database)
    with Session(engine) as session:
        assert save_enterprises(session, [cleaner], NOW)["changed"] == 1
        session.commit()
    engine.dispose()

    run_night(after_night)

    with Session(make_engine(after_night.database)) as session:
        mine = [row for row in list_matches(session, NOW) if row.enterprise.id == cleaner["id"]]
        assert {row.state for row in mine if "Lokalvård" in row.title} == {"withdrawn"}
        assert any(row.state == "new" and "Snöröjning" in row.title for row in mine)


def test_an_approved_match_is_queued_once(after_night: Settings) -> None:
    with Session(make_engine(after_night.database)) as session:
        best = next(row for row in list_matches(session, NOW, state_is="new") if row.enterprise.email)
        assert best.match.id is not None
        decide(session, best.match.id, "yes", "Anna Ek", "", NOW)
        session.commit()

    assert run_night(after_night)["queued"] == 1
    assert run_night(after_night)["queued"] == 0


def test_a_package_is_written_for_a_good_match(after_night: Settings) -> None:
    generous = after_night.model_copy(update={"draft_at": 0.99})

    report = run_night(generous)

    assert report["drafts"] > 0
    folders = list(generous.packages.glob("*/v1"))
    assert len(folders) == report["drafts"]
    assert {path.name for path in folders[0].iterdir()} >= {"01-anbud.docx", "kalender.ics", "paket.zip"}


def test_two_nights_at_once_are_refused(after_night: Settings) -> None:
    engine = make_engine(after_night.database)
    with Session(engine) as session:
        lock.take(session, "another-machine:1:1", datetime.now(UTC))
    before = dump(after_night)

    with pytest.raises(lock.NightRunning, match="körs redan"):
        run_night(after_night)
    assert dump(after_night) == before
    engine.dispose()


def test_a_failed_batch_does_not_stop_the_night(after_night: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("flows.drafting.write_folder", fail)
    generous = after_night.model_copy(update={"draft_at": 0.99})

    report = run_night(generous)

    assert any("No space left" in issue["what"] for issue in report["issues"])
    assert "queue" in report["stages"]
    assert not list(generous.packages.glob("*/v1"))


KILL = """
import os, signal, sys
from pathlib import Path
from flows import matching
from flows.night import Night
from tests.flows.test_night import import_enterprises, run_night
from settings import Settings
from datetime import datetime

settings = Settings(home=Path(sys.argv[1]), now=datetime.fromisoformat(sys.argv[2]), draft_at=1.0)
matching.BATCH = 10
save, left = matching._save, [int(sys.argv[3])]
def dying(*arguments):
    found = save(*arguments)
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return found
matching._save = dying
import_enterprises(settings)
run_night(settings)
"""


@pytest.mark.parametrize("batch", [1, 4])
def test_a_night_killed_while_matching_ends_as_if_undisturbed(
    after_night: Settings, tmp_path: Path, empty_database: Path, batch: int
) -> None:
    home = tmp_path / "killed"
    home.mkdir()
    shutil.copy(empty_database, home / "anbudslots.db")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    arguments = [sys.executable, "-c", KILL, str(home), NOW.isoformat(), str(batch)]
    killed = subprocess.run(arguments, env=environment, cwd=ROOT, capture_output=True, check=False, timeout=120)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()

    settings = Settings(home=home, now=NOW, draft_at=1.0)
    report = run_night(settings)

    assert any("togs över" in issue["what"] for issue in report["issues"])
    undisturbed, disturbed = dump(after_night), dump(settings)
    undisturbed.pop("issue")
    disturbed.pop("issue")
    assert disturbed == undisturbed


@pytest.mark.postgres
def test_the_night_is_the_same_on_postgresql(after_night: Settings, postgres_url: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "pg", now=NOW, draft_at=1.0, database_url=postgres_url)
    with open_night(settings, Request((ROOT / "samples" / "README.md",))):
        pass
    import_enterprises(settings)
    run_night(settings)

    engine: Engine = create_engine(settings.database)
    with engine.connect() as connection:
        rows = connection.execute(text("select lot, enterprise, score from match")).all()
        joint = connection.execute(text("select lot, key, content_hash from joint_bid")).all()
    engine.dispose()
    other = create_engine(after_night.database)
    with other.connect() as connection:
        expected = connection.execute(text("select lot, enterprise, score from match")).all()
        expected_joint = connection.execute(text("select lot, key, content_hash from joint_bid")).all()
    other.dispose()
    assert sorted(map(tuple, rows)) == sorted(map(tuple, expected))
    assert sorted(map(tuple, joint)) == sorted(map(tuple, expected_joint))
    assert joint
