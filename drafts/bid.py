"""`01-anbud.docx`: a structured draft of the bid. What a person must fill is marked, and listed at the end.

Every statement comes from the notice, the profile or a fixed text; what is not known is a gap, never a guess.
"""

from __future__ import annotations

from datetime import datetime

from drafts.case import Case
from drafts.words import Word, sentence
from models import swedish
from models.values import PastContract

FORMS = {
    "ekonomisk_forening": "ekonomisk förening",
    "ideell_forening": "ideell förening",
    "ab": "aktiebolag",
    "ab_svb": "aktiebolag med särskild vinstutdelningsbegränsning",
    "stiftelse": "stiftelse",
}


def build(case: Case) -> bytes:
    """Return the Word document."""
    word = Word(
        title=f"Anbud: {case.title}",
        subject=f"{case.buyer}, {case.notice['id']}, {case.lot['id']}",
        footer=f"{case.enterprise['name']} · utkast, version {case.version}",
        made_at=case.made_at,
    )
    word.text(
        f"Det här är ett utkast till anbud från {case.enterprise['name']} till {case.buyer}. "
        "Gula fält ska en person fylla i. Läs alltid upphandlingsdokumenten innan ni skickar något."
    )
    _changes(word, case)
    _facts(word, case)
    _letter(word, case)
    _who_we_are(word, case)
    _how(word, case)
    _social(word, case)
    _references(word, case)
    _price_and_signature(word, case)
    _gaps(word)
    return word.save()


def _changes(word: Word, case: Case) -> None:
    if case.changes:
        word.heading("Ändrat sedan förra utkastet")
        word.points(case.changes)


def _facts(word: Word, case: Case) -> None:
    word.heading("Om köpet")
    lot, notice = case.lot, case.notice
    value = lot["value"] or notice["value"]
    rows = [
        ("Köpare", case.buyer),
        ("Annons", f"{notice['publication_number'] or notice['id']}, anbudsområde {lot['id']}"),
        ("Sista dag för anbud", when(lot["deadline"])),
        ("Sista dag för frågor", when(lot["questions_by"])),
        (
            "Uppskattat värde",
            swedish.money(value["amount"], value["currency"]) + " utan moms" if value else "står inte",
        ),
        ("Avtalstid", _duration(lot["duration"]) if lot["duration"] else "står inte"),
        ("Dokument", lot["documents_url"] or notice["documents_url"] or "står inte"),
        ("Lämna anbud", lot["submission_url"] or notice["submission_url"] or "står inte"),
    ]
    word.table(("Uppgift", "Enligt annonsen"), rows)


def when(value: str | None) -> str:
    """Return a deadline as the notice has it, in words."""
    if not value:
        return "står inte"
    moment = datetime.fromisoformat(value)
    return swedish.moment(moment) if "T" in value and moment.tzinfo else f"{swedish.day(moment)} (ingen tid angiven)"


def _duration(duration: str) -> str:
    units = {"D": ("dag", "dagar"), "W": ("vecka", "veckor"), "M": ("månad", "månader"), "Y": ("år", "år")}
    one, many = units[duration[-1]]
    return f"{duration[1:-1]} {one if duration[1:-1] == '1' else many}"


def _letter(word: Word, case: Case) -> None:
    word.heading("Följebrev")
    word.text(f"Till {case.buyer}")
    word.text(f"{case.enterprise['name']} lämnar anbud på ”{case.title}” ({case.notice['id']}, {case.lot['id']}).")
    word.gap("varför ni vill ha uppdraget, två eller tre meningar")
    word.known_or_gap("Kontaktperson", case.enterprise["contact_name"], "kontaktperson för anbudet")
    word.known_or_gap("E-post", case.enterprise["email"], "kontaktpersonens e-post")
    word.known_or_gap("Telefon", case.enterprise["phone"], "kontaktpersonens telefon")
    word.gap("hur länge anbudet gäller, enligt upphandlingsdokumenten")


