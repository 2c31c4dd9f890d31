"""How evenly the suggestions are spread over the enterprises, and at which step lots are lost."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from commands.common import database, print_json, settings, stop, with_example

STEPS = {
    "lost_at_gate": "stannar vid första steget: ingen gemensam bransch eller CPV-grupp, olika texter",
    "lost_at_reasons": "faller på för få skäl",
    "lost_at_score": "faller på för låg poäng",
    "shown": "visas",
}
LOST = {
    "gate": "ingen gemensam bransch eller CPV-grupp, olika texter",
    "reasons": "för få skäl",
    "score": "för låg poäng",
}
COLUMNS = {"shown": "förslag", "trial": "på prov", "approved": "godkända", "sent": "skickade", "bids": "anbud"}
QUARTERS = 4


@click.command(name="fairness")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="From the quarter of this day; else four quarters.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_example("anbudslots fairness --since 2026-01-01")
def fairness_command(since: datetime | None, as_json: bool) -> None:
    """Report how evenly suggestions are spread, who is served in each quarter, and at which step pairs are lost."""
    from flows.fairness import fairness
    from matchers.exposure import quarters_back
    from models.database import reading_session
    from models.swedish import STOCKHOLM

    chosen = settings()
    now = chosen.clock()
    today = now.astimezone(STOCKHOLM).date()
    first = since.date() if since else quarters_back(today, QUARTERS)
    if first > today:
        stop(f"--since {first}: dagen har inte varit än; välj en dag före {today}")
    with reading_session(database()) as session:
        report = fairness(session, now, first, chosen.show_at)
    if as_json:
        print_json(report)
        return
    print_report(report)


def print_report(report: dict[str, Any]) -> None:
    """Print the report in words."""
    counts = report["pairs"]
    click.echo(f"{report['enterprises']} företag, {report['open_lots']} öppna anbudsområden.")
    click.echo(f"\nVar det stannar ({counts['all']} par av anbudsområde och företag):")
    for name, words in STEPS.items():
        click.echo(f"  {_percent(counts[name]):>8}  {words}")
    click.echo("\nFöretag med minst ett förslag, per kvartal:")
    for quarter in report["quarters"]:
        click.echo(
            f"  {quarter['quarter']}  {_percent(quarter['share']):>8}  {quarter['served']} av {report['enterprises']}, "
            f"{quarter['matches']} förslag"
        )
    spread = report["gini"]["shown"]
    told = "inga förslag än" if spread is None else f"{spread:.2f}".replace(".", ",")
    click.echo(
        f"\nSpridning sedan {report['since']} (Gini): {told}. 0 är helt jämnt, nära 1 är att ett företag får allt."
    )
    click.echo(f"\n  {'Företag':<34}" + "".join(f" {words:>8}" for words in COLUMNS.values()))
    for row in sorted(report["table"], key=lambda row: (row["shown"], row["name"])):
        click.echo(f"  {row['name'][:34]:<34}" + "".join(f" {row[name]:>8}" for name in COLUMNS))
        if not row["shown"]:
            for line in _why_none(row):
                click.echo(f"      {line}")


def _why_none(row: dict[str, Any]) -> list[str]:
    """Say at which step an enterprise without suggestions loses most lots, and what its profile lacks."""
    lost = {name: count for name, count in row["steps"].items() if name in LOST}
    if not lost:
        return list(row["gaps"])
    most = max(lost, key=lambda name: lost[name])
    return [f"oftast: {LOST[most]} ({_percent(lost[most] / sum(row['steps'].values()))})", *row["gaps"]]


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.1f} %".replace(".", ",")
