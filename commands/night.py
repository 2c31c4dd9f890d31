"""The night, and sending what it queued."""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from typing import Any

import click

from commands.common import READABLE, database, print_json, progress_bar, settings, stop, with_example
from settings import Settings


@click.command()
@click.option("--from", "paths", multiple=True, type=READABLE, help="Read these files, folders or .tar.gz instead.")
@click.option("--source", "sources", multiple=True, help="Only these sources (see: anbudslots sources).")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Collect from this day.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_example("anbudslots nightly --from samples/eforms")
def nightly(paths: tuple[Path, ...], sources: tuple[str, ...], since: Any, as_json: bool) -> None:
    """Run the whole night: collect, read, join, classify, match, draft, queue mails."""
    from flows.lock import NightRunning
    from flows.night import Request, attempt_plainly, open_night, outcome, run_stage
    from flows.stages import STAGES
    from scrapers.sources import sources as known_sources

    for name in set(sources) - set(known_sources()):
        stop(f"--source {name}: det finns ingen sådan källa; välj en av {', '.join(known_sources())}")
    database().dispose()
    request = Request(paths, sources, since.date() if since else None)
    try:
        with progress_bar() as progress, open_night(settings(), request, progress) as night:
            for stage in STAGES:
                run_stage(night, stage, attempt_plainly(night))
            report = outcome(night)
            failed = bool(night.failures or night.issues)
    except NightRunning as error:
        click.echo(f"anbudslots: {error}", err=True)
        sys.exit(1)
    if as_json:
        print_json(report)
    else:
        print_summary(report)
        click.echo("Fortsätt med:  anbudslots matches   anbudslots review   anbudslots send --dry-run\n")
    sys.exit(1 if failed else 0)


def print_summary(report: dict[str, Any]) -> None:
    """Print what a night did (as `nightly --json` tells it), in words."""
    from flows.summary import issue_lines, lines, stage_line

    click.echo(f"\nNatten {report['started'][:10]} är klar.\n")
    for number, words in lines(report):
        click.echo(f"  {number:>6}  {words}")
    click.echo(f"\n  {stage_line(report)}")
    if report["issues"]:
        click.echo(f"\nAtt titta på ({len(report['issues'])}):")
        for line in issue_lines(report):
            click.echo(f"  * {line}")
    click.echo("")


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be sent.")
@with_example("anbudslots send --dry-run")
def send(dry_run: bool) -> None:
    """Send the mails of approved matches: to the SMTP server, or as .eml files in the outbox folder."""
    chosen = settings()
    database().dispose()
    sys.exit(send_mails(chosen, dry_run))


def send_mails(chosen: Settings, dry_run: bool) -> int:
    """Queue what is approved, send what is due, print what happened; returns the exit code."""
    from sqlalchemy import select
    from sqlmodel import Session, col

    from digests.send import GaveUp, TryLater, to_files, to_server
    from flows.lock import owner_here
    from flows.telling import queue_approved, send_due
    from models.database import make_engine
    from models.tables import OutboxMessage

    engine = make_engine(chosen.database)
    with Session(engine) as session:
        queue_approved(session, chosen)
        waiting = select(OutboxMessage).where(col(OutboxMessage.state).in_(["queued", "sending"]))
        mails = [(mail.recipient, mail.subject) for mail in session.execute(waiting).scalars()]
        session.rollback() if dry_run else session.commit()
    for recipient, subject in mails if dry_run else []:
        click.echo(f"{recipient}: {subject}")
    if dry_run or not mails:
        click.echo(f"{len(mails)} mejl att skicka.")
        return 0
    opened = functools.partial(Session, engine)
    try:
        if chosen.smtp_url:
            with to_server(chosen.smtp_url) as transport:
                result = send_due(opened, transport, owner_here(), chosen)
        else:
            result = send_due(opened, to_files(chosen.outbox), owner_here(), chosen)
    except TryLater as error:
        click.echo(f"anbudslots: {error}; mejlen ligger kvar, försök igen senare", err=True)
        return 1
    except GaveUp as error:
        stop(str(error))
    where = "" if chosen.smtp_url else f" (som .eml i {chosen.outbox})"
    click.echo(f"{len(result['sent'])} mejl skickade{where}.")
    words = {"later": "väntar", "failed": "gick inte att skicka till", "held": "stoppades, gäller inte längre"}
    for outcome, word in words.items():
        for recipient in result[outcome]:
            click.echo(f"  {word}: {recipient}", err=True)
    return 1 if any(result[outcome] for outcome in words) else 0
