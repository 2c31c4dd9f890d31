"""Matches on trial: a few from just below the limit of showing, or learning would never hear of what is not shown.

Whether a match is tried follows from its lot, its enterprise and its score alone, as all that is said of a match. So
each night tries what one match of everything would try, and every match of the band has had the same chance.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from models.values import MatchData

BAND = 0.1  # of the score, below the limit
SHARE = 0.25  # of the band's matches
REASONS = 2
# Signals whose sentence can be checked in the notice itself: neither likeness of texts nor time left
CHECKABLE = frozenset({"trade", "cpv", "place", "size", "reserved", "considerations", "wishes"})
REFUSED = frozenset({"reserved", "wishes"})  # below 0: the enterprise may not take it, or does not want it


def lowest(show_at: float) -> float:
    """Return the lowest score of a match on trial, when matches are shown from `show_at`."""
    return round(show_at - BAND, 4)


def checkable_reasons(match: MatchData) -> int:
    """Return how many signals speak for a match with a sentence that can be checked in the notice itself."""
    return sum(signal["value"] > 0 for signal in match["signals"] if signal["name"] in CHECKABLE)


def may_be_tried(match: MatchData, show_at: float) -> bool:
    """Say whether a match lies just below the limit, has reasons to check, and is nothing refused beforehand."""
    return (
        lowest(show_at) <= match["score"] < show_at
        and checkable_reasons(match) >= REASONS
        and not any(signal["value"] < 0 for signal in match["signals"] if signal["name"] in REFUSED)
    )


def is_drawn(match: MatchData) -> bool:
    """Say whether the draw falls on this match: the same for ever, in SHARE of all pairs of lot and enterprise."""
    pair = f"{match['notice']}/{match['lot']} {match['enterprise']}"
    return int.from_bytes(hashlib.sha256(pair.encode()).digest()[:4]) < SHARE * 2**32


def on_trial(matches: Iterable[MatchData], show_at: float) -> list[MatchData]:
    """Return those of the matches that are shown on trial, in their order."""
    return [match for match in matches if may_be_tried(match, show_at) and is_drawn(match)]
