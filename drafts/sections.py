"""The sections that bids, offers and applications are put together from. Each says only what has a source."""

from __future__ import annotations

from collections.abc import Iterable

from drafts import facts
from drafts.case import Case
from drafts.demands import demand_of, outline
from drafts.reserved import route
from drafts.sources import Cell, Gap, Part, Said, Source, evidence, excerpt, notice, profile, required, rule, where
from drafts.words import Word, sentence
from models import swedish
from models.codes import label
from models.values import PastContract, RequirementData

LONGEST_QUOTE = 900  # characters of the buyer's description
MOST_ANSWERS = 8  # demands answered in the text; all stand in the list of demands
IN_TEXT = frozenset({"method", "service", "staff", "quality", "vehicles", "accessibility"})
RECENT = 3  # years that references usually may be old
CPV_GROUP = 3  # digits in common: the same group of work
HELP = "Gula fält fyller en person i. Sist finns ett arbetsblad med alla fält. Ta bort den här raden och arbetsbladet."
CHANGED = Source("notice", "ny version av annonsen eller paketet")


def opening(word: Word, case: Case) -> None:
    """Say that it is a draft, and what has changed since the one before."""
    word.note("Utkast. ", HELP, " Läs alltid köparens dokument innan ni skickar något.")
    if case.changes:
        word.heading("Det här har ändrats")
        word.points(
            *(Said(change, Source("notice", "ny version av annonsen eller paketet")) for change in case.changes)
        )


def purchase(word: Word, case: Case) -> None:
    """Add the table of what the notice says."""
    word.heading("Om köpet")
    rows: list[tuple[Cell, Cell]] = [(name, said or "står inte") for name, said in facts.about_purchase(case)]
    rows.append(("Regler", rule(facts.REGIMES[case.regime.name], "vår tolkning av annonsen")))
    word.table("Uppgifter om köpet enligt annonsen", (30, 70), ("Uppgift", "Enligt annonsen"), rows)


def sender(word: Word, case: Case) -> None:
    """Add whom the buyer can call."""
    for text, key, what in (
        ("Kontaktperson", "contact_name", "kontaktperson för anbudet"),
        ("E-post", "email", "kontaktpersonens e-post"),
        ("Telefon", "phone", "kontaktpersonens telefon"),
    ):
        word.known(text, facts.profile_fact(case.enterprise, key), what)


def letter(word: Word, case: Case, verb: str = "lämnar anbud på") -> None:
    """Add the covering letter."""
    word.heading("Följebrev")
    word.text("Till ", facts.buyer(case) or Gap("köparens namn"))
    title = facts.title(case) or Gap("vad köpet heter")
    number = notice(case.notice["publication_number"] or case.notice["id"], "nummer")
    area = notice(case.lot["id"], "anbudsområde")
    who = profile(case.enterprise["name"], "namn")
    word.text(who, f" {verb} ”", title, "” (annons ", number, ", anbudsområde ", area, ").")
    if case.joint:
        word.text("Vi lämnar anbudet tillsammans med andra. Se avsnittet ”Vi svarar tillsammans”.")
    word.gap("varför ni vill ha uppdraget, två eller tre meningar")
    sender(word, case)


def who_we_are(word: Word, case: Case) -> None:
    """Add the enterprise's own facts."""
    word.heading("Vilka vi är")
    said = facts.profile_fact(case.enterprise, "description")
    if said:
        word.text(said._replace(text=sentence(said.text)))
    else:
        word.gap("vad ni gör och hur länge ni har gjort det")
    for text, key, what in (
        ("Namn", "name", "företagets namn"),
        ("Organisationsnummer", "id", "organisationsnummer"),
        ("Företagsform", "legal_form", "företagsform"),
        ("Säte", "municipality", "kommun"),
        ("Vi arbetar i", "service_area", "var ni arbetar"),
        ("Omsättning per år", "yearly_value", "omsättning de senaste åren, enligt årsredovisningen"),
        ("Försäkringar", "insurances", "försäkringar som köparen kräver, eller ”inga”"),
        ("Certifikat", "certificates", "certifikat som köparen kräver, eller ”inga”"),
        ("Tillstånd och intyg", "permits", "tillstånd som köparen kräver, eller ”inga”"),
        ("F-skatt", "f_skatt", "om ni har F-skatt"),
    ):
        word.known(text, facts.profile_fact(case.enterprise, key), what)


def reserved(word: Word, case: Case) -> None:
    """Add, for a reserved contract, what shows that the enterprise may take it."""
    for reservation in case.reservations:
        way = route(reservation.kind)
        word.heading("Reserverat köp: så visar vi att vi får vara med")
        word.text(f"{way.name}, {way.law}. {way.who}")
        rows = [(paper, shows, Gap(f"bifoga: {paper.lower()}")) for paper, shows in way.proof]
        word.table("Papper som visar att vi får vara med", (40, 35, 25), ("Papper", "Visar", "Bilaga"), rows)


