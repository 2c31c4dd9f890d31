"""Matches: named reasons, gates that lose no core trade, and the same result in parts as in whole."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from matchers.considerations import classify
from matchers.eligibility import may_take
from matchers.profile import Profile, profile_gaps
from matchers.ranking import Matcher, deadline_of
from matchers.signals import SIGNALS
from matchers.trades import trades
from matchers.weights import prior
from models.profile_files import read_profiles
from models.values import MatchData
from samples.write import UNREADABLE, files
from scrapers.reading import read
from tests import ROOT, a_lot, a_notice, an_enterprise

NOW = datetime(2026, 9, 15, 3, 15, tzinfo=UTC)
LATER = "2026-10-16T23:59:00+02:00"
BUYER = {
    "name": "Halmstads kommun", "org_number": "2120001215", "org_number_raw": None, "country": "SWE", "nuts": "SE231",
    "city": "Halmstad", "legal_type": None,
}  # fmt: skip
FAR_BUYER = {**BUYER, "name": "Umeå kommun", "org_number": "2120002627", "city": "Umeå", "nuts": "SE331"}


def matches(enterprise: Any, show_at: float = 0.3, buyer: Any = BUYER, **lot: Any) -> list[MatchData]:
    """Return the matches of one lot and one enterprise."""
    values = {"title": "Lokalvård i skolor", "cpv": ["90911200"], "deadline": LATER} | lot
    notice = a_notice(title=values["title"], buyers=[buyer], lots=[a_lot(**values)])
    return Matcher([enterprise]).match([notice], {notice["id"]: classify(notice)}, now=NOW, show_at=show_at)


def test_every_signal_has_a_weight_and_says_what_it_is() -> None:
    assert {signal.name for signal in SIGNALS} == set(prior().of)
    assert all(signal.__doc__ for signal in SIGNALS)


def test_the_right_trade_nearby_is_a_match_with_reasons() -> None:
    (found,) = matches(an_enterprise(trades=["cleaning"]))

    assert found["score"] > 0.5
    reasons = {signal["name"]: signal["reason"] for signal in found["signals"]}
    assert "”lokalvård”" in reasons["trade"]
    assert "90911200" in reasons["cpv"]
    assert "Halmstad" in reasons["place"]


@pytest.mark.parametrize("trade", [trade.id for trade in trades().values() if trade.is_core])
def test_no_gate_drops_a_core_trade(trade: str) -> None:
    """A lot that names the trade only by its own first code, or only by a word, is still a candidate."""
    enterprise = an_enterprise(trades=[trade])
    assert matches(enterprise, show_at=0.0, title="Tjänst enligt bilaga", cpv=[trades()[trade].cpv[0]])


def test_place_and_deadline_speak() -> None:
    near, far = matches(an_enterprise(trades=["cleaning"])), matches(an_enterprise(trades=["cleaning"]), 0.0, FAR_BUYER)

    assert near[0]["score"] > far[0]["score"] + 0.2
    assert matches(an_enterprise(trades=["cleaning"]), deadline="2026-09-15T05:00:00+02:00") == []
    assert matches(an_enterprise(trades=["cleaning"]), deadline="2026-09-15"), "the whole day remains"


def test_a_planning_notice_matches_but_a_result_does_not() -> None:
    lot = a_lot(title="Lokalvård", cpv=["90910000"])
    for form, expected in (("planning", 1), ("result", 0)):
        notice = a_notice(form_type=form, buyers=[BUYER], lots=[lot])
        assert len(Matcher([an_enterprise(trades=["cleaning"])]).match([notice], {}, now=NOW)) == expected


def test_a_nearly_empty_profile_still_finds_something() -> None:
    assert matches(an_enterprise(cpv=["90911200"]))
    assert matches(an_enterprise(description="Vi gör städning av skolor och lokalvård."))
    assert matches(an_enterprise()) == []
    assert len(profile_gaps(an_enterprise(municipality=None, service_area=[]))) >= 4


def test_parts_equal_the_whole() -> None:
    profiles = read_profiles(ROOT / "samples" / "enterprises.json")
    notices = [notice for name, content in files().items() if name not in UNREADABLE for notice in read(content)]
    found = {notice["id"]: classify(notice) for notice in notices}

    whole = Matcher(profiles).match(notices, found, now=NOW)
    parts = [
        m for profile in profiles for notice in notices for m in Matcher([profile]).match([notice], found, now=NOW)
    ]

    def key(match: MatchData) -> tuple[str, str, str]:
        return match["notice"], match["lot"], match["enterprise"]

    assert sorted(whole, key=key) == sorted(parts, key=key)
    assert all(sum(signal["value"] > 0 for signal in match["signals"]) >= 2 for match in whole)


def test_a_reserved_contract_asks_whether_the_enterprise_may() -> None:
    may = {"integration_purpose": True, "occupied_total": 10, "occupied_target_group": 6}
    lot = {"reserved_participation": ["res-ws"]}
    (yes,) = matches(an_enterprise(trades=["cleaning"], **may), 0.0, **lot)
    (no,) = matches(an_enterprise(trades=["cleaning"], **{**may, "occupied_target_group": 1}), 0.0, **lot)

    assert yes["score"] > no["score"]
    assert any("30 procent" in signal["reason"] for signal in no["signals"])


@pytest.mark.parametrize(
    ("kind", "facts", "answer"),
    [
        ("res_ws", {}, "unknown"),
        ("res_ws", {"integration_purpose": True, "occupied_total": 10, "occupied_target_group": 3}, "yes"),
        ("res_ws", {"integration_purpose": True, "occupied_total": 10, "occupied_target_group": 2}, "no"),
        ("res_ws", {"occupied_total": 10, "occupied_target_group": 3}, "unknown"),
        ("res_ws", {"integration_purpose": False}, "no"),
        ("res_pub", {"public_service_purpose": True, "reinvests": True, "participation": True}, "yes"),
        ("res_pub", {"public_service_purpose": True, "reinvests": True}, "unknown"),
        ("res_pub", {"participation": False}, "no"),
        ("res_pub", {"won_19_25_until": "2027-01-01"}, "no"),
        ("res_idea", {"registered_idea_driven": True, "legal_form": "ideell_forening"}, "yes"),
        ("res_idea", {"legal_form": "ab"}, "no"),
        ("res_idea", {}, "unknown"),
        ("res_exec", {}, "unknown"),
        ("oklart", {}, "unknown"),
    ],
)
def test_who_may_take_a_reserved_contract(kind: str, facts: dict[str, Any], answer: str) -> None:
    assert may_take(an_enterprise(**facts), kind, NOW.date()).answer == answer


@pytest.mark.parametrize(
    ("trade", "text", "found"),
    [
        ("laundry", "penningtvätt", False),
        ("laundry", "Tvätt av arbetskläder", True),
        ("carcare", "Biltvätt och däckskifte", True),
        ("courier", "Anbud lämnas senast", False),
        ("green", "Skötsel av grönytor", True),
        ("cleaning", "lokalvårdstjänster", True),
        ("cleaning", "städmaskiner", False),
        ("cafe", "Café i museet", True),
        ("day_activity", "stör den dagliga verksamheten", False),
    ],
)
def test_trade_words_and_false_friends(trade: str, text: str, found: bool) -> None:
    assert bool(trades()[trade].found_in(text)) is found


def test_a_trade_finds_itself() -> None:
    for trade in trades().values():
        assert Profile(an_enterprise(trades=[trade.id])).cpv


def test_a_deadline_without_time_ends_with_the_swedish_day() -> None:
    moment = deadline_of(a_lot(deadline="2026-10-01"))
    assert moment is not None
    assert moment.isoformat() == "2026-10-01T23:59:00+02:00"
