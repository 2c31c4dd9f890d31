"""What was found of social consideration: show it, correct it, and train on the corrections."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.common import database, print_json, settings, stop, with_example

if TYPE_CHECKING:
    from sqlmodel import Session

    from matchers.train_considerations import Corrected


BASES = {"field": "köparens eget fält", "pattern": "regel", "model": "modell"}


@click.group()
def considerations() -> None:
    """Social considerations that were found: show, correct, train."""


@considerations.command(name="list")
@click.argument("notice")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
@with_example("anbudslots considerations list ted:600101-2026")
def list_command(notice: str, as_json: bool) -> None:
    """List what was found in a notice, with the number that a correction names."""
    from sqlalchemy import select
    from sqlmodel import col

    from matchers.categories import categories
    from models.database import reading_session
    from models.tables import Consideration, Notice
    from review.corrections import DETAILS, STRENGTHS

    with reading_session(database()) as session:
        if session.get(Notice, notice) is None:
            stop(f"det finns ingen annons ”{notice}” i databasen; se numren med: anbudslots matches --json")
        query = select(Consideration).where(col(Consideration.notice) == notice).order_by(col(Consideration.id))
        rows = session.execute(query).scalars().all()
    if as_json:
        print_json([row.model_dump() for row in rows])
        return
    for row in rows:
        name = categories()[row.category].sv
        detail = f" ({DETAILS.get(row.detail, row.detail)})" if row.detail else ""
        click.echo(f"{row.id:>6}  {name}{detail}: {STRENGTHS[row.strength]}, {BASES[row.basis]}, {row.probability:.0%}")
        for span in row.evidence:
            click.echo(f"        {span['field']}: ”{span['text']}”")


@considerations.command()
@click.argument("finding", type=int)
@click.option("--by", "person", required=True, help="Who corrects.")
@click.option(
    "--states", nargs=2, multiple=True, metavar="CATEGORY STRENGTH", help="What the sentence states; repeat for more."
)
@click.option("--nothing", is_flag=True, help="The sentence states no social consideration.")
@with_example('anbudslots considerations correct 12 --by "Anna Ek" --states employment contract')
def correct(finding: int, person: str, states: tuple[tuple[str, str], ...], nothing: bool) -> None:
    """Say what the first sentence of a finding states. It holds from the next night, and is trained on."""
    from sqlmodel import Session

    from review.correct import CannotCorrect
    from review.correct import correct as write

    if nothing == bool(states):
        stop("ange antingen --states KATEGORI STYRKA eller --nothing")
    with Session(database()) as session:
        try:
            text = write(session, finding, person, dict(states), settings().clock()).text
        except CannotCorrect as error:
            stop(str(error))
        session.commit()
    click.echo(f"Rättat: ”{text}”")


@considerations.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_example("anbudslots considerations export rattningar.jsonl")
def export(file: Path) -> None:
    """Write all corrections in the form of the corpus (JSON Lines)."""
    from models.database import reading_session

    with reading_session(database()) as session:
        lines = [json.dumps(one.passage, ensure_ascii=False) for one in corrections(session)]
    try:
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        stop(f"kan inte skriva {file}: {error.strerror}")
    click.echo(f"{len(lines)} rättningar skrivna till {file}.")


@considerations.command()
@click.option("--dry-run", is_flag=True, help="Only train and report.")
@click.option("--back", is_flag=True, help="Go back to the version before, without training.")
@with_example("anbudslots considerations train --dry-run")
def train(dry_run: bool, back: bool) -> None:
    """Train the reader on the corpus and the corrections; use it if it is better on what it has not seen (minutes)."""
    from matchers import text_model
    from matchers.corpus.check import load
    from matchers.model_store import folder_in_use, go_back, put_in_use
    from matchers.train_considerations import train as make
    from models.database import reading_session

    store = settings().reader_models
    if back:
        try:
            click.echo(f"I bruk: {go_back(store) or 'projektets egen modell'}")
        except LookupError as error:
            stop(str(error))
        return
    with reading_session(database()) as session:
        said = corrections(session)
    in_use = text_model.read_or_none(folder_in_use(store) or text_model.FOLDER)
    trained = make(load(), said, in_use)
    for line in trained.report:
        click.echo(line)
    if trained.promoted and not dry_run:
        put_in_use(store, trained)
        click.echo(f"I bruk från nu: {trained.facts['version']}. Annonserna läses om nästa natt.")
    else:
        click.echo("Den nya modellen är bättre, men togs inte i bruk." if trained.promoted else "Modellen behålls.")


def corrections(session: Session) -> list[Corrected]:
    """Return every correction, the oldest first; of a sentence corrected twice the newest word."""
    from sqlalchemy import select
    from sqlmodel import col

    from matchers.corrections import passage_of
    from matchers.train_considerations import Corrected
    from models.tables import Correction, Notice

    query = select(Correction, col(Notice.buyer)).join(Notice, col(Notice.id) == col(Correction.notice))
    newest: dict[str, Any] = {}
    for row, buyer in session.execute(query.order_by(col(Correction.id))).tuples():
        newest[row.text] = Corrected(passage_of(row.id or 0, row.text, row.stated), buyer or "", row.at)
    return sorted(newest.values(), key=lambda one: one.at)
