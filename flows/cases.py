"""Gather what a package is made of: the match's rows, what the notice and read documents demand, the joint bid."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, cast

from sqlalchemy import select
from sqlmodel import Session, col

from drafts.case import Case, ReadDocument, Reservation
from drafts.words import size_of
from matchers import considerations as classifier
from matchers import ranking
from matchers.asked import SURE, Asked
from matchers.eligibility import may_take
from matchers.profile import Profile
from matchers.requirements import requirements
from matchers.texts import fields, lot_of
from models.profiles import load_enterprises
from models.queries import MatchRow, considerations_of
from models.tables import Draft, JointBid, Match, Notice
from models.values import (
    ConsiderationData,
    EnterpriseData,
    JointBidData,
    LotData,
    MatchData,
    NoticeData,
    RequirementData,
)
from scrapers.documents import read_documents
from settings import Settings

MOST_TRADES = 2
CHUNK = 1 << 20
LOGOS = ("png", "jpg", "jpeg")


def make_case(session: Session, row: MatchRow, settings: Settings) -> Case:
    """Gather what a package is made of, with the version number after the newest package of the same lot."""
    notice = cast(NoticeData, row.notice.data)
    lot = next(lot for lot in notice["lots"] if lot["id"] == row.lot.lot)
    enterprise = load_enterprises(session, [row.enterprise.id])[0]
    found = considerations_of(session, [notice["id"]]).get(notice["id"], [])
    considerations = [c for c in found if c["lot"] in {None, lot["id"]}]
    match: MatchData = {
        "notice": notice["id"],
        "lot": lot["id"],
        "enterprise": enterprise["id"],
        "score": row.match.score,
        "signals": row.match.signals,  # type: ignore[typeddict-item]
    }
    asked = Asked(notice, lot, considerations, row.lot.deadline, settings.clock())
    joint = joint_of(session, row)
    before = newest_draft(session, row)
    return Case(
        notice=notice,
        lot=lot,
        enterprise=enterprise,
        match=match,
        considerations=considerations,
        changes=list(row.notice.changes),
        version=before.version + 1 if before else 1,
        made_at=settings.clock(),
        coordinator_name=settings.coordinator_name,
        coordinator_phone=settings.coordinator_phone or None,
        requirements=of_notice(notice, lot),
        joint=joint,
        partners=partners_of(session, joint, enterprise["id"]) if joint else [],
        logo=logo_of(settings, enterprise["id"]),
        reservations=reservations(asked, enterprise),
        trades=trades_of(asked, enterprise),
        made_by={
            "matcher": row.match.version,
            "ranking": ranking.VERSION,
            "classifier": row.notice.classified or classifier.VERSION,
        },
    )


def newest_draft(session: Session, row: MatchRow) -> Draft | None:
    """Return the newest package for this enterprise of the same lot, of this notice or of one that it replaces."""
    of_lot = (
        select(Draft)
        .join(Match, col(Match.id) == Draft.match)
        .join(Notice, col(Notice.id) == Match.notice)
        .where(col(Notice.procedure) == row.notice.procedure, col(Match.enterprise) == row.enterprise.id)
        .where(col(Match.lot).endswith(f"/{row.lot.lot}", autoescape=True))
        .order_by(col(Draft.version).desc(), col(Draft.id).desc())
        .limit(1)
    )
    return session.execute(of_lot).scalar_one_or_none()


def of_notice(notice: NoticeData, lot: LotData) -> list[RequirementData]:
    """Return what the notice's own texts demand for this lot; a criterion for selection is always a demand."""
    texts = [(field, None, text) for field, text in fields(notice).items() if lot_of(field) in {None, lot["id"]}]
    found = [_requirement(r.kind, r.number, r.text, r.place) for r in requirements(texts)]
    known = {requirement["text"] for requirement in found}
    for field, _, text in texts:
        if "/selection_criteria/" in field and not any(words in text for words in known):
            found.append(_requirement("ska", None, text, field))
    return found


def _requirement(kind: str, number: str | None, text: str, place: str | None) -> RequirementData:
    return {"kind": kind, "number": number, "text": text, "file": None, "place": place, "page": None}  # type: ignore[typeddict-item]


