"""A night: what its stages share, and the plain way to run them. The Prefect flow runs the same stages as tasks."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from flows import lock
from flows.learning import active_weights
from matchers import model_store
from matchers.joint import Joiner
from matchers.ranking import Matcher, version_of
from matchers.weights import Weights
from models.database import content_hash, make_engine, migrate, reading_session, upsert
from models.profiles import load_enterprises
from models.tables import Issue, Run
from models.values import IssueData
from settings import Settings

COUNTS = (
    "read", "new", "changed", "unchanged", "quarantined", "considerations", "matches", "joint_bids", "drafts", "queued",
)  # fmt: skip
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Request:
    """What to collect: `paths` instead of the network, or these sources (all open ones), since this day."""

    paths: tuple[Path, ...] = ()
    sources: tuple[str, ...] = ()
    since: date | None = None


@dataclass
class Night:
    """One run: where it writes, what it was asked, what it has done so far."""

    settings: Settings
    engine: Engine
    request: Request
    run: int
    owner: str
    started: datetime
    clock_start: float
    progress: Progress = lambda stage, done, total: None
    counts: Counter[str] = field(default_factory=Counter)
    stages: dict[str, float] = field(default_factory=dict)
    issues: list[IssueData] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def now(self) -> datetime:
        """Return the night's time; one clock for every step."""
        return self.settings.clock()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a transaction that is committed at the end, with the lock renewed in it."""
        with Session(self.engine) as session:
            lock.renew(session, self.owner, datetime.now(self.started.tzinfo))
            yield session
            session.commit()

    def reading(self) -> Session:
        """Open a session that only reads."""
        return reading_session(self.engine)

    @cached_property
    def weights(self) -> Weights:
        """Return the weights in use, read once a night: a version that comes in meanwhile is for the next."""
        with self.reading() as session:
            return active_weights(session)

    @property
    def matching(self) -> str:
        """Return the version of matching: what was matched under another is matched anew."""
        return version_of(self.weights)

    @cached_property
    def matcher(self) -> Matcher:
        """Return the matcher over all enterprises, built once a night."""
        with self.reading() as session:
            return Matcher(load_enterprises(session), self.weights)

    @cached_property
    def joiner(self) -> Joiner:
        """Return what proposes joint bids among all enterprises, built once a night."""
        with self.reading() as session:
            return Joiner(load_enterprises(session))

    def report(self, session: Session, issue: IssueData) -> None:
        """Keep an issue, in the night's list and as a row; the same issue is one row for ever."""
        self.issues.append(issue)
        row = {**issue, "key": content_hash(issue), "run": self.run, "at": self.now()}
        if session.execute(select(col(Issue.id)).where(col(Issue.key) == row["key"])).first() is None:
            upsert(session, Issue, [row], ["key"])

    def failed(self, stage: str, what: str, error: BaseException) -> None:
        """Keep a failure: the night goes on with the rest and ends as failed, with the list."""
        self.failures.append(f"{stage}: {what}: {error}")
        issue: IssueData = {
            "level": "error",
            "source": what if stage == "collect" else None,
            "notice": None,
            "what": f"steget {stage} gick inte igenom för {what}: {type(error).__name__}: {error}",
            "todo": "resten av natten är klar; åtgärda felet och kör natten igen, då görs bara det som saknas",
        }
        with self.transaction() as session:
            self.report(session, issue)


@dataclass(frozen=True)
class Stage:
    """A step of the night: what is not yet done, in batches of keys, and the work on one batch (commits itself)."""

    name: str
    batches: Callable[[Night], list[list[str]]]
    work: Callable[[Night, list[str]], dict[str, int]]

    def describe(self, batch: list[str]) -> str:
        """Name a batch for a person."""
        return batch[0] if len(batch) == 1 else f"{batch[0]} … {batch[-1]} ({len(batch)})"


@contextmanager
def open_night(settings: Settings, request: Request, progress: Progress | None = None) -> Iterator[Night]:
    """Migrate, take the lock, write the run's row; at the end close both. Raises lock.NightRunning when one runs."""
    settings.home.mkdir(parents=True, exist_ok=True)
    engine = make_engine(settings.database)
    migrate(engine)
    model_store.use(settings.reader_models)
    owner = lock.owner_here()
    with Session(engine) as session:
        taken_from = lock.take(session, owner, datetime.now(settings.clock().tzinfo))
        run = Run(started=settings.clock(), stages={}, counts={})
        session.add(run)
        session.commit()
        assert run.id is not None
        night = Night(settings, engine, request, run.id, owner, run.started, time.monotonic())
    if progress:
        night.progress = progress
    try:
        if taken_from:
            with night.transaction() as session:
                night.report(session, _taken_over(taken_from))
        yield night
    finally:
        _close(night)
        engine.dispose()


def _taken_over(owner: str) -> IssueData:
    return {
        "level": "warning",
        "source": None,
        "notice": None,
        "what": f"den förra natten avbröts (process {owner.rsplit(':', 2)[1]}); dess lås togs över",
        "todo": "ingenting: den här natten gör klart det som saknades",
    }


def _close(night: Night) -> None:
    with Session(night.engine) as session:
        run = session.get_one(Run, night.run)
        run.ended = night.now()
        run.seconds = round(time.monotonic() - night.clock_start, 3)
        run.state = "failed" if night.failures else "done-with-issues" if night.issues else "done"
        run.stages = night.stages
        run.counts = {name: night.counts[name] for name in COUNTS}
        session.commit()
        lock.release(session, night.owner)


def run_stage(
    night: Night, stage: Stage, attempt: Callable[[Stage, list[str]], dict[str, int] | BaseException]
) -> None:
    """Run a stage's batches through `attempt`, adding up what they did; a failed batch does not stop the others."""
    began = time.monotonic()
    batches = stage.batches(night)
    for number, batch in enumerate(batches):
        night.progress(stage.name, number, len(batches))
        outcome = attempt(stage, batch)
        if isinstance(outcome, BaseException):
            night.failed(stage.name, stage.describe(batch), outcome)
        else:
            night.counts.update(outcome)
    night.progress(stage.name, len(batches), len(batches))
    night.stages[stage.name] = round(night.stages.get(stage.name, 0.0) + time.monotonic() - began, 3)


def attempt_plainly(night: Night) -> Callable[[Stage, list[str]], dict[str, int] | BaseException]:
    """Return the plain way to try a batch: the error is handed back, so that the night can go on."""

    def attempt(stage: Stage, batch: list[str]) -> dict[str, int] | BaseException:
        try:
            return stage.work(night, batch)
        except lock.NightRunning:
            raise
        except Exception as error:  # noqa: BLE001  (the one place: whatever a batch meets, the rest of the night goes on)
            return error

    return attempt


def outcome(night: Night) -> dict[str, Any]:
    """Return what `nightly --json` prints."""
    return {
        "run": night.run,
        "started": night.started.isoformat(),
        "seconds": round(time.monotonic() - night.clock_start, 3),
        "stages": night.stages,
        **{name: night.counts[name] for name in COUNTS},
        "issues": night.issues,
    }
