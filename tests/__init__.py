"""Small builders and marks for all tests: the smallest valid notice, lot and enterprise."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from models.values import EnterpriseData, LotData, NoticeData

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

needs_shared = pytest.mark.skipif(
    not (SHARED / "data").is_dir(), reason="the shared data folder is not beside the project (../shared/data)"
)
needs_qpdf = pytest.mark.skipif(not shutil.which("qpdf"), reason="qpdf is missing: apt-get install qpdf")


def a_lot(**changes: Any) -> LotData:
    """Return the smallest valid lot, with `changes` put over it."""
    lot: dict[str, Any] = {
        "id": "LOT-0001", "title": "Lokalvård", "description": None, "cpv": [], "nuts": [],
        "reserved_participation": [], "reserved_execution": None, "strategic": [], "social_objectives": [],
        "accessibility": None, "performance_terms": None, "deadline": None, "questions_by": None, "value": None,
        "duration": None,
        "renewals": None, "framework": None, "award_criteria": [], "kind": "Lot", "nature": None, "internal_id": None,
        "additional_information": None, "cities": [], "countries": [], "strategic_description": None,
        "accessibility_justification": None, "green": [], "innovation": [], "selection_criteria": [], "sme": None,
        "framework_maximum": None, "starts": None, "ends": None, "renewal_description": None, "options": None,
        "dps": None, "documents_url": None, "submission_url": None, "opening": None,
    }  # fmt: skip
    return {**lot, **changes}  # type: ignore[typeddict-item]


def a_notice(**changes: Any) -> NoticeData:
    """Return the smallest valid competition notice with one lot, with `changes` put over it."""
    notice: dict[str, Any] = {
        "id": "ted:1-2026", "source": "ted", "format": "eforms", "publication_number": "1-2026", "notice_uuid": None,
        "version": "01", "procedure_id": None, "subtype": "16", "form_type": "competition",
        "notice_type": "cn-standard", "legal_basis": "32014L0024", "language": "SWE", "published": "2026-10-01",
        "dispatched": "2026-09-30",
        "changes": None, "buyers": [], "title": "Lokalvård", "description": None, "cpv": [], "nature": None, "nuts": [],
        "value": None, "documents_url": None, "submission_url": None, "lots": [a_lot()], "winners": [], "sdk": None,
        "languages": ["SWE"], "procedure_type": None, "additional_information": None, "previous": [],
        "changed_sections": [], "change_description": None, "results": [],
    }  # fmt: skip
    return {**notice, **changes}  # type: ignore[typeddict-item]


def an_enterprise(**changes: Any) -> EnterpriseData:
    """Return the smallest valid enterprise in Halmstad, with `changes` put over it."""
    enterprise: dict[str, Any] = {
        "id": "5560000001", "name": "Exempelkooperativet", "legal_form": None, "municipality": "1380",
        "service_area": ["1380"], "nuts": ["SE231"], "max_km": None, "description": None, "trades": [], "cpv": [],
        "past_contracts": [], "persons": None, "yearly_value": None, "largest_contract": None, "certificates": [],
        "insurances": [], "permits": [], "occupied_total": None, "occupied_target_group": None, "counted_on": None,
        "integration_purpose": None, "public_service_purpose": None, "reinvests": None, "participation": None,
        "won_19_25_until": None, "registered_idea_driven": None, "f_skatt": None, "vat": None, "wants": [],
        "wants_not": [], "contact_name": None, "email": None, "phone": None, "confirmed_on": None,
    }  # fmt: skip
    return {**enterprise, **changes}  # type: ignore[typeddict-item]
