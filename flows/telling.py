"""Step 10, tell: the mails of approved matches written into the outbox, and sent from there.

Writing and the approval's event share a transaction. Sending claims first, talks to the server outside any
transaction, and marks after; a mail cut off in between is sent again with the same Message-ID and the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import select, update
from sqlmodel import Session, col

from digests.compose import Item, Sender, compose
from digests.send import GaveUp, Transport, TryLater
from flows.night import Night
from models.profiles import load_enterprises
from models.queries import MatchRow, considerations_of, list_matches
from models.tables import Enterprise, MatchEvent, OutboxMatch, OutboxMessage
from models.values import NoticeData
from settings import Settings

CLAIM = 10
LATE = timedelta(minutes=10)  # a claim older than this was cut off
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240))
GIVE_UP = timedelta(days=3)


def batches(night: Night) -> list[list[str]]:
    """Return the enterprises with an address and approved matches that no mail tells of, one batch each."""
    with night.reading() as session:
        return [[enterprise] for enterprise in sorted(_untold(session, night.now()))]


def _untold(session: Session, now: datetime) -> dict[str, list[MatchRow]]:
    told = set(session.execute(select(col(OutboxMatch.match), col(OutboxMatch.content_hash))).tuples())
    found: dict[str, list[MatchRow]] = {}
    for row in list_matches(session, now, state_is="approved"):
        if row.enterprise.email and (row.match.id, row.match.content_hash) not in told:
            found.setdefault(row.enterprise.id, []).append(row)
    return found


def work(night: Night, batch: list[str]) -> dict[str, int]:
    """Write one mail for each enterprise of the batch."""
    queued = 0
    with night.transaction() as session:
        untold = _untold(session, night.now())
        for enterprise in batch:
            if rows := untold.get(enterprise):
                queue_mail(session, rows, night.settings)
                queued += 1
    return {"queued": queued}


def queue_approved(session: Session, settings: Settings) -> int:
    """Write the mails of everything approved and untold; the caller commits. Returns how many mails."""
    untold = _untold(session, settings.clock())
    for _, rows in sorted(untold.items()):
        queue_mail(session, rows, settings)
    return len(untold)


def queue_mail(session: Session, rows: list[MatchRow], settings: Settings) -> OutboxMessage:
    """Write the mail of one enterprise's approved matches, with the events, in the caller's transaction."""
    now = settings.clock()
    enterprise = load_enterprises(session, [rows[0].enterprise.id])[0]
    found = considerations_of(session, [row.notice.id for row in rows])
    items = [
        Item(
            notice=cast(NoticeData, row.notice.data),
            lot_id=row.lot.lot,
            deadline=row.lot.deadline,
            deadline_has_time=row.lot.deadline_has_time,
            signals=row.match.signals,  # type: ignore[arg-type]
            considerations=found.get(row.notice.id, []),
            content_hash=row.match.content_hash,
        )
        for row in rows
    ]
    sender = Sender(
        address=settings.mail_from,
        name=settings.coordinator_name,
        phone=settings.coordinator_phone,
        reply_to=settings.coordinator_mail,
    )
    mail = compose(enterprise, items, sender, now)
    message = OutboxMessage(
        message_id=mail.message_id,
        enterprise=enterprise["id"],
        recipient=mail.recipient,
        subject=mail.subject,
        content=mail.content,
        created_at=now,
    )
    session.add(message)
    session.flush()
    for row in rows:
        assert message.id is not None
        assert row.match.id is not None
        session.add(OutboxMatch(message=message.id, match=row.match.id, content_hash=row.match.content_hash))
        session.add(MatchEvent(match=row.match.id, at=now, kind="queued"))
    return message


def claim(session: Session, owner: str, now: datetime) -> list[OutboxMessage]:
    """Take up to ten due mails, and those whose claim was cut off, and commit."""
    due = col(OutboxMessage.next_try).is_(None) | (col(OutboxMessage.next_try) <= now)
    cut_off = (col(OutboxMessage.state) == "sending") & (col(OutboxMessage.claimed_at) < now - LATE)
    wanted = select(col(OutboxMessage.id)).where(((col(OutboxMessage.state) == "queued") & due) | cut_off)
    wanted = wanted.order_by(col(OutboxMessage.id)).limit(CLAIM).with_for_update(skip_locked=True)
    taken = session.execute(
        update(OutboxMessage)
        .where(col(OutboxMessage.id).in_(wanted))
        .values(state="sending", claimed_by=owner, claimed_at=now)
        .returning(col(OutboxMessage.id))
    )
    ids = [row[0] for row in taken]
    session.commit()
    rows = select(OutboxMessage).where(col(OutboxMessage.id).in_(ids)).order_by(col(OutboxMessage.id))
    return list(session.execute(rows).scalars())


def send_due(
    open_session: Callable[[], Session], transport: Transport, owner: str, settings: Settings
) -> dict[str, list[str]]:
    """Send what is due. Returns the recipients by outcome: sent, later, failed, held."""
    outcome: dict[str, list[str]] = {"sent": [], "later": [], "failed": [], "held": []}
    while True:
        with open_session() as session:
            claimed = claim(session, owner, settings.clock())
            for message in claimed:
                recipient = message.recipient
                outcome[_send(session, message, transport, settings.clock())].append(recipient)
                session.commit()
        if not claimed:
            return outcome


def _send(session: Session, message: OutboxMessage, transport: Transport, now: datetime) -> str:
    if _no_longer(session, message, now):
        message.state, message.error = "failed", "ett förslag i mejlet gäller inte längre; inget skickades"
        return "held"
    recipient, message_id, content = message.recipient, message.message_id, message.content
    session.commit()  # no transaction is open while we talk to the server
    try:
        transport(recipient, message_id, content)
    except TryLater as error:
        message.tries += 1
        old = now - message.created_at > GIVE_UP
        message.state, message.error = ("failed" if old else "queued"), str(error)
        message.next_try = now + WAITS[min(message.tries, len(WAITS)) - 1]
        return "failed" if old else "later"
    except GaveUp as error:
        message.state, message.error = "failed", str(error)
        return "failed"
    message.state, message.sent_at, message.error = "sent", now, None
    session.add_all(MatchEvent(match=match, at=now, kind="sent") for match in _matches_of(session, message))
    return "sent"


def _matches_of(session: Session, message: OutboxMessage) -> list[int]:
    return list(session.execute(select(col(OutboxMatch.match)).where(col(OutboxMatch.message) == message.id)).scalars())


def _no_longer(session: Session, message: OutboxMessage, now: datetime) -> bool:
    """Say whether a match of the mail was withdrawn or undone, its time ran out, or the enterprise is gone."""
    if session.get(Enterprise, message.enterprise) is None:
        return True
    rows = list_matches(session, now, ids=_matches_of(session, message))
    return any(row.state != "queued" or (row.lot.deadline is not None and row.lot.deadline <= now) for row in rows)
