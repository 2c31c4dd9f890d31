"""Thirty invented cases: every kind of purchase, poor data, and titles that mean harm. Nobody here exists."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType
from typing import Any

from drafts.case import Case, ReadDocument, Reservation
from drafts.package import build_package
from models.values import ConsiderationData, EnterpriseData, JointBidData, LotData, RequirementData
from tests import a_lot, a_notice, an_enterprise

NOW = datetime(2026, 9, 15, 3, 15, tzinfo=UTC)
DEADLINE, ASK = "2026-10-16T23:59:00+02:00", "2026-10-06"
BUYER = {
    "name": "Exempelstads kommun", "org_number": "2120000001", "org_number_raw": "212000-0001", "country": "SWE",
    "nuts": "SE231", "city": "Exempelstad", "legal_type": "la",
}  # fmt: skip
DESCRIPTION = (
    "Kommunen köper lokalvård på tre förskolor. Städningen görs på vardagar efter klockan 16. Leverantören ska ta emot "
    "två personer per år som hänvisas av kommunens arbetsmarknadsenhet."
)
DEMANDS = (
    ("ska", "3.1", "Anbudsgivaren ska ha en årsomsättning om minst 2 miljoner kr.", 4),
    ("ska", "3.2", "Anbudsgivaren ska ha en ansvarsförsäkring på minst 10 miljoner kr.", 4),
    ("ska", "3.3", "Anbudsgivaren ska lämna minst två referenser för liknande uppdrag de senaste tre åren.", 5),
    ("ska", "4.1", "Leverantören ska ha en arbetsledare med minst två års erfarenhet.", 6),
    ("ska", "4.2", "Lön och semester ska minst motsvara branschens centrala kollektivavtal.", 6),
    ("ska", "4.3", "Städningen ska göras vid behov även på helger.", 7),
    ("får inte", "4.4", "Leverantören får inte använda klorhaltiga medel.", 7),
    ("bör", "5.1", "Leverantören bör ha miljömärkta medel, vilket ger mervärde.", 8),
    ("ska", "6.1", "Vite utgår med 5 000 kr per utebliven städning.", 9),
    ("ska", "7.1", "Anbudet ska lämnas på svenska i verktyget och vara giltigt i minst sex månader.", 10),
)


def demands(file: str | None = "kravspecifikation.pdf") -> list[RequirementData]:
    """Return requirements of an invented document."""
    return [
        {"kind": kind, "number": number, "text": text, "file": file, "place": f"sida {page}", "page": page}  # type: ignore[typeddict-item]
        for kind, number, text, page in DEMANDS
    ]


def a_rich_lot(**changes: Any) -> LotData:
    """Return a lot that says all."""
    values: dict[str, Any] = {
        "title": "Lokalvård på tre förskolor", "description": DESCRIPTION, "cpv": ["90911200"], "deadline": DEADLINE,
        "questions_by": ASK, "value": {"amount": 2400000.0, "currency": "SEK"}, "duration": "P24M", "renewals": 2,
        "opening": "2026-10-19T09:00:00+02:00", "starts": "2027-01-01", "cities": ["Exempelstad"],
        "documents_url": "https://tendsign.example.se/doc/1", "submission_url": "https://tendsign.example.se/bid/1",
        "award_criteria": [
            {"type": "price", "name": "Pris", "weight": 60.0, "description": None},
            {"type": "quality", "name": "Arbetsledning och handledning", "weight": 40.0, "description": None},
        ],
    }  # fmt: skip
    return a_lot(**{**values, **changes})


def a_rich_enterprise(**changes: Any) -> EnterpriseData:
    """Return a profile that says all. The organisation number fails the check digit."""
    values: dict[str, Any] = {
        "id": "7696000011", "name": "Städkooperativet Exemplet", "legal_form": "ekonomisk_forening",
        "description": "Vi städar förskolor, kontor och trapphus", "trades": ["cleaning"], "cpv": ["90911200"],
        "past_contracts": [
            {"title": "Lokalvård på två förskolor", "buyer": "Provby kommun", "year": 2025, "value": 780000.0,
             "cpv": ["90911200"]},
            {"title": "Trädgårdsskötsel", "buyer": None, "year": 2019, "value": None, "cpv": ["77310000"]},
        ],
        "persons": 9, "yearly_value": 3100000.0, "largest_contract": 2600000.0, "certificates": ["INSTA 800"],
        "insurances": ["ansvarsförsäkring 10 miljoner kr"], "permits": ["hygienintyg"], "occupied_total": 14,
        "occupied_target_group": 10, "counted_on": "2026-08-01", "integration_purpose": True, "reinvests": True,
        "participation": True, "f_skatt": True, "vat": True, "contact_name": "Kontaktperson Ett",
        "email": "hej@exemplet.example.se", "phone": "000-00 00 01", "confirmed_on": "2026-08-20",
    }  # fmt: skip
    return an_enterprise(**{**values, **changes})


def a_finding(category: str, text: str, detail: str | None = None, field: str = "description") -> ConsiderationData:
    """Return a consideration with its words."""
    return {
        "lot": None, "category": category, "detail": detail, "strength": "object", "probability": 0.95,
        "basis": "pattern", "evidence": [{"field": field, "start": 0, "end": len(text), "text": text}], "numbers": None,
    }  # fmt: skip


def a_case(enterprise: Any = None, notice: dict[str, Any] | None = None, **more: Any) -> Case:
    """Return a rich case; `lot` (a dict) and `notice` change what is published, the rest are fields of the case."""
    lot = a_rich_lot(**more.pop("lot", {}))
    lots = more.pop("lots", [lot])
    published = a_notice(
        **{
            "lots": lots,
            "procedure_id": "P",
            "title": "Lokalvård",
            "description": DESCRIPTION,
            "cpv": ["90911200"],
            "buyers": [BUYER],
            "value": {"amount": 2400000.0, "currency": "SEK"},
            **(notice or {}),
        }
    )
    values: dict[str, Any] = {
        "considerations": [a_finding("employment", "Leverantören ska ta emot två personer per år")],
        "requirements": demands(),
        "documents": [ReadDocument("kravspecifikation.pdf", "a" * 64)],
        "trades": ["cleaning"],
        "made_by": {"matcher": "1", "classifier": "3"},
        "coordinator_name": "Samordnare Exempel",
        "coordinator_phone": "000-00 00 00",
        **more,
    }
    return Case(published, lots[0], enterprise or a_rich_enterprise(), None, made_at=NOW, **values)


def a_poor_case(**lot: Any) -> Case:
    """Return a case of which next to nothing is known."""
    only = a_lot(title=None, **lot)
    return Case(a_notice(lots=[only], title=None), only, an_enterprise(), None, [], NOW)


def reserved(kind: str, answer: str) -> list[Reservation]:
    """Return a reservation."""
    return [Reservation(kind, answer, "10 av 14 sysselsatta hör till målgruppen.", ("stadgar",))]  # type: ignore[arg-type]


PARTNER = a_rich_enterprise(
    id="7696000029", name="Gröna Provet", description="Vi sköter trädgårdar", contact_name=None, email=None, phone=None
)
JOINT: JointBidData = {
    "notice": "ted:1-2026", "lot": "LOT-0001", "reason": "Ni täcker alla delar tillsammans.",
    "members": [
        {"enterprise": "7696000011", "lead": True, "covers": ["lokalvård"], "reason": "Störst i gruppen."},
        {"enterprise": "7696000029", "lead": False, "covers": ["grönytor", "snö"], "reason": "Har maskiner."},
    ],
    "uncovered": ["fönsterputs"],
}  # fmt: skip


def a_png(width: int = 240, height: int = 60) -> bytes:
    """Return a small blue PNG picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\x00" + b"\x1f\x3a\x5f" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def _lots(count: int) -> list[LotData]:
    return [a_rich_lot(id=f"LOT-{n:04d}", title=f"Område {n}: förskolorna i norr") for n in range(1, count + 1)]


