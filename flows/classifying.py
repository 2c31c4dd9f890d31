"""Step 5, classify: social considerations of each notice, with evidence."""

from __future__ import annotations

from typing import cast

from sqlalchemy import delete, or_, select
from sqlmodel import col

from flows.night import Night
from matchers.considerations import classify, version
from matchers.corrections import corrected
from matchers.disagreements import Disagreement, disagreements
from models.queries import corrections_of
from models.tables import Consideration, Notice
from models.values import IssueData, NoticeData

BATCH = 100


def batches(night: Night) -> list[list[str]]:
    """Return the notices that this version of the classifier has not read."""
    with night.reading() as session:
        todo = (
            select(col(Notice.id))
            .where(or_(col(Notice.classified).is_(None), col(Notice.classified) != version()))
            .order_by(col(Notice.id))
        )
        ids = list(session.execute(todo).scalars())
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]


def work(night: Night, batch: list[str]) -> dict[str, int]:
    """Classify one batch. Returns the count of considerations."""
    count = 0
    with night.transaction() as session:
        session.execute(delete(Consideration).where(col(Consideration.notice).in_(batch)))
        said = corrections_of(session, batch)
        for row in session.execute(select(Notice).where(col(Notice.id).in_(batch))).scalars():
            notice = cast(NoticeData, row.data)
            considerations = corrected(classify(notice), said.get(row.id, {}))
            for odd in disagreements(notice, considerations):
                night.report(session, at_odds(row.id, odd))
            session.add_all(Consideration.model_validate({"notice": row.id, **found}) for found in considerations)
            row.classified, row.matched, row.grouped = version(), None, None
            count += len(considerations)
    return {"considerations": count}


def at_odds(notice: str, odd: Disagreement) -> IssueData:
    """Return the issue that tells a coordinator what the notice's fields and text say differently."""
    lot = f"{odd.lot}: " if odd.lot else ""
    return {
        "level": "warning",
        "source": None,
        "notice": notice,
        "what": f"{lot}{odd.what}",
        "todo": "läs annonsen och fråga köparen före sista frågedag om det är oklart",
    }
