"""What an enterprise answers to a match it was mailed: the words, and what an answer says of the match itself."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlmodel import Session, col

from models.tables import Answer, OutboxMatch, OutboxMessage

ANSWERS = {"bids": "lämnar anbud", "declines": "avstår", "won": "vann", "lost": "vann inte"}
REASONS = {
    "too_big": "för stort",
    "too_far": "för långt bort",
    "wrong_trade": "fel verksamhet",
    "terms": "villkoren",
    "no_time": "hinner inte",
    "other": "annat",
}
BIDS = ("bids", "won", "lost")
OF_THE_MATCH = frozenset({"too_big", "too_far", "wrong_trade", "terms"})


def verdict_of(answer: str, reason: str | None) -> str | None:
    """Return the verdict that an answer is: yes, no, or None when it says nothing of the match.

    Who bids found the match right, whoever wins. Who has no time just now, or does not say why, may still like it.
    """
    if answer in BIDS:
        return "yes"
    return "no" if reason in OF_THE_MATCH else None


def told(answer: Answer, content: str) -> str:
    """Return an answer in words, with a note when it was to another content than this."""
    words = ANSWERS[answer.answer] + (f" ({REASONS[answer.reason]})" if answer.reason else "")
    return words if answer.content_hash == content else f"{words}, men annonsen har ändrats sedan dess"


def mailed(session: Session, match: int) -> str | None:
    """Return the content hash that the newest mail about a match told of; None when no mail about it was sent."""
    sent = (
        select(col(OutboxMatch.content_hash))
        .join(OutboxMessage, col(OutboxMessage.id) == col(OutboxMatch.message))
        .where(col(OutboxMatch.match) == match, col(OutboxMessage.state) == "sent")
        .order_by(col(OutboxMessage.id).desc())
    )
    return session.execute(sent.limit(1)).scalar_one_or_none()


def answers_to(session: Session, match: int) -> list[Answer]:
    """Return all answers to a match, the newest first."""
    rows = select(Answer).where(col(Answer.match) == match).order_by(col(Answer.id).desc())
    return list(session.execute(rows).scalars())


def last_answers(session: Session) -> list[Answer]:
    """Return the newest answer to each content of each match."""
    newest = select(func.max(col(Answer.id))).group_by(col(Answer.match), col(Answer.content_hash))
    return list(session.execute(select(Answer).where(col(Answer.id).in_(newest)).order_by(col(Answer.id))).scalars())
