"""Fields against text: what is at odds is said with its words, and silence is no disagreement."""

from __future__ import annotations

from typing import Any

import pytest

from matchers.considerations import classify
from matchers.disagreements import disagreements
from matchers.texts import codes, fields
from models.values import NoticeData
from tests import a_lot, a_notice

FLAG: dict[str, Any] = {"reserved_participation": ["res-ws"]}


def notice(text: str, **lot: Any) -> NoticeData:
    """Return a notice of one lot with this description."""
    return a_notice(lots=[a_lot(description=text, **lot)])


@pytest.mark.parametrize(
    ("text", "lot", "says"),
    [
        ("Alla leverantörer får lämna anbud.", FLAG, "alla får lämna anbud"),
        ("Upphandlingen är inte reserverad.", FLAG, "alla får lämna anbud"),
        ("Upphandlingen är öppen för alla.", FLAG, "alla får lämna anbud"),
        (
            "Ny gästhamn med pirar.",
            {**FLAG, "cpv": ["45241500"], "value": {"amount": 4e7, "currency": "SEK"}},
            "stort bygge",
        ),
        (
            "Upphandlingen är reserverad för sociala företag enligt 4 kap. 18 § LOU.",
            {"reserved_participation": ["none"]},
            "ingen reservation finns",
        ),
        (
            "Leverantören ska under avtalstiden ta emot två praktikanter som kommunens arbetsmarknadsenhet anvisar.",
            {"strategic": ["none"]},
            "inget socialt mål",
        ),
        ("Lokalvård i skolor.", FLAG, None),
        ("Upphandlingen är reserverad för skyddade verkstäder.", FLAG, None),
        ("Upphandlingen är reserverad för sociala företag enligt 4 kap. 18 § LOU.", {}, None),
        ("Alla leverantörer får lämna anbud.", {}, None),
    ],
)
def test_what_is_at_odds(text: str, lot: dict[str, Any], says: str | None) -> None:
    given = notice(text, **lot)
    found = disagreements(given, classify(given))
    assert len(found) == (says is not None)
    assert says is None or says in found[0].what
    texts = fields(given)
    for span in (span for d in found for span in d.evidence):
        assert texts[span["field"]][span["start"] : span["end"]] == span["text"]


def test_a_contradicted_field_is_doubted_and_shows_both() -> None:
    given = notice("Alla leverantörer får lämna anbud.", **FLAG)
    (found,) = [c for c in classify(given) if c["category"] == "reserved"]
    assert (found["probability"], found["detail"]) == (0.4, "oklart")
    said = {**fields(given), **codes(given)}
    assert [said[s["field"]][s["start"] : s["end"]] for s in found["evidence"]] == [
        "res-ws",
        "Alla leverantörer får lämna anbud.",
    ]
