"""Twenty thousand seeded mutants: each is read or named, none crashes or hangs. `make fuzz` runs 200,000."""

from __future__ import annotations

import json

import pytest

from benchmarks.fuzz import try_one
from scrapers.exceptions import UnreadableNotice
from scrapers.reading import read
from tests.fuzz import FOUND, mutants

COUNT = 20_000
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_mutants_are_read_or_named(part: int) -> None:
    slowest = max(try_one(mutant) for mutant in mutants(COUNT // PARTS, seed=part))

    assert slowest < 2.0


def test_what_once_failed_still_passes() -> None:
    for path in sorted(FOUND.glob("*.bin")):
        assert try_one(path.read_bytes()) < 2.0, path.name


def test_the_mutator_is_seeded_and_makes_readable_ones() -> None:
    first, second = list(mutants(200, 1)), list(mutants(200, 1))
    assert first == second
    good = 0
    for mutant in first:
        try:
            json.dumps(read(mutant))
            good += 1
        except UnreadableNotice:
            continue
    assert 40 < good < 180