def how(word: Word, case: Case) -> None:
    """Add how the work is done: headings of the trade, the demands to answer, what the buyer judges."""
    word.heading("Så gör vi jobbet")
    if said := facts.description(case):
        words, is_cut = excerpt(said.text, LONGEST_QUOTE)
        word.text("Köparen skriver:")
        word.quote(said._replace(text=words), is_cut)
    for prompt in outline(case.trades):
        word.heading(prompt.head, level=2)
        word.gap(prompt.ask)
    _answers(word, case.requirements)
    criteria(word, case)


def _answers(word: Word, requirements: Iterable[RequirementData]) -> None:
    asked = [r for r in requirements if (demand := demand_of(r["text"])) and demand.id in IN_TEXT]
    if not asked:
        return
    word.heading("Krav att svara på i texten", level=2)
    rows: list[tuple[Cell, ...]] = [
        (f"{n}", required(r), Said(where(r), required(r).source), Gap(f"ert svar på krav {n}"))
        for n, r in enumerate(asked[:MOST_ANSWERS], start=1)
    ]
    word.table("Krav att svara på i texten", (6, 42, 22, 30), ("Nr", "Köparen skriver", "Står i", "Vårt svar"), rows)
    if len(asked) > MOST_ANSWERS:
        word.note("Det finns fler krav av samma slag. Alla står i 02-kravlista.xlsx.")


def criteria(word: Word, case: Case) -> None:
    """Add the criteria that the buyer chooses by."""
    if not case.lot["award_criteria"]:
        return
    word.heading("Det köparen bedömer", level=2)
    field = "kriterierna för att vinna"
    rows: list[tuple[Cell, ...]] = []
    for number, criterion in enumerate(case.lot["award_criteria"], start=1):
        name = criterion["name"] or criterion["description"] or label("award-criterion-type", criterion["type"] or "")
        weight = "" if criterion["weight"] is None else f"{criterion['weight']:g}".replace(".", ",")
        rows.append(
            (
                f"{number}",
                notice(excerpt(name, 200)[0], field) if name else "står inte",
                notice(weight, field) if weight else "står inte",
                Gap(f"ert svar på kriterium {number}"),
            )
        )
    word.table("Köparens kriterier", (6, 42, 12, 40), ("Nr", "Kriterium", "Vikt", "Vårt svar"), rows)


def social(word: Word, case: Case) -> None:
    """Add the social value: figures of the profile, the buyer's words, a plan to fill in."""
    word.heading("Social nytta")
    total, group, counted = (
        facts.profile_fact(case.enterprise, key) for key in ("occupied_total", "occupied_target_group", "counted_on")
    )
    if total and group:
        part = facts.share(case.enterprise)
        more = (": ", rule(part, "räknat på profilens antal, avrundat nedåt")) if part else ()
        word.text("Hos oss är ", total, " personer sysselsatta.")
        word.text(group, " av dem är personer som har svårt att få jobb", *more, ".")
        word.known("Räknat den", counted, "vilken dag ni räknade hur många som är sysselsatta")
    else:
        word.gap("hur många som är sysselsatta hos er, och hur många av dem som har svårt att få jobb")
    if quotes := _social_words(case):
        word.text("Köparen skriver om social hänsyn:")
        for said in quotes:
            word.quote(said)
    word.heading("Vår plan", level=2)
    plan: list[tuple[Cell, ...]] = [
        ("Antal personer som får arbete eller praktik", Gap("antal personer under avtalet")),
        ("Vilka det gäller", Gap("målgrupp, utan namn och utan uppgifter om hälsa")),
        ("Handledare", Gap("vem som handleder, och hur mycket tid")),
        ("Hur länge", Gap("hur länge varje person är med")),
        ("Uppföljning", Gap("hur ni mäter och berättar för köparen")),
    ]
    word.table("Plan för social nytta", (40, 60), ("Fråga", "Vårt svar"), plan)


def _social_words(case: Case) -> list[Said]:
    """Return what the notice says of social considerations, each once, in its own words."""
    found: dict[str, Said] = {}
    for finding in case.considerations:
        for span in finding["evidence"][:1] if finding["basis"] != "field" else ():
            said = evidence(span)
            found.setdefault(said.text, said._replace(text=excerpt(said.text, 400)[0]))
    return list(found.values())[:6]


