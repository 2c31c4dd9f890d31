"""The bid-support package of a match."""

from __future__ import annotations

from pathlib import Path

import click

from commands.common import database, settings, stop, with_example


@click.command()
@click.argument("match", type=int)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the package.")
@with_example("anbudslots package 12 --out paket")
def package(match: int, out: Path) -> None:
    """Write the bid-support package of a match into a folder of its own."""
    from drafts.package import Document, build_package, zip_package
    from flows.drafting import ZIP, make_case, write_folder
    from models.database import reading_session
    from review.decide import CannotDecide, find

    chosen = settings()
    with reading_session(database()) as session:
        try:
            case = make_case(session, find(session, match, chosen.clock()), chosen)
        except CannotDecide as error:
            stop(str(error))
    documents = build_package(case)
    folder = out / f"forslag-{match}"
    if folder.exists():
        stop(f"{folder} finns redan; flytta den eller välj en annan mapp med --out")
    try:
        write_folder(folder, [*documents, Document(ZIP, zip_package(documents))])
    except OSError as error:
        stop(f"kan inte skriva {folder}: {error.strerror}")
    click.echo(f"{len(documents)} dokument i {folder}")
