"""What coordinators have said of sentences weighs more than what was found in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from matchers.corpus.check import Label, Passage
from models.values import ConsiderationData, EvidenceSpan, Strength

SAID = 0.99  # probability of what a person has said


Said = Mapping[str, str]  # category -> strength that a sentence states; empty: it states nothing


def passage_of(number: int, text: str, said: Said) -> Passage:
    """Return a correction in the form of the corpus: the whole sentence is the words that state it."""
    labels: list[Label] = [
        {"category": category, "strength": strength, "start": 0, "end": len(text)}
        for category, strength in said.items()
    ]
    return {"id": f"ko-{number:04d}", "text": text, "voice": "ad", "labels": labels, "numbers": {}}


def corrected(found: Sequence[ConsiderationData], said: Mapping[str, Said]) -> list[ConsiderationData]:
    """Return the findings with each corrected sentence (`said`, by its words) read as the coordinator reads it.

    A sentence is no evidence of what it was said not to state, and sure evidence of what it was said to state.
    """
    kept: list[ConsiderationData] = []
    for finding in found:
        evidence = [span for span in finding["evidence"] if _agrees(finding, span, said)]
        if evidence:
            strengths = [said[span["text"]][finding["category"]] for span in evidence if span["text"] in said]
            kept.append(
                {
                    **finding,
                    "evidence": evidence,
                    "probability": SAID if strengths else finding["probability"],
                    "strength": cast(Strength, strengths[0]) if strengths else finding["strength"],
                }
            )
    return [*kept, *_added(found, kept, said)]


def _agrees(finding: ConsiderationData, span: EvidenceSpan, said: Mapping[str, Said]) -> bool:
    return span["text"] not in said or finding["category"] in said[span["text"]]


def _added(
    found: Sequence[ConsiderationData], kept: Sequence[ConsiderationData], said: Mapping[str, Said]
) -> list[ConsiderationData]:
    """Return what was said to be stated by a sentence in which it was not found."""
    there = {(finding["lot"], finding["category"]) for finding in kept}
    added: dict[tuple[str | None, str], ConsiderationData] = {}
    for finding in found:
        for span in finding["evidence"]:
            for category, strength in said[span["text"]].items() if span["text"] in said else ():
                key = (finding["lot"], category)
                if key not in there:
                    added[key] = {
                        "lot": finding["lot"],
                        "category": category,
                        "detail": "oklart" if category == "reserved" else None,
                        "strength": cast(Strength, strength),
                        "probability": SAID,
                        "basis": "model",
                        "evidence": [span],
                        "numbers": None,
                    }
    return list(added.values())
