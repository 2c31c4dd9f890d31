"""The command line as people use it: outputs, exit codes, one clear line for bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli import cli
from models.values import PUBLIC_LOT, PUBLIC_NOTICE
from tests import ROOT

SAMPLES = ROOT / "samples"
ONE = SAMPLES / "eforms" / "600101-2026.xml"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that runs the command in a home of its own, on the sample clock."""
    monkeypatch.setenv("ANBUDSLOTS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ANBUDSLOTS_NOW", "2026-09-15T03:15:00+00:00")
    monkeypatch.setenv("ANBUDSLOTS_DRAFT_AT", "1")

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(cli, list(words))

    return invoke


def lines(result: Result) -> list[Any]:
    """Return the JSON Lines of the output."""
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_parse_prints_the_fixed_shape(run: Any) -> None:
    result = run("parse", str(ONE))

    assert result.exit_code == 0
    (notice,) = lines(result)
    assert tuple(notice) == PUBLIC_NOTICE
    assert tuple(notice["lots"][0]) == PUBLIC_LOT
    assert notice["id"] == "ted:600101-2026"
    assert notice["buyers"][0] == {
        "name": "Falkenbergs kommun", "org_number": "2120001231", "country": "SWE", "nuts": "SE231",
        "city": "Falkenberg",
    }  # fmt: skip


def test_a_bad_notice_ends_with_one_line_and_two(run: Any) -> None:
    result = run("parse", str(SAMPLES / "eforms"))

    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert "699001-2026.xml" in result.stderr
    assert "--skip-bad" in result.stderr


def test_bad_notices_can_be_skipped(run: Any) -> None:
    result = run("parse", "--skip-bad", str(SAMPLES / "eforms"))

    assert result.exit_code == 1
    assert len(lines(result)) == 77


def test_several_processes_print_the_same(run: Any) -> None:
    words = ("parse", "--skip-bad", str(SAMPLES / "eforms"))

    assert run(*words, "--jobs", "2").stdout == run(*words).stdout


def test_unused_elements_are_reported(run: Any) -> None:
    assert run("parse", "--unused", str(ONE)).stdout == ""


def test_classify_prints_findings_with_evidence(run: Any) -> None:
    (found,) = lines(run("classify", str(ONE)))

    assert found["notice"] == "ted:600101-2026"
    reserved = [c for c in found["considerations"] if c["category"] == "reserved"]
    assert {c["basis"] for c in reserved} == {"field", "pattern"}
    assert set(reserved[0]) == {"lot", "category", "detail", "strength", "probability", "basis", "evidence"}


def test_match_prints_scores_and_reasons(run: Any) -> None:
    found = lines(run("match", str(ONE), "--enterprises", str(SAMPLES / "enterprises.json"), "--top", "1"))

    assert len(found) == 1
    assert found[0]["score"] > 0.9
    assert {"name", "value", "weight", "reason"} == set(found[0]["signals"][0])


def test_from_night_to_mail(run: Any, tmp_path: Path) -> None:
    assert run("enterprises", "import", str(SAMPLES / "enterprises.json")).exit_code == 0
    night = run("nightly", "--from", str(SAMPLES / "eforms"), "--json")
    assert night.exit_code == 1, "two notices cannot be read"
    report = json.loads(night.stdout)
    assert {"run", "started", "seconds", "stages", "read", "new", "changed", "unchanged", "quarantined",
            "considerations", "matches", "joint_bids", "drafts", "queued", "issues"} == set(report)  # fmt: skip
    assert {"level", "source", "notice", "what", "todo"} == set(report["issues"][0])

    matches = json.loads(run("matches", "--municipality", "Falkenberg", "--json").stdout)
    best = matches[0]
    assert {"id", "notice", "lot", "enterprise", "score", "deadline", "state"} <= set(best)

    refused = run("decide", str(best["id"]), "no", "--by", "Anna Ek")
    assert (refused.exit_code, len(refused.stderr.splitlines())) == (2, 1)
    assert run("decide", str(best["id"]), "yes", "--by", "Anna Ek").exit_code == 0

    assert run("send", "--dry-run").stdout.splitlines()[-1] == "1 mejl att skicka."
    assert run("send").exit_code == 0
    assert len(list((tmp_path / "home" / "outbox").glob("*.eml"))) == 1
    assert run("send").stdout == "0 mejl att skicka.\n"
    assert json.loads(run("matches", "--state", "sent", "--json").stdout)[0]["id"] == best["id"]

    built = run("package", str(best["id"]), "--out", str(tmp_path / "out"))
    assert built.exit_code == 0
    folder = tmp_path / "out" / f"forslag-{best['id']}"
    assert (folder / "01-anbud.docx").stat().st_size > 10_000
    again = run("package", str(best["id"]), "--out", str(tmp_path / "out"))
    assert (again.exit_code, again.stdout.startswith("Inget har ändrats")) == (0, True)

    doctor = json.loads(run("doctor", "--json").stdout)
    assert {check["name"]: check["ok"] for check in doctor["checks"]}["natten"]


