"""What a clause says in figures, and which kind a reservation is: read from its sentence, which is folded."""

from __future__ import annotations

import re

from matchers.folding import folded
from models import swedish
from models.values import ConsiderationNumbers

SPELLED = {
    "en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9, "tio": 10,
    "elva": 11, "tolv": 12, "femton": 15, "tjugo": 20, "trettio": 30, "fyrtio": 40, "femtio": 50,
}  # fmt: skip
PARTS = {
    "hälften": 50.0, "halva": 50.0, "en tredjedel": 33.3, "två tredjedelar": 66.7, "en fjärdedel": 25.0,
    "tre fjärdedelar": 75.0, "en femtedel": 20.0, "fyra femtedelar": 80.0, "en tiondel": 10.0, "var tredje": 33.3,
    "vart tredje": 33.3, "var fjärde": 25.0, "vart fjärde": 25.0, "var femte": 20.0, "vart femte": 20.0,
    "var tionde": 10.0, "vart tionde": 10.0, "var tjugonde": 5.0, "vart tjugonde": 5.0, "tre av tio": 30.0,
    "fyra av tio": 40.0, "en av tio": 10.0,
}  # fmt: skip
NUMBER = rf"(\d+(?:,\d+)?|{'|'.join(SPELLED)})"
FIRST = r"\b(?=[\deftsånhv])"  # with what a number begins: rules out most places before anything dearer is tried
SEVERAL = rf"(\d+(?:,\d+)?|{'|'.join(word for word in SPELLED if SPELLED[word] > 1)})"
PEOPLE = (
    r"(?:[a-zåäöé]*(?:plats|lärling|person|praktikant|praktikperiod|feriearbetare|deltagare|elev|student|studerande|ungdom|"
    r"kandidat|individ|trainee|anställning|arbetstillfäll|medarbetar|arbetssökande|sommarjobbare|anställd|prao|förening|"
    r"organisation|klient|brukar|jobb)\w*|unga|vuxna|långtidsarbetslös\w*|nyanländ\w*)"
)
# Of ”en” and ”ett”, which are articles as well, only ”minst en” and the first word
COUNT = folded(
    rf"{FIRST}(?<![.\d-])(?<!än )(?<!av )(?<!under )(?<!över )(?<!varje )(?<!per )(?<!om )(?<!punkt )(?<!område )"
    rf"(?:{SEVERAL}|(?:(?<=minst )|(?<=lägst )|^)(en|ett))"
    rf"(?:(?: st)?(?: (?!procent|år|månad|veck|timm|poäng|kronor|kr|dag|av|som|i|och|per)[\w-]+){{0,3}}? {PEOPLE}\b"
    rf"| st\b| av (?:de|dem|totalt|(?!tio\b|fem\b){NUMBER}|\w{{4,}}(?:arna|erna|orna|rna))\b)"
)
SHARE = folded(rf"{FIRST}{NUMBER} ?(?:procent\b|%|proc\b)|{FIRST}({'|'.join(PARTS)})\b(?! (?:månad|vecka|dag|år))")
NO_SHARE = folded(
    r"\b(?:vikt|väg[ts]|tyngd|bedöm|dra[rs]?\b|belön|kriteri|kvalitet|mervärde|påslag|poäng|bonus|utvärder|pris|ersätter|"
    r"skiljer|motsvarande|innehåll)\w*\b"
)
LONG = rf"(?:minst |högst |ungefär |lägst )?{NUMBER}(?:(?: till |–|-){NUMBER})? "
WORK = r"(?:anställ|praktik|plats|lärling|jobb|feri|prao|introduktion|perio|provar|följa med)"
PERIOD = folded(
    rf"{WORK}[^.;]{{0,50}}?\b({LONG}(?:veckor|vecka|månader|månad|terminer|termin))\b|"
    rf"\b({NUMBER} (?:veckors|månaders|månads|års|dagars))\b[^.;]{{0,20}}?{WORK}"
)
UNITS = ("veck", "månad", "termin", "års", "dagars")  # one of which a period has
AMOUNT = r"(\d{1,3}(?:[ .\u00a0]\d{3})+|\d+)"
FINE = (
    r"\b(?:vite\w*|viten|dras|innehåll\w*|inne\b|kvarhåll\w*|hålls? kvar|ersätter|straffavgift\w*|"
    r"sanktion\w*|debiter\w*|avräkna\w*|böter|betalar)"
)
PENALTY = folded(
    rf"{FINE}[^.;]{{0,80}}?\b{AMOUNT} ?(?:kr\b|kronor|sek)|\b{AMOUNT} ?(?:kr\b|kronor|sek)\b[^.;]{{0,40}}?{FINE}"
)
GAIN = folded(r"\b(?:prisavdrag|mervärde|utvärder|anbudssumma|anbudspris|bonus|betalar beställaren)\w*")
REFERRER = folded(
    r"(?:anvis|hänvis|föresl|matcha|förmedl|rekommender|utse|skick|pek)\w*(?: \w+){0,2}? (?:av|från|via|genom) "
    r"((?:kommunens |beställarens |stadens |regionens |lokala )?(?:\w*arbetsmarknad\w*|arbetsförmedling\w*|ame\b|"
    r"jobbcent\w*|kompetenscent\w*|socialtjänst\w*|kommunen|beställaren|vuxenutbildning\w*|försäkringskassan|"
    r"samordningsförbund\w*|skolan|frivården))"
)
OF_PEOPLE = frozenset({"employment", "reserved", "iop", "work_training"})
OF_SHARES = OF_PEOPLE | {"small_supplier", "labour", "equality", "social_other"}
PUBLIC = folded(r"19 kap\.?\s*(25|6)\s*a?\s*§|offentligt uppdrag")
IDEA = folded(r"19 kap\.?\s*25\s*a\s*§|idébur|utan vinstsyfte|2022:900")
SHELTERED = folded(
    r"skyddad|arbetsintegr|sociala företag|integration|4 kap|16 §|8 §|30|trettio|sheltered|disadvantaged"
)