def references(word: Word, case: Case) -> None:
    """Add the references, those alike first, with what makes them comparable."""
    word.heading("Referenser")
    contracts = sorted(case.enterprise["past_contracts"], key=lambda c: (not _is_alike(c, case), -(c["year"] or 0)))
    if not contracts:
        word.gap("minst ett uppdrag ni har gjort, med kund, år, värde och kontaktperson")
        return
    rows = [_reference(contract, case) for contract in contracts[:5]]
    header = ("Uppdrag", "Kund och kontaktperson", "År", "Värde", "Liknar uppdraget?")
    word.table("Referenser", (26, 26, 10, 16, 22), header, rows)
    word.note("Fråga varje kund om lov innan ni skriver namn och telefon.")


def _reference(contract: PastContract, case: Case) -> tuple[Cell, ...]:
    field = "tidigare uppdrag"
    customer = profile(contract["buyer"], field) if contract["buyer"] else Gap("kundens namn")
    year: Cell = profile(contract["year"], field) if contract["year"] else Gap("år")
    value: Cell = profile(swedish.money(contract["value"]), field) if contract["value"] else Gap("värde")
    alike: list[Part] = [Gap("på vilket sätt uppdraget liknar det här")]
    if _is_alike(contract, case):
        alike = [rule("Samma slags arbete enligt CPV-koden.", "jämförelse av CPV-koder i annons och profil")]
    if contract["year"] and case.made_at.year - contract["year"] > RECENT:
        alike += [" ", rule("Äldre än tre år.", "jämförelse med dagens datum")]
    return profile(contract["title"], field), (customer, ", ", Gap("kontaktperson")), year, value, tuple(alike)


def _is_alike(contract: PastContract, case: Case) -> bool:
    wanted = {code[:CPV_GROUP] for code in case.lot["cpv"] or case.notice["cpv"]}
    return any(code[:CPV_GROUP] in wanted for code in contract["cpv"])


def labour(word: Word, case: Case) -> None:
    """Add the statement on working conditions; a person ticks what is true."""
    word.heading("Arbetsvillkor")
    asked = [r for r in case.requirements if (demand := demand_of(r["text"])) and demand.id == "labour"]
    if asked:
        word.text("Köparen kräver:")
        word.quote(required(asked[0]))
    word.text("Kryssa i det som stämmer:")
    word.boxes(
        ("Vi har kollektivavtal: ", Gap("vilket kollektivavtal ni har")),
        ("Vi har inte kollektivavtal, men följer villkoren i: ", Gap("vilket centralt kollektivavtal ni följer")),
        "Våra underleverantörer följer samma villkor.",
    )


def together(word: Word, case: Case) -> None:
    """Add who does what in a joint bid."""
    if not case.joint:
        return
    word.heading("Vi svarar tillsammans")
    names = {e["id"]: e["name"] for e in (case.enterprise, *case.partners)}
    rows: list[tuple[Cell, ...]] = []
    for member in case.joint["members"]:
        name = names.get(member["enterprise"])
        work = ", ".join(member["covers"])
        rows.append(
            (
                profile(name, "namn") if name else Gap("företagets namn"),
                "leder gruppen" if member["lead"] else "medlem",
                rule(work, "förslaget till gemensamt anbud") if work else Gap("vad företaget gör"),
                Gap("andel av arbetet i procent"),
            )
        )
    word.table("Vem som gör vad", (30, 18, 32, 20), ("Företag", "Roll", "Gör", "Andel"), rows)
    if case.joint["uncovered"]:
        left = rule(", ".join(case.joint["uncovered"]), "förslaget till gemensamt anbud")
        word.text("Ingen i gruppen gör detta än: ", left, ". ", Gap("vem som gör det som saknas"))


def secrecy(word: Word) -> None:
    """Add the prompt about what must not be shown to others."""
    word.heading("Sekretess")
    word.gap("vilka uppgifter som inte får visas för andra och varför, eller ”inga”")


def signature(word: Word) -> None:
    """Add place, date and name."""
    word.heading("Underskrift")
    word.gap("ort och datum")
    word.gap("namn, titel och underskrift av den som får skriva under för företaget")


def worksheet(word: Word) -> None:
    """Add, on pages of their own, the list of gaps and where everything comes from."""
    word.new_page()
    word.heading("Arbetsblad: ta bort före inlämning", is_listed=False)
    word.heading("Att fylla i innan ni skickar", level=2)
    word.text("Tryck på en rad för att komma till fältet. Kryssa när det är klart.")
    word.list_gaps()
    word.heading("Var uppgifterna kommer från", level=2)
    word.text("Kontrollera varje uppgift. Stämmer den inte: ändra i texten, och säg till samordnaren.")
    word.note("Allt annat är fast text som är lika i alla utkast.")
    word.list_sources()
