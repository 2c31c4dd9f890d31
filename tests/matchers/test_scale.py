"""Many pairs at once give what each pair gives alone, whatever the size of the blocks; the best are the best."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from benchmarks.matching import an_enterprise, asked_of
from matchers import codes, geography, ranking
from matchers.likeness import FLOOR, Texts
from matchers.profile import Profile
from matchers.ranking import Lots, Matcher, match_one
from matchers.signals import LIKE
from matchers.trades import trades
from matchers.vectors import similarity, vector
from matchers.weights import prior
from models.places import distance_km, municipalities
from tests import a_lot, a_notice
from tests import an_enterprise as smallest

NOW = datetime(2026, 11, 25, 3, 15, tzinfo=UTC)
ASKED = asked_of(range(40))
PROFILES = [an_enterprise(number) for number in range(60)]


def test_many_pairs_give_what_each_pair_gives_alone() -> None:
    matcher = Matcher(PROFILES)
    together = matcher.candidates(Lots.of(ASKED))
    found = {
        (int(i), int(j)): together.values[:, n]
        for n, (i, j) in enumerate(zip(together.lot, together.enterprise, strict=True))
    }
    for number, profile in enumerate(matcher.profiles):
        single = Matcher.of(profile)
        for lot, asked in enumerate(ASKED):
            alone = single.candidates(Lots.of([asked]))
            assert ((lot, number) in found) == bool(len(alone.lot))
            if len(alone.lot):
                assert found[lot, number].tolist() == alone.values[:, 0].tolist()


@pytest.mark.parametrize("cells", [1, 500, 10**6])
def test_the_size_of_blocks_changes_nothing(cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    notices = [asked.notice for asked in ASKED]
    considerations = {asked.notice["id"]: asked.considerations for asked in ASKED}
    whole = Matcher(PROFILES).match(notices, considerations, now=NOW, show_at=0.0)
    monkeypatch.setattr(ranking, "CELLS", cells)
    monkeypatch.setattr(ranking, "KEPT", cells)
    matcher = Matcher(PROFILES)
    assert matcher.block == max(1, cells // len(PROFILES))
    assert matcher.match(notices, considerations, now=NOW, show_at=0.0) == whole
    assert whole


def test_one_pair_is_matched_as_among_many() -> None:
    notices = [asked.notice for asked in ASKED]
    considerations = {asked.notice["id"]: asked.considerations for asked in ASKED}
    matcher = Matcher(PROFILES)
    expected = {(m["notice"], m["enterprise"]): m for m in matcher.match(notices, considerations, now=NOW, show_at=0.0)}
    for asked in ASKED[:10]:
        for profile in matcher.profiles:
            pair = asked.notice["id"], profile.enterprise["id"]
            assert match_one(asked, profile, prior()) == expected.get(pair)


@pytest.mark.parametrize("top", [1, 3, 20])
def test_the_best_of_each_lot_are_the_first_of_all(top: int) -> None:
    matcher, lots = Matcher(PROFILES), Lots.of(ASKED)
    best, every = matcher.rank(lots, top=top), matcher.rank(lots)
    expected = [n for lot in range(lots.count) for n in np.flatnonzero(every.lot == lot)[:top]]
    assert best.lot.tolist() == every.lot[expected].tolist()
    assert best.enterprise.tolist() == every.enterprise[expected].tolist()
    assert best.values.tolist() == every.values[:, expected].tolist()


def test_equal_enterprises_stand_in_the_order_of_their_ids() -> None:
    twins = [smallest(id=f"{number:010}", trades=["cleaning"]) for number in random.Random(1).sample(range(50), 50)]
    notice = a_notice(lots=[a_lot(cpv=["90911200"])])
    found = Matcher(twins).match([notice], {}, now=NOW, show_at=0.0, top=7)
    assert [match["enterprise"] for match in found] == [f"{number:010}" for number in range(7)]


def test_nothing_to_match_is_no_error() -> None:
    assert Matcher([]).match([a_notice()], {}, now=NOW) == []
    assert Matcher(PROFILES).match([], {}, now=NOW) == []
    assert len(Matcher(PROFILES).rank(Lots.of([])).lot) == 0
    assert Matcher([smallest()]).match([a_notice(title=None, lots=[a_lot(title=None)])], {}, now=NOW) == []


@pytest.mark.parametrize("trade", [trade.id for trade in trades().values() if trade.is_core])
def test_no_gate_drops_a_core_trade(trade: str) -> None:
    """A lot in its words only, and a lot with its code only, is a candidate; so is one that only sounds alike."""
    matcher = Matcher([smallest(trades=[trade])])
    lots: list[dict[str, Any]] = [{"title": text} for text in trades()[trade].examples]
    lots += [{"title": "Tjänst enligt bilaga", "cpv": [code]} for code in trades()[trade].cpv]
    for lot in lots:
        (asked,) = ranking.open_lots(a_notice(title=lot["title"], lots=[a_lot(**lot)]), (), NOW)
        assert len(matcher.candidates(Lots.of([asked])).lot) == 1, lot


def test_an_enterprise_with_a_trade_is_found_by_its_text_too() -> None:
    mine = smallest(trades=["cleaning"], description="Vi sköter krukväxter i kontor och museer.")
    lot = a_lot(title="Krukväxter", description="Krukväxter i kontor och museer.", cpv=["98390000"])
    (asked,) = ranking.open_lots(a_notice(title="Krukväxter", lots=[lot]), (), NOW)
    assert len(Matcher([mine]).candidates(Lots.of([asked])).lot) == 1


def test_the_product_is_the_cosine_of_the_most_alike_text() -> None:
    profiles = [Profile(enterprise) for enterprise in PROFILES]
    lots = Lots.of(ASKED[:10])
    found = Texts(profiles, LIKE).values(lots.vectors)
    for signal in LIKE:
        table = np.zeros(10 * len(profiles))
        for part in found[signal.name]:
            np.maximum.at(table, part.cell, part.value)
        for cell, value in enumerate(table):
            lot, enterprise = divmod(cell, len(profiles))
            cosines = [similarity(ASKED[lot].vector, own) for own in signal.vectors(profiles[enterprise])]
            best = np.float32(max(cosines, default=0.0))
            assert value == (np.minimum(best / np.float32(signal.full), 1) if best > FLOOR else 0)


def test_the_numbers_of_vectors_add_up_exactly_in_any_order() -> None:
    one, other = vector("Lokalvård i skolor och förskolor, daglig städning"), vector("Daglig städning av skolor")
    weights = one.multiply(other).tocsr().data
    sums = {float(np.sum(np.random.default_rng(seed).permutation(weights), dtype=np.float32)) for seed in range(20)}
    assert sums == {similarity(one, other)}


@pytest.mark.parametrize(
    ("one", "other", "digits"),
    [
        ("90911200", "90911200", 8),
        ("90911200", "90911000", 5),
        ("90911200", "90900000", 3),
        ("90911200", "90000000", 3),  # a whole division: as a group
        ("90911200", "90620000", 2),  # cleaning is not snow, though both are division 90
        ("90911200", "91000000", 1),
        ("30000000", "31000000", 1),
        ("30000000", "30200000", 3),
        ("45000000", "45000000", 8),
    ],
)
def test_codes_share_what_the_shorter_says(one: str, other: str, digits: int) -> None:
    assert codes.common(one, other) == codes.common(other, one) == digits


def test_tables_say_what_single_look_ups_say() -> None:
    rng = random.Random(3)
    of = [[f"{rng.randrange(10**8):08}" for _ in range(rng.randrange(4))] for _ in range(30)]
    of[3] = ["90911200", "45000000"]
    of[4], of[5] = ["90620000"], ["45000000"]
    asked = ["90911000", "45421000", "90000000"]
    worth = [max((codes.WORTH[codes.common(a, b)] for a in asked for b in own), default=0) for own in of]
    assert codes.Table(of).nearest(asked).tolist() == worth

    places = list(municipalities())
    table = geography.Table([(seat, [seat], [], 80.0) for seat in places])
    near = [min(distance_km(seat, "1380"), distance_km(seat, "2480")) for seat in places]
    assert np.allclose(table.distance(["1380", "2480"]), near, atol=0.01)
    assert np.flatnonzero(table.works_in(["1380"])).tolist() == [places.index("1380")]
