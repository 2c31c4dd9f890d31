"""The trades of work-integration social enterprises as data: `trades.yml`, its words and CPV codes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from matchers.folding import words_of
from matchers.masks import Masks

FILE = Path(__file__).parent / "trades.yml"
LINE = 60  # characters after a word in which it can be taken back
BEFORE = re.compile(
    r"\b(?:inte|ej|utan|exklusive|exkl\.?|utom|undantaget|varken)\s+(?:(?!bara\b|endast\b|enbart\b|också\b|även\b)\w+\s+)?$",
    re.IGNORECASE,
)
AFTER = re.compile(
    r"[^.,;:!?]*?\b(?:ingår|omfattas|avses|upphandlas|köps)\s+(?:inte|ej)\b(?! bara| enbart| endast)", re.IGNORECASE
)


class Trade(NamedTuple):
    """One trade. `size` is a normal year for one enterprise in thousand SEK (lowest, highest)."""

    id: str
    sv: str
    words: re.Pattern[str]
    false_friends: re.Pattern[str] | None
    cpv: tuple[str, ...]
    size: tuple[int, int]
    is_core: bool
    examples: tuple[str, ...]
    not_examples: tuple[str, ...]

    def found_in(self, text: str) -> list[str]:
        """Return the trade's words in a text, as written there, each once, in order; not those it takes back."""
        if self.false_friends:
            text = self.false_friends.sub(" ", text)
        found = (match for match in self.words.finditer(text) if not _is_taken_back(text, match.start(), match.end()))
        return list(dict.fromkeys(match.group().lower() for match in found))


def _is_taken_back(text: str, start: int, end: int) -> bool:
    """Say whether a text says no to the word from `start` to `end`: ”utan städning”, ”städning ingår inte”."""
    if BEFORE.search(text[max(0, start - 30) : start]):
        return True
    return AFTER.match(text[end : end + LINE]) is not None


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
            examples=tuple(entry["examples"]),
            not_examples=tuple(entry["not_examples"]),
        )
        for name, entry in data["trades"].items()
    }


@cache
def _masks() -> tuple[Masks, tuple[Trade, ...]]:
    every = tuple(trades().values())
    return Masks([trade.words for trade in every]), every


def named(text: str) -> dict[str, list[str]]:
    """Return, by trade, its words in a text. The masks spare most of the searches: see `matchers.masks`."""
    masks, every = _masks()
    allowed = masks.allowed(words_of(text.lower()))
    found = ((trade.id, trade.found_in(text)) for number, trade in enumerate(every) if allowed >> number & 1)
    return {trade: words for trade, words in found if words}
