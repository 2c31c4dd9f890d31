"""Every table. Times are UTC; JSON columns hold the plain values of `models.values`.

Steps hand over through these rows. A row carries the version of the step that last worked on it (`reader`,
`classified`, `matched`), so that "not yet done" is "the version differs", and a night can be killed and run again
with the same outcome.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Column, DateTime, Index, LargeBinary, MetaData, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

# Constraints need names, or SQLite's batch migrations cannot drop them.
SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention


class Utc(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database. A naive moment is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without time zone cannot be stored: {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite forgets the zone: put UTC back."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def _moment(nullable: bool = True) -> Any:
    return Field(default=None, sa_column=Column(Utc, nullable=nullable))


def _json(nullable: bool = False) -> Any:
    return Field(default=None, sa_column=Column(JSON, nullable=nullable))


class Source(SQLModel, table=True):
    """A place notices come from, and how it has been lately."""

    id: str = Field(primary_key=True)
    last_run: datetime | None = _moment()
    last_ok: datetime | None = _moment()
    last_count: int = 0
    errors_in_a_row: int = 0
    last_error: str | None = None
    cursor: str | None = None  # how far it has been collected: a date


class RawNotice(SQLModel, table=True):
    """The bytes as published (zlib-compressed), known by their SHA-256. Kept before anything reads them."""

    __tablename__ = "raw_notice"

    sha256: str = Field(primary_key=True)
    source: str = Field(index=True)
    name: str  # file and member, or the source's own number
    url: str | None = None
    fetched_at: datetime = _moment(nullable=False)
    size: int
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    reader: str | None = Field(default=None, index=True)  # version of the reader that last read it
    fault: str | None = None  # why it could not be read: then it is in quarantine
    todo: str | None = None


class Organisation(SQLModel, table=True):
    """A buyer: known by its organisation number, else by its name."""

    id: str = Field(primary_key=True)  # 'SWE:2120001215', or 'name:halmstads kommun'
    name: str
    org_number: str | None = None
    country: str | None = None
    nuts: str | None = None
    city: str | None = None
    municipality: str | None = Field(default=None, index=True)  # municipality code


class Notice(SQLModel, table=True):
    """One published notice, as read. `data` is the whole `NoticeData`; the columns are for looking up."""

    id: str = Field(primary_key=True)
    raw: str = Field(foreign_key="raw_notice.sha256", index=True)
    source: str
    procedure: str = Field(index=True)  # the family: BT-04, else the notice's own id
    form_type: str | None = Field(default=None, index=True)
    published: str | None = Field(default=None, index=True)
    title: str | None = None
    buyer: str | None = Field(default=None, foreign_key="organisation.id", index=True)
    data: dict[str, Any] = _json()
    content_hash: str  # of `data`: what decisions are keyed to
    is_current: bool = True  # newest of its family that can be answered
    superseded_by: str | None = None
    closed: bool = False  # no lot can be answered any more: cancelled, awarded, or a result
    changes: list[str] = _json()  # what changed against the version before, in Swedish
    read_at: datetime = _moment(nullable=False)
    joined: bool = Field(default=False, index=True)  # standing in its family is up to date
    classified: str | None = Field(default=None, index=True)  # version of the classifier that last read it
    matched: str | None = Field(default=None, index=True)  # version of the matcher that last matched it
    grouped: str | None = Field(default=None, index=True)  # version that last looked for joint bids


class Lot(SQLModel, table=True):
    """One lot of a notice: what a match is about."""

    id: str = Field(primary_key=True)  # '<notice id>/<lot id>'
    notice: str = Field(foreign_key="notice.id", index=True)
    lot: str
    title: str | None = None
    deadline: datetime | None = Field(default=None, sa_column=Column(Utc, index=True))
    deadline_has_time: bool = True
    state: str = "open"  # 'open', 'cancelled', 'awarded', 'superseded'


class Consideration(SQLModel, table=True):
    """A social consideration found in a notice (`ConsiderationData`)."""

    id: int | None = Field(default=None, primary_key=True)
    notice: str = Field(foreign_key="notice.id", index=True)
    lot: str | None = None
    category: str = Field(index=True)
    detail: str | None = None
    strength: str
    probability: float
    basis: str
    evidence: list[dict[str, Any]] = _json()
    numbers: dict[str, Any] | None = _json(nullable=True)


class Correction(SQLModel, table=True):
    """What a coordinator says that a sentence of a notice states; the newest word on a sentence holds."""

    id: int | None = Field(default=None, primary_key=True)
    notice: str = Field(foreign_key="notice.id", index=True)
    text: str  # the sentence, as the evidence has it
    stated: dict[str, str] = _json()  # category -> strength; empty when it states nothing
    person: str
    at: datetime = _moment(nullable=False)


class Enterprise(SQLModel, table=True):
    """A work-integration social enterprise (ASF): its profile, by the keys of `EnterpriseData`."""

    id: str = Field(primary_key=True)
    name: str
    legal_form: str | None = None
    municipality: str | None = Field(default=None, index=True)
    nuts: list[str] = _json()
    max_km: float | None = None
    description: str | None = None
    trades: list[str] = _json()
    cpv: list[str] = _json()
    past_contracts: list[dict[str, Any]] = _json()
    persons: int | None = None
    yearly_value: float | None = None
    largest_contract: float | None = None
    certificates: list[str] = _json()
    insurances: list[str] = _json()
    permits: list[str] = _json()
    occupied_total: int | None = None
    occupied_target_group: int | None = None
    counted_on: str | None = None
    integration_purpose: bool | None = None
    public_service_purpose: bool | None = None
    reinvests: bool | None = None
    participation: bool | None = None
    won_19_25_until: str | None = None
    registered_idea_driven: bool | None = None
    f_skatt: bool | None = None
    vat: bool | None = None
    wants: list[str] = _json()
    wants_not: list[str] = _json()
    contact_name: str | None = None
    email: str | None = None
    phone: str | None = None
    confirmed_on: str | None = None
    updated_at: datetime = _moment(nullable=False)
    matched: str | None = None  # version of the matcher that last matched it


class ServiceArea(SQLModel, table=True):
    """A municipality in which an enterprise works."""

    __tablename__ = "service_area"

    enterprise: str = Field(foreign_key="enterprise.id", primary_key=True)
    municipality: str = Field(primary_key=True, index=True)


class Match(SQLModel, table=True):
    """A lot suggested to an enterprise: one row for the pair, for ever. Its state follows from its events."""

    __table_args__ = (UniqueConstraint("lot", "enterprise"),)

    id: int | None = Field(default=None, primary_key=True)
    lot: str = Field(foreign_key="lot.id")
    notice: str = Field(foreign_key="notice.id", index=True)
    enterprise: str = Field(foreign_key="enterprise.id", index=True)
    score: float
    trial: bool = False  # below the limit, shown so that learning hears of it
    signals: list[dict[str, Any]] = _json()
    version: str  # of the matcher
    content_hash: str  # of the notice it was made on


class MatchEvent(SQLModel, table=True):
    """Something that happened to a match, and when."""

    __tablename__ = "match_event"
    __table_args__ = (Index("ix_match_event_match_id", "match", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    match: int = Field(foreign_key="match.id")
    at: datetime = _moment(nullable=False)
    kind: str  # see models.states


class Decision(SQLModel, table=True):
    """A person's verdict on a match, keyed to the content it was made on."""

    id: int | None = Field(default=None, primary_key=True)
    match: int = Field(foreign_key="match.id", index=True)
    at: datetime = _moment(nullable=False)
    person: str
    verdict: str  # 'yes', 'no', 'later'
    reason: str
    content_hash: str
    shown: list[dict[str, Any]] | None = _json(nullable=True)  # the lot's list as it stood: what learning reads


