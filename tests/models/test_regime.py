"""Which rules a purchase follows: from the form, the words or the value, with the reason."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.regime import is_annex2, limit, missing_limits, regime
from tests import a_lot, a_notice


def decided(lot: dict[str, Any] | None = None, **notice: Any) -> tuple[str, bool]:
    """Return the regime of a notice with one lot, and whether it is certain."""
    only = a_lot(**(lot or {}))
    found = regime(a_notice(lots=[only], **notice), only)
    assert found.reason.endswith(".")
    return found.name, found.certain


def kronor(amount: float) -> dict[str, Any]:
    """Return an amount."""
    return {"amount": amount, "currency": "SEK"}


BUYER = [{"name": "Halmstads kommun", "org_number": None, "org_number_raw": None, "country": "SWE", "nuts": None,
          "city": None, "legal_type": None}]  # fmt: skip
BARE = {"legal_basis": None, "subtype": None, "buyers": BUYER}


@pytest.mark.parametrize(
    ("notice", "expected"),
    [
        ({}, ("directive", True)),
        ({"subtype": "20"}, ("annex2", True)),
        ({"legal_basis": "32014L0023", "subtype": "19"}, ("concession", True)),
        ({"legal_basis": None, "subtype": "19"}, ("concession", True)),
        ({"legal_basis": "32014L0025", "subtype": "17"}, ("utilities", True)),
        ({"legal_basis": "other", "subtype": "E3"}, ("national", True)),
        ({**BARE, "description": "Ansökan enligt lagen om valfrihetssystem."}, ("lov", True)),
        ({**BARE, "title": "Hemtjänst enligt LOV"}, ("lov", True)),
        ({**BARE, "description": "Verksamheten stänger under alla lov."}, ("unknown", False)),
        ({**BARE, "title": "Direktupphandling av fika"}, ("direct", True)),
        ({**BARE, "description": "Upphandlingen genomförs enligt 19 kap. LOU."}, ("national", True)),
        ({**BARE, "description": "Upphandlingen är inte direktivstyrd."}, ("national", True)),
        ({**BARE, "description": "Upphandlingen är direktivstyrd."}, ("directive", True)),
        ({**BARE, "description": "Kaféet drivs som en tjänstekoncession."}, ("concession", True)),
        (BARE, ("unknown", False)),
    ],
)
def test_the_notice_says_which_rules(notice: dict[str, Any], expected: tuple[str, bool]) -> None:
    assert decided(**notice) == expected


@pytest.mark.parametrize(
    ("amount", "published", "cpv", "expected"),
    [
        (3_000_000, "2025-03-01", "90910000", "directive"),
        (2_389_585, "2025-12-31", "90910000", "directive"),
        (2_389_584, "2024-01-01", "90910000", "national"),
        (699_999, "2025-03-01", "90910000", "direct"),
        (699_999, "2026-03-01", "90910000", "direct"),
        (3_000_000, "2025-03-01", "85312000", "national"),
        (9_000_000, "2025-03-01", "85312000", "annex2"),
        (3_000_000, "2026-03-01", "90910000", "unknown"),
    ],
)
def test_the_value_decides_when_nothing_else_does(amount: float, published: str, cpv: str, expected: str) -> None:
    found = decided({"cpv": [cpv]}, **{**BARE, "value": kronor(amount), "published": published})
    assert found == (expected, False)


def test_a_value_that_contradicts_the_form_is_told() -> None:
    assert decided(value=kronor(900_000), published="2025-03-01", buyers=BUYER) == ("directive", False)


def test_words_about_direct_award_do_not_outweigh_the_directive() -> None:
    assert decided(description="Uppdraget avser en direktupphandling om anbud uteblir.") == ("directive", True)


@pytest.mark.parametrize(
    ("cpv", "inside"),
    [("55400000", True), ("64121000", False), ("98310000", False), ("80110000", True), ("85323000", True),
     ("90910000", False), ("55520000", True), ("55521300", False), ("92700000", True)],
)  # fmt: skip
def test_annex_two(cpv: str, inside: bool) -> None:
    assert is_annex2(cpv) is inside


def test_a_day_outside_every_period_has_no_limit() -> None:
    assert limit("goods_services", date(2026, 1, 1)) is None
    assert limit("goods_services", date(2019, 12, 31)) is None
    found = limit("direct_lou", date(2030, 1, 1))
    assert found is not None
    assert found.amount == 700_000
    assert "works" in missing_limits(date(2026, 6, 1))
    assert missing_limits(date(2024, 6, 1)) == []
