"""A night with matches on trial: marked, asked of a coordinator, counted apart; without them nothing else changes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from sqlmodel import Session

from cli import cli
from flows.fairness import fairness
from matchers.trials import lowest
from models.database import make_engine
from models.queries import MatchRow, list_matches, shown_with
from review.app import create_app
from settings import Settings, load
from tests.conftest import NOW
from tests.flows.test_night import import_enterprises, run_night

SINCE = NOW.date()


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> dict[bool, Path]:
    """Return the homes of a sample night with and without trials."""
    found = {}
    for explore in (True, False):
        home = tmp_path_factory.mktemp("trials")
        shutil.copy(empty_database, home / "anbudslots.db")
        settings = Settings(home=home, now=NOW, draft_at=1.0, explore=explore)
        import_enterprises(settings)
        run_night(settings)
        found[explore] = home
    return found


def rows_of(home: Path) -> list[MatchRow]:
    """Return the matches of a home."""
    with Session(make_engine(Settings(home=home).database)) as session:
        return list_matches(session, NOW, state_is="new")


def of(rows: list[MatchRow]) -> list[tuple[Any, ...]]:
    """Return what is said of the matches, without their ids."""
    return sorted((row.match.lot, row.match.enterprise, row.match.score, str(row.match.signals)) for row in rows)


def test_the_night_tries_a_few_below_the_limit_and_nothing_else_changes(homes: dict[bool, Path]) -> None:
    settings = Settings(home=homes[True])
    every, without = rows_of(homes[True]), rows_of(homes[False])
    tried = [row for row in every if row.match.trial]

    assert 0 < len(tried) < len(every) / 4
    assert all(lowest(settings.show_at) <= row.match.score < settings.show_at for row in tried)
    assert of([row for row in every if not row.match.trial]) == of(without)
    assert not any(row.match.trial for row in without)


def test_fairness_counts_trials_apart(homes: dict[bool, Path]) -> None:
    reports = {}
    for explore, home in homes.items():
        with Session(make_engine(Settings(home=home).database)) as session:
            reports[explore] = fairness(session, NOW, SINCE, Settings(home=home).show_at)
    tried = [row for row in rows_of(homes[True]) if row.match.trial]

    assert sum(row["trial"] for row in reports[True]["table"]) == len(tried)
    assert sum(row["trial"] for row in reports[False]["table"]) == 0
    for part in ("pairs", "quarters"):
        assert reports[True][part] == reports[False][part]
    assert reports[True]["gini"]["shown"] == reports[False]["gini"]["shown"]


def test_a_list_remembers_which_of_it_were_on_trial(homes: dict[bool, Path]) -> None:
    with Session(make_engine(Settings(home=homes[True]).database)) as session:
        rows = list_matches(session, NOW, state_is="new")
        for row in (next(row for row in rows if row.match.trial), rows[0]):
            own = next(shown for shown in shown_with(session, row, NOW) if shown["match"] == row.match.id)
            assert own["trial"] is row.match.trial


def test_the_page_and_the_list_say_so(homes: dict[bool, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    rows = rows_of(homes[True])
    tried, best = [row.match.id for row in rows if row.match.trial], rows[0].match.id
    page = TestClient(create_app(Settings(home=homes[True], now=NOW)))

    assert page.get("/").text.count("på prov</span>") == len(tried)
    assert "Förslaget visas för att systemet ska lära sig" in page.get(f"/match/{tried[0]}").text
    assert "på prov" not in page.get(f"/match/{best}").text

    monkeypatch.setenv("ANBUDSLOTS_HOME", str(homes[True]))
    monkeypatch.setenv("ANBUDSLOTS_NOW", NOW.isoformat())
    assert CliRunner().invoke(cli, ["matches"]).stdout.count("; på prov") == len(tried)
    listed = json.loads(CliRunner().invoke(cli, ["matches", "--json"]).stdout)
    assert [row["id"] for row in listed if row["trial"]] == tried


@pytest.mark.parametrize(("value", "explore"), [("1", True), ("0", False)])
def test_the_setting_is_one_or_zero(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, explore: bool) -> None:
    monkeypatch.setenv("ANBUDSLOTS_HOME", str(tmp_path))
    assert load().explore is True
    monkeypatch.setenv("ANBUDSLOTS_EXPLORE", value)
    assert load().explore is explore
