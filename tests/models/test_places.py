"""The municipalities: complete, mutual, and as the sources have them."""

from __future__ import annotations

import csv

import pytest

from models.places import by_name, by_org_number, distance_km, in_text, municipalities
from tests import SHARED, needs_shared


def test_all_290_with_mutual_neighbours() -> None:
    places = municipalities()

    assert len(places) == 290
    assert all(place.code in places[near].neighbours for place in places.values() for near in place.neighbours)
    assert len({place.county_code for place in places.values()}) == 21


@needs_shared
def test_the_table_is_as_the_sources_have_it() -> None:
    with (SHARED / "data" / "municipalities.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            place = municipalities()[row["code"]]
            near = sorted(row["neighbours"].split(",")) if row["neighbours"] else []
            assert (place.name, place.nuts3, place.org_number or "") == (row["name"], row["nuts3"], row["org_number"])
            assert sorted(place.neighbours) == near


@pytest.mark.parametrize("name", ["Halmstad", "halmstad", "Halmstads kommun", "  HALMSTAD "])
def test_a_name_is_found_as_people_write_it(name: str) -> None:
    place = by_name(name)
    assert place is not None
    assert place.code == "1380"


def test_a_number_and_a_company_name_are_placed() -> None:
    number, company = by_org_number("2120001215"), in_text("Laholms Bostads AB")
    assert number is not None
    assert number.name == "Halmstad"
    assert company is not None
    assert company.name == "Laholm"
    assert in_text("Aktiebolaget") is None


def test_distances_are_along_the_globe() -> None:
    assert distance_km("1380", "1380") == 0
    assert 20 < distance_km("1380", "1381") < 35
    assert distance_km("1380", "2480") == distance_km("2480", "1380")
