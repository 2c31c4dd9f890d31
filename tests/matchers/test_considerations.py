"""Every example and hard negative of the taxonomy, and the promises of a finding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.categories import categories
from matchers.considerations import classify
from matchers.texts import codes, fields
from models.values import ConsiderationData
from tests import a_lot, a_notice

EXAMPLES = [(code, text) for code, category in categories().items() for text in category.examples]
NEGATIVES = [text for category in categories().values() for text in category.negatives]
pieces = st.sampled_from([*(text for _, text in EXAMPLES), *NEGATIVES, "Krav:", "•", "\n", "4 kap. 18 § LOU.", "t.ex."])


def found_in(text: str, title: str = "Upphandling") -> list[ConsiderationData]:
    """Return the findings in a description that are more likely than not."""
    found = classify(a_notice(title=title, description=text, lots=[a_lot(title=None)]))
    return [finding for finding in found if finding["probability"] >= 0.5]


@pytest.mark.parametrize(("code", "text"), EXAMPLES)
def test_an_example_is_found(code: str, text: str) -> None:
    assert code in {c["category"] for c in found_in(text)}


@pytest.mark.parametrize("text", NEGATIVES)
def test_a_look_alike_is_not_found(text: str) -> None:
    assert found_in(text) == []


@given(st.lists(st.one_of(pieces, st.text(max_size=60)), max_size=12).map(" ".join))
def test_every_evidence_span_is_a_slice_of_the_text(text: str) -> None:
    notice = a_notice(description=text or None, lots=[a_lot(description=text[::-1] or None, social_objectives=["opp"])])
    texts = fields(notice) | codes(notice)

    for finding in classify(notice):
        assert 0 < finding["probability"] <= 1
        for span in finding["evidence"]:
            assert texts[span["field"]][span["start"] : span["end"]] == span["text"]


def test_a_field_and_a_text_are_two_findings_for_their_lot() -> None:
    lot = a_lot(reserved_participation=["res-ws"], performance_terms="Leverantören ska erbjuda två praktikplatser.")
    found = classify(a_notice(title="Städning", lots=[lot]))

    assert [(c["category"], c["basis"], c["lot"]) for c in found] == [
        ("reserved", "field", "LOT-0001"),
        ("employment", "pattern", "LOT-0001"),
    ]


def test_crumbs_state_nothing() -> None:
    assert classify(a_notice(title="80", description="1, nr. 1. –\nA: ja, B: 12 st", lots=[a_lot(title=None)])) == []


def test_codes_that_say_nothing_are_no_finding() -> None:
    lot = a_lot(
        reserved_participation=["none"], reserved_execution="no", strategic=["none"], accessibility="n-inc-just"
    )

    assert [c for c in classify(a_notice(title="Städning", lots=[lot])) if c["basis"] == "field"] == []


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("Mervärde ges för varje långtidsarbetslös som anställs i uppdraget.", "criterion"),
        ("Leverantören ska ha dialog med kommunen om möjligheten att erbjuda praktikplatser.", "dialogue"),
        ("Under avtalstiden ska leverantören erbjuda två praktikplatser.", "contract"),
        ("Kommunen ser gärna att leverantören erbjuder praktikplatser.", "policy"),
        ("Upphandlingen är reserverad för sociala företag.", "object"),
    ],
)
def test_the_verb_decides_the_strength(text: str, strength: str) -> None:
    assert found_in(text)[0]["strength"] == strength


def test_the_exclusion_chapter_is_not_a_clause() -> None:
    assert (
        found_in("Uteslutningsgrunder enligt 13 kap. LOU: barnarbete, människohandel, arbetsrättsliga villkor.") == []
    )


def test_numbers_are_values_and_words() -> None:
    (found,) = found_in("Leverantören ska erbjuda två praktikplatser, annars vite 5 000 kr.")

    assert found["numbers"] is not None
    assert (found["numbers"]["count"], found["numbers"]["penalty"]) == (2, 5000)
    assert found["detail"] == "antal: 2 · vite eller avdrag: 5\u00a0000\u00a0kr"
