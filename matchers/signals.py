"""The signals of a match: small facts about a lot and an enterprise, each with a sentence that can be checked.

`SIGNALS` is the whole table; `weights.yml` has their weights. The two that compare texts are in `matchers.likeness`.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date
from typing import Any

import numpy as np

from matchers import codes, geography
from matchers.asked import SURE, Asked, buyer_key
from matchers.categories import categories
from matchers.eligibility import may_take
from matchers.likeness import Past, Text
from matchers.profile import Profile
from matchers.signal import Likeness, Row, RowSignal, Signal
from matchers.trades import trades
from matchers.wishes import Wishes, stands_in, words_of
from models import swedish
from models.places import distance_km, municipalities

FAR = 80.0  # km at which place speaks neither for nor against, when the enterprise has not said how far it works
FITS = 0.4  # what fits in size, or may be taken, only lets the rest speak; what does not fit, or may not, decides


class TradeSignal(RowSignal):
    """The buyer uses words of what the enterprise does."""

    name = "trade"
    is_telling = True

    def key(self, asked: Asked) -> Hashable:
        """Return the trades named, and how clearly."""
        return tuple((name, self._clear(*words)) for name, words in asked.trades_named.items()) or None

    @staticmethod
    def _clear(in_title: Sequence[str], in_body: Sequence[str]) -> float:
        return 1.0 if in_title else min(0.8, 0.4 + 0.15 * len(in_body))

    def index(self, profiles: Sequence[Profile]) -> Any:
        """Return, by trade, 1 for each enterprise in it."""
        return {name: np.array([name in p.trades for p in profiles], dtype=np.float32) for name in trades()}

    def row(self, key: Any, index: Any) -> Row:
        """Return the clearest trade that is the enterprise's."""
        best: Row = np.maximum.reduce([index[name] * np.float32(value) for name, value in key])
        return best

    def reason(self, asked: Asked, profile: Profile, value: float) -> str | None:
        """Quote the buyer's words."""
        own = [(self._clear(*words), name) for name, words in asked.trades_named.items() if name in profile.trades]
        if not own:
            return None
        name = max(own, key=lambda found: found[0])[1]
        in_title, in_body = asked.trades_named[name]
        words = " och ".join(f"”{word}”" for word in (in_title or in_body)[:2])
        return f"Köparen skriver {words}, det hör till er bransch {trades()[name].sv.lower()}."


class CpvSignal(RowSignal):
    """The lot's CPV code is near one of the enterprise's."""

    name = "cpv"
    is_telling = True

    def key(self, asked: Asked) -> Hashable:
        """Return the lot's codes."""
        return tuple(sorted({code for code in asked.cpv if code.strip("0")})) or None

    def index(self, profiles: Sequence[Profile]) -> Any:
        """Return the enterprises' codes."""
        return codes.Table([p.cpv for p in profiles])

    def row(self, key: Any, index: Any) -> Row:
        """Return the value of the nearest two codes."""
        nearest: Row = index.nearest(key)
        return nearest

    def reason(self, asked: Asked, profile: Profile, value: float) -> str | None:
        """Name the two codes."""
        if value <= 0:
            return None
        best = max(((codes.common(a, b), a, b) for a in asked.cpv for b in profile.cpv), key=lambda found: found[0])
        same = "samma CPV-kod som er" if best[1] == best[2] else f"nära er kod {best[2]}"
        return f"Köpets CPV-kod {best[1]} är {same}."


class PlaceSignal(RowSignal):
    """The work is where the enterprise works, or how far away it is."""

    name = "place"

    def key(self, asked: Asked) -> Hashable:
        """Return the municipalities, else the NUTS codes, or that it is abroad."""
        if asked.is_abroad:
            return "abroad"
        return tuple(place.code for place in asked.places) or asked.regions or None

    def index(self, profiles: Sequence[Profile]) -> Any:
        """Return where the enterprises are and work."""
        return geography.Table([(p.seat, p.area, p.counties, p.max_km or FAR) for p in profiles])

    def row(self, key: Any, index: Any) -> Row:
        """Return 1 where it works, less with the distance; the county where no municipality is known."""
        found: Row
        if key == "abroad":
            found = np.where(index.is_known, np.float32(-1.0), np.float32(0.0))
            return found
        if isinstance(key, frozenset):
            inside = index.in_counties(key)
            found = np.where(inside, np.float32(0.6), np.float32(-0.6)) * index.has_county
            return found
        counties = frozenset(municipalities()[code].nuts3 for code in key)
        far = np.maximum(np.float32(-1.0), 1 - np.float32(1.2) * index.distance(key) / index.limit)
        found = np.where(index.has_seat, far, np.float32(0.6) * index.in_counties(counties))
        return np.where(index.works_in(key), np.float32(1.0), found)

    def reason(self, asked: Asked, profile: Profile, value: float) -> str | None:
        """Name the place, and the distance when it is not where the enterprise works."""
        if asked.is_abroad:
            return "Arbetet ska utföras utanför Sverige." if value else None
        if not asked.places:
            if not value:
                return None
            return "Arbetet ska utföras i ert län." if value > 0 else "Arbetet ska utföras i ett annat län än ert."
        what = "Arbetet är" if asked.cities else "Köparen finns"
        here = next((found for found in asked.places if found.code in profile.area), None)
        if here:
            return f"{what} i {here.name}, där ni arbetar."
        if not profile.seat:
            return f"{what} i ert län." if value else None
        far, nearest = min((distance_km(profile.seat, found.code), found) for found in asked.places)
        home = municipalities()[profile.seat].name
        return f"{what} i {nearest.name}, ungefär {swedish.number(round(far))} km från er i {home}."


