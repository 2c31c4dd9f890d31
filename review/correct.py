"""A coordinator's correction of a finding: kept with the person, and read anew the next night."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from matchers.categories import categories
from matchers.strength import STRENGTHS
from models.tables import Consideration, Correction, Notice


class CannotCorrect(Exception):
    """The correction cannot be taken; the text says why and what to do."""


def correct(session: Session, finding: int, person: str, stated: Mapping[str, str], now: datetime) -> Correction:
    """Write what the first sentence of a finding states: category to strength, empty for nothing. The caller commits.

    The notice is read and matched anew the next night. Raises CannotCorrect.
    """
    person = " ".join(person.split())
    row = session.get(Consideration, finding)
    if row is None:
        raise CannotCorrect(f"det finns inget fynd {finding}; annonsen kan ha lästs om, öppna den igen")
    if row.basis == "field":
        raise CannotCorrect("fyndet kommer ur köparens eget fält, det finns ingen mening att rätta")
    if not person:
        raise CannotCorrect("skriv vem som rättar")
    for category, strength in stated.items():
        if category not in categories():
            raise CannotCorrect(f"det finns ingen kategori ”{category}”; välj en av {', '.join(categories())}")
        if strength not in STRENGTHS:
            raise CannotCorrect(f"det finns ingen styrka ”{strength}”; välj en av {', '.join(STRENGTHS)}")
    correction = Correction(notice=row.notice, text=row.evidence[0]["text"], stated=dict(stated), person=person, at=now)
    session.add(correction)
    notice = session.get_one(Notice, row.notice)
    notice.classified = None
    return correction
