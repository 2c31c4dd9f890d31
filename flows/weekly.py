"""The weekly flow: learn the weights of the signals from decisions; the gate decides what comes in."""

from __future__ import annotations

from prefect import flow
from sqlmodel import Session

from flows.learning import learn_from_decisions
from models.database import make_engine, migrate
from settings import load


@flow(name="weekly", persist_result=False)
def weekly() -> dict[str, object]:
    """Learn from all decisions so far; returns what came of it (relearned, recalibrated, kept) and why."""
    settings = load()
    engine = make_engine(settings.database)
    migrate(engine)
    with Session(engine) as session:
        found = learn_from_decisions(session, settings.clock())
        session.commit()
    engine.dispose()
    return {"kind": found.kind, "report": found.report}
