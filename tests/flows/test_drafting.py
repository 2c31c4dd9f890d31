"""Packages night after night: a changed notice gives a new version, edits stay, a joint bid names its members."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from drafts.case import Case
from drafts.sources import Said, Source, evidence
from flows import drafting
from flows.cases import make_case, of_documents, of_notice, with_documents
from flows.night import Night, Request, open_night
from models.database import content_hash
from models.profiles import save_enterprises
from models.queries import list_matches
from models.tables import Consideration, Draft, JointBid, Lot, Match, MatchEvent, Notice, RawNotice
from settings import Settings
from tests import a_notice
from tests.drafts.cases import BUYER, DESCRIPTION, JOINT, PARTNER, a_png, a_rich_enterprise, a_rich_lot
from tests.scrapers.document_files import pdf

NOW = datetime(2026, 9, 15, 3, 15, tzinfo=UTC)


def publish(engine: Engine, notice_id: str, **changes: Any) -> int:
    """Write a notice of procedure P with one lot, and its match; the notice before is no longer current."""
    lot = a_rich_lot(**changes)
    data = a_notice(
        id=notice_id, procedure_id="P", lots=[lot], title="Lokalvård", description=DESCRIPTION, buyers=[BUYER]
    )
    with Session(engine) as session:
        save_enterprises(session, [a_rich_enterprise(), PARTNER], NOW)
        before = session.execute(select(Notice)).scalars().all()
        for old in before:
            old.is_current, old.closed = False, True
            for match in session.execute(select(Match).where(col(Match.notice) == old.id)).scalars():
                session.add(MatchEvent(match=match.id or 0, at=NOW, kind="withdrawn"))
        session.add(RawNotice(sha256=notice_id, source="ted", name=notice_id, fetched_at=NOW, size=1, content=b"x"))
        session.flush()
        session.add(
            Notice(
                id=notice_id, raw=notice_id, source="ted", procedure="P", title=data["title"], data=dict(data),
                content_hash=content_hash(data), changes=["Sista dag är flyttad."] if before else [], read_at=NOW,
                classified="3",
            )
        )  # fmt: skip
        session.flush()
        ends = datetime.fromisoformat(str(lot["deadline"]))
        session.add(Lot(id=f"{notice_id}/LOT-0001", notice=notice_id, lot="LOT-0001", title="Lokalvård", deadline=ends))
        session.add(
            Consideration(
                notice=notice_id, category="reserved", detail="res_ws", strength="object", probability=0.95,
                basis="pattern", evidence=[{"field": "description", "start": 0, "end": 8, "text": "Kommunen"}],
            )
        )  # fmt: skip
        session.flush()
        row = Match(
            lot=f"{notice_id}/LOT-0001", notice=notice_id, enterprise="7696000011", score=0.9, signals=[], version="1",
            content_hash=content_hash(data),
        )  # fmt: skip
        session.add(row)
        session.flush()
        assert row.id is not None
        session.add(MatchEvent(match=row.id, at=NOW, kind="found"))
        session.commit()
        return row.id


@contextmanager
def a_night(settings: Settings) -> Iterator[Night]:
    """Open a night that collects nothing."""
    with open_night(settings, Request()) as night:
        yield night


def draft_all(settings: Settings) -> int:
    """Draft what is to be drafted; return how many packages that was."""
    with a_night(settings) as night:
        return sum(drafting.work(night, batch)["drafts"] for batch in drafting.batches(night))


def made(settings: Settings, folder: str) -> dict[str, Any]:
    """Return a package's `paket.json`."""
    read: dict[str, Any] = json.loads((settings.packages / folder / "paket.json").read_bytes())
    return read


