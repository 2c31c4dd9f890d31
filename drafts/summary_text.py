"""What the summary says: questions and answers about one purchase, in plain Swedish, always in the same order.

Rules (see `models.plain`): one thing in a sentence, twelve words on average and never over twenty, no hard word without
its explanation, no abbreviations, codes or sections. The words of others stand in quotation marks. What the notice does
not say is said to be unclear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from drafts import espd
from drafts.case import Case, Kind
from drafts.plain_text import CODED, in_their_words, listed, quoted, shown
from models import swedish
from models.codes import nuts_name
from models.places import by_org_number, in_text
from models.plain import unexplained
from models.values import EnterpriseData

SURE = 0.5  # probability from which a consideration counts
CERTAIN = 0.9  # from here it is said without ”verkar”
UNNAMED = "En köpare"
UNITS = {"D": ("dag", "dagar"), "W": ("vecka", "veckor"), "M": ("månad", "månader"), "Y": ("år", "år")}
ELSEWHERE = frozenset({"deadline", "reserved"})  # signals that other answers tell of
ONLY_FOR = {
    "res_ws": "sociala företag",
    "res_pub": "företag som arbetar för allas bästa",
    "res_idea": "föreningar och andra som inte vill tjäna pengar",
}
MAY_TAKE_PART = {
    "yes": " Ni verkar få vara med.",
    "no": " Ni verkar inte få vara med.",
    "unknown": " Det är oklart om ni får vara med.",
}
NEGATED = re.compile(r"\b(?:inte|ej|inga|inget|ingen|utan)\b", re.IGNORECASE)

Way = Kind | Literal["planned"]


class Room(NamedTuple):
    """How much is shown: type in points; signs of the title, of a name and of the buyer's words; points in a list."""

    size: int
    title: int
    name: int
    quote: int
    points: int


class Line(NamedTuple):
    """One sentence or more; with a link to where it leads, if it leads somewhere."""

    text: str
    url: str | None = None


class Section(NamedTuple):
    """A question and its answer: running text, points, or numbered steps."""

    question: str
    lines: list[Line]
    kind: Literal["text", "points", "steps"] = "text"


class Proof(NamedTuple):
    """Something that has to be shown: words that ask for it, how it is said, and whether the profile has it."""

    asked: re.Pattern[str]
    line: str
    known: Callable[[EnterpriseData], bool] | None = None


PROOFS = (
    Proof(
        re.compile(r"\breferens(?:er|uppdrag|lista|objekt)?\b|(?:liknande|likvärdiga) uppdrag", re.IGNORECASE),
        "Visa jobb som ni har gjort förut.",
        lambda enterprise: bool(enterprise["past_contracts"]),
    ),
    Proof(
        re.compile("försäkring(?!skassa)", re.IGNORECASE),
        "Visa att ni har försäkring.",
        lambda enterprise: bool(enterprise["insurances"]),
    ),
    Proof(
        re.compile("f-skatt|skatter och|skatteverket", re.IGNORECASE),
        "Visa att ni betalar skatt.",
        lambda enterprise: bool(enterprise["f_skatt"]),
    ),
    Proof(
        re.compile(r"\btillstånd|livsmedelsregistrer", re.IGNORECASE),
        "Visa tillstånd.",
        lambda enterprise: bool(enterprise["permits"]),
    ),
    Proof(re.compile("belastningsregist", re.IGNORECASE), "Visa utdrag ur polisens register för dem som ska jobba."),
    Proof(re.compile("omsättning|soliditet|kreditvärd", re.IGNORECASE), "Visa att ni har god ekonomi."),
    Proof(
        re.compile("kollektivavtal", re.IGNORECASE),
        "Följ kollektivavtal (regler om lön och arbetstid som facket har gått med på).",
    ),
)


def way_of(case: Case) -> Way:
    """Return what the enterprise would send, or that it cannot send anything yet."""
    early = case.notice["form_type"] == "planning" or case.lot["kind"] == "Part"
    return "planned" if early and case.kind != "partnership" else case.kind


def names(case: Case, room: Room) -> dict[str, str]:
    """Return the names of buyer, enterprise and partners as they are shown, by 'buyer' and organisation number."""
    named = any(buyer["name"] for buyer in case.notice["buyers"])
    buyer = (shown(case.buyer, room.name) if named else "") or UNNAMED
    return {"buyer": buyer} | {
        enterprise["id"]: shown(enterprise["name"], room.name) or "ert företag"
        for enterprise in (case.enterprise, *case.partners)
    }


def title(case: Case, room: Room) -> str:
    """Return what is bought, as the buyer writes it."""
    named = case.lot["title"] or case.notice["title"] or ""
    return quoted(named, room.title) if shown(named, room.title) else "Ett köp utan rubrik"


