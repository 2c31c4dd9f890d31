"""The dialogue list: which buyer to talk with, about what and when."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from commands.common import database, print_json, settings, stop, with_example
from commands.matching import place_code


@click.command(name="dialogue")
@click.option("--municipality", help="Name or code: the buyer's.")
@click.option("--buyer", help="A buyer whose name holds these words.")
@click.option("--all", "show_all", is_flag=True, help="Also what is put aside and contracts that end later.")
@click.option("--ics", type=click.Path(dir_okay=False, path_type=Path), help="Write the warnings as a calendar file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
@with_example("anbudslots dialogue --municipality Halmstad --ics samtal.ics")
def dialogue_command(
    municipality: str | None, buyer: str | None, show_all: bool, ics: Path | None, as_json: bool
) -> None:
    """List what to talk about with each buyer, and when: purchases without findings, plans, contracts that end."""
    from matchers.dialogue_calendar import calendar
    from matchers.dialogue_words import as_json as row_json
    from models.database import reading_session
    from models.dialogue import buyers_named
    from review.dialogue import dialogue_rows, today_of

    now = settings().clock()
    today = today_of(now)
    code = place_code(municipality)
    with reading_session(database()) as session:
        buyers = buyers_named(session, buyer) if buyer else None
        if buyers == []:
            stop(f"--buyer {buyer}: ingen köpare i databasen heter så; skriv en del av namnet, till exempel Halmstad")
        rows = dialogue_rows(session, now, municipality=code, buyers=buyers)
    if ics:
        try:
            ics.write_bytes(calendar((row.talk for row in rows if not row.is_aside), now))
        except OSError as error:
            stop(f"--ics {ics}: går inte att skriva: {error.strerror}; välj en annan fil")
        click.echo(f"Kalendern är skriven till {ics}.", err=True)
    shown = [row for row in rows if show_all or (row.talk.is_due and not row.is_aside)]
    if as_json:
        print_json([row_json(row.talk, row.mark, row.is_aside, today) for row in shown])
        return
    for name, group in groupby(shown, key=lambda row: row.talk.buyer_name):
        click.echo(f"\n{name}")
        for row in group:
            print_row(row.talk, today)
    later = sum(not row.talk.is_due and not row.is_aside for row in rows)
    aside = sum(row.is_aside for row in rows)
    click.echo(
        f"\n{len(shown)} att prata om. {aside} är klara tills något ändras, {later} avtal tar slut senare (se --all).",
        err=True,
    )


def print_row(talk: Any, today: date) -> None:
    """Print one row in words."""
    from matchers.dialogue_words import KINDS, advice, annex2_note, timing, title, why

    click.echo(f"  {KINDS[talk.kind]}: {title(talk)}  ({talk.notice})")
    for line in (why(talk), timing(talk), advice(talk), annex2_note(talk, today)):
        if line:
            click.echo(f"      {line}")
    names = "; ".join(f"{found.name} ({found.reason})" for found in talk.deliverers)
    if talk.suppliers:
        click.echo(f"      Har avtalet i dag: {', '.join(talk.suppliers)}")
    click.echo(f"      Kan leverera: {names or 'inget företag i registret'}")
