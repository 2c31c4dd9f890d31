"""A lot that can be answered, and what is known of it: what the signals look at."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from matchers.trades import named
from matchers.vectors import Vector, vector
from models.places import Municipality, by_name, by_org_number, in_text
from models.swedish import STOCKHOLM
from models.values import ConsiderationData, LotData, NoticeData

SURE = 0.5  # probability from which a consideration counts
READ = 1500  # characters of the description that its vector is made of
SWEDEN = frozenset({"SWE", "SE"})


@dataclass(frozen=True)
class Asked:
    """A lot, and what is known of it."""

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

    @property
    def text(self) -> str:
        """Return what the vector is made of; the title counts twice."""
        return f"{self.title} . {self.title} . {self.body[:READ]}"

    @cached_property
    def vector(self) -> Vector:
        """Return the text's vector."""
        return vector(self.text)

    def take_over(self, known: Vector) -> None:
        """Keep the text's vector that was computed among many others, which costs far less."""
        self.__dict__.setdefault("vector", known)

    @cached_property
    def cpv(self) -> list[str]:
        """Return the CPV codes: the lot's, else the notice's."""
        return self.lot["cpv"] or self.notice["cpv"]

    @cached_property
    def trades_named(self) -> Mapping[str, tuple[list[str], list[str]]]:
        """Return, by trade, its words in the title and in the description."""
        title, body = named(self.title), named(self.body)
        return {trade: (title.get(trade, []), body.get(trade, [])) for trade in sorted(title.keys() | body.keys())}

    @cached_property
    def cities(self) -> list[Municipality]:
        """Return the municipalities that the lot itself names as its place."""
        return list(dict.fromkeys(place for city in self.lot["cities"] if (place := by_name(city))))

    @cached_property
    def places(self) -> list[Municipality]:
        """Return the municipalities the work is in: those named, else the buyer's own where the NUTS codes allow it."""
        if self.cities or self.is_abroad:
            return self.cities
        for buyer in self.notice["buyers"]:
            if buyer["country"] not in {None, *SWEDEN}:
                continue
            place = by_org_number(buyer["org_number"] or "") or in_text(buyer["name"] or "")
            place = place or (by_name(buyer["city"]) if buyer["city"] else None)
            if place and (not self.regions or place.nuts3.startswith(tuple(self.regions))):
                return [place]
        return []

    @cached_property
    def regions(self) -> frozenset[str]:
        """Return the NUTS codes of the work, in Sweden and finer than the country: SE23, SE231."""
        return frozenset(code for code in self.lot["nuts"] or self.notice["nuts"] if code[:2] == "SE" and len(code) > 3)

    @cached_property
    def is_abroad(self) -> bool:
        """Say whether the work is outside Sweden, by the lot's countries and NUTS codes, else by the buyers'."""
        codes = self.lot["nuts"] or self.notice["nuts"]
        if self.lot["countries"] or codes:
            at_home = any(country in SWEDEN for country in self.lot["countries"])
            return not (at_home or any(code[:2] == "SE" for code in codes) or self.cities)
        countries = {buyer["country"] for buyer in self.notice["buyers"]}
        return bool(countries) and not countries & {None, *SWEDEN} and not self.cities

    @cached_property
    def reserved(self) -> ConsiderationData | None:
        """Return the surest reservation found for this lot."""
        found = [c for c in self.considerations if c["category"] == "reserved" and c["probability"] >= SURE]
        return max(found, key=lambda c: c["probability"], default=None)

    @cached_property
    def published(self) -> date | None:
        """Return the day of publication, if it is known."""
        try:
            return date.fromisoformat((self.notice["published"] or "")[:10])
        except ValueError:
            return None

    @property
    def judged_on(self) -> date:
        """Return the day on which a bidder must qualify: the last day to answer, else that of publication.

        It follows from the notice alone, so that a match is the same on every night; unknown is the end of time.
        """
        return self.deadline.astimezone(STOCKHOLM).date() if self.deadline else self.published or date.max


def buyer_key(name: str) -> str:
    """Return a buyer's name as it is compared: ”Halmstads kommun” and ”Halmstad kommun” are one, ”Kommun AB” is not."""
    plain = " ".join(re.sub(r"[^\w\s&]", " ", name.casefold()).split())
    place = by_name(plain) if plain.endswith((" kommun", " stad")) else None
    return place.code if place else plain