def _who_we_are(word: Word, case: Case) -> None:
    enterprise = case.enterprise
    word.heading("Vilka vi är")
    word.known_or_gap("Organisationsnummer", enterprise["id"])
    word.known_or_gap("Företagsform", FORMS.get(enterprise["legal_form"] or ""), "företagsform")
    if enterprise["description"]:
        word.text(sentence(enterprise["description"]))
    else:
        word.gap("vad ni gör och hur länge ni har gjort det")
    word.known_or_gap(
        "Omsättning per år", swedish.money(enterprise["yearly_value"]) if enterprise["yearly_value"] else None,
        "omsättning de senaste åren, enligt årsredovisningen",
    )  # fmt: skip
    for label, values in (
        ("Försäkringar", enterprise["insurances"]),
        ("Certifikat", enterprise["certificates"]),
        ("Tillstånd", enterprise["permits"]),
    ):
        word.known_or_gap(label, ", ".join(values), f"{label.lower()} som köparen kräver, eller ”inga”")
    tax = None if enterprise["f_skatt"] is None else "ja" if enterprise["f_skatt"] else "nej"
    word.known_or_gap("F-skatt", tax, "om ni har F-skatt")


def _how(word: Word, case: Case) -> None:
    word.heading("Så gör vi jobbet")
    said = case.lot["description"] or case.notice["description"]
    if said:
        word.text("Köparen skriver:")
        word.text(f"”{said}”")
    word.gap("hur ni utför arbetet steg för steg")
    word.gap("vilka som gör arbetet och vem som leder det")
    word.gap("hur ni gör när någon är sjuk eller borta")
    if criteria := case.lot["award_criteria"]:
        word.heading("Det köparen bedömer", 2)
        word.table(
            ("Kriterium", "Vikt", "Ert svar"),
            [
                (criterion["name"] or criterion["type"] or "", _weight(criterion["weight"]), "[Fyll i]")
                for criterion in criteria
            ],
        )
        word.gaps.append("svar på varje kriterium i tabellen ”Det köparen bedömer”")


def _weight(weight: float | None) -> str:
    return "" if weight is None else f"{weight:g}".replace(".", ",")


def _social(word: Word, case: Case) -> None:
    enterprise = case.enterprise
    word.heading("Social nytta")
    total, group = enterprise["occupied_total"], enterprise["occupied_target_group"]
    if total and group is not None:
        counted = f" Räknat {enterprise['counted_on']}." if enterprise["counted_on"] else ""
        hard = f"{group} av dem är personer som har svårt att få jobb."
        word.text(f"{total} personer är sysselsatta hos oss. {hard}{counted}")
    else:
        word.gap("hur många som är sysselsatta hos er, och hur många av dem som har svårt att få jobb")
    if case.considerations:
        word.text("I annonsen står det om social hänsyn:")
        read = [c for c in case.considerations if c["evidence"] and c["basis"] != "field"]
        word.points([f"”{c['evidence'][0]['text']}”" for c in read])
    word.gap("hur ni möter köparens sociala krav, med antal, handledare och uppföljning")


def _references(word: Word, case: Case) -> None:
    word.heading("Referenser")
    contracts = case.enterprise["past_contracts"]
    if contracts:
        word.table(("Uppdrag", "Kund", "År", "Värde"), [_reference(contract) for contract in contracts])
        word.gap("kontaktperson hos varje kund, och om uppdraget liknar det här")
    else:
        word.gap("minst ett uppdrag ni har gjort, med kund, år och värde")


def _reference(contract: PastContract) -> tuple[str, str, str, str]:
    value = swedish.money(contract["value"]) if contract["value"] else "[Fyll i]"
    return contract["title"], contract["buyer"] or "[Fyll i]", str(contract["year"] or "[Fyll i]"), value


def _price_and_signature(word: Word, case: Case) -> None:
    word.heading("Pris")
    word.gap("priset, i köparens egen prisbilaga; skriv priset utan moms")
    word.heading("Underskrift")
    word.gap("ort och datum")
    word.gap("namn och underskrift av den som får skriva under för företaget")


def _gaps(word: Word) -> None:
    word.heading("Att fylla i innan ni skickar")
    for number, gap in enumerate(list(word.gaps), start=1):
        word.document.add_paragraph(f"☐ {number}. {gap[0].upper()}{gap[1:]}")
