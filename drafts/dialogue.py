"""`01-dialogunderlag.docx`: a partnership (IOP) is talked about, not bid for. A sheet for talks, with stop signs."""

from __future__ import annotations

from drafts import facts
from drafts.case import Case
from drafts.sections import CHANGED, HELP, LONGEST_QUOTE, sender, worksheet
from drafts.sources import Cell, Gap, Said, evidence, excerpt, notice
from drafts.words import Word

STOPS = (
    (
        "Får ni betalt för att göra något som myndigheten har direkt nytta av?",
        "Då kan det vara ett köp, och då gäller andra regler.",
    ),
    ("Säljer ni samma sak till andra?", "Då är ni en leverantör. Ett partnerskap passar föreningens egen verksamhet."),
    ("Bestämmer myndigheten ensam vad ni ska göra?", "Målet ska ni bestämma tillsammans."),
    ("Står det ett pris per timme, plats eller person?", "I ett partnerskap delar ni på kostnaderna."),
    ("Bidrar bara den ena sidan med pengar, tid eller lokaler?", "Båda sidor ska bidra."),
    ("Finns det andra som vill göra samma sak?", "Då behövs en öppen inbjudan."),
    ("Saknas ett slutdatum?", "Tiden ska vara begränsad."),
)
RED = ("ersättning per plats", "vite", "beställaren ska godkänna", "utföraren åtar sig att leverera", "tvist i domstol")
STATES = ("idé", "möte", "utkast", "jurist", "beslut i nämnd", "avtal", "uppföljning", "slut")


def build(case: Case) -> bytes | None:
    """Return the Word document; None when the notice is not about a partnership."""
    return write(case).save() if case.kind == "partnership" else None


def write(case: Case) -> Word:
    """Return the document as written."""
    word = Word(case, "Underlag för dialog om partnerskap", facts.title(case) or "")
    word.note("Utkast. ", HELP)
    word.text(
        "I ett idéburet offentligt partnerskap (IOP) gör en förening och en myndighet något ihop. Det är inget köp."
    )
    if case.changes:
        word.heading("Det här har ändrats")
        word.points(*(Said(change, CHANGED) for change in case.changes))
    _invitation(word, case)
    _ours(word, case)
    _stops(word, case)
    word.heading("Så långt har vi kommit")
    word.boxes(*STATES)
    word.heading("Vem kan hjälpa")
    word.text("En jurist ska titta på avtalet innan någon skriver under. Coompanion och samordnaren kan hjälpa er.")
    worksheet(word)
    return word


def _invitation(word: Word, case: Case) -> None:
    word.heading("Det myndigheten skriver")
    rows: list[tuple[Cell, Cell]] = [
        ("Myndighet", facts.buyer(case) or "står inte"),
        ("Annons", notice(case.notice["publication_number"] or case.notice["id"], "nummer")),
        ("Plats", facts.places(case) or "står inte"),
        ("Svara före", facts.deadline(case) or "står inte"),
    ]
    word.table("Uppgifter enligt annonsen", (30, 70), ("Uppgift", "Enligt annonsen"), rows)
    if said := facts.description(case):
        words, is_cut = excerpt(said.text, LONGEST_QUOTE)
        word.quote(said._replace(text=words), is_cut)
    for finding in case.considerations:
        for span in finding["evidence"][:1] if finding["category"] == "iop" and finding["basis"] != "field" else ():
            word.quote(evidence(span))


def _ours(word: Word, case: Case) -> None:
    word.heading("Vilka vi är")
    for text, key, what in (
        ("Namn", "name", "organisationens namn"),
        ("Form", "legal_form", "föreningsform"),
        ("Registrerad som idéburen", "registered_idea_driven", "om ni är registrerade som idéburen organisation"),
        ("Vi gör", "description", "vad ni gör"),
    ):
        word.known(text, facts.profile_fact(case.enterprise, key), what)
    sender(word, case)
    for heading, asks in (
        ("Behovet", ("vilket behov ni ser, och för vilka", "hur ni vet det")),
        ("Målet", ("vad ni vill nå tillsammans", "hur ni märker att ni har nått dit")),
        ("Det vi bidrar med", ("tid, lokaler, pengar, kunskap, frivilliga",)),
        ("Det myndigheten kan bidra med", ("pengar, lokaler, personal, kontakter",)),
        ("Varför det inte är ett köp", ("varför det är er egen verksamhet, och vem som tog första steget",)),
        ("Tid och uppföljning", ("hur länge", "hur ni följer upp, och vem som gör det")),
    ):
        word.heading(heading)
        for ask in asks:
            word.gap(ask)


def _stops(word: Word, case: Case) -> None:
    word.heading("Stopptecken")
    word.text("Svarar ni ja på någon fråga: stanna, och låt en jurist titta.")
    rows: list[tuple[Cell, ...]] = [(question, why, "☐ ja   ☐ nej") for question, why in STOPS]
    if facts.deadline(case) or case.lot["value"] or case.notice["value"]:
        asked = "Har annonsen en sista dag eller ett värde?"
        rows.append(
            (
                asked,
                "Det har den här annonsen. Fråga myndigheten om det är ett köp eller ett partnerskap.",
                "☐ ja   ☐ nej",
            )
        )
    word.table("Stopptecken", (45, 38, 17), ("Fråga", "Därför", "Svar"), rows)
    word.text("Röda ord i ett avtalsutkast:")
    word.points(*(f"”{red}”" for red in RED))
    text = f"{case.notice['description'] or ''} {case.lot['description'] or ''}".lower()
    if seen := [red for red in RED if red in text]:
        word.text(
            "De här orden står i annonsen: ",
            notice(", ".join(seen), "beskrivningen"),
            ". ",
            Gap("vad juristen säger om orden"),
        )
