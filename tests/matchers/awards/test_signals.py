"""What names, peers and rivals say, on a market small enough to count by hand; and the chance of a published award."""

from __future__ import annotations

import numpy as np

from matchers.awards.data import Award, Procurement
from matchers.awards.features import Features
from matchers.awards.published import published

STAD, TAXI, BYGG = "90911200", "60130000", "45210000"


def _bought(number: int, title: str, cpv: str, buyer: str = "A", nature: str = "Tjänster") -> Procurement:
    return Procurement(f"P{number}", title, "2021-02-01", cpv, "", buyer, None, (nature,) + ("",) * 6, (False,) * 5)


CLEANING, OTHER, RIDES, MORE = (
    _bought(1, "Lokalvård skolor", STAD),
    _bought(2, "Golvvård", STAD, "B"),
    _bought(3, "Skolskjuts", TAXI),
    _bought(4, "Ombyggnad av skola", BYGG, "C"),
)
HISTORY = [
    Award("Nordstäd AB", CLEANING), Award("Syd Städ AB", CLEANING), Award("Syd Städ AB", OTHER),
    Award("Bytaxi AB", RIDES), Award("Hamntaxi AB", MORE),
]  # fmt: skip
ASKED = [_bought(11, "Städning", STAD, "B"), _bought(12, "Taxiresor", TAXI, "A"), _bought(13, "Golvvård", STAD, "B")]


def test_a_name_like_that_of_others_points_to_what_they_win() -> None:
    table = Features(HISTORY, ASKED).table(["Hamntaxi AB"])
    cleaning, rides, _ = table["name_code"][0]
    assert rides > 0 > cleaning
    assert table["name_title"][0, 1] > table["name_title"][0, 0]


def test_those_who_won_beside_it_point_to_their_other_wins() -> None:
    table = Features(HISTORY, ASKED).table(["Nordstäd AB", "Bytaxi AB"])
    assert (table["peer_buyer"] > 0).tolist() == [[True, True, True], [False, False, False]]
    assert table["peer_topic"][0, 2] > table["peer_topic"][1, 2]
    assert (table["peer_code"][1] == 0).all()  # nobody won beside it: as everybody


def test_the_nearest_of_all_earlier_wins_has_the_first_place() -> None:
    table = Features(HISTORY, ASKED).table(["Nordstäd AB", "Syd Städ AB", "Bytaxi AB"])
    golvvard = table["rival_place"][:, 2]
    assert golvvard[1] == 0
    assert golvvard[0] > 0
    assert table["rival_share"][1, 2] > table["rival_share"][0, 2] > table["rival_share"][2, 2]


def test_a_kind_that_seldom_ends_in_an_award_has_a_lower_chance() -> None:
    services = [_bought(n, "x", STAD) for n in range(60)]
    works = [_bought(n, "x", STAD, nature="Byggentreprenader") for n in range(100, 160)]
    chance = published(services[:40] + works[:5], services[40:] + works[5:30])
    assert chance[0] > chance[-1]
    assert np.ptp(published(services[:30], services[30:])) < 1e-6
