"""`03-checklista.docx`: go or no-go, dates, self-declaration, papers explained. A working paper, never sent."""

from __future__ import annotations

from drafts import facts
from drafts.case import Case
from drafts.checks import checks
from drafts.demands import demand_of, demands, known_of
from drafts.reserved import route
from drafts.sources import Cell, Gap, Said, notice, required, rule, where
from drafts.words import Word
from models import swedish

ALWAYS = ("registration", "signatory", "tax", "turnover", "liability_insurance", "references")
QUESTIONS = (
    "Har någon i ledningen eller styrelsen dömts för brott, till exempel bedrägeri, mutor eller brott mot barn?",
    "Finns det skatter eller sociala avgifter som inte är betalda?",
    "Är företaget i konkurs, likvidation eller på väg dit?",
    "Har företaget brutit mot regler om miljö, arbete eller sociala villkor?",
    "Har någon hos er ett nära band till köparen, så att köpet kan bli orättvist?",
    "Har ni hjälpt köparen att förbereda köpet?",
    "Har ni kommit överens om pris eller annat med andra som lämnar anbud?",
    "Har ett tidigare avtal med en offentlig köpare avslutats för att ni gjort allvarliga fel?",
    "Har ni lämnat fel uppgifter i ett anbud?",
)
KNOWN = ("name", "id", "legal_form", "municipality", "f_skatt", "vat", "contact_name", "email", "phone")


def build(case: Case) -> bytes | None:
    """Return the Word document; None for a partnership, which has a list of its own."""
    return None if case.kind == "partnership" else write(case).save()


def write(case: Case) -> Word:
    """Return the document as written."""
    word = Word(case, "Checklista", facts.title(case) or "", is_sent=False)
    word.text("Gå igenom listan tillsammans. Bestäm sedan: ja, nej eller tillsammans med andra.")
    _decision(word, case)
    _go(word, case)
    _dates(word, case)
    _reserved(word, case)
    _declaration(word, case)
    _papers(word, case)
    _insurance(word, case)
    _before_sending(word, case)
    return word


def _decision(word: Word, case: Case) -> None:
    found = checks(case)
    count = {light: sum(check.light == light for check in found) for light in ("Rött", "Gult", "Grönt")}
    words = ", ".join(f"{light.lower()}: {number}" for light, number in count.items())
    word.text("Läget: ", rule(words, "räknat i listan här under"), ".")
    word.boxes(
        ("Ja, vi lämnar svar. Ansvarig: ", Gap("vem som håller i arbetet")),
        ("Nej. Varför: ", Gap("varför ni avstår")),
        "Tillsammans med andra. Se 06-avsiktsforklaring.docx, eller ring samordnaren.",
    )
    if case.coordinator_name:
        contact = case.coordinator_name + (f", tel. {case.coordinator_phone}" if case.coordinator_phone else "")
        word.text("Ni får hjälp av: ", rule(contact, "inställningarna"), ".")


def _go(word: Word, case: Case) -> None:
    word.heading("Ska vi svara?")
    word.text(
        "Rött: något talar emot. Gult: en person måste titta. Grönt: en uppgift talar för. "
        "Ljusen är ett stöd, inget juridiskt besked."
    )
    rows: list[tuple[Cell, ...]] = [(c.light, c.name, c.known, c.todo, "☐") for c in checks(case)]
    header = ("Ljus", "Vad", "Det här vet vi", "Gör så här", "Klart")
    word.table("Kontroller med rött, gult eller grönt ljus", (10, 17, 38, 27, 8), header, rows)


def _dates(word: Word, case: Case) -> None:
    word.heading("Datum")
    ask = facts.ask_by(case)
    starts, opening = facts.moment(case.lot["starts"]), facts.when(case.lot["opening"])
    rows: list[tuple[Cell, ...]] = [
        ("Sista dag för frågor", facts.questions_by(case) or (
            rule(facts.when(ask.isoformat()), "tio dagar före sista dag") if ask else "står inte"), "05-fragor.docx"),
        ("Sista dag för anbud", facts.deadline(case) or "står inte", "01-anbud.docx och köparens formulär"),
        ("Anbuden öppnas", notice(opening, "anbudsöppning") if opening else "står inte", "köparen öppnar"),
        ("Avtalet börjar", notice(swedish.day(starts.day), "avtalets början") if starts else "står inte", "bemanning"),
    ]  # fmt: skip
    word.table("Datum", (30, 40, 30), ("Vad", "När", "Det här behövs"), rows)
    if case.kind in {"bid", "concession"}:
        word.note("Efter beskedet om vem som vann väntar köparen, oftast 10 dagar. Först därefter skrivs avtalet.")


