"""What a coordinator says of a sentence holds over what was found."""

from __future__ import annotations

from matchers.corpus.check import problems
from matchers.corrections import SAID, corrected, passage_of
from models.values import ConsiderationData, EvidenceSpan


def span(text: str) -> EvidenceSpan:
    """Return evidence with these words."""
    return {"field": "description", "start": 0, "end": len(text), "text": text}


def finding(category: str, *texts: str, lot: str | None = None) -> ConsiderationData:
    """Return a finding with this evidence."""
    return {
        "lot": lot, "category": category, "detail": None, "strength": "contract", "probability": 0.7, "basis": "model",
        "evidence": [span(text) for text in texts], "numbers": None,
    }  # fmt: skip


def test_a_denied_sentence_is_no_evidence() -> None:
    assert corrected([finding("employment", "A")], {"A": {}}) == []
    assert corrected([finding("employment", "A", "B")], {"A": {}}) == [finding("employment", "B")]


def test_a_confirmed_sentence_is_sure_and_has_the_strength_that_was_said() -> None:
    (found,) = corrected([finding("employment", "A", "B")], {"B": {"employment": "criterion"}})

    assert (found["probability"], found["strength"]) == (SAID, "criterion")
    assert [one["text"] for one in found["evidence"]] == ["A", "B"]


def test_another_category_takes_the_place_in_the_same_lot() -> None:
    found = corrected([finding("employment", "A", lot="LOT-0002")], {"A": {"work_training": "object", "iop": "object"}})

    assert [(c["category"], c["lot"], c["probability"]) for c in found] == [
        ("work_training", "LOT-0002", SAID),
        ("iop", "LOT-0002", SAID),
    ]


def test_what_is_found_already_is_not_added_again() -> None:
    before = [finding("employment", "A"), finding("labour", "A")]
    found = corrected(before, {"A": {"labour": "contract"}})

    assert [c["category"] for c in found] == ["labour"]


def test_nothing_said_changes_nothing() -> None:
    before = [finding("employment", "A"), finding("labour", "B")]
    assert corrected(before, {"C": {}}) == before


def test_a_correction_has_the_form_of_the_corpus() -> None:
    passages = [passage_of(1, "En mening.", {"labour": "demand"}), passage_of(2, "En till.", {})]

    assert problems(passages) == []
    assert passages[0]["labels"] == [{"category": "labour", "strength": "demand", "start": 0, "end": 10}]
