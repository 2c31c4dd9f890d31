"""Nights of edits, each matching only what is new or changed, end like one match of everything from the beginning."""

from __future__ import annotations

import json
import random
import shutil
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from flows.night import Request, attempt_plainly, open_night, run_stage
from flows.reading import save_notices
from flows.stages import STAGES
from matchers import trials
from models.database import content_hash, make_engine
from models.profile_files import read_profiles
from models.profiles import save_enterprises
from models.queries import last_events
from models.states import AFTER
from models.tables import Lot, Match, RawNotice
from models.values import EnterpriseData, NoticeData
from samples.write import UNREADABLE, files
from scrapers.reading import VERSION as READER
from scrapers.reading import read
from settings import Settings
from tests import ROOT

START = datetime(2026, 9, 15, 3, 15, tzinfo=UTC)
STEPS = {"join", "classify", "rematch", "match"}
WORDS = (
    "Lokalvård", "Skötsel av grönytor", "Snöröjning", "Catering och fika", "Tvätt av mattor", "Flyttjänster", "Asfalt",
    "Arbetsträning", "Snickeriarbeten", "Cykelservice", "Skanning av ritningar", "Konsulttjänster",
)  # fmt: skip


@cache
def sample_notices() -> list[NoticeData]:
    """Return the invented day's notices."""
    return [notice for name, content in files().items() if name not in UNREADABLE for notice in read(content)]


class Edits:
    """Random edits of notices and profiles; `history` is all notices in order, as they would be published."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.unused = self.rng.sample(sample_notices(), len(sample_notices()))
        self.live: dict[str, NoticeData] = {}
        self.history: list[NoticeData] = []
        self.profiles: dict[str, EnterpriseData] = {}
        self.not_yet = self.rng.sample(read_profiles(ROOT / "samples" / "enterprises.json"), 10)

    def night(self) -> tuple[list[NoticeData], list[EnterpriseData]]:
        """Return what is new or changed this night."""
        notices = [self.unused.pop() for _ in range(self.rng.randint(2, 5))]
        for _ in range(self.rng.randint(0, 2)):
            if self.live:
                edit = self.rng.choice((self._changed, self._withdrawn))
                notices.append(edit(self.rng.choice(list(self.live.values()))))
        for notice in notices:
            if notice["form_type"] == "competition":
                self.live[notice["id"]] = notice
        self.history += notices
        profiles = [self.not_yet.pop() for _ in range(min(len(self.not_yet), self.rng.randint(0, 4)))]
        if self.profiles and self.rng.random() < 0.8:
            profiles.append(self._edited(self.rng.choice(list(self.profiles.values()))))
        self.profiles |= {profile["id"]: profile for profile in profiles}
        return notices, list(self.profiles.values())

    def _changed(self, notice: NoticeData) -> NoticeData:
        """Return the notice as its source now has it: other words, code or last day, or a lot less."""
        changed: NoticeData = json.loads(json.dumps(notice))
        lot = self.rng.choice(changed["lots"])
        kind = self.rng.randrange(4)
        if kind == 0:
            lot["title"] = changed["title"] = self.rng.choice(WORDS)
        elif kind == 1:
            lot["cpv"] = [self.rng.choice(("90911000", "77310000", "45233220", "55520000"))]
        elif kind == 2:
            lot["deadline"] = f"2026-{self.rng.choice(('09-17', '10-20', '12-01'))}T12:00:00+02:00"
        elif len(changed["lots"]) > 1:
            changed["lots"].remove(lot)
        return changed

    def _withdrawn(self, notice: NoticeData) -> NoticeData:
        """Return a notice that gives up every lot of this one."""
        over: Any = json.loads(json.dumps(notice))
        over.update(id=f"{notice['id']}-over", form_type="result", published="2026-12-31")
        over["results"] = [
            {"lot": lot["id"], "status": "clos-nw", "reason": None, "concluded": None, "tenders": None}
            for lot in notice["lots"]
        ]
        return over  # type: ignore[no-any-return]

    def _edited(self, profile: EnterpriseData) -> EnterpriseData:
        """Return the profile with other trades, place, words, size or wishes, or emptied."""
        edits: tuple[dict[str, Any], ...] = (
            {"trades": self.rng.sample(["cleaning", "green", "snow", "catering", "moving", "office"], 2)},
            {"municipality": "2480", "service_area": ["2480"], "nuts": ["SE331"]},
            {"description": "Vi skottar snö och sköter grönytor. " + self.rng.choice(WORDS)},
            {"largest_contract": self.rng.choice((10_000.0, 5_000_000.0))},
            {"wants": ["skol"], "wants_not": ["natt", "städ"]},
            {"past_contracts": [], "cpv": ["90910000"]},
            {"trades": [], "cpv": [], "description": None, "past_contracts": []},
        )
        return {**profile, **self.rng.choice(edits)}  # type: ignore[typeddict-item]


def run(home: Path, now: datetime, notices: list[NoticeData], profiles: list[EnterpriseData]) -> None:
    """Take in the notices and the profiles, and run the steps of the night that follow."""
    settings = Settings(home=home, now=now)
    engine = make_engine(settings.database)
    with Session(engine) as session:
        for notice in notices:
            raw = RawNotice(
                sha256=content_hash(notice), source="ted", name=notice["id"], size=0, content=b"", reader=READER,
                fetched_at=now,
            )  # fmt: skip
            session.merge(raw)
            session.flush()
            save_notices(session, [(raw, notice)], now)
        save_enterprises(session, profiles, now)
        session.commit()
    engine.dispose()
    with open_night(settings, Request()) as night:
        for stage in STAGES:
            if stage.name in STEPS:
                run_stage(night, stage, attempt_plainly(night))
        assert night.failures == []


def open_matches(home: Path, now: datetime) -> dict[tuple[str, str], Any]:
    """Return the matches that a coordinator can still act on: by lot and enterprise, all that is said of them."""
    engine = make_engine(Settings(home=home, now=now).database)
    with Session(engine) as session:
        lots = {lot.id: lot for lot in session.execute(select(Lot)).scalars()}
        rows = session.execute(select(Match)).scalars().all()
        events = last_events(session, [row.id for row in rows if row.id is not None])
        found = {
            (row.lot, row.enterprise): (row.score, row.trial, row.signals, row.version, row.content_hash)
            for row in rows
            if AFTER[events[row.id or 0]] != "withdrawn"
            and ((deadline := lots[row.lot].deadline) is None or deadline > now)
        }
    engine.dispose()
    return found


@pytest.mark.parametrize(("seed", "few"), [(0, True), (1, True), (2, False), (3, False)])
def test_nights_of_edits_equal_one_match_of_everything(
    seed: int, few: bool, tmp_path: Path, empty_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not few:  # on trial
        monkeypatch.setattr(trials, "BAND", 0.3)
        monkeypatch.setattr(trials, "SHARE", 1.0)
    edits = Edits(seed)
    nightly = tmp_path / "nightly"
    nightly.mkdir()
    shutil.copy(empty_database, nightly / "anbudslots.db")
    profiles: list[EnterpriseData] = []
    now = START
    for number in range(5):
        now = START + timedelta(days=number)
        notices, profiles = edits.night()
        run(nightly, now, notices, profiles)

    fresh = tmp_path / "fresh"
    fresh.mkdir()
    shutil.copy(empty_database, fresh / "anbudslots.db")
    run(fresh, now, edits.history, profiles)

    expected = open_matches(fresh, now)
    assert expected, "the edits leave something to match"
    assert few or any(trial for _, trial, *_ in expected.values()), "something is on trial"
    assert open_matches(nightly, now) == expected