def test_a_good_match_gets_a_package_once(settings: Settings, engine: Engine) -> None:
    match = publish(engine, "ted:1-2026")

    assert draft_all(settings) == 1
    assert draft_all(settings) == 0
    names = {path.name for path in (settings.packages / f"{match}/v1").iterdir()}
    assert names >= {"01-anbud.docx", "02-kravlista.xlsx", "03-checklista.docx", "paket.json", "paket.zip"}
    assert made(settings, f"{match}/v1")["reservations"] == [{"kind": "res_ws", "answer": "yes"}]


def test_a_changed_notice_makes_the_next_version_and_says_so(settings: Settings, engine: Engine) -> None:
    first = publish(engine, "ted:1-2026")
    draft_all(settings)
    text = settings.packages / f"{first}/v1" / "01-anbud.docx"
    edited = docx.Document(str(text))
    edited.add_paragraph("Skrivet av en person.")
    edited.save(str(text))

    second = publish(engine, "ted:2-2026", deadline="2026-11-02T12:00:00+01:00")
    assert draft_all(settings) == 1

    again = made(settings, f"{second}/v2")
    assert again["version"] == 2
    assert again["changes"][0] == "Sista dag är flyttad."
    assert again["changes"][-1].startswith("Ni har ändrat i 01-anbud.docx.")
    assert "Skrivet av en person." in [p.text for p in docx.Document(str(text)).paragraphs]


def test_a_folder_that_a_person_works_in_is_never_replaced(settings: Settings, engine: Engine) -> None:
    """A night was cut off after the folder and before its row, and somebody edited the files since."""
    match = publish(engine, "ted:1-2026")
    draft_all(settings)
    with Session(engine) as session:
        session.delete(session.execute(select(Draft)).scalar_one())
        session.commit()
    (settings.packages / f"{match}/v1" / "01-anbud.docx").write_bytes(b"edited")

    draft_all(settings)

    assert (settings.packages / f"{match}/v1" / "01-anbud.docx").read_bytes() == b"edited"
    assert made(settings, f"{match}/v2")["version"] == 2


def test_edits_are_seen_file_by_file(settings: Settings, engine: Engine) -> None:
    match = publish(engine, "ted:1-2026")
    draft_all(settings)
    folder = settings.packages / f"{match}/v1"
    assert drafting.edited(folder) == []

    (folder / "05-fragor.docx").unlink()
    (folder / "eget.txt").write_text("mitt")
    (folder / ".~lock.01-anbud.docx#").write_text("")

    assert drafting.edited(folder) == ["eget.txt", "05-fragor.docx"]
    assert drafting.edited(folder / "nothing") == []


def gather(settings: Settings, engine: Engine, match: int) -> Case:
    """Return the case of a match."""
    with Session(engine) as session:
        return make_case(session, list_matches(session, NOW, ids=[match])[0], settings)


def test_a_member_of_a_joint_bid_gets_the_letter_without_whom_to_call(settings: Settings, engine: Engine) -> None:
    match = publish(engine, "ted:1-2026")
    with Session(engine) as session:
        save_enterprises(session, [{**PARTNER, "contact_name": "Annan", "email": "a@example.se", "phone": "0"}], NOW)
        members: Any = JOINT["members"]
        of_lot: Any = {"lot": "ted:1-2026/LOT-0001", "notice": "ted:1-2026", "members": members, "uncovered": [],
                       "version": "1", "content_hash": "h"}  # fmt: skip
        session.add(JointBid(**of_lot, key="a", rank=1, reason="Återtaget.", proposed=False))
        session.add(JointBid(**of_lot, key="b", rank=2, reason="Bäst av dem som gäller."))
        session.add(JointBid(**of_lot, key="c", rank=3, reason="Sämre."))
        session.commit()

    case = gather(settings, engine, match)

    assert case.joint is not None
    assert case.joint["reason"] == "Bäst av dem som gäller."
    assert [partner["name"] for partner in case.partners] == ["Gröna Provet"]
    assert all(partner[key] is None for partner in case.partners for key in ("contact_name", "email", "phone"))
    draft_all(settings)
    assert (settings.packages / f"{match}/v1" / "06-avsiktsforklaring.docx").is_file()


