"""Go or no-go: why small bidders are turned down, each as a check with a light, its source and what to do.

Green: something known speaks for it. Yellow: a person must look. Red: something known speaks against it. A light is
never a legal judgement, and a demand is never called met without the profile's own words beside it.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from drafts import facts
from drafts.case import Case
from drafts.demands import about, known_of, often_demanded
from drafts.demands import demand_of as kind_of
from drafts.sources import Cell, Part, Said, excerpt, required, rule, where
from models import swedish
from models.values import RequirementData

Light = Literal["Grönt", "Gult", "Rött"]
SOON, CLOSE = 7, 14  # days left
YEAR = 365  # days that a profile is fresh
NEVER_READ = "Inga dokument är lästa."


class Check(NamedTuple):
    """One check: what is looked at, the light, what is known (with source), and one sentence of what to do."""

    name: str
    light: Light
    known: Cell
    todo: str


def checks(case: Case) -> list[Check]:
    """Return the checks of a case, those that speak against it first."""
    found = [*_time(case), *_may_we(case), *_can_we(case), *_papers(case), *_bid(case), *_trade(case)]
    order = {"Rött": 0, "Gult": 1, "Grönt": 2}
    return sorted(found, key=lambda check: order[check.light])


def _days(case: Case) -> int | None:
    last = facts.moment(case.lot["deadline"])
    return (last.day - case.made_at.astimezone(swedish.STOCKHOLM).date()).days if last else None


def _time(case: Case) -> list[Check]:
    said, days = facts.deadline(case), _days(case)
    if said is None or days is None:
        todo = "Ta reda på sista dag innan ni börjar." if case.kind != "direct" else "Fråga köparen när svaret behövs."
        return [Check("Tid", "Gult", "Annonsen säger ingen sista dag.", todo), *_questions(case)]
    left: tuple[Part, ...] = (said, ", ", rule(_left(days), "räknat från dagen då paketet gjordes"))
    if days < SOON:
        first = Check("Tid", "Rött", left, "Det är kort tid. Lämna bara anbud om det mesta redan är klart.")
    elif days < CLOSE:
        first = Check("Tid", "Gult", left, "Börja i dag. Dela upp arbetet, och var klara två dagar före.")
    else:
        first = Check(
            "Tid", "Grönt", left, "Var klara minst två dagar före. Ett anbud som är en minut sent räknas inte."
        )
    return [first, *_questions(case)]


def _left(days: int) -> str:
    return "tiden är ute" if days < 0 else "1 dag kvar" if days == 1 else f"{days} dagar kvar"


def _questions(case: Case) -> list[Check]:
    last, today = facts.ask_by(case), case.made_at.astimezone(swedish.STOCKHOLM).date()
    said = facts.questions_by(case)
    if last is None:
        return [Check("Frågor", "Gult", "Ingen sista dag för frågor står i annonsen.", "Fråga så tidigt som möjligt.")]
    known: Cell = said or rule(f"fråga före {swedish.day(last)}", "tio dagar före sista dag för anbud")
    if last < today:
        return [
            Check("Frågor", "Gult", known, "Tiden för frågor är ute. Är något oklart: läs svaren på andras frågor.")
        ]
    return [Check("Frågor", "Grönt", known, "Skicka era frågor från 05-fragor.docx före den dagen.")]


def _may_we(case: Case) -> list[Check]:
    lights: dict[str, Light] = {"yes": "Grönt", "no": "Rött", "unknown": "Gult"}
    todos = {
        "yes": "Bifoga papperen som visar det. Kontrollera att antalen stämmer den dag ni lämnar anbudet.",
        "no": "Ni får troligen inte vara med. Fråga köparen innan ni lägger ner tid.",
        "unknown": "Ta reda på det som saknas, eller fråga köparen.",
    }
    found = [
        Check("Reserverat köp", lights[r.answer], rule(r.reason, "annonsen och er profil"), todos[r.answer])
        for r in case.reservations
    ]
    found.append(
        _yes_no(case, "f_skatt", "F-skatt", "Ansök hos Skatteverket, eller fråga köparen om ni ändå får vara med.")
    )
    regime = case.regime
    found.append(
        Check(
            "Regler", "Grönt" if regime.certain else "Gult",
            (rule(facts.REGIMES[regime.name], "vår tolkning"), ". ", rule(regime.reason, "annonsen")),
            "Ingenting att göra." if regime.certain else "Fråga köparen om ni är osäkra på vilka regler som gäller.",
        )
    )  # fmt: skip
    return found


def _yes_no(case: Case, key: str, name: str, todo: str) -> Check:
    said = facts.profile_fact(case.enterprise, key)
    if said is None:
        return Check(name, "Gult", "Står inte i profilen.", "Ta reda på det, och säg till samordnaren.")
    return Check(name, "Grönt", said, "Ingenting att göra.") if said.text == "ja" else Check(name, "Rött", said, todo)


def _can_we(case: Case) -> list[Check]:
    found = [_size(case)]
    if turnover := about(case.requirements, "turnover"):
        found.append(
            _compare(
                case,
                "Krav på ekonomi",
                turnover[0],
                "Når ni inte upp: fråga om annat bevis eller om en annan får hjälpa er.",
            )
        )
    if insurance := about(case.requirements, "liability_insurance"):
        found.append(_compare(case, "Försäkring", insurance[0], "Jämför beloppet. Be försäkringsbolaget om ett bevis."))
    if wanted := about(case.requirements, "references"):
        found.append(
            _compare(
                case, "Referenser", wanted[0], "Räkna uppdragen, kontrollera åren, och be om lov att lämna ut telefon."
            )
        )
    if penalty := about(case.requirements, "penalty"):
        found.append(
            Check(
                "Vite", "Gult", _quote(penalty[0]), "Är vitet större än det ni tjänar: tänk efter, eller fråga köparen."
            )
        )
    if case.joint:
        found.append(_joint(case.joint["uncovered"]))
    persons = facts.profile_fact(case.enterprise, "persons")
    staff: Cell = ("Så många kan arbeta samtidigt: ", persons) if persons else "Står inte i profilen."
    if case.kind != "direct":
        found.append(
            Check("Bemanning", "Gult", staff, "Räkna timmarna i 04-priskalkyl.xlsx, även handledning och sjukdom.")
        )
    return found


def _joint(uncovered: list[str]) -> Check:
    known: Cell = "Alla delar har någon som gör dem."
    if uncovered:
        known = ("Ingen gör detta än: ", rule(", ".join(uncovered), "förslaget till gemensamt anbud"))
    todo = "Prata med de andra, och skriv 06-avsiktsforklaring.docx. Lämna tillsammans eller var för sig, inte båda."
    return Check("Gemensamt anbud", "Gult", known, todo)


def _size(case: Case) -> Check:
    said, largest = facts.value_of(case), facts.profile_fact(case.enterprise, "largest_contract")
    value = case.lot["value"] or case.notice["value"]
    if said is None or largest is None or value is None or value["currency"] != "SEK":
        known: Cell = (
            said or "Värdet står inte i annonsen",
            ". ",
            "Er gräns: ",
            largest or "står inte i profilen",
            ".",
        )
        return Check("Storlek", "Gult", known, "Jämför hur stort uppdraget är med det ni klarar.")
    known = (said, ". Er gräns: ", largest, ".")
    if value["amount"] > (case.enterprise["largest_contract"] or 0):
        return Check(
            "Storlek", "Gult", known, "Uppdraget är större än er gräns. Svara på en del, eller tillsammans med andra."
        )
    return Check("Storlek", "Grönt", known, "Ingenting att göra.")


def _compare(case: Case, name: str, requirement: RequirementData, todo: str) -> Check:
    """Show a demand with what the profile has beside it; nothing in the profile is red, else a person compares."""
    known = known_of(kind_of(requirement["text"]), case.enterprise)
    parts: list[Part] = [*_quote(requirement), " I profilen: "]
    parts += [part for fact in known for part in (fact, ". ")] or ["inget."]
    return Check(name, "Gult" if known else "Rött", tuple(parts), todo)


def _quote(requirement: RequirementData) -> tuple[Part, ...]:
    said = required(requirement)
    words, is_cut = excerpt(said.text, 220)
    return "”", said._replace(text=words), "” … (" if is_cut else "” (", said._replace(text=where(requirement)), ")."


def _papers(case: Case) -> list[Check]:
    found = []
    if not case.documents:
        found.append(
            Check("Köparens dokument", "Rött", NEVER_READ, "Hämta alla dokument och läs dem. Kraven står där.")
        )
    for document in case.documents:
        name = Said(document.name, rule("", "läsningen").source._replace(kind="document", where=document.name))
        if document.fault:
            found.append(
                Check(
                    "Köparens dokument",
                    "Rött",
                    (name, " gick inte att läsa: ", rule(document.fault, "läsningen")),
                    "Läs det för hand.",
                )
            )
        elif document.scanned:
            pages = rule(", ".join(map(str, document.scanned[:20])), "läsningen")
            found.append(
                Check(
                    "Köparens dokument",
                    "Gult",
                    (name, ": sidorna ", pages, " är bilder utan text."),
                    "Läs sidorna för hand.",
                )
            )
    musts = sum(r["kind"] == "ska" for r in case.requirements)
    if musts:
        count = rule(f"{musts} ska-krav", "räknat i 02-kravlista.xlsx")
        found.append(
            Check(
                "Ska-krav",
                "Gult",
                ("Det finns ", count, "."),
                "Svara på varje krav, och bifoga det bevis som begärs. Ett ja räcker inte.",
            )
        )
    return found


def _bid(case: Case) -> list[Check]:
    """Ways in which a finished bid goes wrong; a person looks at each just before sending."""
    tool, address = facts.tool(case), facts.submission_url(case)
    send: Cell = ("Verktyg: ", tool, ".") if tool else ("Adress: ", address) if address else "Står inte i annonsen."
    rows: list[tuple[str, Cell, str]] = [
        ("Rätt formulär", "Köparen har egna formulär.", "Ladda ner den senaste versionen, och använd bara den."),
        ("Inga egna villkor", "Egna villkor kan göra att anbudet kastas bort.", "Ta bort egna standardvillkor."),
        (
            "Underskrift",
            "Den som skriver under måste ha rätt till det.",
            "Läs registreringsbeviset, eller ge fullmakt.",
        ),
        ("Var svaret lämnas", send, "Logga in i god tid. Skicka inte med e-post om köparen inte har bett om det."),
    ]
    if case.kind == "bid":
        filled = "Varje ruta i prisbilagan ska ha ett pris utan moms."
        rows.append(("Pris", filled, "Skriv 0 kr bara om det är tillåtet. Kontrollera att priset täcker lönerna."))
    found = [Check(name, "Gult", known, todo) for name, known, todo in rows]
    for kind, name, todo in (
        ("validity", "Giltighetstid", "Skriv ett datum som är minst så långt fram som köparen kräver."),
        ("form", "Form och längd", "Räkna sidorna, och lämna filerna i rätt format."),
        ("acceptance", "Accept av villkoren", "Läs villkoren innan någon kryssar i."),
    ):
        if asked := about(case.requirements, kind):
            found.append(Check(name, "Gult", _quote(asked[0]), todo))
    return found if case.kind != "direct" else found[1:3]


def _trade(case: Case) -> list[Check]:
    found = [
        Check("Vanligt krav i branschen", "Gult", text[0].upper() + text[1:] + ".", "Kontrollera om det gäller här.")
        for text in often_demanded(case.trades)
    ]
    confirmed = case.enterprise["confirmed_on"]
    if not confirmed or (case.made_at.date() - date.fromisoformat(confirmed[:10])).days > YEAR:
        said = facts.profile_fact(case.enterprise, "confirmed_on")
        known: Cell = ("Profilen bekräftades ", said, ".") if said else "Profilen är inte bekräftad."
        found.append(Check("Er profil", "Gult", known, "Läs igenom profilen och säg till samordnaren om något är fel."))
    return found