class Answer(SQLModel, table=True):
    """What an enterprise said of a match it was mailed, as a coordinator took it down; its newest answer counts."""

    __table_args__ = (Index("ix_answer_match_id", "match", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    match: int = Field(foreign_key="match.id")
    at: datetime = _moment(nullable=False)
    person: str  # who took it down
    answer: str  # see models.answers
    reason: str | None = None  # of a no
    content_hash: str  # what the mail told of: an answer says nothing of a notice that changed after it


class RankerVersion(SQLModel, table=True):
    """Weights that decisions gave, with the report that let them in or kept them out (docs/matching.md)."""

    __tablename__ = "ranker_version"

    id: int | None = Field(default=None, primary_key=True)
    made_at: datetime = _moment(nullable=False)
    until: datetime = _moment(nullable=False)  # of the last list it learned from
    state: str = Field(index=True)  # 'active' (at most one), 'replaced', 'withdrawn', 'refused'
    version: str  # fingerprint of the weights
    weights: dict[str, Any] = _json()
    report: dict[str, Any] = _json()


class DialogueMark(SQLModel, table=True):
    """What a coordinator said of a row of the dialogue list; the newest of a key holds."""

    __tablename__ = "dialogue_mark"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(index=True)  # of the row: see matchers.dialogue
    at: datetime = _moment(nullable=False)
    person: str
    verdict: str  # 'talked', 'not_relevant', 'again'
    note: str
    fingerprint: str  # of what the row said then: when it changes, the row is shown again
    step: int | None = None  # months ahead of the end that it was marked at


class JointBid(SQLModel, table=True):
    """A proposed joint bid for a lot (`JointBidData`); its state follows from the answers (see models.joint_bids)."""

    __tablename__ = "joint_bid"
    __table_args__ = (UniqueConstraint("lot", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    lot: str = Field(foreign_key="lot.id", index=True)
    notice: str = Field(foreign_key="notice.id", index=True)
    key: str  # the members' ids, sorted
    rank: int  # 1 is the best of its lot
    members: list[dict[str, Any]] = _json()
    uncovered: list[str] = _json()
    reason: str
    proposed: bool = True  # False when withdrawn: kept because somebody has answered
    version: str  # of matchers.joint
    content_hash: str  # of the notice, who does what, and what is uncovered: what answers are keyed to


class JointAnswer(SQLModel, table=True):
    """What an enterprise asked to join a joint bid said; its newest answer counts."""

    __tablename__ = "joint_answer"

    id: int | None = Field(default=None, primary_key=True)
    joint_bid: int = Field(foreign_key="joint_bid.id", index=True)
    enterprise: str = Field(foreign_key="enterprise.id", index=True)
    answer: str  # 'yes' or 'no'
    person: str  # who gave it, or who took it down
    at: datetime = _moment(nullable=False)
    content_hash: str


class Draft(SQLModel, table=True):
    """A bid-support package made for a match; its files lie in `folder` under the packages folder."""

    __table_args__ = (UniqueConstraint("match", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    match: int = Field(foreign_key="match.id")
    version: int
    content_hash: str
    folder: str
    files: list[dict[str, Any]] = _json()  # name, sha256, size in bytes
    made_at: datetime = _moment(nullable=False)


class OutboxMessage(SQLModel, table=True):
    """A mail, final to the byte, written together with what it is about."""

    __tablename__ = "outbox_message"

    id: int | None = Field(default=None, primary_key=True)
    message_id: str = Field(unique=True)
    enterprise: str = Field(foreign_key="enterprise.id", index=True)
    recipient: str
    subject: str
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    state: str = Field(default="queued", index=True)  # 'queued', 'sending', 'sent', 'failed'
    created_at: datetime = _moment(nullable=False)
    claimed_by: str | None = None
    claimed_at: datetime | None = _moment()
    tries: int = 0
    next_try: datetime | None = _moment()
    sent_at: datetime | None = _moment()
    error: str | None = None


class OutboxMatch(SQLModel, table=True):
    """Which matches a mail tells of. A match decided on a content is told once."""

    __tablename__ = "outbox_match"
    __table_args__ = (UniqueConstraint("match", "content_hash"),)

    message: int = Field(foreign_key="outbox_message.id", primary_key=True)
    match: int = Field(foreign_key="match.id", primary_key=True)
    content_hash: str


class Run(SQLModel, table=True):
    """One night."""

    id: int | None = Field(default=None, primary_key=True)
    started: datetime = _moment(nullable=False)
    ended: datetime | None = _moment()
    seconds: float | None = None
    state: str = "running"  # 'running', 'done', 'done-with-issues', 'failed'
    stages: dict[str, float] = _json()
    counts: dict[str, int] = _json()


class RunLock(SQLModel, table=True):
    """Who runs the night, and until when the word holds without being renewed."""

    __tablename__ = "run_lock"

    name: str = Field(primary_key=True)
    owner: str
    until: datetime = _moment(nullable=False)


class Issue(SQLModel, table=True):
    """Something a person should look at; the same thing is one row, however many nights it is seen."""

    __table_args__ = (UniqueConstraint("key"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str  # level, source, notice and what, hashed
    run: int | None = Field(default=None, foreign_key="run.id")
    at: datetime = _moment(nullable=False)
    level: str
    source: str | None = None
    notice: str | None = None
    what: str
    todo: str
