"""Decisions in the database become weights, weights a version, and a version a night that matches anew."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from cli import cli
from flows.learning import active_weights, keep, lists_of, outcome, roll_back, versions
from flows.night import Request, attempt_plainly, open_night, run_stage
from flows.stages import STAGES
from flows.weekly import weekly
from matchers.learning.lists import TrainingList
from matchers.ranking import version_of
from matchers.weights import Weights, prior
from models.database import make_engine
from models.profile_files import read_profiles
from models.profiles import save_enterprises
from models.queries import list_matches
from models.tables import Answer, Decision, Lot, Match, MatchEvent, Notice, RankerVersion, RawNotice
from review.decide import decide
from settings import Settings
from tests import ROOT, an_enterprise
from tests.conftest import NOW
from tests.matchers.learning import decided, place_twice, taste

TASTE = taste(place_twice)


def write(session: Session, lists: list[TrainingList], at: datetime) -> None:
    """Write the lists as lots, matches and decisions, a day between them."""
    session.add(RawNotice(sha256="a", source="files", name="a.xml", fetched_at=NOW, size=1, content=b"x"))
    session.flush()
    session.add(
        Notice(id="n", raw="a", source="ted", procedure="n", data={}, content_hash="h", changes=[], read_at=NOW)
    )
    save_enterprises(session, [an_enterprise(id=f"e{i}") for i in range(5)], NOW)
    session.flush()
    session.add_all([Lot(id=each.lot, notice="n", lot=each.lot) for each in lists])
    session.flush()
    for number, each in enumerate(lists):
        when = at + timedelta(days=number)
        matches = [
            Match(
                lot=each.lot, notice="n", enterprise=f"e{i}", score=0.5, version="1", content_hash="h",
                signals=[{"name": n, "value": v, "weight": 1.0, "reason": ""} for n, v in example.values.items()],
            )
            for i, example in enumerate(each.examples)
        ]  # fmt: skip
        session.add_all(matches)
        session.flush()
        shown = [
            {"match": match.id, "score": 0.5, "version": "1", "values": dict(example.values)}
            for match, example in zip(matches, each.examples, strict=True)
        ]
        for match, example in zip(matches, each.examples, strict=True):
            assert match.id is not None
            verdict = "yes" if example.yes else "no"
            session.add(MatchEvent(match=match.id, at=when, kind=verdict))
            session.add(
                Decision(match=match.id, at=when, person="A", verdict=verdict, reason="", content_hash="h", shown=shown)
            )
    session.commit()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """Return a session on an empty database."""
    with Session(engine) as session:
        yield session


def learn_and_keep(session: Session, now: datetime) -> RankerVersion | None:
    """Learn and keep what came of it."""
    found, lists = outcome(session, now)
    return keep(session, found, lists, now)


def test_decisions_become_lists(session: Session) -> None:
    lists = decided(4, TASTE)
    write(session, lists, NOW)

    found = lists_of(session, NOW)
    assert [[(e.values, e.yes) for e in each.examples] for each in found] == [
        [(e.values, e.yes) for e in each.examples] for each in lists
    ]


def test_a_version_comes_in_is_replaced_and_taken_back(session: Session) -> None:
    by_hand = version_of(active_weights(session))
    write(session, decided(300, TASTE), NOW)
    later = NOW + timedelta(days=400)

    row = learn_and_keep(session, later)
    assert row is not None
    assert row.state == "active"
    assert active_weights(session).of["place"] > prior().of["place"]
    assert version_of(active_weights(session)) != by_hand
    assert learn_and_keep(session, later) is None, "nothing new was decided"

    second = RankerVersion(
        made_at=later, until=later, state="active", version=prior().version, weights=prior().data(), report={}
    )
    row.state = "replaced"
    session.add(second)
    session.flush()
    assert roll_back(session) is row
    assert (row.state, second.state) == ("active", "withdrawn")
    assert roll_back(session) is None
    assert version_of(active_weights(session)) == by_hand
    assert [each["state"] for each in versions(session)] == ["withdrawn", "withdrawn"]


def test_tossed_coins_are_kept_as_refused(session: Session) -> None:
    write(session, decided(100, None), NOW)
    row = learn_and_keep(session, NOW + timedelta(days=200))
    assert row is not None
    assert row.state == "refused"
    assert row.report["reason"] == "not better"
    assert active_weights(session) == prior()


def test_weights_for_other_signals_are_not_used(session: Session) -> None:
    strange = Weights(0.0, {"colour": 1.0})
    session.add(RankerVersion(made_at=NOW, until=NOW, state="active", version="x", weights=strange.data(), report={}))
    session.flush()
    assert active_weights(session) == prior()
    assert versions(session)[0]["usable"] is False


def run_night(settings: Settings) -> None:
    """Run a night over five of the invented notices."""
    paths = tuple(sorted((ROOT / "samples" / "eforms").glob("6*.xml"))[:5])
    with open_night(settings, Request(paths)) as night:
        for stage in STAGES:
            run_stage(night, stage, attempt_plainly(night))
        assert not night.failures


def as_matched(settings: Settings) -> list[tuple[Any, ...]]:
    """Return every match with its score and version."""
    with Session(make_engine(settings.database)) as session:
        rows = session.execute(select(Match).order_by(col(Match.lot), col(Match.enterprise))).scalars()
        return [(row.lot, row.enterprise, row.score, row.signals, row.version) for row in rows]


def test_a_new_version_makes_the_night_match_anew_as_if_it_had_always_been(
    settings: Settings, tmp_path: Path, empty_database: Path
) -> None:
    settings = settings.model_copy(update={"draft_at": 1.0, "show_at": 0.0})
    other = settings.model_copy(update={"home": tmp_path / "other"})
    other.home.mkdir()
    shutil.copy(empty_database, other.home / "anbudslots.db")
    version = RankerVersion(
        made_at=NOW, until=NOW, state="active", version=TASTE.version, weights=TASTE.data(), report={}
    )
    for home in (settings, other):
        with Session(make_engine(home.database)) as session:
            save_enterprises(session, read_profiles(ROOT / "samples" / "enterprises.json"), NOW)
            if home is other:
                session.add(RankerVersion(**version.model_dump()))
            session.commit()
        run_night(home)
    before = as_matched(settings)
    assert {row[-1] for row in before} == {version_of(prior())}

    with Session(make_engine(settings.database)) as session:
        session.add(RankerVersion(**version.model_dump()))
        session.commit()
    run_night(settings)
    assert as_matched(settings) == as_matched(other) != before

    with Session(make_engine(settings.database)) as session:
        roll_back(session)
        session.commit()
    run_night(settings)
    assert as_matched(settings) == before


def test_a_decision_remembers_the_list_it_was_made_in(settings: Settings) -> None:
    settings = settings.model_copy(update={"draft_at": 1.0, "show_at": 0.0})
    with Session(make_engine(settings.database)) as session:
        save_enterprises(session, read_profiles(ROOT / "samples" / "enterprises.json"), NOW)
        session.commit()
    run_night(settings)
    with Session(make_engine(settings.database)) as session:
        row = list_matches(session, NOW, state_is="new")[0]
        assert row.match.id is not None
        decision = decide(session, row.match.id, "yes", "Anna Ek", "", NOW)
        assert decision.shown is not None
        kept = {each["match"]: each for each in decision.shown}
        assert kept[row.match.id]["values"] == {s["name"]: s["value"] for s in row.match.signals}
        assert kept[row.match.id]["version"] == version_of(active_weights(session))
        rows = list_matches(session, NOW, ids=list(kept))
        assert {each.lot.id for each in rows} == {row.lot.id}
        assert {each.enterprise.municipality for each in rows} == {row.enterprise.municipality}
        scores = [each["score"] for each in decision.shown]
        assert scores == sorted(scores, reverse=True)
        session.flush()
        (found,) = lists_of(session, NOW)
        assert [example.match for example in found.examples if example.yes] == [row.match.id]


@pytest.mark.parametrize(
    ("said", "counts_as"),
    [
        ([("bids", None)], True),
        ([("lost", None)], True),
        ([("declines", "too_far")], False),
        ([("declines", "no_time")], True),
        ([("declines", None)], True),
        ([("declines", "terms"), ("bids", None)], True),
        ([("bids", None), ("declines", "wrong_trade")], False),
        ([("declines", "too_big"), ("declines", "no_time")], True),
    ],
)
def test_an_enterprises_last_word_counts_in_the_list_of_the_decision(
    session: Session, said: list[tuple[str, str | None]], counts_as: bool
) -> None:
    lists = decided(1, TASTE)
    chosen = next(number for number, example in enumerate(lists[0].examples) if example.yes)
    write(session, lists, NOW)
    match = session.execute(select(col(Match.id)).where(col(Match.enterprise) == f"e{chosen}")).scalar_one()
    (before,) = lists_of(session, NOW)
    for answer, reason in said:
        session.add(Answer(match=match, at=NOW, person="A", answer=answer, reason=reason, content_hash="h"))
        session.flush()
    session.add(Answer(match=match, at=NOW, person="A", answer="declines", reason="terms", content_hash="never mailed"))
    session.flush()

    (found,) = lists_of(session, NOW)

    assert found.at == before.at
    expected = [example._replace(yes=counts_as) if example.match == match else example for example in before.examples]
    assert list(found.examples) == expected


def test_a_decision_after_the_answer_is_the_last_word(session: Session) -> None:
    lists = decided(1, TASTE)
    chosen = next(number for number, example in enumerate(lists[0].examples) if example.yes)
    write(session, lists, NOW)
    decision = session.execute(
        select(Decision).join(Match, col(Match.id) == col(Decision.match)).where(col(Match.enterprise) == f"e{chosen}")
    ).scalar_one()
    later = {"at": NOW + timedelta(hours=2), "verdict": "no", "id": None}
    session.add(Answer(match=decision.match, at=NOW + timedelta(hours=1), person="A", answer="bids", content_hash="h"))
    session.add(Decision(**{**decision.model_dump(), **later}))
    session.flush()

    (found,) = lists_of(session, NOW)
    assert {example.match: example.yes for example in found.examples}[decision.match] is False


def test_the_weekly_flow_learns(settings: Settings, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    write(session, decided(300, TASTE), NOW)
    monkeypatch.setenv("ANBUDSLOTS_HOME", str(settings.home))
    monkeypatch.setenv("ANBUDSLOTS_NOW", (NOW + timedelta(days=400)).isoformat())
    assert weekly.fn()["kind"] == "relearned"
    assert weekly.fn()["kind"] == "kept"
    assert active_weights(session) != prior()


def command(settings: Settings, *words: str) -> Any:
    """Run `anbudslots learn` on the home."""
    environment = {"ANBUDSLOTS_HOME": str(settings.home), "ANBUDSLOTS_NOW": (NOW + timedelta(days=400)).isoformat()}
    return CliRunner().invoke(cli, ["learn", *words], env=environment)


def test_the_command_says_what_happens(settings: Settings, session: Session) -> None:
    assert "för få" in command(settings).output
    assert command(settings, "--rollback").exit_code == 2
    assert command(settings, "--rollback", "--list").exit_code == 2
    write(session, decided(300, TASTE), NOW)

    tried = command(settings, "--dry-run")
    assert "Detta skulle börja användas" in tried.output
    assert json.loads(command(settings, "--list", "--json").output) == []
    assert "används från och med nästa natt" in command(settings).output
    (version,) = json.loads(command(settings, "--list", "--json").output)
    assert version["state"] == "active"
    assert set(version["weights"]) == set(prior().of)
    assert version["report"]["lists"] == 300
    assert "nya vikter, 300 listor" in command(settings, "--list").output
    assert "satta för hand" in command(settings, "--rollback").output
    assert "satta för hand" in command(settings, "--list").output
    again = json.loads(command(settings, "--json").output)
    assert (again["kind"], again["report"]["reason"]) == ("kept", "few"), "taken back, it does not return by itself"
