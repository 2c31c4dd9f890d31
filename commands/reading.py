"""Read notices and tender documents, without a database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from commands.common import classifier, notices, over_notices, print_line, with_example


@click.command()
@over_notices
@click.option(
    "--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes that read at the same time."
)
@click.option(
    "--unused", is_flag=True, help="Print instead which elements of eForms notices are not used, with counts."
)
@with_example("anbudslots parse samples/eforms --skip-bad | head -1")
def parse(paths: tuple[Path, ...], skip_bad: bool, jobs: int, unused: bool) -> None:
    """Print notices as JSON Lines, no database."""
    from models.values import public_notice

    if unused:
        print_unused(paths)
        return
    for notice in notices(paths, skip_bad, jobs):
        print_line(public_notice(notice))


def print_unused(paths: tuple[Path, ...]) -> None:
    """Print in how many notices each element path has a value that nothing reads."""
    from scrapers.coverage import report
    from scrapers.eforms import ROOTS
    from scrapers.exceptions import UnreadableNotice
    from scrapers.files import Member, open_paths
    from scrapers.xml import parse_xml

    def roots() -> Iterator[Any]:
        for entry in open_paths(paths):
            try:
                if isinstance(entry, Member) and (root := parse_xml(entry.content)).tag in ROOTS:
                    yield root
            except UnreadableNotice:
                continue

    for path, count in report(roots()).most_common():
        click.echo(f"{count:>6}  {path}")


@click.command()
@over_notices
@with_example("anbudslots classify samples/eforms | head -1")
def classify(paths: tuple[Path, ...], skip_bad: bool) -> None:
    """Print the social considerations of notices as JSON Lines, with evidence."""
    from models.values import public_consideration

    find = classifier()
    for notice in notices(paths, skip_bad):
        print_line({"notice": notice["id"], "considerations": [public_consideration(found) for found in find(notice)]})


@click.command(name="read")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object per document.")
@with_example("anbudslots read forfragningsunderlag.pdf kravlista.xlsx")
def read_command(files: tuple[Path, ...], as_json: bool) -> None:
    """Read tender documents (PDF, Word, Excel, text, zip): requirements with page, and social considerations."""
    from matchers.requirements import report
    from scrapers.documents import read_documents

    faults = 0
    for document in read_documents(files):
        if document.fault:
            faults += 1
            click.echo(f"anbudslots: {document.name}: {document.fault}", err=True)
            continue
        if document.scanned:
            pages = ", ".join(map(str, document.scanned[:20])) + (" …" if len(document.scanned) > 20 else "")
            click.echo(f"anbudslots: {document.name}: sida {pages} är en bild utan text; läs den för hand", err=True)
        found = {"file": document.name, "scanned": document.scanned, **report(document.pages)}
        if as_json:
            print_line(found)
        else:
            print_document(found)
    if faults:
        click.get_current_context().exit(1)


def print_document(found: dict[str, Any]) -> None:
    """Print the requirements and the considerations of a document for a person."""
    from matchers.categories import categories

    click.echo(f"\n{found['file']}: {len(found['requirements'])} krav")
    for requirement in found["requirements"]:
        number = requirement["number"] or "–"
        click.echo(f"  {number:<8} {requirement['place'] or '':<12} [{requirement['kind']}] {requirement['text']}")
    for finding in found["considerations"]:
        click.echo(f"  * {categories()[finding['category']].sv} ({finding['probability']:.0%})")
        for span in finding["evidence"]:
            click.echo(f"      {span['field']}: ”{span['text']}”")