BELOW = {"legal_basis": "other", "subtype": "E3"}
CONCESSION = {"legal_basis": "32014L0023", "subtype": "19", "title": "Drift av sommarkafé"}
WORDS = "Uppdraget omfattar daglig städning av barngrupper, toaletter, kök och personalrum på förskolorna. "
HOSTILE_DEMAND: RequirementData = {
    "kind": "ska", "number": "=1+1", "text": '=HYPERLINK("http://x.example.se","klicka") ska godtas.',
    "file": "=cmd.pdf", "place": "@SUM(A1)", "page": None,
}  # fmt: skip

CASES: dict[str, Case] = {
    "single": a_case(),
    "single_with_logo": a_case(logo=a_png()),
    "joint": a_case(joint=JOINT, partners=[PARTNER]),
    "joint_partner_unknown": a_case(joint=JOINT),
    "reserved_integration": a_case(reservations=reserved("res_ws", "yes"), joint=JOINT, partners=[PARTNER]),
    "reserved_public": a_case(reservations=reserved("res_pub", "unknown")),
    "reserved_idea": a_case(reservations=reserved("res_idea", "no")),
    "reserved_sheltered": a_case(reservations=reserved("res_exec", "unknown")),
    "reserved_unclear": a_case(reservations=reserved("oklart", "unknown")),
    "lov": a_case(notice={**BELOW, "description": "Ansökan enligt lagen om valfrihetssystem."}, trades=["household"]),
    "concession": a_case(notice=CONCESSION, lot={"title": "Drift av sommarkafé", "cpv": ["55330000"]}, trades=["cafe"]),
    "direct": a_case(notice={**BELOW, "title": "Direktupphandling av städning"}),
    "direct_poor": replace(
        a_poor_case(), notice=a_notice(lots=[a_lot(title=None)], title="Direktupphandling", legal_basis="other")
    ),
    "partnership": a_case(
        notice={"form_type": "planning", "title": "Öppen mötesplats", "description": "Kommunen bjuder in till IOP."},
        lot={"deadline": None, "value": None, "description": "Utföraren åtar sig att leverera. Vite kan förekomma."},
        considerations=[a_finding("iop", "ett idéburet offentligt partnerskap")],
    ),
    "partnership_in_passing": a_case(considerations=[a_finding("iop", "ett idéburet offentligt partnerskap")]),
    "national": a_case(notice=BELOW),
    "utilities": a_case(notice={"legal_basis": "32014L0025"}),
    "annex2": a_case(notice={"subtype": "20"}, lot={"cpv": ["85312310"]}, trades=["day_activity"]),
    "lots_three": a_case(lots=_lots(3)),
    "lots_twenty": a_case(lots=_lots(20)),
    "no_deadline": a_case(lot={"deadline": None, "questions_by": None}),
    "deadline_without_time": a_case(lot={"deadline": "2026-09-18", "questions_by": None}),
    "deadline_passed": a_case(lot={"deadline": "2026-09-01T12:00:00+02:00"}),
    "poor": a_poor_case(),
    "long": a_case(
        lot={"description": WORDS * 400, "title": "Lokalvård " * 60},
        requirements=[{**demand, "text": demand["text"] + " " + WORDS * 20} for demand in demands() * 10],
    ),
    "one_endless_word": a_case(lot={"title": "å" * 5000, "description": "ö" * 20000}),
    "markup": a_case(
        a_rich_enterprise(name="<b>Fet & Co</b>", description="</w:t></w:r> <script>alert(1)</script> &lt;"),
        lot={"title": "<w:p>&amp;{{7*7}}</w:p>", "description": "{% for x in y %} ${7*7} #{7*7} <img src=x>"},
    ),
    "typst": a_case(lot={"title": '#import "x": * #eval("7*7") $x^2$ = _a_', "description": '#read("/etc/passwd")'}),
    "formula": a_case(
        a_rich_enterprise(name="=1+1", insurances=["+46", "@SUM(A1)"], permits=["-2+3"]),
        lot={"title": "=cmd|'/c calc'!A1", "id": "=LOT"}, requirements=[HOSTILE_DEMAND, *demands()],
        documents=[ReadDocument("=cmd.pdf", "b" * 64, (1, 2)), ReadDocument("-x.doc", "c" * 64, (), "är låst")],
    ),
    "control": a_case(
        a_rich_enterprise(name="\x00Nolla\u202eexe.\x0b"),
        lot={"title": "\x00\x0b\u202egnp.\ud800slut\ufffe", "description": "rad ett\r\nrad två\ttabb\x1b[31m"},
        changes=["Sista dag är flyttad\x07 till 16 oktober."], version=3,
    ),
}  # fmt: skip


@cache
def built(name: str) -> Mapping[str, bytes]:
    """Return the files of a case's package by name; built once."""
    return MappingProxyType({document.name: document.content for document in build_package(CASES[name])})
