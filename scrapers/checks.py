"""What a source is expected to give, against what came. A broken minimum keeps out that batch, not the night."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from models.values import IssueData, NoticeData

SMALLEST = 20  # fewer notices say nothing about shares
EXPECTED: Mapping[str, tuple[float, Callable[[NoticeData], bool]]] = {
    "rubrik": (0.95, lambda notice: bool(notice["title"])),
    "köpare": (0.9, lambda notice: any(buyer["name"] for buyer in notice["buyers"])),
    "CPV-kod": (0.85, lambda notice: bool(notice["cpv"]) or any(lot["cpv"] for lot in notice["lots"])),
}


def check(source: str, notices: Sequence[NoticeData]) -> list[IssueData]:
    """Return one error per broken minimum: the share of notices with a title, a buyer, a CPV code."""
    if len(notices) < SMALLEST:
        return []
    issues: list[IssueData] = []
    for name, (least, has) in EXPECTED.items():
        share = sum(map(has, notices)) / len(notices)
        if share < least:
            issues.append(
                {
                    "level": "error",
                    "source": source,
                    "notice": None,
                    "what": f"bara {share:.0%} av {len(notices)} annonser har {name}, minst {least:.0%} väntas",
                    "todo": "källan kan ha ändrat sitt format; annonserna är sparade och läses om när läsaren är lagad",
                }
            )
    return issues