def reservation(sentence: str) -> str:
    """Return which kind a reservation is: res_idea, res_pub, res_ws, or oklart."""
    if IDEA.search(sentence):
        return "res_idea"
    if PUBLIC.search(sentence):
        return "res_pub"
    return "res_ws" if SHELTERED.search(sentence) else "oklart"


def numbers_of(sentence: str, category: str) -> ConsiderationNumbers:
    """Return the figures of a clause of a category; what it does not say is None."""
    places = category in OF_PEOPLE
    count, share = COUNT.search(sentence) if places else None, _share(sentence) if category in OF_SHARES else None
    period = PERIOD.search(sentence) if places and any(unit in sentence for unit in UNITS) else None
    referrer = REFERRER.search(sentence) if places else None
    fine = PENALTY.search(sentence) if "kr" in sentence or "sek" in sentence else None
    if fine and GAIN.search(sentence):
        fine = None
    return {
        "count": _value(count[1] or count[2]) if count else None,
        "share": share,
        "period": (period[1] or period[4]) if period else None,
        "penalty": float(re.sub(r"\D", "", fine[1] or fine[2])) if fine else None,
        "referrer": referrer[1] if referrer else None,
    }


def _share(sentence: str) -> float | None:
    """Return the share in percent; the weight of a criterion is none."""
    for found in SHARE.finditer(sentence):
        if not NO_SHARE.search(sentence, max(0, found.start() - 35), found.start()):
            return _value(found[1]) if found[1] else PARTS[found[2]]
    return None


def _value(said: str) -> float:
    return float(SPELLED.get(said) or said.replace(",", "."))


def in_words(numbers: ConsiderationNumbers) -> str | None:
    """Return the figures as one short Swedish line, or None when there are none: ”antal: 2 · vite: 5 000 kr”."""
    said = {
        "antal": numbers["count"] and swedish.number(numbers["count"]),
        "andel": numbers["share"] and f"{numbers['share']:g} procent".replace(".", ","),
        "tid": numbers["period"],
        "vite eller avdrag": numbers["penalty"] and swedish.money(numbers["penalty"]),
        "anvisas av": numbers["referrer"],
    }
    return " · ".join(f"{name}: {value}" for name, value in said.items() if value) or None
