"""What a night did, in words: for the terminal and for Prefect's page."""

from __future__ import annotations

from typing import Any

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
    "watch": "jämföra med förra månaderna",
    "rematch": "matcha ändrade företag",
    "match": "matcha",
    "group": "hitta gemensamma anbud",
    "draft": "skriva anbudspaket",
    "queue": "skriva mejl",
}
SHOWN_ISSUES = 10


Report = dict[str, Any]  # what flows.night.outcome returns


def lines(report: Report) -> list[tuple[str, str]]:
    """Return (number, words) for each count."""
    return [(str(report[name]), words) for name, words in WORDS.items()]


def stage_line(report: Report) -> str:
    """Return how long each stage took."""
    times = (f"{STAGE_WORDS[name]} {seconds:.1f} s" for name, seconds in report["stages"].items())
    return ", ".join(times).replace(".", ",").capitalize()


def issue_lines(report: Report) -> list[str]:
    """Return one line per issue, the first ten, and how many more there are."""
    issues = report["issues"]
    shown = [
        f"{issue['notice'] or issue['source'] or 'natten'}: {issue['what']} → {issue['todo']}"
        for issue in issues[:SHOWN_ISSUES]
    ]
    more = len(issues) - len(shown)
    return [*shown, f"… och {more} till, se: anbudslots doctor"] if more > 0 else shown


def markdown(report: Report) -> str:
    """Return the summary as Markdown."""
    counts = "\n".join(f"| {words} | {number} |" for number, words in lines(report))
    issues = "\n".join(f"* {line}" for line in issue_lines(report)) or "Inget."
    return (
        f"# Natten {report['started'][:16]} UTC\n\n| vad | antal |\n|---|---:|\n{counts}\n\n"
        f"{stage_line(report)}\n\n## Att titta på\n{issues}\n"
    )