def parties(case: Case, room: Room) -> str:
    """Return whom the page is for and who buys."""
    known = names(case, room)
    if known["buyer"] == UNNAMED:
        source = "Det är oklart vem som köper."
    else:
        source = f"{'Från' if case.kind == 'partnership' else 'Köpare'}: {known['buyer']}."
    return f"Till {known[case.enterprise['id']]}. {source}"


def when(case: Case) -> Section:
    """Return the last days, with how many are left on the day the page was made."""
    last, asked = case.lot["deadline"], case.lot["questions_by"]
    way = way_of(case)
    do = {"lov": "Sök", "concession": "Sök", "partnership": "Svara", "planned": "Svara"}.get(way, "Skicka ert förslag")
    lines = []
    if last:
        moment, has_time = _moment(last)
        lines = [Line(f"{do} senast {swedish.moment(moment, has_time)}."), Line(_left(moment, case.made_at))]
        if not has_time and _days(moment, case.made_at) > 0:
            lines.append(Line("Det är oklart vilken tid. Svara helst dagen före."))
    elif way == "planned":
        lines = [Line("Köpet kommer senare."), Line("Ni kan inte svara än.")]
    elif way == "lov":
        lines = [Line("Ni kan söka när som helst.")]
    else:
        lines = [Line("Det är oklart när ni ska svara."), Line(f"Fråga {_asker(case)}.")]
    if asked and (day := _moment(asked)[0]) and _days(day, case.made_at) >= 0:
        lines.append(Line(f"Har ni frågor? Ställ dem senast {swedish.day(day)}. {_left(day, case.made_at)}"))
    return Section("När?", lines)


def _asker(case: Case) -> str:
    """Return what the public body is called: it buys nothing in a partnership."""
    return "myndigheten" if case.kind == "partnership" else "köparen"


def _moment(value: str) -> tuple[datetime, bool]:
    moment = datetime.fromisoformat(value)
    return (moment, True) if moment.tzinfo else (moment.replace(tzinfo=swedish.STOCKHOLM), False)


def _days(moment: datetime, now: datetime) -> int:
    return (moment.astimezone(swedish.STOCKHOLM).date() - now.astimezone(swedish.STOCKHOLM).date()).days


def _left(moment: datetime, now: datetime) -> str:
    left = swedish.days_left(moment, now)
    return f"Det är {left}." if left.endswith("kvar") else f"{left[0].upper()}{left[1:]}."


def sections(case: Case, room: Room) -> list[Section]:
    """Return the questions and answers after ”När?”; one without an answer in this case is left out."""
    answers: Sequence[tuple[str, Callable[[Case, Room], list[Line]], Literal["text", "points", "steps"]]] = (
        ("Vad ska göras?", _what, "text"),
        ("Var?", _where, "text"),
        ("Hur länge?", _how_long, "text"),
        ("Hur mycket är det värt?", _worth, "text"),
        ("Varför passar det er?", _why, "points"),
        ("Vilka är med?", _together, "text"),
        ("Vad behövs?", _needed, "points"),
        ("Vad är oklart?", _unclear, "points"),
        ("Vad gör du nu?", _next, "steps"),
    )
    found = [(question, answer(case, room), kind) for question, answer, kind in answers]
    return [
        Section(question, lines[: room.points] if kind == "points" else lines, kind)
        for question, lines, kind in found
        if lines
    ]


def _what(case: Case, room: Room) -> list[Line]:
    buyer = names(case, room)["buyer"]
    opening = {
        "partnership": f"{buyer} vill göra något ihop med en förening. Det är inte ett köp.",
        "concession": f"{buyer} söker någon som sköter det här. Ni får betalt av gästerna, inte av köparen.",
        "lov": f"{buyer} söker flera som gör det här. Kunden väljer själv vem som hjälper.",
        "direct": f"{buyer} vill köpa det här. Det är ett mindre köp.",
        "planned": f"{buyer} berättar om ett köp som kommer.",
    }.get(way_of(case), f"{buyer} vill köpa det här.")
    lines = [Line(opening)]
    if len(case.notice["lots"]) > 1:
        lines.append(Line(f"Köpet har {len(case.notice['lots'])} delar. Ni läser om en av dem."))
    if said := case.lot["description"] or case.notice["description"]:
        lines.append(Line(f"{_asker(case).capitalize()} skriver: {in_their_words(said, room.quote)}"))
    else:
        lines.append(Line(f"{_asker(case).capitalize()} skriver inte mer i sin korta text."))
    return lines


