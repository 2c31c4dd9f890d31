"""The enterprises (ASF): in and out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from commands.common import READABLE, database, read_profile_file, settings, stop, with_example


@click.group()
def enterprises() -> None:
    """The enterprises (ASF) and what they can do."""


@enterprises.command(name="import")
@click.argument("file", type=READABLE)
@with_example("anbudslots enterprises import samples/enterprises.json")
def import_command(file: Path) -> None:
    """Take in enterprises from .xlsx, .csv or .json, all of the file or nothing; say what each profile lacks."""
    from sqlmodel import Session

    from matchers.profile import profile_gaps
    from models.profiles import save_enterprises

    profiles = read_profile_file(file)
    with Session(database()) as session:
        counts = save_enterprises(session, profiles, settings().clock())
        session.commit()
    click.echo(f"{counts['new']} nya, {counts['changed']} ändrade, {counts['unchanged']} oförändrade företag.")
    for profile in profiles:
        for gap in profile_gaps(profile):
            click.echo(f"  {profile['name']}: {gap}")


@enterprises.command(name="export")
@click.argument("file", type=click.Path(path_type=Path))
@with_example("anbudslots enterprises export foretag.xlsx")
def export_command(file: Path) -> None:
    """Write all enterprises to .xlsx, .csv or .json; imported again nothing changes."""
    from models.database import reading_session
    from models.profiles import load_enterprises

    with reading_session(database()) as session:
        write_profile_file(file, load_enterprises(session))


@enterprises.command()
@click.argument("file", type=click.Path(path_type=Path))
@with_example("anbudslots enterprises template mall.xlsx")
def template(file: Path) -> None:
    """Write an empty file to fill in."""
    write_profile_file(file, [])


def write_profile_file(path: Path, profiles: list[Any]) -> None:
    """Write profiles, or end with one line."""
    from models.profile_files import BadFile, write_profiles

    try:
        write_profiles(path, profiles)
    except (BadFile, OSError) as error:
        stop(f"{error}")
    click.echo(f"{len(profiles)} företag skrivna till {path}.")
