"""Which enterprises could deliver something, by trade and place: for a talk with a buyer, not a ranking.

Only the enterprise's id and name leave this module, never its contact data.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from matchers.profile import Profile
from matchers.trades import named, trades
from models.places import municipalities
from models.values import EnterpriseData

NUTS3 = 5  # letters and digits of a code at the finest level
CLASS = 5  # digits of a CPV code that make what is bought the same kind of thing


class Place(NamedTuple):
    """Where something is done: municipalities (codes) and NUTS codes of any length; both empty when it is not known.

    `is_abroad` is what keeps the enterprises of the register away from an unknown place in another country.
    """

    municipalities: frozenset[str]
    regions: frozenset[str]
    is_abroad: bool = False


class Deliverer(NamedTuple):
    """An enterprise that could deliver, and why, in Swedish."""

    id: str
    name: str
    reason: str


def trades_of(cpv: Sequence[str], *titles: str | None) -> frozenset[str]:
    """Return the trades (ids) that a lot is about: by its main CPV code, or because a title names it."""
    said = (_named(title) for title in titles if title)
    return frozenset().union(*said, _coded(cpv[0]) if cpv else frozenset())


@cache
def _coded(code: str) -> frozenset[str]:
    """Return the trades with the code that is nearest: the same, one above it, or one that differs in the end only."""
    shared = {trade.id: max(_shared(code, own) for own in trade.cpv) for trade in trades().values()}
    most = max(shared.values())
    return frozenset(name for name, digits in shared.items() if digits == most > 0)


def _shared(code: str, own: str) -> int:
    """Return how many leading digits are shared, 0 when too few: a class when `own` holds all of it, else one more."""
    digits = next((place for place, (a, b) in enumerate(zip(code, own, strict=False)) if a != b), min(len(code), 8))
    return digits if digits > CLASS or (digits == CLASS and code.startswith(own.rstrip("0"))) else 0


@lru_cache(maxsize=100_000)  # lots repeat the titles of their notices, and a page asks again
def _named(title: str) -> frozenset[str]:
    return frozenset(named(title))


def trade_names(ids: Iterable[str]) -> str:
    """Return the trades' Swedish names in a row: ”Lokalvård” och ”Fönsterputs”."""
    names = [f"”{trades()[name].sv}”" for name in sorted(ids)]
    return " och ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


class Deliverers:
    """The enterprises by trade, asked many times."""

    def __init__(self, enterprises: Iterable[EnterpriseData]) -> None:
        self._by_trade: dict[str, list[Profile]] = {}
        for profile in (Profile(enterprise) for enterprise in sorted(enterprises, key=lambda e: e["id"])):
            for name in profile.trades:
                self._by_trade.setdefault(name, []).append(profile)

    def of(self, wanted: frozenset[str], place: Place) -> list[Deliverer]:
        """Return those with one of the trades that work in the place, the nearest first.

        Those of the same region follow those of the municipality. Without any known place everyone of the trade.
        """
        found: dict[str, tuple[int, Deliverer]] = {}
        for name in sorted(wanted):
            for profile in self._by_trade.get(name, ()):
                key = profile.enterprise["id"]
                if key not in found and (near := _near(profile, place)):
                    own = trade_names(wanted & set(profile.trades))
                    reason = f"{own}, {near[1]}"
                    found[key] = (near[0], Deliverer(key, profile.enterprise["name"], reason))
        return [deliverer for _, deliverer in sorted(found.values(), key=lambda f: (f[0], f[1].name, f[1].id))]


def _near(profile: Profile, place: Place) -> tuple[int, str] | None:
    """Return how near (0 is nearest) and the words for it; None when the enterprise works elsewhere."""
    if here := sorted(place.municipalities & profile.area):
        return 0, f"arbetar i {municipalities()[here[0]].name}"
    if same := place.regions & profile.counties:
        return 1, "arbetar i samma län" if min(same).startswith("SE") else "arbetar i samma region"
    wider = {code for code in place.regions if len(code) < NUTS3}
    if any(county.startswith(code) for code in wider for county in profile.counties):
        return 2, "arbetar i samma del av landet"
    if not place.municipalities and not place.regions and not place.is_abroad:
        return 3, "platsen är inte känd"
    return None
