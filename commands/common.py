"""What the commands share: settings, database, the arguments that name notices, and how a fault ends a command."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click
from pydantic import ValidationError

from settings import Settings, load

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from models.values import ConsiderationData, NoticeData

Command = TypeVar("Command", bound=Callable[..., Any])
READABLE = click.Path(exists=True, path_type=Path)


def stop(line: str) -> NoReturn:
    """End with exit code 2 and one clear line."""
    click.echo(f"anbudslots: {line}", err=True)
    sys.exit(2)


def settings() -> Settings:
    """Return the settings, or end with the name of what is wrong."""
    try:
        return load()
    except ValidationError as error:
        fault = error.errors()[0]
        name = "_".join(str(part) for part in fault["loc"]).upper()
        stop(f"inställningen ANBUDSLOTS_{name} är fel: {fault['msg']}; rätta den och försök igen")


def classifier() -> Callable[[NoticeData], list[ConsiderationData]]:
    """Return what finds the considerations of a notice, with the model in use at home."""
    from matchers.considerations import classify
    from matchers.model_store import use

    use(settings().reader_models)
    return classify


def database() -> Engine:
    """Return the engine, with the schema up to date; refuse a database newer than this code."""
    from alembic.util import CommandError
    from sqlalchemy.exc import DBAPIError

    from models.database import make_engine, migrate

    chosen = settings()
    try:
        chosen.home.mkdir(parents=True, exist_ok=True)
        engine = make_engine(chosen.database)
        migrate(engine)
    except OSError as error:
        stop(f"kan inte skriva i {chosen.home}: {error.strerror}; välj en annan mapp med ANBUDSLOTS_HOME")
    except CommandError as error:
        stop(f"databasen är gjord av en nyare version av Anbudslots ({error}); uppdatera programmet")
    except DBAPIError as error:
        stop(f"databasen svarar inte: {str(error.orig).splitlines()[0]}; se inställningarna med: anbudslots doctor")
    return engine


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None] | None]:
    """Show a bar on a terminal's stderr; stay quiet in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from flows.summary import STAGE_WORDS

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("…", total=None)
        yield lambda stage, done, total: bar.update(
            task, description=STAGE_WORDS.get(stage, stage), completed=done, total=total or None
        )


def print_json(value: Any) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_line(value: Any) -> None:
    """Print one line of JSON Lines."""
    click.echo(json.dumps(value, ensure_ascii=False))


def with_example(text: str) -> Callable[[Command], Command]:
    """Add an example to a command's help."""

    def wrap(function: Command) -> Command:
        function.__doc__ = f"{function.__doc__}\n\n\b\nExample:\n  {text}\n"
        return function

    return wrap


def notices(paths: tuple[Path, ...], skip_bad: bool, jobs: int = 1) -> Iterator[NoticeData]:
    """Yield the notices of the paths; a bad one ends with exit code 2, or is named on stderr when skipped."""
    from scrapers.exceptions import ScraperError, UnreadableNotice
    from scrapers.reading import read_many

    skipped = 0
    try:
        for where, outcome in read_many(paths, jobs):
            if not isinstance(outcome, UnreadableNotice):
                yield from outcome
            elif skip_bad:
                skipped += 1
                click.echo(f"{where}: {outcome.what}", err=True)
            else:
                stop(f"{where}: {outcome.what}; {outcome.todo}, eller hoppa över den med --skip-bad")
    except ScraperError as error:
        stop(str(error))
    if skipped:
        click.echo(f"anbudslots: {skipped} gick inte att läsa", err=True)
        click.get_current_context().exit(1)


def over_notices(function: Command) -> Command:
    """Give a command the arguments that name notices."""
    paths = click.argument("paths", nargs=-1, required=True, type=READABLE)
    skip = click.option("--skip-bad", is_flag=True, help="Name bad notices on stderr and go on (exit code 1).")
    return paths(skip(function))


def read_profile_file(path: Path) -> list[Any]:
    """Read profiles, or end with every fault of the file, one line each."""
    from models.profile_files import BadFile, read_profiles

    try:
        return list(read_profiles(path))
    except BadFile as error:
        for fault in error.faults:
            click.echo(f"anbudslots: {fault}", err=True)
        sys.exit(2)
