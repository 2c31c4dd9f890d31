"""`05-fragor.docx`: what is unclear, as questions ready to send before the last day for questions."""

from __future__ import annotations

import re
from typing import NamedTuple

from drafts import facts
from drafts.case import Case
from drafts.demands import about
from drafts.sources import Cell, Gap, Said, excerpt, required, rule, where
from drafts.words import Word
from models import swedish
from models.values import RequirementData

VAGUE = re.compile(
    r"\b(likvärdig\w*|motsvarande|skälig\w*|vid behov|god (?:kvalitet|standard|erfarenhet)|tillräcklig\w*|normalt|"
    r"i möjligaste mån|lämplig\w*|rimlig\w*|snarast|regelbundet)\b",
    re.IGNORECASE,
)
MOST_VAGUE = 6


class Question(NamedTuple):
    """A question to the buyer, and why it is asked (for the enterprise alone)."""

    text: Cell
    why: Cell


def build(case: Case) -> bytes | None:
    """Return the Word document; None for a partnership, where talks replace questions."""
    return None if case.kind == "partnership" else write(case).save()


def write(case: Case) -> Word:
    """Return the document as written."""
    word = Word(case, "Frågor till köparen", facts.title(case) or "", is_sent=False)
    _how(word, case)
    word.heading("Färdiga frågor")
    asked = questions(case)
    if asked:
        rows: list[tuple[Cell, ...]] = [(f"{n}", q.text, q.why, "☐") for n, q in enumerate(asked, start=1)]
        word.table("Frågor till köparen", (6, 52, 32, 10), ("Nr", "Fråga", "Varför", "Skickad"), rows)
    else:
        word.text("Vi hittade inget oklart i det som är läst.")
    word.heading("Egna frågor")
    word.text("Skriv era egna frågor här. Skriv en sak i varje fråga, och säg i vilket dokument det står.")
    for number in ("ett", "två", "tre"):
        word.gap(f"egen fråga {number}")
    return word


def _how(word: Word, case: Case) -> None:
    last, said, tool = facts.ask_by(case), facts.questions_by(case), facts.tool(case)
    if said:
        word.text("Skicka frågorna före: ", said, ".")
    elif last:
        day = rule(swedish.day(last), "tio dagar före sista dag för anbud")
        word.text("Annonsen säger ingen sista dag för frågor. Skicka dem före: ", day, ".")
    else:
        word.text("Annonsen säger ingen sista dag för frågor. Skicka dem så snart ni kan.")
    word.text("Skicka i köparens verktyg: ", tool or facts.submission_url(case) or Gap("verktyget, se dokumenten"))
    word.text("Alla som vill lämna anbud får se frågan och svaret. Skriv inget om era priser eller planer.")
    word.text("Läs svaren som kommer, även på andras frågor. De gäller också er.")


def questions(case: Case) -> list[Question]:
    """Return the questions of a case, in the order a buyer reads them."""
    return [*_missing(case), *_reserved(case), *_regime(case), *_demands(case), *_vague(case.requirements)]


def _missing(case: Case) -> list[Question]:
    """Ask for what the notice does not say."""
    lot, absent = case.lot, "Står inte i annonsen."
    rows = (
        (facts.deadline(case), "När är sista dag för att lämna anbud?", {"bid", "concession"}),
        (facts.documents_url(case), "Var finns alla dokument om köpet?", {"bid", "concession", "lov", "direct"}),
        (facts.value_of(case), "Hur stor volym räknar ni med per år?", {"bid", "concession", "direct"}),
        (facts.term(case), "Hur länge gäller avtalet, och kan det förlängas?", {"bid", "concession", "direct"}),
        (facts.places(case), "Var ska arbetet utföras?", {"bid", "concession", "direct", "lov"}),
        (lot["starts"], "Vilken dag börjar avtalet?", {"bid", "concession", "direct"}),
        (lot["award_criteria"], "Hur jämför ni anbuden, och hur mycket väger varje del?", {"bid", "concession"}),
        (facts.submission_url(case), "Hur lämnas anbudet, och i vilket verktyg?", {"bid", "concession"}),
    )
    found = [Question(text, absent) for known, text, kinds in rows if not known and case.kind in kinds]
    criteria = lot["award_criteria"]
    if criteria and case.kind in {"bid", "concession"} and any(c["weight"] is None for c in criteria):
        found.append(Question("Hur mycket väger varje kriterium?", "Vikten står inte för alla kriterier i annonsen."))
    if case.kind == "concession":
        found.append(Question("Hur många besökare har platsen, månad för månad?", "Ni får betalt av gästerna."))
        found.append(Question("Vilken utrustning finns på platsen, och vem äger den?", "Det avgör vad ni måste köpa."))
    if case.kind == "lov":
        found.append(Question("Hur många kunder har valt mellan utförarna det senaste året?", "Kunden väljer själv."))
    return found


