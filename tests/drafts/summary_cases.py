"""Cases for the tests of the page, the declaration and the calendar: every kind of purchase, and texts that do harm."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from drafts.case import Case, Reservation
from models.values import ConsiderationData, EnterpriseData, JointBidData, MatchData, RequirementData
from tests import a_lot, a_notice, an_enterprise

NOW = datetime(2026, 9, 15, 3, 15, tzinfo=UTC)
BUYER = {
    "name": "Falkenbergs kommun", "org_number": "2120001231", "org_number_raw": None, "country": "SWE", "nuts": None,
    "city": None, "legal_type": None,
}  # fmt: skip
LOT: dict[str, Any] = {
    "title": "Lokalvård på elva förskolor", "deadline": "2026-10-16T23:59:00+02:00", "questions_by": "2026-10-06",
    "duration": "P24M", "renewals": 2, "starts": "2027-01-01", "value": {"amount": 2400000.0, "currency": "SEK"},
    "documents_url": "https://example.se/underlag",
    "description": (
        "Kommunen upphandlar lokalvård på elva förskolor och tre skolor. Uppdraget omfattar daglig städning av "
        "barngrupper, toaletter, kök och personalutrymmen enligt 4 kap. 18 § LOU. Ytorna är 9 400 kvadratmeter. "
        "Städningen utförs vardagar mellan klockan 16 och 21, på förskolorna även tidiga morgnar."
    ),
}  # fmt: skip
SIGNALS: list[Any] = [
    {"name": "deadline", "value": 1.0, "weight": 9.0, "reason": "Det är 31 dagar kvar."},
    {"name": "cpv", "value": 1.0, "weight": 9.0, "reason": "Köpets CPV-kod 90911200 är samma CPV-kod som er."},
    {"name": "trade", "value": 1.0, "weight": 2.0, "reason": "Köparen skriver ”lokalvård”, det hör till er bransch."},
    {"name": "past", "value": 1.0, "weight": 1.5, "reason": "Ni har gjort något liknande: ”Städning” åt kommunen."},
    {"name": "place", "value": 1.0, "weight": 1.0, "reason": "Arbetet är i Falkenberg, där ni arbetar."},
]  # fmt: skip
PARTNERS = [an_enterprise(id="5560000002", name="Gröna Tråden"), an_enterprise(id="5560000003", name="Kafé Kajutan")]
JOINT: JointBidData = {
    "notice": "ted:1-2026", "lot": "LOT-0001", "uncovered": ["nattstädning"], "reason": "Ingen klarar allt ensam.",
    "members": [
        {"enterprise": "5560000001", "lead": True, "covers": ["lokalvård"], "reason": "Störst."},
        {"enterprise": "5560000002", "lead": False, "covers": ["snöröjning"], "reason": "Nära."},
        {"enterprise": "5560000003", "lead": False, "covers": ["kafé"], "reason": "Kan."},
    ],
}  # fmt: skip
HOSTILE = {
    "markup": "<b>&amp; *fet* _kursiv_ $x$ @a `r` = rubrik // slut /* x */ #let a = 1",
    "import": '#import "x": *; #read("/etc/passwd")',
    "template": "{{7*7}} {% raw %} ${7*7} %(x)s",
    "control": "\x00\x0b\x1b[31mRöd\u202egnp\u2028rad\ud800",
    "scripts": "中文日本語 \U0001f600\U0001f468\u200d\U0001f469 ฉัน אבג е́ Ω",
    "quotes": "”a” \"b\" 'c' „d“ «e» ”",
    "wide": "W" * 5000,
    "words": "Ordningsvaktsutbildningsplats " * 200,
    "long": "å" * 5000,
    "nothing": "\x00\u200b",
}


def a_requirement(text: str, kind: Any = "ska") -> RequirementData:
    """Return a requirement read in a document."""
    return {"kind": kind, "number": "1", "text": text, "file": "krav.pdf", "place": "sida 1", "page": 1}


def a_consideration(
    category: str, detail: str | None = None, probability: float = 0.97, words: str = ""
) -> ConsiderationData:
    """Return a consideration; with the words that are its evidence, if any."""
    return {
        "lot": None, "category": category, "detail": detail, "strength": "object", "probability": probability,
        "basis": "field",
        "evidence": [{"field": "description", "start": 0, "end": len(words), "text": words}] if words else [],
        "numbers": None,
    }  # fmt: skip


def a_case(
    notice: dict[str, Any] | None = None,
    enterprise: EnterpriseData | None = None,
    lots: int = 1,
    lot: dict[str, Any] | None = None,
    **changes: Any,
) -> Case:
    """Return a case of a well described purchase, with changes to its notice, its lot and itself."""
    own = a_lot(**{**LOT, **(lot or {})})
    others = [a_lot(id=f"LOT-{number:04}") for number in range(2, lots + 1)]
    whole = a_notice(**{"lots": [own, *others], "procedure_id": "P", "buyers": [BUYER], **(notice or {})})
    firm = enterprise or an_enterprise(name="Städkooperativet Havsbris", insurances=["ansvarsförsäkring"])
    match: MatchData = {
        "notice": whole["id"], "lot": own["id"], "enterprise": firm["id"], "score": 0.8, "signals": SIGNALS,
    }  # fmt: skip
    values: dict[str, Any] = {
        "match": match, "considerations": [], "made_at": NOW, "coordinator_name": "Anna Ek",
        "coordinator_phone": "000-00 00 00",
    }  # fmt: skip
    return Case(whole, own, firm, **{**values, **changes})


DEMANDS = [
    a_requirement("Leverantören ska ha ansvarsförsäkring om minst 10 miljoner kr."),
    a_requirement("Leverantören ska lämna minst två referenser från de senaste tre åren."),
    a_requirement("Personalen ska visa utdrag ur belastningsregistret."),
    a_requirement("Leverantören ska följa kollektivavtal eller motsvarande villkor."),
    a_requirement("Leverantörens omsättning ska vara minst 2 miljoner kr."),
    a_requirement("Leverantören ska ha F-skatt och nödvändiga tillstånd."),
]
NOTHING = dict.fromkeys(
    ("title", "description", "deadline", "questions_by", "value", "duration", "renewals", "starts", "documents_url")
)
CASES: dict[str, Case] = {
    "directive": a_case(requirements=DEMANDS),
    "reserved": a_case(
        considerations=[a_consideration("reserved", "res_ws")],
        reservations=[Reservation("res_ws", "yes", "10 av 14 hör till målgruppen.", ("stadgar",))],
    ),
    "reserved-public-service": a_case(considerations=[a_consideration("reserved", "res_pub")]),
    "reserved-idea": a_case(
        considerations=[a_consideration("reserved", "res_idea", 0.6)],
        reservations=[Reservation("res_idea", "unknown", "Det saknas uppgift.", ())],
    ),
    "reserved-sheltered": a_case(considerations=[a_consideration("reserved", "res_exec")]),
    "reserved-unclear": a_case(considerations=[a_consideration("reserved", "oklart", 0.6)]),
    "joint": a_case(joint=JOINT, partners=PARTNERS, requirements=DEMANDS),
    "lots": a_case(lots=3, lot={"value": None, "framework": "fa-wo-rc"}, notice={"value": LOT["value"]}),
    "framework": a_case(lot={"framework": "fa-wo-rc", "cities": ["Halmstad", "Varberg", "Laholm", "Hylte"]}),
    "lov": a_case(
        notice={"legal_basis": None, "subtype": "E3"},
        lot={"title": "Hemtjänst enligt LOV", "deadline": None, "questions_by": None, "value": None},
    ),
    "concession": a_case(
        notice={"legal_basis": "32014L0023", "subtype": "19"},
        lot={"title": "Drift av sommarkafé", "cities": ["Varberg"]},
    ),
    "direct": a_case(
        notice={"legal_basis": None, "subtype": None, "title": "Direktupphandling av fika"},
        lot={"deadline": "2026-09-15"},
    ),
    "partnership": a_case(
        notice={"legal_basis": None, "subtype": None, "value": None},
        lot={"title": "Mötesplats för unga", "value": None, "deadline": None, "questions_by": None},
        considerations=[a_consideration("iop", words="ett idéburet offentligt partnerskap")],
    ),
    "annex2": a_case(notice={"subtype": "20"}, lot={"cpv": ["85312100"]}),
    "national": a_case(notice={"legal_basis": "other", "subtype": "E3"}, lot={"deadline": "2026-09-16"}),
    "utilities": a_case(notice={"legal_basis": "32014L0025"}, lot={"nuts": ["SE231"]}),
    "planned": a_case(notice={"form_type": "planning"}, lot={"kind": "Part", "deadline": None, "questions_by": None}),
    "too-late": a_case(lot={"deadline": "2026-09-01T12:00:00+02:00", "questions_by": "2026-08-20"}),
    "no-deadline": a_case(lot={"deadline": None, "questions_by": None}),
    "nothing-known": a_case(
        notice={"legal_basis": None, "subtype": None, "title": None, "buyers": []},
        lot=NOTHING,
        match=None,
        coordinator_name=None,
        coordinator_phone=None,
    ),
    "foreign": a_case(lot={"value": {"amount": 81250.5, "currency": "DKK"}, "duration": "P1Y6M", "ends": "2027-05-01"}),
    **{
        name: a_case(
            notice={"title": text, "buyers": [{**BUYER, "name": text}]},
            lot={"title": text, "description": text, "cities": [text], "documents_url": f"https://example.se/{text}"},
            enterprise=an_enterprise(name=text or "x"),
            joint=JOINT,
            partners=[an_enterprise(id="5560000002", name=text)],
            coordinator_name=text,
            coordinator_phone=text,
            requirements=[a_requirement(text)],
        )
        for name, text in HOSTILE.items()
    },
}
