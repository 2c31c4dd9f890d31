"""Each signal at its edges: its value, and a sentence that says no more than the notice does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from matchers.asked import buyer_key
from matchers.profile import Profile
from matchers.ranking import Lots, Matcher, open_lots, signals_of
from matchers.signals import SIGNALS
from matchers.weights import prior
from matchers.wishes import Wishes, stands_in, words_of
from tests import a_lot, a_notice, an_enterprise

NOW = datetime(2026, 11, 25, 3, 15, tzinfo=UTC)
NAMES = [signal.name for signal in SIGNALS]
BUYER: dict[str, Any] = {
    "name": "Halmstads kommun", "org_number": "2120001215", "org_number_raw": None, "country": "SWE", "nuts": "SE231",
    "city": "Halmstad", "legal_type": None,
}  # fmt: skip
AGENCY = {**BUYER, "name": "Skogsverket", "org_number": "2021009990", "city": "Stockholm", "nuts": "SE110"}
PAST = {"title": "Trappstädning i 40 trapphus", "buyer": "Halmstad kommun", "year": 2024, "value": None, "cpv": []}


def said(name: str, enterprise: Any = None, notice: Any = None, **lot: Any) -> tuple[float, str | None]:
    """Return the value of one signal, and its sentence: a cleaning lot, an enterprise that cleans in Halmstad."""
    profile = Profile(an_enterprise(**{"trades": ["cleaning"], **(enterprise or {})}))
    around: dict[str, Any] = {"buyers": [BUYER], "published": "2026-11-20", **(notice or {})}
    (asked,) = open_lots(a_notice(lots=[a_lot(**lot)], **around), (), NOW)
    pairs = Matcher.of(profile).candidates(Lots.of([asked]))
    values = pairs.values[:, 0]
    sentences = {s["name"]: s["reason"] for s in signals_of(asked, profile, values, prior())}
    return round(float(values[NAMES.index(name)]), 3), sentences.get(name)


@pytest.mark.parametrize(
    ("enterprise", "notice", "lot", "value", "words"),
    [
        ({}, {}, {}, 1.0, "Köparen finns i Halmstad, där ni arbetar."),
        ({}, {}, {"cities": ["Varberg", "Halmstad"]}, 1.0, "Arbetet är i Halmstad, där ni arbetar."),
        ({}, {"buyers": [AGENCY]}, {"nuts": ["SE231"]}, 0.6, "Arbetet ska utföras i ert län."),
        ({}, {"buyers": [AGENCY]}, {"nuts": ["SE23"]}, 0.6, "Arbetet ska utföras i ert län."),
        ({}, {"buyers": [AGENCY]}, {"nuts": ["SE331"]}, -0.6, "Arbetet ska utföras i ett annat län än ert."),
        ({}, {"buyers": []}, {"nuts": ["SE"]}, 0.0, None),
        ({}, {"buyers": []}, {}, 0.0, None),
        ({}, {"buyers": [{**AGENCY, "country": "DEU", "city": "Bremen"}]}, {}, -1.0, "utanför Sverige"),
        ({}, {}, {"nuts": ["DE50"]}, -1.0, "utanför Sverige"),
        ({}, {}, {"countries": ["NOR"]}, -1.0, "utanför Sverige"),
        ({"municipality": None, "service_area": [], "nuts": []}, {}, {"nuts": ["DE50"]}, 0.0, None),
        ({"municipality": None, "service_area": [], "nuts": ["SE231"]}, {}, {}, 0.6, "Köparen finns i ert län."),
        ({"municipality": None, "service_area": [], "nuts": []}, {}, {}, 0.0, None),
    ],
)  # fmt: skip
def test_place(enterprise: Any, notice: Any, lot: Any, value: float, words: str | None) -> None:
    found, sentence = said("place", enterprise, notice, **lot)
    assert found == pytest.approx(value)
    assert sentence is None if words is None else words in (sentence or "")


def test_the_reach_that_an_enterprise_names_decides_how_far_is_far() -> None:
    near, sentence = said("place", {"max_km": 200.0}, {"buyers": [AGENCY]}, cities=["Göteborg"])
    far, _ = said("place", {"max_km": 50.0}, {"buyers": [AGENCY]}, cities=["Göteborg"])
    assert near > 0 > far
    assert "km från er i Halmstad" in (sentence or "")


@pytest.mark.parametrize(
    ("amount", "currency", "lot", "least", "most", "words"),
    [
        (400_000, "SEK", {}, 0.1, 1.0, "ryms"),
        (500_000, "SEK", {}, 0.1, 1.0, "ryms"),
        (5_000_000, "SEK", {}, -1.0, -1.0, "större"),
        (5_000_000, "SEK", {"framework": "fa-wo-rc"}, 0.0, 0.0, "delas"),
        (5_000_000, "SEK", {"dps": "dps-list"}, 0.0, 0.0, "delas"),
        (5_000_000, "SEK", {"framework": "none"}, -1.0, -1.0, "större"),
        (400_000, "EUR", {}, 0.0, 0.0, None),
        (0, "SEK", {}, 0.0, 0.0, None),
    ],
)
def test_size(amount: float, currency: str, lot: Any, least: float, most: float, words: str | None) -> None:
    """The total of a framework never speaks against a small enterprise; the value of a lot may."""
    worth = {"amount": float(amount), "currency": currency}
    value, sentence = said("size", {"largest_contract": 500_000.0}, value=worth, **lot)
    assert least <= value <= most
    assert sentence is None if words is None else words in (sentence or "")
    assert said("size", {}, value=worth, **lot) == (0.0, None), "unknown is not no"


def test_the_time_given_follows_from_the_notice_alone() -> None:
    value, sentence = said("deadline", deadline="2026-12-21T12:00:00+01:00")
    assert (value, sentence) == (1.0, "Sista dag är måndag 21 december 2026, 31 dagar efter att annonsen publicerades.")
    assert said("deadline", deadline="2026-11-30")[0] == pytest.approx(10 / 14, abs=0.001)
    assert said("deadline", deadline="2026-11-26")[0] == -0.5
    assert said("deadline") == (0.0, None)
    assert said("deadline", notice={"published": None}, deadline="2026-12-21") == (0.0, None)


def test_history_with_the_buyer() -> None:
    value, sentence = said("buyer", {"past_contracts": [{**PAST, "year": 2020, "title": "Annat"}, PAST]})
    assert value == 1.0
    expected = "Ni har haft uppdrag åt samma köpare, Halmstad kommun: ”Trappstädning i 40 trapphus” (2024)."
    assert sentence == expected
    assert said("buyer", {"past_contracts": [{**PAST, "buyer": "Varbergs kommun"}]}) == (0.0, None)
    assert said("buyer", {"past_contracts": [{**PAST, "buyer": None}]}) == (0.0, None)
    assert said("buyer", {"past_contracts": [PAST]}, {"buyers": []}) == (0.0, None)


def test_names_of_buyers_meet_when_they_are_one_and_only_then() -> None:
    assert buyer_key("HALMSTADS KOMMUN") == buyer_key("Halmstad kommun") == buyer_key(" Halmstads  kommun ")
    assert buyer_key("Halmstads Fastighets AB") != buyer_key("Halmstads kommun")
    assert buyer_key("Region Halland") == buyer_key("REGION  HALLAND")


@pytest.mark.parametrize(
    ("wish", "text", "stands"),
    [
        ("skol", "Städning av Skolor", True),
        ("skol", "Städning av förskolor", False),
        ("förskol", "Städning av förskolor", True),
        ("natt", "Inget nattarbete förekommer", False),
        ("natt", "Städning sker nattetid", True),
        ("natt", "Inga helger. Nattarbete krävs", True),
        ("daglig verksamhet", "Daglig   verksamhet, LSS", True),
        ("it-stöd", "Enklare IT-stöd", True),
        ("", "Städning", False),
        ("C++", "Utveckling i C", True),
    ],
)
def test_a_wish_is_looked_for_at_the_start_of_words_that_the_text_means(wish: str, text: str, stands: bool) -> None:
    assert stands_in(wish, words_of(text)) is stands
    assert bool(Wishes([([wish], [])]).row(words_of(text))[0]) is stands


def test_what_is_not_wanted_goes_before_what_is() -> None:
    both = {"wants": ["lokalvård"], "wants_not": ["natt"]}
    assert said("wishes", both, title="Lokalvård")[0] == 1.0
    value, sentence = said("wishes", both, title="Lokalvård", description="Arbetet utförs nattetid.")
    assert value == -1.0
    assert "inte vill ha ”natt”" in (sentence or "")


def test_cpv_names_both_codes() -> None:
    assert said("cpv", cpv=["90911200"]) == (1.0, "Köpets CPV-kod 90911200 är samma CPV-kod som er.")
    assert said("cpv", {"cpv": ["90919000"]}, cpv=["90919500"])[0] >= 0.8
    assert said("cpv", cpv=["00000000"]) == (0.0, None)
    assert said("cpv", cpv=[]) == (0.0, None)


def test_likeness_quotes_words_that_stand_in_the_notice() -> None:
    mine = "Vi sköter växthus och krukväxter åt museer, och planterar i stora krukor inomhus."
    value, sentence = said(
        "text", {"description": mine}, title="Krukväxter", description="Skötsel av krukväxter i museet."
    )
    assert value > 0
    assert "”krukväxter”" in (sentence or "")
    value, sentence = said(
        "past", {"past_contracts": [PAST]}, title="Trappstädning", description="Städning av trapphus."
    )
    assert value > 0
    assert "”Trappstädning i 40 trapphus” åt Halmstad kommun" in (sentence or "")
