"""The signals of a match: small facts about a lot and an enterprise, each with a sentence that can be checked.

`SIGNALS` is the whole table; `weights.yml` has their weights. A signal returns None when nothing can be said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from matchers.categories import categories
from matchers.eligibility import may_take
from matchers.profile import Profile
from matchers.trades import Trade, trades
from matchers.vectors import Vector, similarity, vector
from models import swedish
from models.places import Municipality, by_name, by_org_number, distance_km, in_text, municipalities
from models.values import ConsiderationData, LotData, NoticeData

Fact = tuple[float, str]  # value, reason in Swedish
COMMON_DIGITS = {8: 1.0, 7: 0.95, 6: 0.9, 5: 0.8, 4: 0.65, 3: 0.45}
FAR = 80.0  # km at which place speaks neither for nor against, when the enterprise has not said how far it works
SURE = 0.5  # probability from which a consideration counts


@dataclass(frozen=True)
class Asked:
    """A lot, and what is known of it: what the signals look at."""

    notice: NoticeData
    lot: LotData
    considerations: Sequence[ConsiderationData]
    deadline: datetime | None
    now: datetime

    @cached_property
    def title(self) -> str:
        """Return the titles of lot and notice."""
        return " . ".join(filter(None, dict.fromkeys([self.lot["title"], self.notice["title"]])))

    @cached_property
    def body(self) -> str:
        """Return the description: the lot's, else the notice's."""
        return self.lot["description"] or self.notice["description"] or ""

    @cached_property
    def cpv(self) -> list[str]:
        """Return the CPV codes: the lot's, else the notice's."""
        return self.lot["cpv"] or self.notice["cpv"]

    @cached_property
    def trades_named(self) -> Mapping[str, tuple[list[str], list[str]]]:
        """Return, by trade, its words in the title and in the description."""
        found = {}
        for trade in trades().values():
            words = trade.found_in(self.title), trade.found_in(self.body)
            if any(words):
                found[trade.id] = words
        return found

    @cached_property
    def vector(self) -> Vector:
        """Return the text's vector; the title counts twice."""
        return vector(f"{self.title} . {self.title} . {self.body[:1500]}")

    @cached_property
    def places(self) -> list[Municipality]:
        """Return the municipalities the work is in: named cities, else the buyer's own."""
        named = [place for city in self.lot["cities"] if (place := by_name(city))]
        if named:
            return list(dict.fromkeys(named))
        for buyer in self.notice["buyers"]:
            place = by_org_number(buyer["org_number"] or "") or in_text(buyer["name"] or "")
            place = place or (by_name(buyer["city"]) if buyer["city"] else None)
            if place and buyer["country"] in {"SWE", None}:
                return [place]
        return []

    @cached_property
    def counties(self) -> set[str]:
        """Return the NUTS 3 codes of the work."""
        return {code for code in [*self.lot["nuts"], *self.notice["nuts"]] if len(code) == 5}

    @cached_property
    def reserved(self) -> ConsiderationData | None:
        """Return the surest reservation found for this lot."""
        found = [c for c in self.considerations if c["category"] == "reserved" and c["probability"] >= SURE]
        return max(found, key=lambda c: c["probability"], default=None)


def trade(asked: Asked, profile: Profile) -> Fact | None:
    """The buyer uses words of what the enterprise does."""
    best: tuple[float, Trade, list[str]] | None = None
    for name in profile.trades:
        in_title, in_body = asked.trades_named.get(name, ([], []))
        value = 1.0 if in_title else min(0.8, 0.4 + 0.15 * len(in_body)) if in_body else 0.0
        if value and (best is None or value > best[0]):
            best = (value, trades()[name], in_title or in_body)
    if best is None:
        return None
    words = " och ".join(f"”{word}”" for word in best[2][:2])
    return best[0], f"Köparen skriver {words}, det hör till er bransch {best[1].sv.lower()}."


def cpv(asked: Asked, profile: Profile) -> Fact | None:
    """The lot's CPV code is near one of the enterprise's."""
    best = max(
        ((_common(a, b), a, b) for a in asked.cpv for b in profile.cpv), default=None, key=lambda found: found[0]
    )
    if best is None or best[0] < 3:
        return None
    same = "samma CPV-kod som er" if best[1] == best[2] else f"nära er kod {best[2]}"
    return COMMON_DIGITS[best[0]], f"Köpets CPV-kod {best[1]} är {same}."


def _common(a: str, b: str) -> int:
    """Return how many leading digits two codes share; trailing zeros of the shorter class count as its end."""
    if a == b:
        return 8
    short = min((a.rstrip("0"), b.rstrip("0")), key=len)
    count = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        count += 1
    return min(count, max(len(short), 2)) if count >= len(short) else count


