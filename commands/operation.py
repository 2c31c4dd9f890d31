"""What runs and what works: the review page, the sources, the doctor."""

from __future__ import annotations

import sys

import click

from commands.common import database, print_json, settings, with_example


@click.command()
@click.option("--port", default=8017, show_default=True, type=click.IntRange(0, 65535))
@with_example("anbudslots review")
def review(port: int) -> None:
    """Serve the coordinators' page on this machine, until Ctrl-C."""
    import uvicorn

    from review.app import create_app

    chosen = settings()
    database().dispose()
    click.echo(f"Öppna http://127.0.0.1:{port}/ i webbläsaren. Avsluta med Ctrl-C.", err=True)
    uvicorn.run(create_app(chosen), host="127.0.0.1", port=port, log_level="warning")


@click.command(name="sources")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
@with_example("anbudslots sources")
def sources_command(as_json: bool) -> None:
    """List the sources: on what ground each may be collected, the last run, and how it has been."""
    from models.database import reading_session
    from models.tables import Source
    from scrapers.sources import sources

    today = settings().clock().date()
    shown = []
    with reading_session(database()) as session:
        for name, entry in sources().items():
            state = session.get(Source, name) or Source(id=name)
            shown.append(
                {
                    "name": name,
                    "title": entry.title,
                    "access": entry.access,
                    "refusal": entry.refusal(today),
                    "last_run": state.last_run.isoformat() if state.last_run else None,
                    "last_ok": state.last_ok.isoformat() if state.last_ok else None,
                    "last_count": state.last_count,
                    "errors_in_a_row": state.errors_in_a_row,
                    "last_error": state.last_error,
                }
            )
    if as_json:
        print_json(shown)
        return
    for source in shown:
        seen = f"senast {source['last_ok']}" if source["last_ok"] else "aldrig hämtad"
        health = source["refusal"] or source["last_error"] or seen
        click.echo(f"{source['name']:<10} {source['access']:<11} {source['last_count']:>6}  {health}")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_example("anbudslots doctor")
def doctor(as_json: bool) -> None:
    """Print the settings, and what works, what does not, and what to do."""
    from flows.doctor import examine

    chosen = settings()
    report = examine(chosen)
    if as_json:
        print_json({"settings": chosen.shown(), "checks": [check._asdict() for check in report]})
    else:
        for name, value in chosen.shown().items():
            click.echo(f"  {name:<18} {value or '–'}")
        click.echo("")
        for check in report:
            mark = "FEL" if not check.ok else "OBS" if check.remark else "ok "
            todo = "" if mark == "ok " else f" → {check.todo}"
            click.echo(f"  {mark}  {check.name}: {check.what}{todo}")
    sys.exit(0 if all(check.ok for check in report) else 1)
