"""The self-declaration of a bid: whether the rules or the notice ask for it."""

from __future__ import annotations

import re

from drafts.case import Case

ABOVE = frozenset({"directive", "utilities"})
ASKED = re.compile(r"\bESPD\b|egen ?försäkran|enhetlig\w* upphandlingsdokument", re.IGNORECASE)


def is_wanted(case: Case) -> bool:
    """Return whether the purchase is above the thresholds, or its notice or documents ask for a self-declaration."""
    notice, lot = case.notice, case.lot
    criteria = [criterion["description"] for criterion in lot["selection_criteria"]]
    written = [
        notice["description"], notice["additional_information"], lot["description"], lot["additional_information"],
        lot["performance_terms"], *criteria, *(requirement["text"] for requirement in case.requirements),
    ]  # fmt: skip
    return case.regime.name in ABOVE or any(ASKED.search(text) for text in written if text)
