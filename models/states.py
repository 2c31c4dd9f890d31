"""The state of a match, derived from its dated events."""

from __future__ import annotations

from datetime import datetime

# Event kinds, and the state a match is in after each.
AFTER = {
    "found": "new",
    "changed": "new",  # the notice changed after the last decision: a person is asked again
    "returned": "new",  # withdrawn once, found again
    "yes": "approved",
    "no": "rejected",
    "later": "later",
    "queued": "queued",  # its mail is written
    "sent": "sent",
    "withdrawn": "withdrawn",  # the lot or the enterprise no longer fits, or the lot was closed
}
SWEDISH = {
    "new": "att granska",
    "approved": "godkänd",
    "rejected": "avböjd",
    "later": "senare",
    "queued": "mejl väntar",
    "sent": "skickad",
    "withdrawn": "återtagen",
    "expired": "tiden är ute",
}


def state(last_event: str, deadline: datetime | None, now: datetime) -> str:
    """Return the state after `last_event` at `now`: an undecided match whose deadline has passed is expired."""
    after = AFTER[last_event]
    if after in {"new", "later", "approved"} and deadline is not None and deadline <= now:
        return "expired"
    return after