def test_the_case_knows_trade_demands_and_logo(settings: Settings, engine: Engine) -> None:
    match = publish(engine, "ted:1-2026")
    (settings.home / "logos").mkdir()
    (settings.home / "logos" / "7696000011.png").write_bytes(a_png())

    case = gather(settings, engine, match)

    assert case.trades == ["cleaning"]
    assert case.logo == a_png()
    assert [(r["kind"], r["place"]) for r in case.requirements] == [("ska", "description")]
    assert case.made_by["matcher"] == "1"


def test_a_broken_logo_is_left_out(settings: Settings, engine: Engine) -> None:
    match = publish(engine, "ted:1-2026")
    (settings.home / "logos").mkdir()
    (settings.home / "logos" / "7696000011.png").write_bytes(b"no picture")

    assert gather(settings, engine, match).logo is None


def test_criteria_for_selection_are_demands_and_other_lots_are_not_ours() -> None:
    def selection(text: str) -> dict[str, Any]:
        return {"selection_criteria": [{"type": None, "name": None, "description": text}]}

    mine = a_rich_lot(**selection("Omsättning om minst 2 miljoner kr per år."))
    theirs = a_rich_lot(id="LOT-0002", **selection("Leverantören ska ha egna bussar."))

    found = of_notice(a_notice(lots=[mine, theirs]), mine)

    assert [r["text"] for r in found if "Omsättning" in r["text"]] == ["Omsättning om minst 2 miljoner kr per år."]
    assert not [r for r in found if "bussar" in r["text"]]


def test_documents_are_read_with_page_and_faults_are_kept(tmp_path: Path) -> None:
    (tmp_path / "krav.pdf").write_bytes(pdf("Krav", ["Leverantören ska ha en arbetsledare på plats varje dag."]))
    (tmp_path / "trasig.pdf").write_bytes(b"not a pdf")

    read, found, _ = of_documents([tmp_path / "krav.pdf", tmp_path / "trasig.pdf"])

    assert [(document.name, document.fault is None) for document in read] == [("krav.pdf", True), ("trasig.pdf", False)]
    assert (found[0]["file"], found[0]["page"]) == ("krav.pdf", 1)
    assert found[0]["text"].startswith("Leverantören ska ha en arbetsledare")


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff"])
def test_a_package_without_its_list_counts_as_edited(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "paket.json").write_bytes(content)
    (tmp_path / "01-anbud.docx").write_bytes(b"x")

    assert drafting.edited(tmp_path) == ["01-anbud.docx"]
    assert drafting.made_of(tmp_path) is None


def test_the_next_version_has_the_earlier_calendar(settings: Settings, engine: Engine) -> None:
    match = publish(engine, "ted:1-2026")
    draft_all(settings)
    folder = settings.packages / f"{match}/v1"
    case = replace(gather(settings, engine, match), version=1)

    assert drafting.following(case, folder) is None
    later = drafting.following(replace(case, logo=a_png()), folder)
    assert later is not None
    assert later.earlier_calendar == (folder / "kalender.ics").read_bytes()
    assert (later.version, later.changes) == (2, ["Logotypen är en annan."])


def test_a_reservation_in_the_documents_alone_is_found(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    case = replace(gather(settings, engine, publish(engine, "ted:1-2026")), considerations=[], reservations=[])
    words = "Upphandlingen är reserverad enligt 4 kap. 18 § LOU för sociala företag."
    (tmp_path / "krav.pdf").write_bytes(pdf("Krav", ["Inledning.", words]))

    told = with_documents(case, [tmp_path / "krav.pdf"])

    assert len(told.reservations) == 1
    spans = [span for c in told.considerations if c["category"] == "reserved" for span in c["evidence"]]
    assert evidence(spans[0]) == Said(words, Source("document", "krav.pdf, sida 2"))
