"""What the dialogue list is loaded from: which notices count, who the buyer is, and what followed a plan."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from models.database import make_engine, migrate
from models.dialogue import buyers_named, load_material, newest_marks, state_of
from models.tables import Consideration, DialogueMark, Lot, Notice, Organisation, RawNotice
from models.values import NoticeData
from tests import a_lot, a_notice

NOW = datetime(2026, 9, 15, 3, 15, tzinfo=UTC)


@pytest.fixture
def session(engine: Engine) -> Any:
    """Return a session with two buyers."""
    with Session(engine) as session:
        session.add(RawNotice(sha256="r", source="ted", name="r", fetched_at=NOW, size=1, content=b"x"))
        session.add(Organisation(id="H", name="Halmstads kommun", country="SWE", municipality="1380"))
        session.add(Organisation(id="D", name="Århus Kommune", country="DNK"))
        session.commit()
        yield session


def add(
    session: Session,
    notice: NoticeData,
    buyer: str = "H",
    state: str = "open",
    deadline: datetime | None = datetime(2026, 10, 1, tzinfo=UTC),
    **columns: Any,
) -> None:
    """Store a notice with its lots."""
    values: dict[str, Any] = {
        "id": notice["id"], "raw": "r", "source": "ted", "procedure": notice["procedure_id"] or notice["id"],
        "form_type": notice["form_type"], "published": notice["published"], "title": notice["title"], "buyer": buyer,
        "data": notice, "content_hash": "h", "changes": [], "read_at": NOW, "classified": "1",
    }  # fmt: skip
    session.add(Notice(**{**values, **columns}))
    session.flush()
    for lot in notice["lots"]:
        key = f"{notice['id']}/{lot['id']}"
        session.add(Lot(id=key, notice=notice["id"], lot=lot["id"], state=state, deadline=deadline))
    session.commit()


def every(notice: NoticeData) -> bool:
    """Keep every notice that there is."""
    return bool(notice["id"])


def finding(notice: str, probability: float) -> Consideration:
    """Return a consideration found in a notice."""
    return Consideration(
        notice=notice, category="labour", strength="contract", probability=probability, basis="model", evidence=[]
    )


@pytest.mark.parametrize(
    ("columns", "published", "state", "deadline", "count", "still"),
    [
        ({}, "2026-09-01", "open", "2026-10-01", 1, 1),
        ({"is_current": False}, "2026-09-01", "open", "2026-10-01", 0, 0),
        ({"classified": None}, "2026-09-01", "open", "2026-10-01", 0, 0),
        ({"closed": True}, "2026-09-01", "awarded", "2026-09-10", 1, 0),
        ({"closed": True}, "2026-06-18", "awarded", "2026-09-10", 1, 0),
        ({"closed": True}, "2026-06-16", "awarded", "2026-09-10", 0, 0),
        ({}, "2026-01-01", "open", "2026-10-01", 1, 1),
        ({}, "2026-01-01", "open", "2026-09-10", 0, 0),  # no result yet, but nobody can answer
        ({}, "2026-09-01", "open", "2026-09-10", 1, 0),
        ({}, "2026-01-01", "open", None, 1, 1),
        ({}, "2025-01-01", "open", None, 0, 0),
    ],
)
def test_open_and_recent_notices_count(
    session: Session, columns: dict[str, Any], published: str, state: str, deadline: str | None, count: int, still: int
) -> None:
    last = datetime.fromisoformat(f"{deadline}T12:00:00+00:00") if deadline else None
    add(session, a_notice(published=published), state=state, deadline=last, **columns)

    found = load_material(session, NOW, keep=every).silent

    assert len(found) == count
    assert sum(len(seen.open_lots) for seen in found) == still


@pytest.mark.parametrize(("probability", "count"), [(0.5, 0), (0.9, 0), (0.49, 1)])
def test_a_notice_with_a_finding_is_not_silent(session: Session, probability: float, count: int) -> None:
    add(session, a_notice())
    session.add(finding("ted:1-2026", probability))
    session.commit()

    assert len(load_material(session, NOW, keep=every).silent) == count


def test_a_plan_that_an_invitation_names_is_no_plan_any_more(session: Session) -> None:
    add(session, a_notice(id="ted:1-2026", form_type="planning", published="2026-05-01"))
    add(session, a_notice(id="ted:2-2026", form_type="consultation", published="2026-05-02"))
    add(session, a_notice(id="ted:3-2025", form_type="planning", published="2025-09-01"))
    add(session, a_notice(id="ted:4-2026", published="2026-08-01", previous=["1-2026"]))

    found = load_material(session, NOW, keep=every)

    assert [seen.notice["id"] for seen in found.planned] == ["ted:2-2026"]
    assert [seen.notice["id"] for seen in found.silent] == ["ted:4-2026"]


def test_an_award_comes_with_its_invitations(session: Session) -> None:
    add(session, a_notice(id="ted:1-2025", procedure_id="P", published="2025-01-01"), closed=True, state="awarded")
    add(session, a_notice(id="ted:2-2025", procedure_id="P", published="2025-01-09"), closed=True, state="awarded")
    add(session, a_notice(id="ted:3-2025", published="2025-01-01"), closed=True, state="awarded")
    add(session, a_notice(id="ted:5-2025", procedure_id="P", form_type="result", published="2025-03-01"), closed=True)
    add(session, a_notice(id="ted:6-2025", previous=["3-2025"], form_type="result", published="2025-03-01"))
    add(session, a_notice(id="ted:7-2010", form_type="result", published="2010-03-01"))

    found = load_material(session, NOW, keep=every)

    assert [seen.notice["id"] for seen in found.awards] == ["ted:5-2025", "ted:6-2025"]
    assert [notice["id"] for notice in found.earlier["ted:5-2025"]] == ["ted:2-2025", "ted:1-2025"]
    assert [notice["id"] for notice in found.earlier["ted:6-2025"]] == ["ted:3-2025"]


def test_one_municipality_or_some_buyers(session: Session) -> None:
    add(session, a_notice(id="ted:1-2026", lots=[a_lot(), a_lot(id="LOT-0002")]))
    add(session, a_notice(id="ted:2-2026"), buyer="D")

    def ids(**wanted: Any) -> list[str]:
        return [seen.notice["id"] for seen in load_material(session, NOW, keep=every, **wanted).silent]

    assert ids() == ["ted:1-2026", "ted:2-2026"]
    assert ids(municipality="1380") == ["ted:1-2026"]
    assert ids(buyers=buyers_named(session, "århus")) == ["ted:2-2026"]
    assert ids(buyers=buyers_named(session, "oslo")) == []
    kept = load_material(session, NOW, keep=lambda notice: len(notice["lots"]) > 1)
    assert [seen.notice["id"] for seen in kept.silent] == ["ted:1-2026"]


def test_the_state_differs_after_a_change(session: Session) -> None:
    before = state_of(session)
    add(session, a_notice())
    read = state_of(session)
    session.add(finding("ted:1-2026", 0.9))
    session.commit()

    assert state_of(session) == state_of(session)
    assert len({before, read, state_of(session)}) == 3


def test_the_newest_mark_holds(session: Session) -> None:
    for verdict in ("talked", "again"):
        session.add(DialogueMark(key="k", at=NOW, person="A", verdict=verdict, note="", fingerprint="f"))
    session.commit()

    assert newest_marks(session)["k"].verdict == "again"


def test_postgresql_answers_the_same_questions(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    migrate(engine)
    with Session(engine) as session:
        session.add(RawNotice(sha256="r", source="ted", name="r", fetched_at=NOW, size=1, content=b"x"))
        session.add(Organisation(id="H", name="Halmstads kommun", country="SWE", municipality="1380"))
        session.commit()
        add(session, a_notice(id="ted:1-2026"))
        add(session, a_notice(id="ted:2-2026"))
        add(session, a_notice(id="ted:5-2026", form_type="result"), closed=True)
        session.add(finding("ted:2-2026", 0.9))
        session.commit()

        found = load_material(session, NOW, keep=every, municipality="1380")

        assert [seen.notice["id"] for seen in found.silent] == ["ted:1-2026"]
        assert [seen.notice["id"] for seen in found.awards] == ["ted:5-2026"]
        assert state_of(session) == state_of(session)
    engine.dispose()
