"""Joint bids night by night: proposed, kept up with changes, never lost once somebody has answered."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from models.database import make_engine
from models.joint_bids import JointRow, contacts, list_joint_bids
from models.profile_files import read_profiles
from models.profiles import save_enterprises
from models.tables import Lot, Notice
from models.values import EnterpriseData
from review.consent import CannotAnswer, answer
from settings import Settings
from tests import ROOT
from tests.flows.test_night import NOW, SAMPLES, import_enterprises, run_night

MOVE = "ted:600570-2026"  # moving, furniture and cleaning in Varberg
CARE = "ted:600577-2026"  # cleaning, green and snow in Halmstad; nobody for the café
EFORMS = [SAMPLES / "eforms" / f"{name}-2026.xml" for name in ("600101", "600570", "600577", "600584")]


@pytest.fixture(scope="module")
def grouped_home(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Path:
    """Return a home after a night over four notices, to be copied."""
    home = tmp_path_factory.mktemp("grouping") / "home"
    home.mkdir()
    shutil.copy(empty_database, home / "anbudslots.db")
    chosen = Settings(home=home, now=NOW, draft_at=1.0)
    import_enterprises(chosen)
    assert run_night(chosen, *EFORMS)["joint_bids"] >= 4
    return home


@pytest.fixture
def grouped(grouped_home: Path, tmp_path: Path) -> Settings:
    """Return settings for a copy of that home."""
    shutil.copytree(grouped_home, tmp_path / "home")
    return Settings(home=tmp_path / "home", now=NOW, draft_at=1.0)


@pytest.fixture
def session(grouped: Settings) -> Iterator[Session]:
    """Return a session on the database after the night."""
    engine = make_engine(grouped.database)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


def bids(session: Session, notice: str) -> list[JointRow]:
    """Return the joint bids of a notice as they are now."""
    session.expire_all()
    found = list_joint_bids(session, NOW, notice=notice)
    session.expunge_all()
    session.rollback()
    return found


def say(session: Session, row: JointRow, member: int, given: str) -> None:
    """Take down an answer of a member, by its place in the group."""
    assert row.bid.id is not None
    answer(session, row.bid.id, row.bid.members[member]["enterprise"], given, "Anna Ek", NOW)
    session.commit()


def change(session: Session, *profiles: EnterpriseData) -> None:
    """Save changed profiles."""
    save_enterprises(session, profiles, NOW)
    session.commit()


def profile_of(row: JointRow, member: int) -> EnterpriseData:
    """Return the sample profile of a member."""
    key = row.bid.members[member]["enterprise"]
    return next(p for p in read_profiles(SAMPLES / "enterprises.json") if p["id"] == key)


def test_the_night_proposes_and_names_what_is_missing(session: Session) -> None:
    whole, part = bids(session, MOVE)[0], bids(session, CARE)[0]

    assert [len(row.bid.members) for row in (whole, part)] == [3, 2]
    assert whole.bid.uncovered == []
    assert part.bid.uncovered == ["kafé"]
    assert not list_joint_bids(session, NOW, notice="ted:600101-2026"), "one suffices"


def test_a_second_night_changes_nothing(grouped: Settings, session: Session) -> None:
    before = dump(grouped)

    assert run_night(grouped, *EFORMS)["joint_bids"] == 0
    assert dump(grouped) == before


def test_a_changed_profile_takes_its_proposals_away(grouped: Settings, session: Session) -> None:
    (row,) = bids(session, CARE)
    gardener = {**profile_of(row, 0), "trades": ["bicycle"], "description": "Vi lagar cyklar."}
    change(session, gardener)  # type: ignore[arg-type]

    run_night(grouped, *EFORMS)

    assert bids(session, CARE) == []


def test_a_new_enterprise_that_suffices_alone_takes_them_away(grouped: Settings, session: Session) -> None:
    (row,) = bids(session, CARE)
    one = {**profile_of(row, 0), "id": "7696000192", "trades": ["green", "snow", "cleaning", "cafe"]}
    change(session, {**one, "largest_contract": 5e6})  # type: ignore[typeddict-item]

    run_night(grouped, *EFORMS)

    assert bids(session, CARE) == []


def test_what_somebody_has_answered_is_withdrawn_and_can_come_back(grouped: Settings, session: Session) -> None:
    (row,) = bids(session, CARE)
    gardener = profile_of(row, 0)
    say(session, row, 1, "yes")
    change(session, {**gardener, "trades": ["bicycle"], "description": "Vi lagar cyklar."})
    run_night(grouped, *EFORMS)
    assert [row.state for row in bids(session, CARE)] == ["withdrawn"]
    with pytest.raises(CannotAnswer, match="återtaget"):
        say(session, row, 0, "yes")

    change(session, gardener)
    assert run_night(grouped, *EFORMS)["joint_bids"] == 1
    assert [row.state for row in bids(session, CARE)] == ["asked"]


def test_a_changed_notice_asks_again(grouped: Settings, session: Session) -> None:
    (row,) = bids(session, CARE)
    say(session, row, 0, "yes")
    say(session, row, 1, "yes")
    assert [row.state for row in bids(session, CARE)] == ["agreed"]

    notice = session.get_one(Notice, CARE)
    notice.content_hash, notice.grouped = "changed", None
    session.commit()
    assert run_night(grouped, *EFORMS[:1])["joint_bids"] == 1

    (row,) = bids(session, CARE)
    assert row.state == "changed"
    assert contacts(session, row) == []


def test_a_lot_that_closes_takes_its_proposals_away(grouped: Settings, session: Session) -> None:
    first, *_ = bids(session, MOVE)
    say(session, first, 0, "yes")
    session.get_one(Lot, f"{MOVE}/LOT-0001").state = "cancelled"
    session.get_one(Notice, MOVE).grouped = None
    session.commit()

    run_night(grouped, *EFORMS[:1])

    assert [row.state for row in bids(session, MOVE)] == ["withdrawn"]


def test_time_alone_withdraws_nothing(grouped: Settings, session: Session) -> None:
    (row,) = bids(session, CARE)
    assert row.lot.deadline is not None
    late = grouped.model_copy(update={"now": row.lot.deadline})
    change(session, {**profile_of(row, 0), "phone": "000-11 11 11"})

    run_night(late, *EFORMS[:1])

    session.expire_all()
    assert [row.state for row in list_joint_bids(session, late.clock(), notice=CARE)] == ["expired"]
    assert list_joint_bids(session, late.clock(), notice=CARE, in_time=True) == []


def test_after_a_no_another_group_is_sought_without_that_enterprise(grouped: Settings, session: Session) -> None:
    first, *others = bids(session, MOVE)
    cleaner = next(n for n, member in enumerate(first.bid.members) if member["covers"] == ["lokalvård"])
    refused = first.bid.members[cleaner]["enterprise"]
    assert others, "there is a second way"
    say(session, first, cleaner, "no")
    assert next(row.state for row in bids(session, MOVE) if row.bid.id == first.bid.id) == "declined"

    run_night(grouped, *EFORMS[:1])

    proposed = [row for row in bids(session, MOVE) if row.bid.proposed]
    assert proposed
    assert all(refused not in row.bid.key for row in proposed)


def test_contact_data_is_passed_on_only_when_all_have_said_yes(session: Session) -> None:
    (row,) = bids(session, CARE)
    seen = []
    for member in range(2):
        seen.append(contacts(session, bids(session, CARE)[0]))
        say(session, row, member, "yes")
    agreed = contacts(session, bids(session, CARE)[0])

    assert seen == [[], []]
    assert {contact.enterprise for contact in agreed} == {member["enterprise"] for member in row.bid.members}
    assert all(contact.email for contact in agreed)
    say(session, row, 0, "no")
    assert contacts(session, bids(session, CARE)[0]) == []


@pytest.mark.parametrize(
    ("enterprise", "given", "person", "seen", "why"),
    [
        ("7696000999", "yes", "Anna Ek", None, "inte med"),
        (None, "perhaps", "Anna Ek", None, "ja eller nej"),
        (None, "yes", " ", None, "vem"),
        (None, "yes", "Anna Ek", "old", "ändrats"),
    ],
)
def test_an_answer_that_cannot_stand_changes_nothing(
    session: Session, enterprise: str | None, given: str, person: str, seen: str | None, why: str
) -> None:
    (row,) = bids(session, CARE)
    assert row.bid.id is not None
    with pytest.raises(CannotAnswer, match=why):
        answer(session, row.bid.id, enterprise or row.bid.members[0]["enterprise"], given, person, NOW, seen)
    with pytest.raises(CannotAnswer, match="inget gemensamt anbud"):
        answer(session, 999, row.bid.members[0]["enterprise"], "yes", "Anna Ek", NOW)
    session.commit()
    assert session.execute(text("select count(*) from joint_answer")).scalar_one() == 0


KILL = """
import os, signal, sys
from pathlib import Path
from flows import grouping
from tests.flows.test_grouping import EFORMS
from tests.flows.test_night import NOW, import_enterprises, run_night
from settings import Settings

