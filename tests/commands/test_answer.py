"""`anbudslots answer`: taken down, told in words and as JSON, one clear line when it cannot be."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine
from sqlmodel import Session

from cli import cli
from models.answers import answers_to
from settings import Settings
from tests.flows.test_drafting import publish
from tests.mailed import approve_and_mail, change_notice

Run = Callable[..., Result]


@pytest.fixture
def match(engine: Engine) -> int:
    """Return a match to be decided on."""
    return publish(engine, "ted:1-2026")


@pytest.fixture
def run(settings: Settings, match: int, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs anbudslots in the home of the match."""
    monkeypatch.setenv("ANBUDSLOTS_HOME", str(settings.home))
    monkeypatch.setenv("ANBUDSLOTS_NOW", settings.clock().isoformat())
    return lambda *words: CliRunner().invoke(cli, list(map(str, words)))


def test_an_answer_is_taken_down_and_listed(run: Run, engine: Engine, settings: Settings, match: int) -> None:
    approve_and_mail(engine, settings, match)
    assert "har inte svarat" in run("matches", "--state", "sent").stdout

    told = run("answer", match, "declines", "--by", "Anna Ek", "--reason", "too_big")
    assert told.exit_code == 0, told.stderr
    assert told.stdout.endswith(": avstår (för stort).\n")
    assert "avstår (för stort)" in run("matches", "--state", "sent").stdout

    answer = json.loads(run("answer", match, "bids", "--by", "Anna Ek", "--json").stdout)
    assert answer == {
        "match": match, "enterprise": "7696000011", "answer": "bids", "reason": None, "person": "Anna Ek",
        "at": settings.clock().isoformat(), "current": True,
    }  # fmt: skip
    change_notice(engine, settings, match, "changed")
    (listed,) = json.loads(run("matches", "--json").stdout)
    assert (listed["answer"]["answer"], listed["answer"]["current"]) == ("bids", False)
    with Session(engine) as session:
        assert [each.answer for each in answers_to(session, match)] == ["bids", "declines"]


def test_without_a_mail_there_is_no_answer(run: Run, match: int) -> None:
    assert json.loads(run("matches", "--json").stdout)[0]["answer"] is None
    refused = run("answer", match, "bids", "--by", "Anna Ek")

    assert refused.exit_code == 2
    assert refused.stderr == (
        f"anbudslots: förslag {match} är inte skickat till företaget, så det finns inget att svara på\n"
    )


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["maybe", "--by", "A"], "svaret ska vara bids (lämnar anbud), declines (avstår)"),
        (["bids", "--by", " "], "skriv vem som tog emot svaret"),
        (["bids", "--by", "A", "--reason", "terms"], "ett skäl hör bara till den som avstår"),
        (["declines", "--by", "A", "--reason", "dyrt"], "skälet ska vara too_big (för stort)"),
    ],
)
def test_bad_input_is_one_clear_line(
    run: Run, engine: Engine, settings: Settings, match: int, words: list[str], line: str
) -> None:
    approve_and_mail(engine, settings, match)
    refused = run("answer", match, *words)

    assert refused.exit_code == 2
    assert len(refused.stderr.splitlines()) == 1
    assert line in refused.stderr
    with Session(engine) as session:
        assert answers_to(session, match) == []


def test_an_unknown_match_is_named(run: Run) -> None:
    refused = run("answer", 999, "bids", "--by", "A")

    assert refused.exit_code == 2
    assert "det finns inget förslag 999" in refused.stderr
