"""What an answer says of its match, and which answers are the newest, on PostgreSQL too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from models.answers import ANSWERS, BIDS, OF_THE_MATCH, REASONS, answers_to, last_answers, mailed, told, verdict_of
from models.database import make_engine, migrate
from models.exposure import bidding
from models.queries import list_matches
from models.tables import Answer
from settings import Settings
from tests.conftest import NOW
from tests.flows.test_drafting import publish
from tests.mailed import approve_and_mail, change_notice


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def both(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Return an engine on a migrated database of each kind."""
    if request.param == "sqlite":
        yield request.getfixturevalue("engine")
        return
    engine = make_engine(request.getfixturevalue("postgres_url"))
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    ("answer", "reason", "verdict"),
    [
        ("bids", None, "yes"),
        ("won", None, "yes"),
        ("lost", None, "yes"),
        ("declines", "too_big", "no"),
        ("declines", "too_far", "no"),
        ("declines", "wrong_trade", "no"),
        ("declines", "terms", "no"),
        ("declines", "no_time", None),
        ("declines", "other", None),
        ("declines", None, None),
    ],
)
def test_an_answer_is_a_verdict_on_the_match_or_none(answer: str, reason: str | None, verdict: str | None) -> None:
    assert verdict_of(answer, reason) == verdict


def test_the_codes_are_of_the_words() -> None:
    assert {*BIDS, "declines"} == set(ANSWERS)
    assert set(REASONS) > OF_THE_MATCH


def an_answer(match: int, answer: str, reason: str | None = None, content: str = "h", hours: int = 0) -> Answer:
    """Return an answer to a content of a match."""
    at = NOW + timedelta(hours=hours)
    return Answer(match=match, at=at, person="Anna Ek", answer=answer, reason=reason, content_hash=content)


def test_words_say_when_the_notice_has_changed_since() -> None:
    declined = an_answer(1, "declines", "too_far")

    assert told(declined, "h") == "avstår (för långt bort)"
    assert told(declined, "other") == "avstår (för långt bort), men annonsen har ändrats sedan dess"
    assert told(an_answer(1, "lost"), "h") == "vann inte"


def test_the_newest_answer_to_each_content_counts_and_all_are_kept(both: Engine) -> None:
    match = publish(both, "ted:1-2026")
    with Session(both) as session:
        for answer in (
            an_answer(match, "declines", "too_far"),
            an_answer(match, "bids", hours=1),
            an_answer(match, "declines", "terms", content="changed", hours=2),
        ):
            session.add(answer)
            session.flush()

        assert [(a.answer, a.content_hash) for a in last_answers(session)] == [("bids", "h"), ("declines", "changed")]
        assert [a.reason for a in answers_to(session, match)] == ["terms", None, "too_far"]
        (row,) = list_matches(session, NOW)
        assert row.answer is not None
        assert row.answer.reason == "terms"


def test_a_bid_counts_once_in_its_time_and_the_last_word_holds(both: Engine) -> None:
    match = publish(both, "ted:1-2026")
    hour = timedelta(hours=1)
    with Session(both) as session:
        session.add(an_answer(match, "bids"))
        session.add(an_answer(match, "won", hours=2))
        session.flush()
        assert bidding(session, NOW, NOW + 3 * hour) == {"7696000011": 1}
        assert bidding(session, NOW, NOW + 2 * hour) == {}
        session.add(an_answer(match, "declines", "terms", hours=2))
        session.flush()
        assert bidding(session, NOW, NOW + 3 * hour) == {}


def test_the_content_mailed_is_that_of_the_newest_mail(both: Engine, settings: Settings) -> None:
    match = publish(both, "ted:1-2026")
    with Session(both) as session:
        assert mailed(session, match) is None
        (row,) = list_matches(session, NOW)
        first = row.match.content_hash
        assert row.answered == ""
    approve_and_mail(both, settings, match)
    with Session(both) as session:
        assert mailed(session, match) == first
        assert list_matches(session, NOW)[0].answered == "har inte svarat"
    change_notice(both, settings, match, "changed")
    with Session(both) as session:
        assert mailed(session, match) == first
    approve_and_mail(both, settings, match)
    with Session(both) as session:
        assert mailed(session, match) == "changed"