def text(asked: Asked, profile: Profile) -> Fact | None:
    """The texts are alike, letter by letter."""
    value = max((similarity(asked.vector, own) for own in profile.texts), default=0.0)
    if value < 0.12:
        return None
    return min(1.0, value / 0.45), "Texten i annonsen liknar det ni har skrivit om er."


def past(asked: Asked, profile: Profile) -> Fact | None:
    """The enterprise has done something alike before."""
    best = max(
        ((similarity(asked.vector, own), contract) for own, contract in profile.contracts),
        default=None,
        key=lambda found: found[0],
    )
    if best is None or best[0] < 0.15:
        return None
    contract = best[1]
    where = f" åt {contract['buyer']}" if contract["buyer"] else ""
    return min(1.0, best[0] / 0.4), f"Ni har gjort något liknande: ”{contract['title']}”{where}."


def place(asked: Asked, profile: Profile) -> Fact | None:
    """The work is where the enterprise works, or how far away it is."""
    if not asked.places:
        if asked.counties & profile.counties:
            return 0.6, "Arbetet ska utföras i ert län."
        if asked.counties and profile.counties:
            return -0.6, "Arbetet ska utföras i ett annat län än ert."
        return None
    here = [found for found in asked.places if found.code in profile.area]
    if here:
        return 1.0, f"Arbetet är i {here[0].name}, där ni arbetar."
    if not profile.seat:
        county = {found.nuts3 for found in asked.places} & profile.counties
        return (0.6, "Arbetet är i ert län.") if county else None
    far, nearest = min((distance_km(profile.seat, found.code), found) for found in asked.places)
    limit = profile.max_km or FAR
    home = municipalities()[profile.seat].name
    return max(-1.0, 1 - 1.2 * far / limit), f"{nearest.name} ligger ungefär {far:.0f} km från er i {home}."


def size(asked: Asked, profile: Profile) -> Fact | None:
    """The lot's value against what the enterprise can carry. A framework's total says nothing about one supplier."""
    value = asked.lot["value"]
    largest = profile.largest
    if value is None or not value["amount"] or value["currency"] != "SEK" or largest is None:
        return None
    shown, carries = swedish.money(value["amount"]), swedish.money(largest)
    if value["amount"] <= largest:
        return 1.0, f"Värdet {shown} ryms i det ni klarar, {carries}."
    if asked.lot["framework"] not in {None, "none"}:
        return 0.0, f"Ramavtalet kan bli {shown}; det delas ofta på flera leverantörer."
    return max(
        -1.0, 1 - value["amount"] / largest / 1.5
    ), f"Värdet {shown} är större än ert största uppdrag, {carries}."


def deadline(asked: Asked, profile: Profile) -> Fact | None:
    """How much time is left."""
    if asked.deadline is None:
        return None
    days = (asked.deadline - asked.now).total_seconds() / 86400
    value = 1.0 if days >= 14 else days / 14 if days >= 7 else -0.5
    last = swedish.day(asked.deadline.astimezone(swedish.STOCKHOLM))
    return value, f"Sista dag är {last}, det är {swedish.days_left(asked.deadline, asked.now)}."


def reserved(asked: Asked, profile: Profile) -> Fact | None:
    """The contract is reserved, and whether this enterprise may take it."""
    found = asked.reserved
    if found is None:
        return None
    verdict = may_take(profile.enterprise, found["detail"], asked.now.date())
    value = {"yes": 1.0, "unknown": 0.5, "no": -1.0}[verdict.answer]
    return value, f"Köpet verkar vara reserverat. {verdict.reason}"


def considerations(asked: Asked, profile: Profile) -> Fact | None:
    """The notice has a social consideration that is worth something to an ASF."""
    known = categories()
    found = [c for c in asked.considerations if c["probability"] >= SURE and c["category"] != "reserved"]
    if not found:
        return None
    best = max(found, key=lambda c: known[c["category"]].weight * c["probability"])
    words = best["evidence"][0]["text"] if best["evidence"] else ""
    quote = f": ”{words[:120]}{'…' if len(words) > 120 else ''}”" if best["basis"] != "field" else ""
    name = known[best["category"]].sv.lower()
    return known[best["category"]].weight * best["probability"], f"Annonsen har social hänsyn, {name}{quote}."


def wishes(asked: Asked, profile: Profile) -> Fact | None:
    """The enterprise has said that it wants this, or does not."""
    everything = f"{asked.title} {asked.body}".casefold()
    for wish in profile.enterprise["wants_not"]:
        if wish.casefold() in everything:
            return -1.0, f"Ni har sagt att ni inte vill ha ”{wish}”, och det står i köparens text."
    for wish in profile.enterprise["wants"]:
        if wish.casefold() in everything:
            return 1.0, f"Ni har sagt att ni gärna vill ha ”{wish}”, och det står i köparens text."
    return None


SIGNALS: tuple[Callable[[Asked, Profile], Fact | None], ...] = (
    trade, cpv, text, past, place, size, deadline, reserved, considerations, wishes,
)  # fmt: skip
