"""What a lot is made of: trades to deliver, places to be in, money's worth to carry, permits to hold.

A trade named in passing is no part. Where its words stand decides: at the head of the title, in the sentence that
says what the purchase covers, or in the text together with a CPV code of the trade.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from matchers.requirements import kind_of
from matchers.sentences import sentences
from matchers.signals import Asked
from matchers.trades import Trade, trades
from models.places import Municipality, by_org_number, municipalities

TITLE, SCOPE, CODE, WORD = 3, 2, 1, 1  # what each kind of evidence is worth
ENOUGH = 2
BUILDING = "45"  # CPV division
NEAR_CODE = 5  # leading digits of a CPV code that must be the trade's
# Trades that one enterprise often does side by side: a weaker one without title or code belongs to the stronger
FAMILIES = (
    {"cafe", "catering", "meals"},
    {"cleaning", "windows"},
    {"green", "nature", "growing"},
    {"laundry", "textile"},
    {"reuse", "furniture", "recycling", "shop"},
    {"caretaker", "snow", "painting", "graffiti"},
    {"assembly", "packing"},
    {"day_activity", "work_training"},
    {"tourism", "events"},
)
COVERS = re.compile(
    r"\b(?:upphandlar|omfattar|består av|innefattar)\b|"
    r"(?:uppdrag|avtal|upphandling|tjänst|arbete|entreprenad|beställning|leverans|område|drift|\bdel|kontrakt|köp)"
    r"\w*\s+(?:\w+\s+){0,3}?(?:avser|gäller|är)\b",
    re.IGNORECASE,
)
LEFT_OUT = re.compile(
    r"\b(?:ingår|omfattas|omfattar|gäller|avser|utförs|köps|upphandlas)\s+(?:(?:dock|alltså)\s+)?"
    r"(?:inte|ej|separat|för sig|av (?:kommunen|beställaren|köparen|annan))\b|\b(?:ej|inte) (?:ingår|omfattas)\b",
    re.IGNORECASE,
)
BUT = re.compile(
    r"\b(?:men|dock)\s+(?:inte|ej)\b|\bexklusive\b|\bförutom\b|\butom\b|\bmed undantag\b|\butan att\b", re.IGNORECASE
)
PERHAPS = re.compile(r"\b(?:till exempel|exempelvis|såsom|t\.ex\.|kan (?:även|också|komma))\b", re.IGNORECASE)
BEFORE = r"\b(?:till|för|vid|hos|åt|på|i|inom|inför|med|efter|från|under|mot)\s+"
RULING = re.compile(BEFORE, re.IGNORECASE)
RULED = re.compile(BEFORE + r"(?:\w+\s+)?$", re.IGNORECASE)  # ”till möten”: what it is for, not what is done
RULED_TOO = re.compile(BEFORE + r"\w+(?:,\s+\w+)*\s+(?:och|eller|samt)\s+$", re.IGNORECASE)  # ”till möten och fester”
EMPTY = re.compile(  # a noun that only says that something is bought: ”ramavtal för lokalvård”
    r"\b(?:platser|ramavtal|avtal|upphandling|tjänst(?:er)?|hjälp|leverantör(?:er)?|utförare|entreprenör(?:er)?|uppdrag|"
    r"inköp|arbete(?:n)?|insatser)\s+(?:för|inom|med|i|på|till)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
RUN = re.compile(r"\b(?:drift(?:en)?|skötsel(?:n)?|bemanning(?:en)?) av (?:\w+\s+){0,3}$", re.IGNORECASE)
# What is done, and not a place where something is done: ”kafé”, ”återvinningscentraler”
DOING = re.compile(
    r"(?:(?<!anläggn)(?<!camp)ing|ingar|skötsel|vårds?|tjänst|tjänster|service|arbete|arbeten|städ|tvätt|puts|drift|eri|"
    r"bruk)$"
)


class Task(NamedTuple):
    """A trade that the lot needs, and its words in the notice.

    The lot is mainly about a `main` one. A `small` one is named once, without a code, beside what the title names:
    nobody is asked to join for its sake.
    """

    trade: Trade
    words: tuple[str, ...]
    main: bool
    small: bool


class Permit(NamedTuple):
    """A permit or certificate: how notices demand it, how profiles name it, which trades need it."""

    sv: str
    demanded: re.Pattern[str]
    held: re.Pattern[str]
    trades: frozenset[str]


def _permit(sv: str, demanded: str, held: str, *needing: str) -> Permit:
    return Permit(sv, re.compile(demanded, re.I), re.compile(held, re.I), frozenset(needing))


PERMITS = (
    _permit("trafiktillstånd", r"trafiktillstånd", r"trafiktillstånd", "moving", "courier"),
    _permit(
        "registrerad livsmedelsverksamhet",
        r"livsmedels(?:registr|anläggning|verksamhet\w* ska vara registrerad)|registrerad livsmedels",
        r"livsmedels",
        "cafe",
        "catering",
        "meals",
    ),
    _permit("serveringstillstånd", r"serveringstillstånd", r"serveringstillstånd", "cafe", "catering"),
    _permit("motorsågskörkort", r"motorsåg\w*(?:körkort| kompetens)", r"motorsåg", "green", "nature"),
    _permit("röjsågskörkort", r"röjsåg\w*", r"röjsåg", "green", "nature"),
    _permit(
        "tillstånd från IVO",
        r"tillstånd\w* (?:från|av|hos) (?:ivo|inspektionen för vård)|ivo-?tillstånd",
        r"\bivo\b|inspektionen för vård",
        "day_activity",
        "household",
    ),
    _permit("utbildning enligt INSTA 800", r"insta ?800", r"insta ?800", "cleaning", "windows"),
)


class Parts(NamedTuple):
    """The parts of a lot. `value` is SEK without VAT for the whole time of `years`; None when it binds nobody."""

    tasks: tuple[Task, ...]  # the main ones first
    places: tuple[Municipality, ...]
    value: float | None
    years: float
    permits: tuple[Permit, ...]


def parts_of(asked: Asked) -> Parts:
    """Return what a lot is made of. Without task or place nothing can be said of who covers it."""
    tasks = tasks_of(asked)
    return Parts(tasks, places_of(asked), value_of(asked), years_of(asked), permits_of(asked, tasks))


# ---- trades


class _Hit(NamedTuple):
    trade: str
    start: int
    end: int
    word: str


def tasks_of(asked: Asked) -> tuple[Task, ...]:
    """Return the trades that are something to deliver in this lot, the strongest first."""
    named = [trades()[name] for name in asked.trades_named]
    if not named:
        return ()
    points: dict[str, dict[str, int]] = {trade.id: {} for trade in named}  # by trade: kind of evidence → points
    words: dict[str, list[str]] = {trade.id: [] for trade in named}
    shared: list[tuple[list[_Hit], str, int]] = []
    for trade in named:
        if any(_same_class(code, own) for code in asked.cpv for own in trade.cpv):
            points[trade.id]["code"] = CODE
    coded = {name for name, kinds in points.items() if kinds}
    for hits, kind, worth in _evidence(asked, named, coded):
        if len(hits) > 1:
            shared.append((hits, kind, worth))
            continue
        points[hits[0].trade][kind] = worth
        words[hits[0].trade].append(hits[0].word)
    for hits, kind, worth in shared:  # a word of two trades speaks for the one that has more of its own
        best = max(hits, key=lambda hit: sum(points[hit.trade].values()))
        points[best.trade][kind] = worth
        words[best.trade].append(best.word)
    strength = {name: sum(kinds.values()) for name, kinds in points.items() if sum(kinds.values()) >= ENOUGH}
    kept = [name for name in strength if words[name] and not _belongs_to_another(name, strength, points)]
    if asked.cpv and asked.cpv[0].startswith(BUILDING):
        kept = [name for name in kept if name in coded]  # who builds a café does not run one
    kept.sort(key=lambda name: (-strength[name], name))
    titled = [name for name in kept if "title" in points[name]]
    main = set(titled or (name for name in kept if strength[name] == strength[kept[0]]))
    said = {name: tuple(dict.fromkeys(words[name])) for name in kept}
    small = {name for name in kept if titled and len(said[name]) == 1 and not points[name].keys() & {"title", "code"}}
    return tuple(Task(trades()[name], said[name], name in main, name in small) for name in kept)


def _same_class(code: str, own: str) -> bool:
    """Say whether a lot's code is the trade's, or inside its class."""
    stem = own.rstrip("0")
    return code == own or (len(stem) >= NEAR_CODE and code.startswith(stem)) or code[:NEAR_CODE] == own[:NEAR_CODE]


def _belongs_to_another(name: str, strength: Mapping[str, int], points: Mapping[str, Mapping[str, int]]) -> bool:
    if points[name].keys() & {"title", "code"}:
        return False
    return any(
        name in family and any(other in family and strength[other] > strength[name] for other in strength)
        for family in FAMILIES
    )


def _evidence(asked: Asked, named: Sequence[Trade], coded: set[str]) -> Iterator[tuple[list[_Hit], str, int]]:
    """Yield (the trades' hits on the same words, kind of evidence, its worth) over title and description.

    Words that may be a place need more: to be first in the title, or before any ”för” or ”i” of the sentence.
    """
    for title in _titles(asked, named):
        for number, hits in enumerate(_hits(title, named)):
            if _is_head(title, hits[0]):
                sure = number == 0 or _is_done(title, hits, coded)
                yield (hits, "title", TITLE) if sure else (hits, "word", WORD)
    for sentence in sentences(asked.body):
        if LEFT_OUT.search(sentence.text):
            continue
        text = BUT.split(sentence.text)[0]
        covers = COVERS.search(text)
        from_here = 0 if COVERS.search(sentence.heading) else covers.end() if covers else len(text)
        perhaps = PERHAPS.search(text)
        to_here = perhaps.start() if perhaps else len(text)
        for hits in _hits(text, named):
            start = hits[0].start
            if _is_head(text, hits[0]):
                sure = _is_done(text, hits, coded) or not RULING.search(text, from_here, start)
                yield (hits, "scope", SCOPE) if sure and from_here <= start < to_here else (hits, "word", WORD)


def _is_done(text: str, hits: Sequence[_Hit], coded: set[str]) -> bool:
    """Say whether words are surely something done: by their form, a ”drift av” before them, or the lot's codes."""
    done = DOING.search(hits[0].word) or RUN.search(text, 0, hits[0].start)
    return bool(done) or any(hit.trade in coded for hit in hits)


def _titles(asked: Asked, named: Sequence[Trade]) -> list[str]:
    """Return the titles that tell of this lot: its own alone when the notice has several and it names a trade."""
    own, whole = asked.lot["title"] or "", asked.notice["title"] or ""
    if len(asked.notice["lots"]) > 1 and any(trade.found_in(own) for trade in named):
        return [own]
    return list(dict.fromkeys(filter(None, [own, whole])))


def _hits(text: str, named: Sequence[Trade]) -> list[list[_Hit]]:
    """Return the trades' words in order; a word inside a longer word group of another trade is not counted."""
    found: list[_Hit] = []
    for trade in named:
        seen = text
        if trade.false_friends:
            seen = trade.false_friends.sub(lambda friend: " " * len(friend[0]), text)
        found += [_Hit(trade.id, hit.start(), hit.end(), hit[0].lower()) for hit in trade.words.finditer(seen)]
    groups: dict[tuple[int, int], list[_Hit]] = {}
    for hit in found:
        inside = any(
            other.start <= hit.start and hit.end <= other.end and other.end - other.start > hit.end - hit.start
            for other in found
            if other.trade != hit.trade
        )
        if not inside:
            groups.setdefault((hit.start, hit.end), []).append(hit)
    return [groups[place] for place in sorted(groups)]


def _is_head(text: str, hit: _Hit) -> bool:
    """Say whether the word is what is done, and not what it is for or where: ”catering till konferenser”."""
    before = text[: hit.start]
    if RULED.search(before):
        return bool(EMPTY.search(before))
    return bool(DOING.search(hit.word)) or not RULED_TOO.search(before)


# ---- places


def places_of(asked: Asked) -> tuple[Municipality, ...]:
    """Return the municipalities in which the work is done: named in title, cities or text, else the buyer's own."""
    near = _near(asked)
    title = asked.lot["title"] or ""
    if named := _named(title, near):
        return named
    if len(asked.places) > 1:
        return tuple(asked.places)
    if whole := _whole_county(asked, near):
        return whole
    for sentence in sentences(asked.body):
        named = _named(sentence.text, near)
        if len(named) > 1:
            return named
    return tuple(asked.places)


def _near(asked: Asked) -> list[Municipality]:
    """Return the municipalities of the regions that the lot or the notice names, else of the buyer's county."""
    codes = asked.lot["nuts"] or asked.notice["nuts"]
    regions = tuple(code for code in codes if code[:2] == "SE" and len(code) > 3)
    regions = regions or tuple(place.nuts3 for place in asked.places)
    return [place for place in municipalities().values() if place.nuts3.startswith(regions)]


def _named(text: str, near: Sequence[Municipality]) -> tuple[Municipality, ...]:
    """Return the municipalities named in a text, in order; ”Varbergs” too, and only with a capital letter."""
    words = {word: place for place, word in enumerate(re.findall(r"[A-ZÅÄÖ][\w-]+", text)[::-1])}
    found = [(words[form], place) for place in near for form in (place.name, f"{place.name}s") if form in words]
    return tuple(dict.fromkeys(place for _, place in sorted(found, key=lambda pair: -pair[0])))


def _whole_county(asked: Asked, near: Sequence[Municipality]) -> tuple[Municipality, ...]:
    names = {re.sub(r"s? län$", "", place.county) for place in near}
    if len(names) != 1:
        return ()
    (county,) = names
    text = f"{asked.title} . {asked.body}"
    everywhere = (
        rf"\b(?:hela (?:länet|regionen|{county})|länets (?:alla )?\w*kommuner|(?:alla|samtliga) kommuner i länet)\b"
    )
    in_county = any(by_org_number(buyer["org_number"] or "") for buyer in asked.notice["buyers"])
    if re.search(everywhere, text) or (not in_county and re.search(rf"\bi {county}\b", text)):
        return tuple(near)
    return ()


# ---- value, time, permits


def value_of(asked: Asked) -> float | None:
    """Return the lot's value in SEK; None when unknown, and for a framework, whose total says nothing of one group."""
    value = asked.lot["value"] or (asked.notice["value"] if len(asked.notice["lots"]) == 1 else None)
    if asked.lot["framework"] not in {None, "none"} or value is None or value["currency"] != "SEK":
        return None
    return value["amount"] or None


def years_of(asked: Asked) -> float:
    """Return how many years the contract runs, at least one; one when the notice does not say."""
    lot = asked.lot
    found = re.fullmatch(r"P(\d+(?:\.\d+)?)([DWMY])", lot["duration"] or "")
    if found:
        return max(1.0, float(found[1]) / {"D": 365, "W": 52, "M": 12, "Y": 1}[found[2]])
    try:
        days = (date.fromisoformat((lot["ends"] or "")[:10]) - date.fromisoformat((lot["starts"] or "")[:10])).days
    except ValueError:
        return 1.0
    return max(1.0, days / 365)


def permits_of(asked: Asked, tasks: Sequence[Task]) -> tuple[Permit, ...]:
    """Return the permits that the notice demands of those who do these tasks."""
    needed = {task.trade.id for task in tasks}
    demands = [s.text for s in sentences(asked.body) if kind_of(s.text) == "ska"]
    return tuple(
        permit
        for permit in PERMITS
        if permit.trades & needed and any(permit.demanded.search(demand) for demand in demands)
    )
