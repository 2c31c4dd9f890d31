"""The texts of a notice, by field path. Every evidence span is a slice of one of these."""

from __future__ import annotations

from models.values import LotData, NoticeData

LOT_TEXTS = (
    "title", "description", "performance_terms", "additional_information", "strategic_description",
    "accessibility_justification", "renewal_description", "options",
)  # fmt: skip
NOTICE_TEXTS = ("title", "description", "additional_information")


def fields(notice: NoticeData) -> dict[str, str]:
    """Return the free texts of a notice: ”title”, ”description”, ”lots/LOT-0001/description”, …

    A lot's text that only repeats the notice's is left out, so that nothing is found twice.
    """
    found: dict[str, str] = {}
    for name in NOTICE_TEXTS:
        if text := notice[name]:  # type: ignore[literal-required]
            found[name] = text
    for lot in notice["lots"]:
        found.update(_lot_fields(lot, set(found.values())))
    return found


def _lot_fields(lot: LotData, known: set[str]) -> dict[str, str]:
    path = f"lots/{lot['id']}"
    found = {f"{path}/{name}": lot[name] for name in LOT_TEXTS}  # type: ignore[literal-required]
    for number, criterion in enumerate(lot["award_criteria"]):
        found[f"{path}/award_criteria/{number}/name"] = criterion["name"]
        found[f"{path}/award_criteria/{number}/description"] = criterion["description"]
    for number, selection in enumerate(lot["selection_criteria"]):
        found[f"{path}/selection_criteria/{number}/description"] = selection["description"]
    return {field: text for field, text in found.items() if text and text not in known}


def codes(notice: NoticeData) -> dict[str, str]:
    """Return the structured social fields as text: the codes of a list joined by spaces."""
    found: dict[str, str] = {}
    for lot in notice["lots"]:
        path = f"lots/{lot['id']}"
        found[f"{path}/reserved_participation"] = " ".join(lot["reserved_participation"])
        found[f"{path}/reserved_execution"] = lot["reserved_execution"] or ""
        found[f"{path}/strategic"] = " ".join(lot["strategic"])
        found[f"{path}/social_objectives"] = " ".join(lot["social_objectives"])
        found[f"{path}/accessibility"] = lot["accessibility"] or ""
        found[f"{path}/sme"] = "true" if lot["sme"] else ""
    return {field: text for field, text in found.items() if text}


def lot_of(field: str) -> str | None:
    """Return the lot that a field belongs to; None for the whole procurement."""
    parts = field.split("/")
    return parts[1] if parts[0] == "lots" else None