def _reserved(case: Case) -> list[Question]:
    """Questions that the law leaves open; the buyer's answer decides."""
    found = []
    for kind in dict.fromkeys(r.kind for r in case.reservations):
        if kind == "res_ws":
            found.append(
                Question(
                    "Vilka bevis vill ni ha på att vi får vara med i det reserverade köpet?",
                    "Lagen säger inte vilka papper.",
                )
            )
            if case.joint:
                found.append(
                    Question(
                        "Måste varje företag i en grupp klara villkoren för att få vara med?",
                        "Lagen är oklar för grupper.",
                    )
                )
        elif kind == "res_exec":
            found.append(
                Question(
                    "Räknas våra platser som program för skyddad anställning?",
                    "Annonsen säger inte vilka program som räknas.",
                )
            )
        elif kind == "res_pub":
            found.append(
                Question(
                    "Räknas vårt syfte som ett offentligt uppdrag för den här tjänsten?",
                    "Det är oklart hur det bedöms för kooperativ.",
                )
            )
        elif kind == "res_idea":
            found.append(
                Question(
                    "Måste vi vara registrerade som idéburen organisation, eller räcker det att vi klarar villkoren?",
                    "Lagen nämner villkoren men inte tydligt registreringen.",
                )
            )
        else:
            found.append(
                Question(
                    "Vilka är köpet reserverat för, och enligt vilken paragraf?",
                    "Annonsen säger inte tydligt vilka som får vara med.",
                )
            )
    return found


def _regime(case: Case) -> list[Question]:
    if case.regime.certain:
        return []
    return [Question("Vilken lag och vilket kapitel följer köpet?", rule(case.regime.reason, "annonsen"))]


def _demands(case: Case) -> list[Question]:
    """Ask where a small enterprise often can be let in by another way."""
    found = []
    for kind, text in (
        ("turnover", "Kan vi visa att vi har ekonomi på ett annat sätt, till exempel med intyg från banken?"),
        ("liability_insurance", "Räcker det att försäkringen finns när avtalet börjar, om vi lovar det i anbudet?"),
        ("references", "Räknas uppdrag som vi gör nu, och uppdrag åt företag och föreningar?"),
        ("quality", "Räcker en egen skriven rutin i stället för certifikat?"),
        ("social", "Vem hänvisar personerna, hur lång är tiden, och hur ska det redovisas?"),
        ("penalty", "Finns det ett tak för hur stort vitet kan bli?"),
    ):  # fmt: skip
        if asked := about(case.requirements, kind):
            found.append(Question((f"{text} Frågan gäller ", _place(asked[0]), "."), _stands(asked[0])))
    if case.joint:
        found.append(
            Question(
                "Hur vill ni att en grupp lämnar anbud: ett formulär eller ett per företag?", "Ni svarar tillsammans."
            )
        )
    return found


def _vague(requirements: list[RequirementData]) -> list[Question]:
    """Ask what vague words of a demand mean; the words are the buyer's own."""
    found = []
    for requirement in requirements:
        seen = VAGUE.search(requirement["text"])
        if seen is None or requirement["kind"] == "bör":
            continue
        said = required(requirement)
        asked: Cell = ("Vad menar ni med ”", said._replace(text=seen[0]), "” (", _place(requirement), ")?")
        found.append(Question(asked, _stands(requirement)))
        if len(found) == MOST_VAGUE:
            break
    return found


def _place(requirement: RequirementData) -> Said:
    return required(requirement)._replace(text=where(requirement))


def _stands(requirement: RequirementData) -> Cell:
    said = required(requirement)
    words, is_cut = excerpt(said.text, 160)
    return "”", said._replace(text=words), "” …" if is_cut else "”"
