"""Every step that can stop a lot for an enterprise is named, and says the same as the matching."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli import cli
from matchers.diagnosis import why_not
from matchers.ranking import Matcher
from tests import a_lot, a_notice, an_enterprise

NOW = datetime(2026, 9, 1, tzinfo=UTC)
OPEN = "2026-10-01T23:59:00+02:00"
CLEANING: dict[str, Any] = {"title": "Lokalvård i skolor", "cpv": ["90911200"], "deadline": OPEN}
SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.mark.parametrize(
    ("form", "lot", "show_at", "step"),
    [
        ("result", CLEANING, 0.3, "open"),
        ("competition", {**CLEANING, "deadline": "2026-08-01T12:00:00+02:00"}, 0.3, "open"),
        ("competition", {**CLEANING, "title": "Asfaltering", "description": "Vägar", "cpv": ["45233220"]}, 0.3, "gate"),
        ("competition", CLEANING, 1.0, "score"),
        ("competition", CLEANING, 0.0, "shown"),
    ],
)
def test_each_step_is_named(form: str, lot: dict[str, Any], show_at: float, step: str) -> None:
    notice = a_notice(form_type=form, title=lot["title"], lots=[a_lot(**lot)])
    enterprise = an_enterprise(trades=["cleaning"], cpv=["90910000"])
    name = notice["lots"][0]["id"]
    found = why_not(notice, name, enterprise, [], now=NOW, show_at=show_at)
    matched = Matcher([enterprise]).match([notice], {}, now=NOW, show_at=show_at)

    assert found.step == step
    assert bool(matched) == (step == "shown")
    assert not matched or matched[0]["score"] == found.score


def test_an_unknown_lot_is_refused() -> None:
    with pytest.raises(KeyError):
        why_not(a_notice(), "LOT-9999", an_enterprise(), [], now=NOW, show_at=0.3)


def test_the_command_says_why() -> None:
    notice = sorted((SAMPLES / "eforms").glob("*.xml"))[0]
    words = ["match", str(notice), "--enterprises", str(SAMPLES / "enterprises.json"), "--why-not"]
    said = CliRunner().invoke(cli, [*words, "LOT-0001", "ingen sådan"])
    assert said.exit_code == 2
    assert "det finns inget företag" in said.output
    said = CliRunner().invoke(cli, [*words, "LOT-9999", "1"])
    assert said.exit_code == 2
