"""Joint bids: the list, and what the members answered."""

from __future__ import annotations

from typing import Any

import click

from commands.common import database, print_json, settings, stop, with_example
from commands.matching import place_code


@click.command()
@click.option("--notice", help="Only this notice (ted:600101-2026) or lot (ted:600101-2026/LOT-0001).")
@click.option("--municipality", help="Name or code: the buyer's or a member's.")
@click.option("--late", is_flag=True, help="Also those whose deadline has passed.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
@with_example("anbudslots joint --municipality Varberg")
def joint(notice: str | None, municipality: str | None, late: bool, as_json: bool) -> None:
    """List proposed joint bids: who leads, who does what, what is still uncovered, who has said yes."""
    from models import swedish
    from models.database import reading_session
    from models.joint_bids import SWEDISH, contacts, list_joint_bids

    now = settings().clock()
    with reading_session(database()) as session:
        where = place_code(municipality)
        rows = list_joint_bids(session, now, notice=notice, municipality=where, in_time=not late)
        if as_json:
            print_json([joint_json(row, contacts(session, row)) for row in rows])
            return
    for row in rows:
        left = swedish.days_left(row.lot.deadline, now) if row.lot.deadline else "ingen sista dag"
        click.echo(f"{row.bid.id:>5}  {row.title}  ({SWEDISH[row.state]}, {left})")
        for member in row.bid.members:
            lead = " (leder)" if member["lead"] else ""
            click.echo(f"       {row.names[member['enterprise']]}{lead}: {swedish.listed(member['covers'])}")
        if row.bid.uncovered:
            click.echo(f"       saknas: {swedish.listed(row.bid.uncovered)}")
    click.echo(f"{len(rows)} gemensamma anbud. Skäl och svar: anbudslots review", err=True)


def joint_json(row: Any, contact: list[Any]) -> dict[str, Any]:
    """Return a joint bid as `joint --json` prints it; contact data only when every member has said yes."""
    return {
        "id": row.bid.id,
        "notice": row.notice.id,
        "lot": row.lot.lot,
        "rank": row.bid.rank,
        "state": row.state,
        "deadline": row.lot.deadline.isoformat() if row.lot.deadline else None,
        "title": row.title,
        "buyer": row.buyer.name if row.buyer else None,
        "members": [
            {
                **member,
                "name": row.names[member["enterprise"]],
                "answer": given.answer if (given := row.answers.get(member["enterprise"])) else None,
            }
            for member in row.bid.members
        ],
        "uncovered": row.bid.uncovered,
        "reason": row.bid.reason,
        "contacts": [one._asdict() for one in contact],
    }


@click.command(name="joint-answer")
@click.argument("bid", type=int)
@click.argument("enterprise")
@click.argument("given", metavar="yes|no", type=click.Choice(["yes", "no"]))
@click.option("--by", "person", required=True, help="Who answered for the enterprise.")
@with_example('anbudslots joint-answer 3 7696000011 yes --by "Anna Ek"')
def joint_answer(bid: int, enterprise: str, given: str, person: str) -> None:
    """Take down a member's answer: does it want to be in this joint bid?"""
    from sqlmodel import Session

    from review.consent import CannotAnswer, answer

    with Session(database()) as session:
        try:
            answer(session, bid, enterprise, given, person, settings().clock())
        except CannotAnswer as error:
            stop(str(error))
        session.commit()
    click.echo(f"Gemensamt anbud {bid}, {enterprise}: {given}.")