settings = Settings(home=Path(sys.argv[1]), now=NOW, draft_at=1.0)
grouping.BATCH = 1
save, left = grouping._save, [3]
def dying(*arguments):
    found = save(*arguments)
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return found
grouping._save = dying
import_enterprises(settings)
run_night(settings, *EFORMS)
"""


def dump(chosen: Settings) -> list[Any]:
    """Return the joint bids without their row numbers."""
    engine = make_engine(chosen.database)
    with Session(engine) as opened:
        found = [row.bid.model_dump(exclude={"id"}) for row in list_joint_bids(opened, NOW)]
    engine.dispose()
    return found


def test_killed_and_run_again_gives_the_same(grouped: Settings, tmp_path: Path, empty_database: Path) -> None:
    home = tmp_path / "killed"
    home.mkdir()
    shutil.copy(empty_database, home / "anbudslots.db")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    killed = subprocess.run(
        [sys.executable, "-c", KILL, str(home)],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    again = Settings(home=home, now=NOW, draft_at=1.0)
    assert len(dump(again)) < len(dump(grouped))

    run_night(again, *EFORMS)

    assert dump(again) == dump(grouped)


def test_enterprises_one_by_one_give_the_same_as_all_at_once(
    grouped: Settings, tmp_path: Path, empty_database: Path
) -> None:
    home = tmp_path / "late"
    home.mkdir()
    shutil.copy(empty_database, home / "anbudslots.db")
    late = Settings(home=home, now=NOW, draft_at=1.0)
    run_night(late, *EFORMS)
    profiles = list(read_profiles(SAMPLES / "enterprises.json"))
    engine = make_engine(late.database)
    for some in (profiles[:1], profiles[1:5], profiles[5:]):
        with Session(engine) as opened:
            save_enterprises(opened, some, NOW)
            opened.commit()
        run_night(late, EFORMS[0])
    engine.dispose()

    assert dump(late) == dump(grouped)
