"""What an enterprise answered to a match it was mailed, as a coordinator takes it down."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from models.answers import ANSWERS, REASONS, mailed
from models.queries import MatchRow
from models.tables import Answer
from review.consent import CannotAnswer


def take_down(
    session: Session, row: MatchRow, given: str, reason: str, person: str, now: datetime, seen: str | None = None
) -> Answer:
    """Write an answer (bids, declines, won, lost), to what the newest mail told of; the caller commits.

    `reason` is empty or the code of why the enterprise declines. `seen` is the content hash of the mail that the person
    had in mind: if a newer one was sent since, nothing is written. Raises CannotAnswer.
    """
    person = " ".join(person.split())
    match = row.match.id
    assert match is not None
    if given not in ANSWERS:
        raise CannotAnswer(f"svaret ska vara {_choices(ANSWERS)}, inte ”{given}”")
    if reason and reason not in REASONS:
        raise CannotAnswer(f"skälet ska vara {_choices(REASONS)}, inte ”{reason}”")
    if reason and given != "declines":
        raise CannotAnswer("ett skäl hör bara till den som avstår; ta bort skälet eller ändra svaret")
    if not person:
        raise CannotAnswer("skriv vem som tog emot svaret")
    content = mailed(session, match)
    if content is None:
        raise CannotAnswer(f"förslag {match} är inte skickat till företaget, så det finns inget att svara på")
    if seen is not None and seen != content:
        raise CannotAnswer("ett nytt mejl har gått till företaget sedan du öppnade sidan; läs det och fråga igen")
    answer = Answer(match=match, at=now, person=person, answer=given, reason=reason or None, content_hash=content)
    session.add(answer)
    return answer


def _choices(words: dict[str, str]) -> str:
    named = [f"{code} ({word})" for code, word in words.items()]
    return f"{', '.join(named[:-1])} eller {named[-1]}"
