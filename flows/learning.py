"""Step 11, learn: weights from decisions and enterprises' answers, kept as versions that can be taken back.

A version that comes in makes the next night match everything anew, because its fingerprint is part of the version of
matching. Nothing here needs Prefect.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import func, select
from sqlmodel import Session, col

from matchers.learning.gate import Outcome, learn
from matchers.learning.lists import ShownMatch, TrainingList, Verdict, training_lists
from matchers.weights import Weights, from_data, prior
from models.answers import last_answers, verdict_of
from models.tables import Decision, Lot, Match, RankerVersion


class NothingToTakeBack(Exception):
    """No learned weights are in use."""


def active_version(session: Session) -> RankerVersion | None:
    """Return the learned version in use; None when the weights are those set by hand."""
    newest = select(RankerVersion).where(col(RankerVersion.state) == "active").order_by(col(RankerVersion.id).desc())
    return session.execute(newest.limit(1)).scalar_one_or_none()


def active_weights(session: Session) -> Weights:
    """Return the weights in use: the learned ones, or those set by hand when none fit the signals of this code."""
    row = active_version(session)
    return (from_data(row.weights) if row else None) or prior()


def lists_of(session: Session, now: datetime) -> list[TrainingList]:
    """Return the training lists of all decisions and answers; a decision made before lists were kept teaches nothing.

    An answer is one more verdict on its match, in the list of the yes that its mail came of.
    """
    rows = session.execute(
        select(Decision, col(Match.lot), col(Lot.deadline))
        .join(Match, col(Match.id) == col(Decision.match))
        .join(Lot, col(Lot.id) == col(Match.lot))
        .order_by(col(Decision.id))
    ).tuples()
    verdicts = [
        Verdict(
            lot, row.content_hash, row.match, row.at, row.verdict, cast(list[ShownMatch], row.shown or []), deadline
        )
        for row, lot, deadline in rows
    ]
    return training_lists([*verdicts, *_of_answers(session, verdicts)], now)


def _of_answers(session: Session, decided: list[Verdict]) -> list[Verdict]:
    mailed_for = {(verdict.match, verdict.content_hash): verdict for verdict in decided if verdict.verdict == "yes"}
    return [
        mailed_for[answer.match, answer.content_hash]._replace(at=answer.at, verdict=said)
        for answer in last_answers(session)
        if (said := verdict_of(answer.answer, answer.reason)) and (answer.match, answer.content_hash) in mailed_for
    ]


def outcome(session: Session, now: datetime) -> tuple[Outcome, list[TrainingList]]:
    """Return what learning from all decisions would come to, and the lists it looked at. Writes nothing.

    Only lists after those that the version in use has learned from, or that one taken back had, can let new weights in:
    what a person took back does not return by itself.
    """
    lists = lists_of(session, now)
    seen = select(func.max(col(RankerVersion.until))).where(col(RankerVersion.state).in_(["active", "withdrawn"]))
    return learn(lists, prior(), active_weights(session), session.execute(seen).scalar_one_or_none()), lists


def keep(session: Session, found: Outcome, lists: list[TrainingList], now: datetime) -> RankerVersion | None:
    """Write the outcome as a version: active when it came in, else refused; None when there was too little to try.

    The caller commits.
    """
    if found.report["reason"] == "few":
        return None
    came_in = found.weights is not None
    weights = found.weights or active_weights(session)
    if came_in and (before := active_version(session)):
        before.state = "replaced"
    row = RankerVersion(
        made_at=now,
        until=lists[-1].at,
        state="active" if came_in else "refused",
        version=weights.version,
        weights=weights.data(),
        report={"kind": found.kind, **found.report},
    )
    session.add(row)
    session.flush()
    return row


def learn_from_decisions(session: Session, now: datetime) -> Outcome:
    """Learn, and keep what came of it. The caller commits."""
    found, lists = outcome(session, now)
    keep(session, found, lists, now)
    return found


def roll_back(session: Session) -> RankerVersion | None:
    """Take back the version in use. Returns the one now in use again, None for the weights set by hand.

    Raises NothingToTakeBack. The caller commits.
    """
    row = active_version(session)
    if row is None:
        raise NothingToTakeBack
    row.state = "withdrawn"
    replaced = select(RankerVersion).where(col(RankerVersion.state) == "replaced")
    newest = replaced.order_by(col(RankerVersion.id).desc()).limit(1)
    before: RankerVersion | None = session.execute(newest).scalar_one_or_none()
    if before is not None:
        before.state = "active"
    return before


def versions(session: Session) -> list[dict[str, Any]]:
    """Return all versions, the newest first, as `learn --list --json` prints them."""
    rows = session.execute(select(RankerVersion).order_by(col(RankerVersion.id).desc())).scalars()
    return [
        {
            "id": row.id,
            "made": row.made_at.isoformat(),
            "until": row.until.isoformat(),
            "state": row.state,
            "version": row.version,
            "usable": from_data(row.weights) is not None,
            **row.weights,
            "report": row.report,
        }
        for row in rows
    ]
