"""`anbudslots fairness`: in words, as JSON, and one clear line for a day that has not been."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli import cli
from settings import Settings
from tests import ROOT
from tests.flows.test_night import import_enterprises, run_night


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that runs the command after a night over two notices."""
    import_enterprises(settings)
    eforms = ROOT / "samples" / "eforms"
    run_night(settings.model_copy(update={"draft_at": 1.0}), eforms / "600101-2026.xml", eforms / "600108-2026.xml")
    monkeypatch.setenv("ANBUDSLOTS_HOME", str(settings.home))
    monkeypatch.setenv("ANBUDSLOTS_NOW", "2026-09-15T03:15:00+00:00")

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(cli, ["fairness", *words])

    return invoke


def test_the_report_in_words(run: Any) -> None:
    result = run()

    assert result.exit_code == 0
    assert "18 företag, 4 öppna anbudsområden." in result.stdout
    assert "72 par" in result.stdout
    assert "2026 kv 3" in result.stdout
    assert "Bransch saknas" in result.stdout


def test_json_is_one_object(run: Any) -> None:
    report = json.loads(run("--since", "2026-07-01", "--json").stdout)

    assert [quarter["quarter"] for quarter in report["quarters"]] == ["2026 kv 3"]
    assert report["pairs"]["all"] == 72
    assert len(report["table"]) == 18


def test_a_day_to_come_is_refused(run: Any) -> None:
    result = run("--since", "2026-09-16")

    assert result.exit_code == 2
    assert "dagen har inte varit än" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_empty_database_says_so(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANBUDSLOTS_HOME", str(tmp_path))

    result = CliRunner().invoke(cli, ["fairness"])

    assert result.exit_code == 0
    assert "0 företag" in result.stdout
    assert "inga förslag än" in result.stdout
