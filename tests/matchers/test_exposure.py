"""Spread and loss: the Gini coefficient, quarters in Swedish time, even draws of pairs, and the steps pairs stop at."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.exposure import Pair, chosen_pairs, gini, lost_at, quarters, quarters_back, shares
from tests import a_lot, a_notice, an_enterprise

NOW = datetime(2026, 9, 15, 3, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([], None),
        ([0, 0], None),
        ([5], 0.0),
        ([3, 3, 3], 0.0),
        ([0, 1], 0.5),
        ([0, 0, 0, 8], 0.75),
        ([1, 3], 0.25),
        ([1, 2, 3, 4], 0.25),
    ],
)
def test_gini(counts: list[int], expected: float | None) -> None:
    assert gini(counts) == expected


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_gini_has_its_bounds_and_no_order(counts: list[int], shuffled: st.DataObject) -> None:
    value = gini(counts)
    mixed = list(counts)
    shuffled.shuffle(mixed)  # type: ignore[attr-defined]

    assert value == gini(mixed)
    if value is not None:
        assert 0 <= value <= (len(counts) - 1) / len(counts) + 1e-4
        assert gini([3 * count for count in counts]) == pytest.approx(value, abs=1e-3)


def test_quarters_are_whole_and_in_swedish_time() -> None:
    found = quarters(date(2025, 12, 31), date(2026, 4, 1))

    assert [quarter.name for quarter in found] == ["2025 kv 4", "2026 kv 1", "2026 kv 2"]
    assert found[0].start.astimezone(UTC) == datetime(2025, 9, 30, 22, tzinfo=UTC)
    assert found[0].end.astimezone(UTC) == datetime(2025, 12, 31, 23, tzinfo=UTC)
    assert [a.end for a in found[:-1]] == [b.start for b in found[1:]]


@pytest.mark.parametrize(
    ("today", "count", "expected"),
    [
        (date(2026, 9, 15), 4, date(2025, 10, 1)),
        (date(2026, 1, 1), 1, date(2026, 1, 1)),
        (date(2026, 3, 31), 2, date(2025, 10, 1)),
    ],
)
def test_quarters_back(today: date, count: int, expected: date) -> None:
    assert quarters_back(today, count) == expected


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 500))
def test_a_draw_of_pairs_is_even_and_the_same_each_time(lots: int, enterprises: int, at_most: int) -> None:
    found = chosen_pairs(lots, enterprises, at_most)

    assert len(found) == len(set(found)) == min(lots * enterprises, at_most)
    assert all(0 <= lot < lots and 0 <= enterprise < enterprises for lot, enterprise in found)
    assert found == chosen_pairs(lots, enterprises, at_most)


def test_pairs_stop_at_their_steps() -> None:
    cleaning = a_notice(
        title="Lokalvård på förskolor",
        lots=[a_lot(title="Lokalvård på förskolor", cpv=["90911200"], cities=["Halmstad"])],
    )
    late = a_notice(lots=[a_lot(deadline="2026-09-01T12:00:00+02:00")])
    cleaner = an_enterprise(id="1", trades=["cleaning"])
    sewer = an_enterprise(id="2", trades=["textile"])
    pairs = [Pair(cleaning, "LOT-0001", e, []) for e in (cleaner, sewer)] + [Pair(late, "LOT-0001", cleaner, [])]

    assert lost_at(pairs, NOW, 0.3) == {"1": Counter(shown=1), "2": Counter(gate=1)}
    assert lost_at(pairs[:1], NOW, 1.0) == {"1": Counter(score=1)}


def test_shares_add_up() -> None:
    found = shares({"1": Counter(gate=5, reasons=1), "2": Counter(gate=2, score=1, shown=1)})

    assert found == {
        "counted": 10,
        "lost_at_gate": 0.7,
        "lost_at_rank": 0.2,
        "lost_at_reasons": 0.1,
        "lost_at_score": 0.1,
        "shown": 0.1,
    }
    assert shares({"1": Counter()})["lost_at_gate"] is None