class SizeSignal(RowSignal):
    """The lot's value against what the enterprise can carry. A framework's total says nothing about one supplier."""

    name = "size"
    is_kept = False

    def key(self, asked: Asked) -> Hashable:
        """Return the value in SEK, and whether it may be shared among suppliers."""
        value = asked.lot["value"]
        if value is None or not value["amount"] or value["amount"] < 0 or value["currency"] != "SEK":
            return None
        return value["amount"], self._is_shared(asked)

    @staticmethod
    def _is_shared(asked: Asked) -> bool:
        return any(asked.lot[field] not in {None, "none"} for field in ("framework", "dps"))

    def index(self, profiles: Sequence[Profile]) -> Any:
        """Return whether a largest contract is known, it, and what a krona above it weighs."""
        known = np.array([bool(p.largest) for p in profiles], dtype=np.float32)
        largest = np.array([p.largest or 0.0 for p in profiles], dtype=np.float32)
        weighs = np.divide(1, 1.5 * largest, out=np.zeros_like(largest), where=largest > 0)
        return known, largest, weighs

    def row(self, key: Any, index: Any) -> Row:
        """Return FITS for what is carried; above that less and less, but nothing against where it may be shared."""
        known, largest, weighs = index
        amount = np.float32(key[0])
        above = np.float32(0.0) if key[1] else np.maximum(np.float32(-1.0), np.float32(1.0) - amount * weighs)
        found: Row = np.where(amount <= largest, np.float32(FITS), above) * known
        return found

    def reason(self, asked: Asked, profile: Profile, value: float) -> str | None:
        """Give both amounts."""
        worth, largest = asked.lot["value"], profile.largest
        if self.key(asked) is None or worth is None or not largest:
            return None
        shown, carries = swedish.money(worth["amount"]), swedish.money(largest)
        if np.float32(worth["amount"]) <= np.float32(largest):
            return f"Värdet {shown} ryms i det ni klarar, {carries}."
        if self._is_shared(asked):
            return f"Ramavtalet kan bli {shown}; det delas ofta på flera leverantörer."
        return f"Värdet {shown} är större än ert största uppdrag, {carries}."


class DeadlineSignal(RowSignal):
    """How long time there is to answer, from the notice's publication."""

    name = "deadline"
    is_reason = False

    def key(self, asked: Asked) -> Hashable:
        """Return the days from publication to the last day."""
        if asked.deadline is None or asked.published is None:
            return None
        return (asked.judged_on - asked.published).days

    def index(self, profiles: Sequence[Profile]) -> Any:
        """Return nothing: it is the same for every enterprise."""

    def row(self, key: Any, index: Any) -> Row:
        """Return 1 for two weeks or more; less than one speaks against."""
        return np.array([1.0 if key >= 14 else key / 14 if key >= 7 else -0.5], dtype=np.float32)

    def reason(self, asked: Asked, profile: Profile, value: float) -> str | None:
        """Give the last day and the time."""
        if asked.deadline is None or asked.published is None:
            return None
        days = (asked.judged_on - asked.published).days
        time = "en dag" if days == 1 else f"{days} dagar"
        return f"Sista dag är {swedish.day(asked.judged_on)}, {time} efter att annonsen publicerades."


class ReservedSignal(RowSignal):
    """The contract is reserved, and whether this enterprise may take it."""

    name = "reserved"

    def key(self, asked: Asked) -> Hashable:
        """Return the kind of reservation, and the day on which it is judged where that can matter."""
        if asked.reserved is None:
            return None
        kind = asked.reserved["detail"]
        return kind, asked.judged_on if kind == "res_pub" else date.min

    def index(self, profiles: Sequence[Profile]) -> Any:
        """Return the enterprises."""
        return profiles

    def row(self, key: Any, index: Any) -> Row:
        """Return FITS for yes, -1 for no, half of FITS when it is not known."""
        worth = {"yes": FITS, "unknown": FITS / 2, "no": -1.0}
        return np.array([worth[may_take(p.enterprise, *key).answer] for p in index], dtype=np.float32)

    def reason(self, asked: Asked, profile: Profile, value: float) -> str | None:
        """Say so, quote it, and why it may or may not be taken."""
        if asked.reserved is None:
            return None
        why = may_take(profile.enterprise, asked.reserved["detail"], asked.judged_on).reason
        return f"Köpet verkar vara reserverat{_quote(asked.reserved)}. {why}"


