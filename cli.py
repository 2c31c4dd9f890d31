"""The `anbudslots` command: thin over the parts. Results go to stdout, progress and faults to stderr.

Exit codes: 0 done, 1 done with issues to look at, 2 bad usage or bad input (one line: what, where, what to do).
"""

from __future__ import annotations

import functools
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

    from models.values import NoticeData

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


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name=None, version="0.1.0", prog_name="anbudslots")
def cli() -> None:
    """Match public procurement with social considerations to work-integrating social enterprises (ASF)."""


def with_example(text: str) -> Callable[[Command], Command]:
    """Add an example to a command's help."""

    def wrap(function: Command) -> Command:
        function.__doc__ = f"{function.__doc__}\n\n\b\nExample:\n  {text}\n"
        return function

    return wrap


@cli.command()
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


@cli.command()
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


@cli.command()
@over_notices
@with_example("anbudslots classify samples/eforms | head -1")
def classify(paths: tuple[Path, ...], skip_bad: bool) -> None:
    """Print the social considerations of notices as JSON Lines, with evidence."""
    from matchers.considerations import classify as find

    for notice in notices(paths, skip_bad):
        print_line({"notice": notice["id"], "considerations": find(notice)})


@cli.command(name="read")
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


@cli.command(name="match")
@over_notices
@click.option("--enterprises", required=True, type=READABLE, help="Profiles: .json, .xlsx or .csv.")
@click.option("--top", type=click.IntRange(1), help="At most so many enterprises per lot.")
@click.option("--why-not", nargs=2, metavar="LOT ENTERPRISE", help="Say instead which step stopped this pair.")
@with_example("anbudslots match samples/eforms --enterprises samples/enterprises.json --top 3")
def match_command(
    paths: tuple[Path, ...], skip_bad: bool, enterprises: Path, top: int | None, why_not: tuple[str, str] | None
) -> None:
    """Print matches as JSON Lines: lot, enterprise, score and the signals with their reasons."""
    from matchers.considerations import classify as find
    from matchers.ranking import Matcher

    chosen = settings()
    if why_not:
        print_why_not(notices(paths, skip_bad), read_profile_file(enterprises), *why_not)
        return
    matcher = Matcher(read_profile_file(enterprises))
    for notice in notices(paths, skip_bad):
        found = {notice["id"]: find(notice)}
        for match in matcher.match([notice], found, now=chosen.clock(), top=top, show_at=chosen.show_at):
            print_line(match)


def print_why_not(found: Iterator[NoticeData], profiles: list[Any], lot: str, enterprise: str) -> None:
    """Print, for each notice that has the lot, which step stopped it for the enterprise (an id or a name)."""
    from matchers.considerations import classify as find
    from matchers.diagnosis import why_not

    chosen = settings()
    profile = next((p for p in profiles if enterprise in {p["id"], p["name"]}), None)
    if profile is None:
        stop(f"--why-not: det finns inget företag ”{enterprise}” i filen; skriv dess id eller namn")
    seen = False
    for notice in found:
        if lot in {entry["id"] for entry in notice["lots"]}:
            seen = True
            why = why_not(notice, lot, profile, find(notice), now=chosen.clock(), show_at=chosen.show_at)
            click.echo(f"{notice['id']} {lot}, {profile['name']}: {why.what}")
            for signal in why.signals:
                click.echo(f"  {signal['value'] * signal['weight']:+6.2f}  {signal['reason']}")
    if not seen:
        stop(f"--why-not: ingen av annonserna har delen ”{lot}”; skriv till exempel LOT-0001")


def read_profile_file(path: Path) -> list[Any]:
    """Read profiles, or end with every fault of the file, one line each."""
    from models.profile_files import BadFile, read_profiles

    try:
        return list(read_profiles(path))
    except BadFile as error:
        for fault in error.faults:
            click.echo(f"anbudslots: {fault}", err=True)
        sys.exit(2)


