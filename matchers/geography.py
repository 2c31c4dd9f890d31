"""Where many enterprises are and work, against municipalities (codes) and regions (NUTS codes)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from models.places import EARTH, municipalities

Bools = NDArray[np.bool_]
Floats = NDArray[np.float32]


@cache
def _numbers() -> dict[str, int]:
    return {code: number for number, code in enumerate(municipalities())}


@cache
def _distances() -> Floats:
    """Return the distances in km between all municipalities, in their order, as `models.places` has them."""
    latitude, longitude = np.radians([(place.latitude, place.longitude) for place in municipalities().values()]).T
    half = np.sin((latitude[:, None] - latitude) / 2) ** 2
    half += np.cos(latitude[:, None]) * np.cos(latitude) * np.sin((longitude[:, None] - longitude) / 2) ** 2
    found: Floats = (2 * EARTH * np.arcsin(np.sqrt(half))).astype(np.float32)
    return found


class Table:
    """Seat (a municipality's code), area (codes), counties (NUTS 3) and reach (km) of each enterprise."""

    def __init__(self, of: Sequence[tuple[str | None, Iterable[str], Iterable[str], float]]) -> None:
        numbers = _numbers()
        self.seat = np.array([numbers[seat] if seat else 0 for seat, _, _, _ in of])
        self.has_seat = np.array([seat is not None for seat, _, _, _ in of])
        self.limit = np.array([limit for _, _, _, limit in of], dtype=np.float32)
        self.area = np.zeros((len(of), len(numbers)), dtype=bool)
        self.counties = sorted({county for _, _, own, _ in of for county in own})
        self.county = np.zeros((len(of), len(self.counties)), dtype=bool)
        for row, (_, area, own, _) in enumerate(of):
            self.area[row, [numbers[code] for code in area if code in numbers]] = True
            self.county[row, [self.counties.index(county) for county in own]] = True
        self.has_county = self.county.any(axis=1)
        self.is_known = self.has_seat | self.area.any(axis=1) | self.has_county

    def works_in(self, places: Iterable[str]) -> Bools:
        """Say which enterprises work in one of these municipalities."""
        found: Bools = self.area[:, [_numbers()[code] for code in places]].max(axis=1, initial=False)
        return found

    def distance(self, places: Iterable[str]) -> Floats:
        """Return the distance in km from each enterprise's seat to the nearest of these municipalities."""
        nearest: Floats = np.minimum.reduce([_distances()[_numbers()[code], self.seat] for code in places])
        return nearest

    def in_counties(self, regions: Iterable[str]) -> Bools:
        """Say which enterprises work in a county of one of these regions (NUTS 2 or 3)."""
        wanted = [n for n, county in enumerate(self.counties) if county.startswith(tuple(regions))]
        found: Bools = self.county[:, wanted].max(axis=1, initial=False)
        return found