def _where(case: Case, room: Room) -> list[Line]:
    if cities := list(dict.fromkeys(filter(None, (shown(city, room.name) for city in case.lot["cities"])))):
        more = " Det gäller fler orter också." if len(cities) > 3 else ""
        return [Line(f"Arbetet är i {listed(cities[:3])}.{more}")]
    swedish_counties = [code for code in case.lot["nuts"] if code.startswith("SE") and len(code) == 5]
    if counties := list(dict.fromkeys(name for code in swedish_counties if (name := nuts_name(code)))):
        return [Line(f"Arbetet är i {listed(counties[:3])}.")]
    for buyer in case.notice["buyers"]:
        place = by_org_number(buyer["org_number"] or "") or in_text(buyer["name"] or "")
        if place:
            return [Line(f"Det är oklart i vilken ort. {_asker(case).capitalize()} finns i {place.name}.")]
    return [Line(f"Det är oklart i vilken ort. Fråga {_asker(case)}.")]


def _how_long(case: Case, room: Room) -> list[Line]:
    lot = case.lot
    lines = []
    if duration := _duration(lot["duration"]):
        lines.append(Line(f"Det gäller i {duration}."))
    if lot["starts"]:
        lines.append(Line(f"Det börjar {swedish.day(_moment(lot['starts'])[0])}."))
    if lot["ends"] and not duration:
        lines.append(Line(f"Det slutar {swedish.day(_moment(lot['ends'])[0])}."))
    if lot["renewals"]:
        times = "1 gång" if lot["renewals"] == 1 else f"{lot['renewals']} gånger"
        lines.append(Line(f"{_asker(case).capitalize()} får förlänga {times}."))
    return lines or [Line(f"Det är oklart. Det står inte i {_asker(case)}s text.")]


def _duration(written: str | None) -> str | None:
    """Return ”2 år” for P24M; None when nothing is written, or more than one unit."""
    if not written or not (found := re.fullmatch(r"P(\d+)([DWMY])", written)):
        return None
    count, unit = int(found[1]), found[2]
    if unit == "M" and count and count % 12 == 0:
        count, unit = count // 12, "Y"
    return f"{count} {UNITS[unit][count != 1]}"


def _worth(case: Case, room: Room) -> list[Line]:
    lot, notice = case.lot, case.notice
    value = lot["value"] or (notice["value"] if len(notice["lots"]) == 1 else None)
    lines = []
    if value and value["amount"]:
        amount = swedish.money(value["amount"], value["currency"])
        lines.append(Line(f"{_asker(case).capitalize()} räknar med {amount} utan moms. Det är för hela tiden."))
        if lot["framework"] not in {None, "none"}:
            lines.append(Line("Köparen lovar inte att köpa för så mycket."))
    elif notice["value"] and notice["value"]["amount"]:
        whole = swedish.money(notice["value"]["amount"], notice["value"]["currency"])
        lines.append(Line(f"Hela köpet är värt {whole} utan moms. Det är oklart vad er del är värd."))
    else:
        lines.append(Line(f"Det är oklart. Det står inte i {_asker(case)}s text."))
    if way_of(case) == "lov":
        lines.append(Line("Ni vet inte i förväg hur många kunder ni får."))
    return lines


def _why(case: Case, room: Room) -> list[Line]:
    signals = case.match["signals"] if case.match else []
    good = sorted((s for s in signals if s["value"] > 0), key=lambda s: -s["value"] * s["weight"])
    reasons = [_reason(s["reason"], room) for s in good if s["name"] not in ELSEWHERE]
    plain = [reason for reason in reasons if not unexplained(reason) and not CODED.search(reason)]
    lines = [*_reserved(case), *plain[:3]]
    return [Line(line) for line in lines] or [Line("Det är oklart. Läs och tänk efter själva.")]


def _reason(reason: str, room: Room) -> str:
    return shown(re.sub("”([^”]*)”", lambda found: quoted(found[1], room.name), reason), 200)


def _reserved(case: Case) -> list[str]:
    """Say for whom the purchase is, and whether the enterprise seems to be one of them, where that is known."""
    sure = {c["detail"] or "oklart": c["probability"] for c in case.considerations if c["category"] == "reserved"}
    kinds = {route.kind: MAY_TAKE_PART[route.answer] for route in case.reservations} or {
        kind: "" for kind, probability in sure.items() if probability >= SURE
    }
    lines = []
    for kind, answer in list(kinds.items())[:2]:
        verb = "är" if sure.get(kind, 0) >= CERTAIN else "verkar vara"
        if kind == "res_exec":
            lines.append(f"Personer med skyddad anställning (särskilt stöd på jobbet) ska göra jobbet.{answer}")
        elif whom := ONLY_FOR.get(kind):
            lines.append(f"Köpet {verb} bara för {whom}.{answer}")
        else:
            lines.append("Köpet verkar vara bara för vissa. Det är oklart vilka.")
    return lines


