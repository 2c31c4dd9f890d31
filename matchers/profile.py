"""An enterprise as the matcher sees it, and what a weak profile costs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from matchers.codes import common
from matchers.trades import named, trades
from matchers.vectors import Vectors, vectors
from models.places import municipalities
from models.values import EnterpriseData, PastContract

CLASS = 4  # digits of a CPV code that tell its class
PASSAGE = 160  # characters from which a passage of a description stands for itself


@dataclass(frozen=True)
class Profile:
    """What follows from an enterprise's own data; computed once."""

    enterprise: EnterpriseData

    @cached_property
    def trades(self) -> tuple[str, ...]:
        """Return the trades it named, and those that its description names in so many words.

        When it named none, one word of its description is enough, and without such a word its CPV codes tell.
        """
        own = [name for name in self.enterprise["trades"] if name in trades()]
        said = named(self.enterprise["description"] or "")
        found = [*own, *(name for name, words in said.items() if len(words) >= 2 or not own)]
        return tuple(dict.fromkeys(found or self._trades_by_code()))

    def _trades_by_code(self) -> list[str]:
        codes = self.enterprise["cpv"]
        return [t.id for t in trades().values() if any(common(a, b) >= CLASS for a in codes for b in t.cpv)]

    @cached_property
    def cpv(self) -> tuple[str, ...]:
        """Return its CPV codes: own, of past contracts, and of its trades."""
        own = [*self.enterprise["cpv"], *(code for c in self.enterprise["past_contracts"] for code in c["cpv"])]
        own += [code for name in self.trades for code in trades()[name].cpv]
        return tuple(dict.fromkeys(own))

    @cached_property
    def passages(self) -> tuple[str, ...]:
        """Return its description in passages: whole sentences, put together until they say something."""
        found = [""]
        for sentence in re.split(r"(?<=[.!?])\s+", self.enterprise["description"] or ""):
            if len(found[-1]) >= PASSAGE:
                found.append("")
            found[-1] = f"{found[-1]} {sentence}".strip()
        if len(found) > 1 and len(found[-1]) < PASSAGE:
            found[-2:] = [f"{found[-2]} {found[-1]}"]
        return tuple(filter(None, found))

    @property
    def contracts(self) -> tuple[PastContract, ...]:
        """Return its past contracts."""
        return tuple(self.enterprise["past_contracts"])

    @cached_property
    def passage_vectors(self) -> Vectors:
        """Return the vectors of its passages."""
        return vectors(self.passages)

    @cached_property
    def contract_vectors(self) -> Vectors:
        """Return the vectors of its past contracts' titles."""
        return vectors([contract["title"] for contract in self.contracts])

    @cached_property
    def area(self) -> frozenset[str]:
        """Return the municipalities it works in: those it named, else its seat and the neighbours."""
        if self.enterprise["service_area"]:
            return frozenset(self.enterprise["service_area"])
        if self.seat is None:
            return frozenset()
        return frozenset({self.seat, *municipalities()[self.seat].neighbours})

    @cached_property
    def counties(self) -> frozenset[str]:
        """Return the NUTS 3 codes of where it works."""
        named = {code for code in self.enterprise["nuts"] if len(code) == 5}
        return frozenset(named | {municipalities()[code].nuts3 for code in self.area if code in municipalities()})

    @property
    def seat(self) -> str | None:
        """Return the municipality code of its seat."""
        code = self.enterprise["municipality"]
        return code if code in municipalities() else None

    @property
    def max_km(self) -> float | None:
        """Return how far it works, in km."""
        return self.enterprise["max_km"]

    @property
    def largest(self) -> float | None:
        """Return the largest contract it can carry, in SEK: as said, else half a year's turnover."""
        said, year = self.enterprise["largest_contract"], self.enterprise["yearly_value"]
        return said if said is not None else year / 2 if year is not None else None


def profile_gaps(enterprise: EnterpriseData) -> list[str]:
    """Return what a profile lacks and what that costs, in Swedish; empty when nothing important is missing."""
    profile = Profile(enterprise)
    gaps = []
    if not profile.trades and not enterprise["cpv"]:
        gaps.append("Bransch saknas: utan bransch eller beskrivning hittas nästan inga förslag.")
    if not enterprise["description"]:
        gaps.append("Beskrivning saknas: förslag där köparen använder andra ord än branschens missas.")
    if not enterprise["municipality"] and not enterprise["service_area"]:
        gaps.append("Kommun saknas: avstånd kan inte räknas och förslag från hela landet blandas in.")
    if enterprise["occupied_total"] is None or enterprise["occupied_target_group"] is None:
        gaps.append("Antal sysselsatta saknas: det går inte att säga om ni får ta reserverade uppdrag.")
    if enterprise["largest_contract"] is None and enterprise["yearly_value"] is None:
        gaps.append("Storlek saknas: för stora uppdrag kan inte sorteras bort.")
    if not enterprise["email"]:
        gaps.append("E-post saknas: godkända förslag kan inte skickas.")
    return gaps
