"""Ranking on awards: the measures, the files, the features, and that learning beats the likeness of titles."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from cli import cli
from matchers.awards import learning
from matchers.awards.data import COLUMNS, SUPPLIER, Award, Procurement, place_of, read_awards, read_procurements
from matchers.awards.features import BY_HAND, Features, kilometres, weighed
from matchers.awards.learning import train
from matchers.awards.measure import measures, rank
from tests import SHARED, needs_shared
from tests.matchers.awards.market import make


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """Return the files of an invented market."""
    return make(tmp_path_factory.mktemp("market"))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Learn fewer trees: the market is small."""
    monkeypatch.setattr(learning, "TREES", {**learning.TREES, "max_iter": 40})


def test_ties_count_half_and_the_first_win_decides_mrr() -> None:
    scores = np.array([3.0, 2.0, 2.0, 1.0])
    assert measures(scores, [1]) == pytest.approx((1.0, 1.0, 0.5, 0.5))
    assert measures(scores, [0, 3]) == pytest.approx((1.0, 1.0, 1.0, 0.5))
    assert measures(np.zeros(5), [4])[3] == 0.5


@given(st.lists(st.integers(0, 5), min_size=2, max_size=30), st.data())
def test_auc_is_the_share_of_pairs_in_order(values: list[int], data: st.DataObject) -> None:
    won = data.draw(st.lists(st.integers(0, len(values) - 1), min_size=1, max_size=len(values) - 1, unique=True))
    lost = [n for n in range(len(values)) if n not in won]
    pairs = [(values[w] > values[n]) + 0.5 * (values[w] == values[n]) for w in won for n in lost]
    assert measures(np.array(values, dtype=float), won)[3] == pytest.approx(np.mean(pairs))


def test_learning_beats_the_likeness_of_titles(market: tuple[Path, Path, Path]) -> None:
    rankings = list(rank(*market))
    ours = np.mean([r.measures for r in rankings], axis=0)
    simple = np.mean([r.baseline for r in rankings], axis=0)
    assert len(rankings) >= 40
    assert 1 - ours[0] < (1 - simple[0]) / 2  # half as many of what was won stand below the tenth place
    assert ours[3] > simple[3]
    candidates = {p.id for p in read_procurements(market[1])}
    assert all(set(r.ids) == candidates and len(r.ids) == len(candidates) for r in rankings)
    assert all((np.diff(r.scores) <= 0).all() for r in rankings)


def test_nothing_of_the_winner_or_of_later_days_is_read(market: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """Columns about the supplier, and who wins the candidates, change no score."""
    with market[1].open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    changed = tmp_path / "candidates.csv"
    with changed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], "SNI-Grupp för leverantör"])
        writer.writeheader()
        writer.writerows({**row, SUPPLIER: "någon annan", "SNI-Grupp för leverantör": "81"} for row in rows)
    first, second = list(rank(*market)), list(rank(market[0], changed, market[2]))
    assert [(r.supplier, r.ids) for r in first] == [(r.supplier, r.ids) for r in second]
    assert all((one.scores == other.scores).all() for one, other in zip(first, second, strict=True))


def test_a_thin_history_falls_back_on_weights_set_by_hand(market: tuple[Path, Path, Path]) -> None:
    few = read_awards(market[0])[:6]
    ranker = train(few)
    assert ranker.choice is None
    features = Features(few, read_procurements(market[1]))
    table = features.table([few[0].supplier])
    assert (ranker.scores(features, table) == weighed(table, BY_HAND)).all()


@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=1, max_size=30, unique=True), st.integers(1, 9))
def test_one_order_holds_at_the_top_and_another_below(pairs: list[tuple[float, float]], top: int) -> None:
    first, rest = np.array(pairs).T[:, None]
    scores = learning.two_parts(first, rest, top)[0]
    best = first[0] >= np.sort(first[0])[::-1][min(top, len(pairs)) - 1]
    assert scores[best].min() > scores[~best].max(initial=-np.inf)
    assert (np.argsort(scores[~best], kind="stable") == np.argsort(rest[0][~best], kind="stable")).all()


def test_features_are_numbers_whatever_is_lacking() -> None:
    """One award, nothing in common, no code, no place, no letters: every feature is finite."""
    bare = Procurement("1", "Städ", "2021-01-01", "", "", "köparen", None, ("",) * 7, (False,) * 5)
    others = [bare._replace(id="2", title="Ö", buyer="annan"), bare._replace(id="3", cpv="90910000", title="")]
    features = Features([Award("Å", bare), Award("Ä", bare._replace(id="4", title="Städ av skola"))], others)
    table = features.table(["Å", "Ä"])
    assert all(values.shape == (2, 2) and np.isfinite(values).all() for values in table.values())
    assert np.isfinite(features.published).all()


def test_places_and_distances() -> None:
    halmstad, falkenberg = place_of("", "HALMSTADS KOMMUN"), place_of("", "Falkenbergs Bostads AB")
    assert halmstad is not None
    assert falkenberg is not None
    assert 25 < kilometres(np.array([halmstad]), np.array([falkenberg]))[0, 0] < 50
    assert place_of("", "Trafikverket") is None
    assert np.isnan(kilometres(np.array([halmstad]), np.array([(np.nan, np.nan)]))).all()


def test_the_command_writes_the_best_of_each_supplier(market: tuple[Path, Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    words = [
        "evaluate",
        "awards",
        "--history",
        str(market[0]),
        "--candidates",
        str(market[1]),
        "--gold",
        str(market[2]),
    ]
    run = CliRunner().invoke(cli, [*words, "--rankings", str(out), "--top", "3", "--json"])
    assert run.exit_code == 0, run.output
    report = json.loads(run.output)
    assert set(report) >= {"suppliers", "recall@10", "recall@20", "mrr", "auc"}
    with out.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["supplier", "procurement", "score"]
    assert len(rows) == 3 * report["suppliers"]


@pytest.mark.parametrize("fault", ["column", "gzip", "nobody"])
def test_a_bad_file_is_one_line(market: tuple[Path, Path, Path], tmp_path: Path, fault: str) -> None:
    paths = dict(zip(("history", "candidates", "gold"), market, strict=True))
    bad = tmp_path / ("gold.csv.gz" if fault == "gzip" else "gold.csv")
    if fault == "column":
        bad.write_text("a,b\n1,2\n", encoding="utf-8")
    elif fault == "gzip":
        bad.write_bytes(b"no gzip")
    else:
        bad.write_text(",".join([*COLUMNS.values(), SUPPLIER]) + "\n", encoding="utf-8")
    paths["gold"] = bad
    files = (word for key, path in paths.items() for word in (f"--{key}", str(path)))
    run = CliRunner().invoke(cli, ["evaluate", "awards", *files, "--rankings", str(tmp_path / "out.csv")])
    assert run.exit_code == 2
    assert not (tmp_path / "out.csv").exists()
    assert run.output.startswith("anbudslots: ")
    assert run.output.count("\n") == 1
    assert bad.name in run.output


@needs_shared
def test_the_published_files_are_read_whole() -> None:
    awards = read_awards(SHARED / "data" / "uhm-2021" / "awards.csv.gz")
    procurements = read_procurements(SHARED / "data" / "uhm-2021" / "procurements.csv.gz")
    assert len(awards) > 14_000
    assert len(procurements) > 11_000
    assert sum(p.place is not None for p in procurements) > len(procurements) * 0.5