def _together(case: Case, room: Room) -> list[Line]:
    if case.joint is None or len(case.joint["members"]) < 2:
        return []
    known = names(case, room)
    others = [known[partner["id"]] for partner in case.partners][:4]
    count = len(case.joint["members"])
    lines = [Line(f"Ni svarar tillsammans med {listed(others)}." if others else "Ni svarar tillsammans med andra.")]
    if len(others) < count - 1:
        lines.append(Line(f"Ni är {count} i gruppen."))
    if lead := next((known.get(m["enterprise"]) for m in case.joint["members"] if m["lead"]), None):
        lines.append(Line(f"{lead} leder gruppen."))
    mine = next((m["covers"] for m in case.joint["members"] if m["enterprise"] == case.enterprise["id"]), [])
    if mine:
        lines.append(Line(f"Er del är {listed([quoted(part, room.name) for part in mine[:3]])}."))
    return lines


def _needed(case: Case, room: Room) -> list[Line]:
    if case.kind == "partnership":
        return [Line("Båda sidor ger något: tid, pengar eller lokaler.")]
    lines = ["Fyll i ESPD (ett formulär där ni intygar att allt är i ordning)."] if espd.is_wanted(case) else []
    asked = [text for text in _demands(case) if not NEGATED.search(text)]
    for proof in PROOFS:
        if any(proof.asked.search(text) for text in asked):
            known = proof.known and proof.known(case.enterprise)
            answer = "" if known is None else " Det finns i er profil." if known else " Det saknar vi i dag."
            lines.append(f"{proof.line}{answer}")
    last = "Läs alla papper om köpet. Där står vad som krävs."
    if count := len(case.requirements):
        last = f"Vi har hittat {count} krav. De står i ”02-kravlista.xlsx”."
    return [*map(Line, lines[: room.points - 1]), Line(last)]


def _demands(case: Case) -> list[str]:
    """Return the sentences that ask something: of the documents, and the fields of the notice that hold demands."""
    criteria = [f"{criterion['name']} {criterion['description']}" for criterion in case.lot["selection_criteria"]]
    terms = (case.lot["performance_terms"] or "").split(". ")
    return [*(r["text"] for r in case.requirements if r["kind"] == "ska"), *criteria, *terms]


def _unclear(case: Case, room: Room) -> list[Line]:
    lines = []
    if case.regime.name == "unknown":
        lines.append(f"Det är oklart vilka regler som gäller. Fråga {_asker(case)}.")
    if case.joint and case.joint["uncovered"]:
        missing = listed([quoted(part, room.name) for part in case.joint["uncovered"][:3]])
        lines.append(f"Ingen i gruppen gör det här än: {missing}.")
    if not any(requirement["file"] for requirement in case.requirements):
        lines.append("Vi har inte läst alla papper.")
    return [Line(line) for line in lines] or [Line(f"Fråga {_asker(case)} om det ni undrar över.")]


def _next(case: Case, room: Room) -> list[Line]:
    url = case.lot["documents_url"] or case.notice["documents_url"] or ""
    link = url if re.fullmatch(r"https?://[\x21-\x7e]+", url) else None
    way = way_of(case)
    last = case.lot["deadline"]
    if last and swedish.days_left(_moment(last)[0], case.made_at) == "tiden är ute":
        return [Line("Det är för sent att svara."), Line(f"Fråga {_asker(case)} när nästa köp kommer.")]
    read = Line("Läs alla papper om köpet. Tryck här för att komma dit." if link else "Läs alla papper om köpet.", link)
    talk = Line(_talk(case, room))
    if way == "planned":
        return [talk, Line("Vänta på att köpet börjar.")]
    if way == "partnership":
        return [talk, Line("Boka ett möte med myndigheten."), Line("Låt en jurist läsa innan ni skriver under.")]
    fill = Line(f"Fyll i det som är gult i ”{_main_document(case)}”.")
    send = Line("Skriv under och skicka i tid." if last else "Skriv under och skicka.")
    return [talk, read, fill, send]


def _talk(case: Case, room: Room) -> str:
    say = "Vill ni vara med? Säg ja eller nej"
    if not case.coordinator_name:
        return f"{say} till den som hjälper er."
    phone = f" Ring tel. {shown(case.coordinator_phone, 20)}." if case.coordinator_phone else ""
    return f"{say} till {shown(case.coordinator_name, room.name)}.{phone}"


def _main_document(case: Case) -> str:
    return "01-dialogunderlag.docx" if case.kind == "partnership" else "01-anbud.docx"


def foot(case: Case) -> str:
    """Return the last line: when the days were counted, and where the rest stands."""
    return (
        f"Vi räknade dagarna {swedish.day(case.made_at.astimezone(swedish.STOCKHOLM))}. "
        f"Mer står i ”{_main_document(case)}”. Köparens egna papper gäller."
    )