@cli.command()
@click.option(
    "--state", help="new, approved, rejected, later, queued, sent, withdrawn, expired, or all.", default="new"
)
@click.option("--municipality", help="Name or code: the buyer's or the enterprise's.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
@with_example("anbudslots matches --municipality Halmstad")
def matches(state: str, municipality: str | None, as_json: bool) -> None:
    """List matches, the best first."""
    from models import swedish
    from models.database import reading_session
    from models.queries import list_matches
    from models.states import SWEDISH

    if state not in {*SWEDISH, "all"}:
        stop(f"--state {state}: välj ett av {', '.join(SWEDISH)} eller all")
    now = settings().clock()
    with reading_session(database()) as session:
        rows = list_matches(
            session, now, state_is=None if state == "all" else state, municipality=place_code(municipality)
        )
    if as_json:
        print_json([match_json(row) for row in rows])
        return
    for row in rows:
        deadline = swedish.days_left(row.lot.deadline, now) if row.lot.deadline else "ingen sista dag"
        head = f"{row.match.id:>5}  {row.match.score:.2f}  {row.enterprise.name[:28]:<28}"
        click.echo(f"{head}  {row.title[:64]:<64}  {deadline}")
    click.echo(f"{len(rows)} förslag ({SWEDISH.get(state, 'alla')}). Besluta: anbudslots review", err=True)


def match_json(row: Any) -> dict[str, Any]:
    """Return a match as `matches --json` prints it."""
    return {
        "id": row.match.id,
        "notice": row.notice.id,
        "lot": row.lot.lot,
        "enterprise": row.enterprise.id,
        "score": row.match.score,
        "deadline": row.lot.deadline.isoformat() if row.lot.deadline else None,
        "state": row.state,
        "title": row.title,
        "buyer": row.buyer.name if row.buyer else None,
        "enterprise_name": row.enterprise.name,
        "signals": row.match.signals,
    }


def place_code(name: str | None) -> str | None:
    """Return a municipality's code from its name or code."""
    from models.places import by_name, municipalities

    if name is None or name in municipalities():
        return name
    place = by_name(name)
    if place is None:
        stop(f"--municipality {name}: det finns ingen sådan kommun; skriv namnet eller koden, till exempel Halmstad")
    return place.code


@cli.command(name="decide")
@click.argument("match", type=int)
@click.argument("verdict", type=click.Choice(["yes", "no", "later"]))
@click.option("--by", "person", required=True, help="Who decides.")
@click.option("--reason", default="", help="Why; needed for no.")
@with_example('anbudslots decide 12 yes --by "Anna Ek" --reason "Rätt bransch och nära"')
def decide_command(match: int, verdict: str, person: str, reason: str) -> None:
    """Say yes, no or later to a match. A yes is told to the enterprise by mail."""
    from sqlmodel import Session

    from review.decide import CannotDecide, decide

    with Session(database()) as session:
        try:
            decide(session, match, verdict, person, reason, settings().clock())
        except CannotDecide as error:
            stop(str(error))
        session.commit()
    click.echo(f"Förslag {match}: {verdict}.")


@cli.group()
def evaluate() -> None:
    """Measure against what people have labelled."""


@evaluate.command(name="considerations")
@click.option("--gold", required=True, type=READABLE, help="Labelled notices, JSON Lines.")
@click.option("--predictions", type=click.Path(path_type=Path), help="Write what was found here, JSON Lines.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_example("anbudslots evaluate considerations --gold gold.jsonl --json")
def evaluate_considerations(gold: Path, predictions: Path | None, as_json: bool) -> None:
    """Score the reading of social considerations: F1, average precision, calibration, evidence, strength."""
    from matchers.considerations import classify as find
    from matchers.evaluate import predict, read_gold, score

    try:
        labelled = read_gold(gold.read_text(encoding="utf-8"))
        found = predict(labelled, find)
        report = score(labelled, found)
    except (ValueError, KeyError, TypeError) as error:
        stop(f"{gold}: är ingen märkt mängd ({error}); varje rad ska vara ett JSON-objekt enligt dess README")
    if predictions:
        lines = (json.dumps(row, ensure_ascii=False) for row in found)
        predictions.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    if as_json:
        print_json(report)
        return
    for code, figures in report.pop("categories").items():
        click.echo(f"{code:<16} " + "  ".join(f"{name} {value}" for name, value in figures.items()))
    click.echo("  ".join(f"{name} {value}" for name, value in report.items()))


@evaluate.command(name="awards")
@click.option("--history", required=True, type=READABLE, help="Awards that make the profiles (.csv or .csv.gz).")
@click.option("--candidates", required=True, type=READABLE, help="Procurements to rank.")
@click.option("--gold", required=True, type=READABLE, help="Awards that tell who won.")
@click.option("--rankings", type=click.Path(dir_okay=False, path_type=Path), help="Write supplier,procurement,score.")
@click.option("--top", type=click.IntRange(0), default=100, show_default=True, help="Rows per supplier; 0 is all.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
@with_example("anbudslots evaluate awards --history 2021-h1.csv --candidates 2021-07.csv --gold 2021-07-awards.csv")
def evaluate_awards(
    history: Path, candidates: Path, gold: Path, rankings: Path | None, top: int, as_json: bool
) -> None:
    """Rank later procurements for suppliers with a history, against what they then won (some minutes)."""
    from matchers.awards.data import FileFault
    from matchers.awards.measure import report

    try:
        found = report(history, candidates, gold, rankings, top)
    except FileFault as error:
        stop(str(error))
    if as_json:
        print_json(found)
        return
    base = found.pop("character_tfidf")
    click.echo(f"{found.pop('suppliers')} leverantörer")
    for name, value in found.items():
        click.echo(f"{name:<10} {value:.3f}   (bara tecken-TF-IDF: {base[name]:.3f})")


@cli.group()
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


@cli.command()
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


@cli.command()
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


@cli.command()
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


@cli.command(name="sources")
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


@cli.command()
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
            click.echo(
                f"  {'ok ' if check.ok else 'FEL'}  {check.name}: {check.what}{'' if check.ok else ' → ' + check.todo}"
            )
    sys.exit(0 if all(check.ok for check in report) else 1)


def main() -> None:
    """Run the command; a pipe closed by the reader is no fault."""
    try:
        cli()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