def test_joint_bids_are_listed_and_answered(run: Any) -> None:
    assert run("enterprises", "import", str(SAMPLES / "enterprises.json")).exit_code == 0
    assert run("nightly", "--from", str(SAMPLES / "eforms" / "600577-2026.xml")).exit_code == 0

    (bid,) = json.loads(run("joint", "--notice", "ted:600577-2026", "--json").stdout)
    assert {"id", "notice", "lot", "state", "deadline", "members", "uncovered", "reason", "contacts"} <= set(bid)
    assert (bid["state"], bid["uncovered"], bid["contacts"]) == ("new", ["kafé"], [])
    shown = run("joint", "--municipality", "Halmstad").stdout
    assert "Gröna Tråden Halmstad (leder): grönyteskötsel och snöröjning" in shown
    assert "saknas: kafé" in shown
    assert run("joint", "--municipality", "Umeå").stdout == ""

    for member in bid["members"]:
        assert run("joint-answer", str(bid["id"]), member["enterprise"], "yes", "--by", "Anna Ek").exit_code == 0
    (agreed,) = json.loads(run("joint", "--json").stdout)
    assert agreed["state"] == "agreed"
    assert len(agreed["contacts"]) == 2


@pytest.mark.parametrize(
    "words",
    [
        ("joint", "--municipality", "Atlantis"),
        ("joint-answer", "999", "7696000011", "yes", "--by", "Anna Ek"),
        ("joint-answer", "1", "7696000011", "perhaps", "--by", "Anna Ek"),
        ("parse", "no-such-file.xml"),
        ("matches", "--state", "nonsense"),
        ("matches", "--municipality", "Atlantis"),
        ("decide", "999", "yes", "--by", "Anna Ek"),
        ("package", "999", "--out", "x"),
        ("match", str(ONE), "--enterprises", str(ONE)),
        ("nightly", "--since", "yesterday"),
    ],
)
def test_bad_input_is_two_and_says_what(run: Any, words: tuple[str, ...]) -> None:
    result = run(*words)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.strip()


def test_a_setting_that_is_wrong_is_named(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANBUDSLOTS_SHOW_AT", "many")

    result = run("matches")

    assert result.exit_code == 2
    assert "ANBUDSLOTS_SHOW_AT" in result.stderr


def test_passwords_are_not_printed(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANBUDSLOTS_SMTP_URL", "smtp://anna:hemligt@127.0.0.1:1")

    result = run("doctor")

    assert "hemligt" not in result.output
    assert "anna:***@" in result.output


def test_a_newer_database_is_refused(run: Any, tmp_path: Path) -> None:
    from sqlalchemy import create_engine, text

    run("enterprises", "import", str(SAMPLES / "enterprises.json"))
    engine = create_engine(f"sqlite:///{tmp_path / 'home' / 'anbudslots.db'}")
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    engine.dispose()

    result = run("matches")

    assert result.exit_code == 2
    assert "nyare version" in result.stderr


def test_import_says_what_a_profile_lacks(run: Any, tmp_path: Path) -> None:
    (profile, *_) = json.loads((SAMPLES / "enterprises.json").read_text(encoding="utf-8"))
    thin = {**profile, "description": None, "largest_contract": None, "yearly_value": None}
    (tmp_path / "tunn.json").write_text(json.dumps([thin]), encoding="utf-8")
    result = run("enterprises", "import", str(tmp_path / "tunn.json"))

    assert result.exit_code == 0
    assert f"{profile['name']}: Beskrivning saknas" in result.stdout
    assert "Storlek saknas" in result.stdout


def test_why_not_names_the_step(run: Any) -> None:
    words = ("match", str(ONE), "--enterprises", str(SAMPLES / "enterprises.json"), "--why-not", "LOT-0001")

    assert "Förslaget visas" in run(*words, "Städkooperativet Havsbris").stdout
    assert run(*words, "Ingen Alls").exit_code == 2
