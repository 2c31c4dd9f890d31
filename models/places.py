"""Sweden's municipalities: names, counties, neighbours and distances. The table is `municipalities.tsv`."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

TABLE = Path(__file__).parent / "municipalities.tsv"
EARTH = 6371.0  # km


class Municipality(NamedTuple):
    """One municipality. `latitude` and `longitude` are its centre in degrees; `neighbours` are codes, by land."""

    code: str  # four digits
    name: str
    county_code: str
    county: str
    nuts3: str
    org_number: str | None  # ten digits
    latitude: float
    longitude: float
    neighbours: tuple[str, ...]


@cache
def municipalities() -> Mapping[str, Municipality]:
    """Return all 290, by code."""
    found = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            code, name, county_code, county, nuts3, number, latitude, longitude, near = line.split("\t")
            found[code] = Municipality(
                code, name, county_code, county, nuts3, number or None, float(latitude), float(longitude),
                tuple(near.split()),
            )  # fmt: skip
    return MappingProxyType(found)


@cache
def _names() -> Mapping[str, Municipality]:
    return {place.name.casefold(): place for place in municipalities().values()}


@cache
def _numbers() -> Mapping[str, Municipality]:
    return {place.org_number: place for place in municipalities().values() if place.org_number}


def by_name(name: str) -> Municipality | None:
    """Return the municipality of this name: ”Halmstad”, ”halmstad”, ”Halmstads kommun”."""
    wanted = re.sub(r"\s+(kommun|stad)$", "", " ".join(name.split()).casefold())
    return _names().get(wanted) or _names().get(wanted.removesuffix("s"))


def by_org_number(number: str) -> Municipality | None:
    """Return the municipality with this organisation number (ten digits)."""
    return _numbers().get(number)


def in_text(text: str) -> Municipality | None:
    """Return the first municipality named in an organisation's name: ”Halmstads Fastighets AB”."""
    for word in re.findall(r"[^\W\d_]{3,}", text):
        if place := _names().get(word.casefold()) or _names().get(word.casefold().removesuffix("s")):
            return place
    return None


def distance_km(one: str, other: str) -> float:
    """Return the distance between the centres of two municipalities (codes), along the globe."""
    a, b = municipalities()[one], municipalities()[other]
    lat_a, lat_b = math.radians(a.latitude), math.radians(b.latitude)
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.longitude - a.longitude) / 2) ** 2
    )
    return 2 * EARTH * math.asin(math.sqrt(half))