class Papers(NamedTuple):
    """What tender documents gave: the documents, their demands, and the social considerations found in them."""

    documents: list[ReadDocument]
    requirements: list[RequirementData]
    considerations: list[ConsiderationData]


def of_documents(paths: Iterable[Path]) -> Papers:
    """Read tender documents; one that cannot be read is kept with its fault. Evidence names file and page."""
    papers = Papers([], [], [])
    for path in paths:
        fingerprint = _sha256(path)
        for document in read_documents([path]):
            name = document.name
            papers.documents.append(ReadDocument(name, fingerprint, tuple(document.scanned), document.fault))
            papers.requirements.extend(
                {"kind": r.kind, "number": r.number, "text": r.text, "file": name, "place": r.place, "page": r.page}
                for r in requirements(document.pages)
            )
            texts: dict[str, str] = {}
            for place, _, text in document.pages:
                field = f"documents/{name.replace('/', ':')}/{place or ''}"
                texts[field] = f"{texts[field]}\n{text}" if field in texts else text
            papers.considerations.extend(classifier.classify_texts(texts))
    return papers


def with_documents(case: Case, paths: Iterable[Path]) -> Case:
    """Return the case with what tender documents say; a reservation that only they state is found, too."""
    papers = of_documents(paths)
    considerations = [*case.considerations, *papers.considerations]
    asked = Asked(case.notice, case.lot, considerations, None, case.made_at)
    return replace(
        case, documents=papers.documents, requirements=[*case.requirements, *papers.requirements],
        considerations=considerations, reservations=reservations(asked, case.enterprise),
    )  # fmt: skip


def _sha256(path: Path) -> str:
    made = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            made.update(chunk)
    return made.hexdigest()


def reservations(asked: Asked, enterprise: EnterpriseData) -> list[Reservation]:
    """Return the routes by which the lot is reserved, and whether the enterprise may take each."""
    sure: Sequence[ConsiderationData] = [
        c for c in asked.considerations if c["category"] == "reserved" and c["probability"] >= SURE
    ]
    kinds = list(dict.fromkeys(c["detail"] or "oklart" for c in sure))
    clear = [kind for kind in kinds if kind.startswith("res_")]
    return [Reservation(kind, *may_take(enterprise, kind, asked.now.date())) for kind in clear or kinds[:1]]


def trades_of(asked: Asked, enterprise: EnterpriseData) -> list[str]:
    """Return the trades that the lot names: the enterprise's own first, then those that the title names."""
    own = Profile(enterprise).trades
    named = sorted(asked.trades_named, key=lambda name: (name not in own, not asked.trades_named[name][0]))
    return [name for name in named if name in own or asked.trades_named[name][0]][:MOST_TRADES]


def joint_of(session: Session, row: MatchRow) -> JointBidData | None:
    """Return the best joint bid that is proposed for this lot with this enterprise among its members."""
    of_lot = select(JointBid).where(col(JointBid.lot) == row.lot.id, col(JointBid.proposed))
    proposed = of_lot.order_by(col(JointBid.rank), col(JointBid.id))
    for bid in session.execute(proposed).scalars():
        if any(member["enterprise"] == row.enterprise.id for member in bid.members):
            return {
                "notice": row.notice.id,
                "lot": row.lot.lot,
                "members": bid.members,
                "uncovered": bid.uncovered,
                "reason": bid.reason,
            }
    return None


def partners_of(session: Session, joint: JointBidData, enterprise: str) -> list[EnterpriseData]:
    """Return the other members' profiles, without whom to call: that is told when all have said yes."""
    others = [member["enterprise"] for member in joint["members"] if member["enterprise"] != enterprise]
    nobody = {"contact_name": None, "email": None, "phone": None}
    return [{**profile, **nobody} for profile in load_enterprises(session, others)]  # type: ignore[typeddict-item]


def logo_of(settings: Settings, enterprise: str) -> bytes | None:
    """Return the enterprise's logo, from `logos/<organisation number>.png` (or .jpg) in the home folder."""
    for ending in LOGOS:
        file = settings.home / "logos" / f"{enterprise}.{ending}"
        if file.is_file():
            logo = file.read_bytes()
            try:
                size_of(logo)
            except ValueError:
                return None
            return logo
    return None
