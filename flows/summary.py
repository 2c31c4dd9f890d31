"""What a night did, in words: for the terminal and for Prefect's page."""

from __future__ import annotations

from flows.night import Night

WORDS = {
    "read": "annonser lästa",
    "new": "nya",
    "changed": "ändrade",
    "unchanged": "oförändrade",
    "quarantined": "gick inte att läsa",
    "considerations": "sociala hänsyn hittade",
    "matches": "förslag att granska",
    "joint_bids": "förslag till gemensamma anbud",
    "drafts": "anbudspaket",
    "queued": "mejl skrivna",
}
STAGE_WORDS = {
    "collect": "hämta",
    "read": "läsa",
    "join": "foga ihop",
    "classify": "hitta sociala hänsyn",
    "rematch": "matcha ändrade företag",
    "match": "matcha",
    "joint": "gemensamma anbud",
    "draft": "skriva anbudspaket",
    "queue": "skriva mejl",
}
SHOWN_ISSUES = 10


def lines(night: Night) -> list[tuple[str, str]]:
    """Return (number, words) for each count."""
    return [(str(night.counts[name]), words) for name, words in WORDS.items()]


def issue_lines(night: Night) -> list[str]:
    """Return one line per issue, the first ten, and how many more there are."""
    shown = [
        f"{issue['notice'] or issue['source'] or 'natten'}: {issue['what']} → {issue['todo']}"
        for issue in night.issues[:SHOWN_ISSUES]
    ]
    more = len(night.issues) - len(shown)
    return [*shown, f"… och {more} till: anbudslots doctor"] if more > 0 else shown


def markdown(night: Night) -> str:
    """Return the summary as Markdown."""
    counts = "\n".join(f"| {words} | {number} |" for number, words in lines(night))
    times = "\n".join(f"| {STAGE_WORDS[name]} | {seconds:.1f} s |" for name, seconds in night.stages.items())
    issues = "\n".join(f"* {line}" for line in issue_lines(night)) or "Inget."
    return (
        f"# Natten {night.started:%Y-%m-%d %H.%M} UTC\n\n| vad | antal |\n|---|---:|\n{counts}\n\n"
        f"| steg | tid |\n|---|---:|\n{times}\n\n## Att titta på\n{issues}\n"
    )
