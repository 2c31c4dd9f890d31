"""A match that was mailed, for the tests of what enterprises answer: decided and sent as the project does it."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlmodel import Session

from flows.telling import queue_approved, send_due
from models.tables import Match, MatchEvent
from review.decide import decide
from settings import Settings


def approve_and_mail(engine: Engine, settings: Settings, match: int) -> None:
    """Say yes to a match, and send its mail to nowhere."""
    with Session(engine) as session:
        decide(session, match, "yes", "Anna Ek", "", settings.clock())
        assert queue_approved(session, settings) == 1
        session.commit()
    sent = send_due(lambda: Session(engine), lambda recipient, message_id, content: None, "test", settings)
    assert len(sent["sent"]) == 1


def change_notice(engine: Engine, settings: Settings, match: int, content: str) -> None:
    """Let the notice of a match change to this content, as the night does it: a person is asked again."""
    with Session(engine) as session:
        session.get_one(Match, match).content_hash = content
        session.add(MatchEvent(match=match, at=settings.clock(), kind="changed"))
        session.commit()
