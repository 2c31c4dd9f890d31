"""Learn from decisions, list what was learned, take it back."""

from __future__ import annotations

from typing import Any

import click

from commands.common import database, print_json, settings, stop, with_example

STATES = {"active": "används", "replaced": "ersatt", "withdrawn": "återtagen", "refused": "släpptes inte in"}
KINDS = {"relearned": "nya vikter", "recalibrated": "samma vikter, nya sannolikheter", "kept": "oförändrat"}
RIVALS = {
    "active": "vikterna som används",
    "recalibrated": "samma vikter med nya sannolikheter",
    "share": "bara andelen ja",
    "shuffled": "omkastade svar",
}


@click.command(name="learn")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--rollback", is_flag=True, help="Take back the learned weights in use.")
@click.option("--list", "as_list", is_flag=True, help="List the versions.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@with_example("anbudslots learn --dry-run")
def learn_command(dry_run: bool, rollback: bool, as_list: bool, as_json: bool) -> None:
    """Learn the weights of the signals from decisions; new weights come in only if they foretell later ones better."""
    from sqlmodel import Session

    from flows.learning import learn_from_decisions, outcome, versions

    if dry_run + rollback + as_list > 1:
        stop("learn: välj ett av --dry-run, --rollback och --list")
    with Session(database()) as session:
        if rollback:
            take_back(session)
            return
        if as_list:
            print_versions(versions(session), as_json)
            return
        now = settings().clock()
        if dry_run:
            found, _ = outcome(session, now)
        else:
            found = learn_from_decisions(session, now)
            session.commit()
    weights = found.weights.data() if found.weights else None
    if as_json:
        print_json({"kind": found.kind, "weights": weights, "report": found.report})
    else:
        print_outcome(found.kind, weights, found.report, dry_run)


def take_back(session: Any) -> None:
    """Withdraw the version in use and say what is used instead."""
    from flows.learning import NothingToTakeBack, roll_back

    try:
        before = roll_back(session)
    except NothingToTakeBack:
        stop("learn --rollback: inga lärda vikter används; de som gäller är satta för hand")
    session.commit()
    now_used = f"version {before.id}" if before else "vikterna som är satta för hand"
    click.echo(f"Nu används {now_used}. Nästa natt matchas allt om.")


def print_versions(shown: list[dict[str, Any]], as_json: bool) -> None:
    """Print the versions, the newest first."""
    if as_json:
        print_json(shown)
        return
    for row in shown:
        state = STATES[row["state"]] if row["usable"] else "används inte: signalerna är andra nu"
        report = row["report"]
        head = f"{row['id']:>4}  {row['made'][:10]}  {row['version']}  {state:<16}"
        click.echo(f"{head}  {KINDS[report['kind']]}, {report['lists']} listor, {report['accepted']} ja")
    if not any(row["state"] == "active" and row["usable"] for row in shown):
        click.echo("Vikterna som används är satta för hand.")


def print_outcome(kind: str, weights: dict[str, Any] | None, report: dict[str, Any], dry_run: bool) -> None:
    """Print what learning came to, in words."""
    from matchers.learning.gate import LEAST_LATER, LEAST_LISTS, LEAST_OF_EACH

    click.echo(f"{report['lists']} listor med {report['matches']} bedömda förslag, {report['accepted']} ja.")
    if report["reason"] == "few":
        click.echo(
            f"Det är för få för att lära av: det behövs {LEAST_LISTS} listor, {LEAST_OF_EACH} ja, {LEAST_OF_EACH} nej "
            f"och {LEAST_LATER} listor som vikterna inte redan har lärt av. Vikterna är oförändrade."
        )
        return
    for name, gains in report["gains"].items():
        click.echo(f"{KINDS[name]}, prövade på {report['later']} senare listor:")
        for rival, gain in gains.items():
            verdict = "bättre" if gain["passes"] else "inte säkert bättre"
            click.echo(
                f"  mot {RIVALS[rival]}: {verdict} (log-förlust {gain['log_loss']:+.3f}, "
                f"spridning {gain['spread']:.3f}, plats {gain['rank']:+.3f})"
            )
    if weights is None:
        click.echo("Vikterna är oförändrade.")
        return
    before = report["weights_before"]
    for name, weight in weights["weights"].items():
        click.echo(f"  {name:<15} {before['weights'][name]:6.2f} → {weight:6.2f}")
    click.echo(f"  {'bias':<15} {before['bias']:6.2f} → {weights['bias']:6.2f}")
    click.echo("Detta skulle börja användas." if dry_run else "Detta används från och med nästa natt.")
