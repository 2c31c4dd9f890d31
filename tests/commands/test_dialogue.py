"""`anbudslots dialogue`: rows in words and as JSON, the calendar file, and one clear line for bad input."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from icalendar import Calendar

from cli import cli
from settings import Settings
from tests import ROOT
from tests.flows.test_night import import_enterprises, run_night


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Path:
    """Return a home after a night over the awards of the samples."""
    from tests.conftest import NOW

    home = tmp_path_factory.mktemp("dialogue")
    shutil.copy(empty_database, home / "anbudslots.db")
    settings = Settings(home=home, now=NOW, draft_at=1.0)
    import_enterprises(settings)
    samples = sorted((ROOT / "samples" / "eforms").glob("*.xml"))
    run_night(settings, *(path for path in samples if 'listName="result"' in path.read_text(encoding="utf-8")))
    return home


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that runs the command over that home."""
    monkeypatch.setenv("ANBUDSLOTS_HOME", str(home))
    monkeypatch.setenv("ANBUDSLOTS_NOW", "2026-09-15T03:15:00+00:00")

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(cli, ["dialogue", *words])

    return invoke


def test_rows_stand_under_their_buyer(run: Any) -> None:
    result = run()

    assert result.exit_code == 0
    halmstad = result.stdout.split("\nHalmstads kommun\n")[1]
    assert halmstad.startswith("  Avtal som tar slut: Kafé och servering i Halmstads stadsbibliotek")
    assert "Kan leverera:" in halmstad
    assert "1 avtal tar slut senare" in result.stderr


def test_json_has_dates_flags_and_enterprises(run: Any) -> None:
    rows = json.loads(run("--municipality", "Halmstad", "--buyer", "stad", "--json").stdout)

    cafe = next(row for row in rows if row["title"].startswith("Kafé"))
    assert (cafe["when"], cafe["step"], cafe["counted_from"], cafe["annex2"]) == ("2027-02-28", 6, "start", True)
    assert cafe["cpv"] == [{"code": "55330000", "annex2": True}]
    assert {"id", "name", "reason"} == set(cafe["enterprises"][0])
    assert {row["buyer_name"] for row in rows} == {"Halmstads kommun"}


def test_all_shows_what_ends_later(run: Any) -> None:
    few, every = (json.loads(run(*words, "--json").stdout) for words in ((), ("--all",)))

    assert len(every) == len(few) + 1
    assert {row["when"] for row in every} - {row["when"] for row in few} >= {"2028-12-31"}


def test_the_calendar_file_is_written(run: Any, tmp_path: Path) -> None:
    result = run("--ics", str(tmp_path / "samtal.ics"))

    events = Calendar.from_ical((tmp_path / "samtal.ics").read_bytes()).walk("VEVENT")
    assert result.exit_code == 0
    assert len({str(event["UID"]) for event in events}) == len(events) > 5


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--municipality", "Atlantis"), "finns ingen sådan kommun"),
        (("--buyer", "Atlantis"), "ingen köpare"),
        (("--ics", "/proc/nowhere/samtal.ics"), "går inte att skriva"),
    ],
)
def test_bad_input_is_one_line(run: Any, words: tuple[str, ...], said: str) -> None:
    result = run(*words)

    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert said in result.stderr