class ConsiderationsSignal(RowSignal):
    """The notice has a social consideration that is worth something to an ASF."""

    name = "considerations"

    def key(self, asked: Asked) -> Hashable:
        """Return what the best consideration is worth."""
        best = self._best(asked)
        return categories()[best["category"]].weight * best["probability"] if best else None

    @staticmethod
    def _best(asked: Asked) -> Any:
        found = [c for c in asked.considerations if c["probability"] >= SURE and c["category"] != "reserved"]
        return max(found, key=lambda c: categories()[c["category"]].weight * c["probability"], default=None)

    def index(self, profiles: Sequence[Profile]) -> Any:
        """Return nothing: it is the same for every enterprise."""

    def row(self, key: Any, index: Any) -> Row:
        """Return that worth."""
        return np.array([key], dtype=np.float32)

    def reason(self, asked: Asked, profile: Profile, value: float) -> str | None:
        """Name and quote it."""
        best = self._best(asked)
        if best is None:
            return None
        return f"Annonsen har social hänsyn, {categories()[best['category']].sv.lower()}{_quote(best)}."


def _quote(found: Any) -> str:
    words = found["evidence"][0]["text"] if found["evidence"] and found["basis"] != "field" else ""
    return f": ”{words[:120]}{'…' if len(words) > 120 else ''}”" if words else ""


class BuyerSignal(RowSignal):
    """The enterprise has had a contract with this buyer."""

    name = "buyer"

    def key(self, asked: Asked) -> Hashable:
        """Return the buyers' names as they are compared."""
        return self._names(asked) or None

    @staticmethod
    def _names(asked: Asked) -> frozenset[str]:
        return frozenset(buyer_key(buyer["name"]) for buyer in asked.notice["buyers"] if buyer["name"])

    def index(self, profiles: Sequence[Profile]) -> Any:
        """Return, by buyer, the enterprises that have had a contract with it, and how many enterprises there are."""
        had: dict[str, list[int]] = {}
        for number, profile in enumerate(profiles):
            for contract in profile.contracts:
                had.setdefault(buyer_key(contract["buyer"] or ""), []).append(number)
        had.pop("", None)
        return had, len(profiles)

    def row(self, key: Any, index: Any) -> Row:
        """Return 1 for those that have."""
        had, count = index
        found = np.zeros(count, dtype=np.float32)
        for name in key:
            found[had.get(name, [])] = 1.0
        return found

    def reason(self, asked: Asked, profile: Profile, value: float) -> str | None:
        """Name the buyer and the latest contract."""
        names = self._names(asked)
        had = [c for c in profile.contracts if c["buyer"] and buyer_key(c["buyer"]) in names]
        if not had:
            return None
        last = max(had, key=lambda contract: contract["year"] or 0)
        year = f" ({last['year']})" if last["year"] else ""
        return f"Ni har haft uppdrag åt samma köpare, {last['buyer']}: ”{last['title']}”{year}."


class WishesSignal(RowSignal):
    """The enterprise has said that it wants this, or does not."""

    name = "wishes"
    is_kept = False

    def key(self, asked: Asked) -> Hashable:
        """Return the words of the notice."""
        return words_of(f"{asked.title} . {asked.body}")

    def index(self, profiles: Sequence[Profile]) -> Any:
        """Return all wishes, and what they are worth to whom."""
        return Wishes([(p.enterprise["wants"], p.enterprise["wants_not"]) for p in profiles])

    def row(self, key: Any, index: Any) -> Row:
        """Return 1 for a wish that stands in the notice, -1 for what is not wanted, which goes first."""
        found: Row = index.row(key)
        return found

    def reason(self, asked: Asked, profile: Profile, value: float) -> str | None:
        """Quote the wish."""
        if not value:
            return None
        words = words_of(f"{asked.title} . {asked.body}")
        said, wishes = ("inte", "wants_not") if value < 0 else ("gärna", "wants")
        wish = next(wish for wish in profile.enterprise[wishes] if stands_in(wish, words))  # type: ignore[literal-required]
        return f"Ni har sagt att ni {said} vill ha ”{wish}”, och det står i köparens text."


ROWS: tuple[RowSignal, ...] = (
    TradeSignal(), CpvSignal(), PlaceSignal(), SizeSignal(), DeadlineSignal(), ReservedSignal(),
    ConsiderationsSignal(), BuyerSignal(), WishesSignal(),
)  # fmt: skip
LIKE: tuple[Likeness, ...] = (Text(), Past())
SIGNALS: tuple[Signal, ...] = (*ROWS, *LIKE)
__all__ = ["LIKE", "ROWS", "SIGNALS", "Asked"]
