"""Match lots with enterprises, list the matches, decide on them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.common import (
    READABLE,
    classifier,
    database,
    notices,
    over_notices,
    print_json,
    print_line,
    read_profile_file,
    settings,
    stop,
    with_example,
)
from models.values import NoticeData

if TYPE_CHECKING:
    from matchers.weights import Weights


@click.command(name="match")
@over_notices
@click.option("--enterprises", required=True, type=READABLE, help="Profiles: .json, .xlsx or .csv.")
@click.option("--top", type=click.IntRange(1), help="At most so many enterprises per lot.")
@click.option("--why-not", nargs=2, metavar="LOT ENTERPRISE", help="Say instead which step stopped this pair.")
@with_example("anbudslots match samples/eforms --enterprises samples/enterprises.json --top 3")
def match_command(
    paths: tuple[Path, ...], skip_bad: bool, enterprises: Path, top: int | None, why_not: tuple[str, str] | None
) -> None:
    """Print matches as JSON Lines: lot, enterprise, score and the signals with their reasons."""
    from matchers.ranking import Matcher

    chosen = settings()
    if why_not:
        print_why_not(notices(paths, skip_bad), read_profile_file(enterprises), *why_not)
        return
    matcher, classify = Matcher(read_profile_file(enterprises), weights_in_use()), classifier()
    for notice in notices(paths, skip_bad):
        found = {notice["id"]: classify(notice)}
        for match in matcher.match([notice], found, now=chosen.clock(), top=top, show_at=chosen.show_at):
            print_line(match)


def weights_in_use() -> Weights:
    """Return the weights of the night: the learned ones when there is a database here, else those set by hand."""
    from flows.learning import active_weights
    from matchers.weights import prior
    from models.database import reading_session

    chosen = settings()
    if not chosen.database_url and not (chosen.home / "anbudslots.db").exists():
        return prior()
    with reading_session(database()) as session:
        return active_weights(session)


def print_why_not(found: Iterator[NoticeData], profiles: list[Any], lot: str, enterprise: str) -> None:
    """Print, for each notice that has the lot, which step stopped it for the enterprise (an id or a name)."""
    from matchers.diagnosis import why_not

    chosen = settings()
    profile = next((p for p in profiles if enterprise in {p["id"], p["name"]}), None)
    if profile is None:
        stop(f"--why-not: det finns inget företag ”{enterprise}” i filen; skriv dess id eller namn")
    seen, classify, weights = False, classifier(), weights_in_use()
    for notice in found:
        if lot in {entry["id"] for entry in notice["lots"]}:
            seen, found_in = True, classify(notice)
            why = why_not(notice, lot, profile, found_in, now=chosen.clock(), show_at=chosen.show_at, weights=weights)
            click.echo(f"{notice['id']} {lot}, {profile['name']}: {why.what}")
            for signal in why.signals:
                click.echo(f"  {signal['value'] * signal['weight']:+6.2f}  {signal['reason']}")
    if not seen:
        stop(f"--why-not: ingen av annonserna har delen ”{lot}”; skriv till exempel LOT-0001")


@click.command()
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
        more = [deadline, *(["på prov"] if row.match.trial else []), *([row.answered] if row.answered else [])]
        click.echo(f"{head}  {row.title[:64]:<64}  {'; '.join(more)}")
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
        "trial": row.match.trial,
        "title": row.title,
        "buyer": row.buyer.name if row.buyer else None,
        "enterprise_name": row.enterprise.name,
        "signals": row.match.signals,
        "answer": answer_json(row.answer, row.match.content_hash) if row.answer else None,
    }


def answer_json(answer: Any, content: str) -> dict[str, Any]:
    """Return an enterprise's answer; `current` says whether it is to the notice as it is now (its content hash)."""
    return {
        "answer": answer.answer,
        "reason": answer.reason,
        "person": answer.person,
        "at": answer.at.isoformat(),
        "current": answer.content_hash == content,
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


@click.command(name="decide")
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


@click.command(name="answer")
@click.argument("match", type=int)
@click.argument("given", metavar="bids|declines|won|lost")
@click.option("--by", "person", required=True, help="Who took the answer down.")
@click.option("--reason", default="", help="Why it declines: too_big, too_far, wrong_trade, terms, no_time or other.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as one JSON object.")
@with_example('anbudslots answer 12 declines --by "Anna Ek" --reason too_far')
def answer_command(match: int, given: str, person: str, reason: str, as_json: bool) -> None:
    """Take down what an enterprise answered to a match it was mailed: will it bid, and what came of it."""
    from sqlmodel import Session

    from models.answers import told
    from review.answer import take_down
    from review.consent import CannotAnswer
    from review.decide import CannotDecide, find

    with Session(database(), expire_on_commit=False) as session:
        now = settings().clock()
        try:
            row = find(session, match, now)
            answer = take_down(session, row, given, reason, person, now)
        except (CannotDecide, CannotAnswer) as error:
            stop(str(error))
        session.commit()
    if as_json:
        print_json({"match": match, "enterprise": row.enterprise.id, **answer_json(answer, row.match.content_hash)})
    else:
        click.echo(f"Förslag {match}, {row.enterprise.name}: {told(answer, row.match.content_hash)}.")
