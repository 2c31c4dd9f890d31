"""The trades of work-integration social enterprises as data: `trades.yml`, its words and CPV codes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

FILE = Path(__file__).parent / "trades.yml"


class Trade(NamedTuple):
    """One trade. `size` is a normal year for one enterprise in thousand SEK (lowest, highest)."""

    id: str
    sv: str
    words: re.Pattern[str]
    false_friends: re.Pattern[str] | None
    cpv: tuple[str, ...]
    size: tuple[int, int]
    is_core: bool

    def found_in(self, text: str) -> list[str]:
        """Return the trade's words in a text, as written there, each once, in order."""
        if self.false_friends:
            text = self.false_friends.sub(" ", text)
        return list(dict.fromkeys(match.group().lower() for match in self.words.finditer(text)))


@cache
def trades() -> Mapping[str, Trade]:
    """Return all trades by id."""
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {
        name: Trade(
            id=name,
            sv=entry["sv"],
            words=re.compile(rf"\b(?:{entry['words']})", re.IGNORECASE),
            false_friends=re.compile(rf"\b(?:{entry['not']})\w*", re.IGNORECASE) if "not" in entry else None,
            cpv=tuple(entry["cpv"]),
            size=(entry["size"][0], entry["size"][1]),
            is_core=entry.get("core", False),
        )
        for name, entry in data["trades"].items()
    }
