"""The sources and on what ground each may be collected. The code refuses a source that is not open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from scrapers.exceptions import SourceForbidden

FILE = Path(__file__).parent / "sources.yml"
OPEN = frozenset({"open_api", "open_data"})
TERMS_LAST = timedelta(days=365)


class SourceEntry(BaseModel):
    """One source of `sources.yml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    owner: str
    url: str
    access: str
    terms_read_on: date
    permission_ref: str | None = None
    attribution: str | None = None
    note: str | None = None

    def refusal(self, on: date) -> str | None:
        """Return why the source may not be collected on that day, in Swedish; None when it may."""
        if self.access not in OPEN and not (self.access == "permission" and self.permission_ref):
            return self.note or "Källan är inte öppen och inget tillstånd är inskrivet."
        if on - self.terms_read_on > TERMS_LAST:
            return f"Villkoren lästes senast {self.terms_read_on}; läs dem igen och skriv in dagen."
        return None


@cache
def sources() -> Mapping[str, SourceEntry]:
    """Return all sources by name."""
    data: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["sources"]
    return {name: SourceEntry.model_validate(entry) for name, entry in data.items()}


def require_open(name: str, on: date) -> SourceEntry:
    """Return the source, or raise SourceForbidden with the reason."""
    entry = sources().get(name)
    if entry is None:
        raise SourceForbidden(f"det finns ingen källa {name}", f"välj en av {', '.join(sources())}")
    if reason := entry.refusal(on):
        raise SourceForbidden(f"källan {name} får inte hämtas: {reason}", "skriv in ett tillstånd i sources.yml")
    return entry