def _reserved(word: Word, case: Case) -> None:
    for reservation in case.reservations:
        way = route(reservation.kind)
        word.heading("Reserverat köp")
        word.text(f"{way.name}, {way.law}. {way.who}")
        word.text("Det här vet vi: ", rule(reservation.reason, "annonsen och er profil"))
        rows = [(paper, shows, "☐") for paper, shows in way.proof]
        word.table("Papper som visar att ni får vara med", (45, 43, 12), ("Papper", "Visar", "Finns"), rows)
        if case.kind != "direct" and (case.joint or reservation.answer == "unknown"):
            word.note("Är något oklart: en färdig fråga finns i 05-fragor.docx.")


def _declaration(word: Word, case: Case) -> None:
    word.heading("Egen försäkran")
    word.text(
        "Köparen vill att ni intygar att allt är i ordning. "
        "Uppgifterna här under är kända. Frågorna måste en person hos er svara på."
    )
    rows: list[tuple[Cell, ...]] = []
    for key in KNOWN:
        said = facts.profile_fact(case.enterprise, key)
        name = facts.label_of(key)
        rows.append((name[0].upper() + name[1:], said or Gap(name), "er profil" if said else "saknas", "☐"))
    word.table("Kända uppgifter", (28, 42, 18, 12), ("Uppgift", "Svar", "Kommer från", "Stämmer"), rows)
    questions = [(text, "☐ ja   ☐ nej") for text in QUESTIONS]
    word.table("Frågor som en person svarar på", (76, 24), ("En person svarar", "Svar"), questions)
    word.note("Svarar ni ja på någon fråga: prata med samordnaren eller en jurist innan ni lämnar anbud.")


def _papers(word: Word, case: Case) -> None:
    """Every paper that is asked for, explained; those that are always good to have come along."""
    word.heading("Papper och intyg")
    asked: dict[str, list[Said]] = {}
    for requirement in case.requirements:
        if demand := demand_of(requirement["text"]):
            asked.setdefault(demand.id, []).append(Said(where(requirement), required(requirement).source))
    rows: list[tuple[Cell, ...]] = []
    for demand in demands():
        if demand.id not in ALWAYS and demand.id not in asked:
            continue
        places = asked.get(demand.id, [])
        more = (" och ", rule(f"{len(places) - 1} till", "räknat")) if len(places) > 1 else ()
        stands: Cell = (places[0], *more) if places else "brukar krävas"
        rows.append((demand.sv, f"{demand.proof[0].upper()}{demand.proof[1:]}. {demand.say}", demand.who, stands, "☐"))
    header = ("Gäller", "Papper och vad det är", "Vem", "Krävs i", "Klart")
    word.table("Papper och intyg med förklaring", (15, 34, 22, 20, 9), header, rows)


def _insurance(word: Word, case: Case) -> None:
    word.heading("Försäkring")
    said = facts.profile_fact(case.enterprise, "insurances")
    word.known("Ni har enligt profilen", said, "vilka försäkringar ni har, med belopp")
    asked = [r for r in case.requirements if (demand := demand_of(r["text"])) and demand.id == "liability_insurance"]
    for requirement in asked[:3]:
        word.quote(required(requirement))
    if not asked:
        word.text("Inget krav på försäkring hittades i det som är läst. Leta i köparens dokument.")
    word.text("☐ Beloppet räcker   ☐ Försäkringen gäller hela avtalet   ☐ Beviset är nytt nog")


def _before_sending(word: Word, case: Case) -> None:
    word.heading("Sista timmen")
    word.boxes(
        "Alla gula fält i 01 är ifyllda, och arbetsbladet är borttaget.",
        "Alla krav i 02-kravlista.xlsx har ett svar.",
        "Köparens formulär är den senaste versionen, och varje ruta är ifylld.",
        "Rätt person har skrivit under.",
        "Någon annan har läst allt.",
        "Kvittot från köparens verktyg är sparat.",
    )
    if known := known_of(next(d for d in demands() if d.id == "permits"), case.enterprise):
        word.text("Glöm inte att bifoga: ", *known)
