"""Measure against what people have labelled, and against real awards."""

from __future__ import annotations

import json
from pathlib import Path

import click

from commands.common import READABLE, classifier, print_json, stop, with_example


@click.group()
def evaluate() -> None:
    """Measure against what people have labelled."""


@evaluate.command(name="considerations")
@click.option("--gold", required=True, type=READABLE, help="Labelled notices, JSON Lines.")
@click.option("--predictions", type=click.Path(path_type=Path), help="Write what was found here, JSON Lines.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_example("anbudslots evaluate considerations --gold gold.jsonl --json")
def evaluate_considerations(gold: Path, predictions: Path | None, as_json: bool) -> None:
    """Score the reading of social considerations: F1, average precision, calibration, evidence, strength."""
    from matchers.evaluate import predict, read_gold, score

    try:
        labelled = read_gold(gold.read_text(encoding="utf-8"))
        found = predict(labelled, classifier())
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
    """Rank later procurements for suppliers with a history, against what they then won (about a minute)."""
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
