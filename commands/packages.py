"""The bid-support package of a match."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.common import database, settings, stop, with_example

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from drafts.case import ReadDocument

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
BIGGEST_LOGO = 5_000_000  # bytes


@click.command()
@click.argument("match", type=int)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the package.")
@click.option("--documents", multiple=True, type=FILE, help="A tender document to read (repeat for more).")
@click.option("--logo", type=FILE, help="The enterprise's logo, PNG or JPEG.")
@click.option("--decided", type=click.DateTime(["%Y-%m-%d"]), help="The day the buyer chose a winner.")
@click.argument("more", nargs=-1, type=FILE)
@with_example("anbudslots package 12 --out paket --documents kravspecifikation.pdf avtal.docx --logo logotyp.png")
def package(
    match: int,
    out: Path,
    documents: tuple[Path, ...],
    logo: Path | None,
    decided: datetime | None,
    more: tuple[Path, ...],
) -> None:
    """Write the bid-support package of a match into a folder of its own.

    Run again, it writes a new version beside the old one when something has changed, and says what. What a person has
    edited is never overwritten. More tender documents may follow after --documents. With --decided the calendar has the
    day when the standstill ends.
    """
    from drafts.package import Document, build_package, zip_package
    from flows.cases import make_case, with_documents
    from flows.drafting import ZIP, following, made_of, write_folder
    from models.database import reading_session
    from review.decide import CannotDecide, find

    chosen = settings()
    picture = read_logo(logo) if logo else None
    with reading_session(database()) as session:
        try:
            case = make_case(session, find(session, match, chosen.clock()), chosen)
        except CannotDecide as error:
            stop(str(error))
    case = with_documents(case, (*documents, *more))
    case = replace(case, logo=picture or case.logo, award_decided=f"{decided:%Y-%m-%d}" if decided else None)
    folder, earlier = out / f"forslag-{match}", newest(out, match)
    if earlier:
        if made_of(earlier) is None:
            stop(f"{earlier} finns redan och är inget paket; flytta den eller välj en annan mapp med --out")
        after = following(case, earlier)
        if after is None:
            click.echo(f"Inget har ändrats: paketet ligger i {earlier}")
            return
        case, folder = after, out / f"forslag-{match}-v{after.version}"
    built = build_package(case)
    try:
        write_folder(folder, [*built, Document(ZIP, zip_package(built))])
    except OSError as error:
        stop(f"kan inte skriva {folder}: {error.strerror}")
    for change in case.changes:
        click.echo(f"Ändrat: {change}")
    click.echo(f"{len(built)} dokument i {folder}")
    tell_unread(case.documents)


def read_logo(path: Path) -> bytes:
    """Return a logo, or end with what is wrong with it."""
    from drafts.words import size_of

    if path.stat().st_size > BIGGEST_LOGO:
        stop(f"{path}: logotypen är större än {BIGGEST_LOGO // 1_000_000} MB; gör den mindre")
    content = path.read_bytes()
    try:
        size_of(content)
    except ValueError:
        stop(f"{path}: logotypen är ingen hel PNG- eller JPEG-bild; spara om den")
    return content


def newest(out: Path, match: int) -> Path | None:
    """Return the folder of the newest package of a match; None when there is none."""
    found = {
        int(version or 1): folder
        for folder in out.glob(f"forslag-{match}*")
        if (name := re.fullmatch(rf"forslag-{match}(?:-v(\d+))?", folder.name))
        for version in name.groups()
    }
    return found[max(found)] if found else None


def tell_unread(documents: Sequence[ReadDocument]) -> None:
    """Name on stderr what a person must read, and end with 1 when a document could not be read at all."""
    for document in documents:
        if document.fault:
            click.echo(f"anbudslots: {document.name}: {document.fault}", err=True)
        elif document.scanned:
            pages = ", ".join(map(str, document.scanned[:20]))
            click.echo(f"anbudslots: {document.name}: sida {pages} är en bild utan text; läs den för hand", err=True)
    if any(document.fault for document in documents):
        click.get_current_context().exit(1)
