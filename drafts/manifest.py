"""`paket.json`: what a package was made from and by, and the hash of each file. Holds no contact data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from drafts.case import Case
from models.database import content_hash

VERSION = "1"  # of the documents: raised when the same case would give other documents
NAME = "paket.json"


def describe(case: Case, files: Sequence[tuple[str, bytes]]) -> dict[str, Any]:
    """Return what a package is made of; `files` are its documents."""
    regime = case.regime
    return {
        "version": case.version,
        "made_at": case.made_at.isoformat(),
        "changes": list(case.changes),
        "kind": case.kind,
        "notice": {
            "id": case.notice["id"],
            "publication_number": case.notice["publication_number"],
            "lot": case.lot["id"],
            "content": content_hash(case.notice),
        },
        "enterprise": {"id": case.enterprise["id"], "content": content_hash(case.enterprise)},
        "partners": [{"id": partner["id"], "content": content_hash(partner)} for partner in case.partners],
        "joint": content_hash(case.joint) if case.joint else None,
        "logo": hashlib.sha256(case.logo).hexdigest() if case.logo else None,
        "documents": [{**document._asdict(), "scanned": list(document.scanned)} for document in case.documents],
        "regime": {"name": regime.name, "reason": regime.reason, "certain": regime.certain},
        "award_decided": case.award_decided,
        "reservations": [{"kind": r.kind, "answer": r.answer} for r in case.reservations],
        "requirements": len(case.requirements),
        "made_by": {**case.made_by, "package": VERSION},
        "files": [
            {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
            for name, content in files
        ],
    }


def build(case: Case, files: Sequence[tuple[str, bytes]]) -> bytes:
    """Return `paket.json`."""
    return (json.dumps(describe(case, files), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode(
        "utf-8", "replace"
    )
