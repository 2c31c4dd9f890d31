"""Spread and loss: the Gini coefficient, quarters in Swedish time, and the steps pairs stop at."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.diagnosis import why_not
from matchers.exposure import gini, lost_at, quarters, quarters_back, shares
from matchers.ranking import Matcher, open_lots
from models.values import EnterpriseData, NoticeData
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


def sample() -> tuple[list[NoticeData], list[EnterpriseData]]:
    """Return some notices and enterprises that stop at different steps."""
    lots = [
        a_lot(id="LOT-0001", title="Lokalvård på förskolor", cpv=["90911200"], cities=["Halmstad"]),
        a_lot(id="LOT-0002", title="Asfaltering av vägar", cpv=["45233220"], description="Beläggning av gator."),
        a_lot(id="LOT-0003", title="Tvätt av arbetskläder", cpv=["98310000"], cities=["Umeå"]),
        a_lot(id="LOT-0004", title="Lokalvård", deadline="2026-09-01T12:00:00+02:00"),
    ]
    notices = [a_notice(id=f"ted:{n}-2026", title=lot["title"], lots=[lot]) for n, lot in enumerate(lots, start=1)]
    said = "Vi syr och lagar kläder, vi tvättar också arbetskläder åt kommunen."
    enterprises = [
        an_enterprise(id="1", trades=["cleaning"]),
        an_enterprise(id="2", trades=["textile", "laundry"], description=said),
        an_enterprise(id="3", cpv=["90911200"], wants_not=["förskol"]),
        an_enterprise(id="4"),
    ]
    return notices, enterprises


@pytest.mark.parametrize("show_at", [0.0, 0.4, 0.9, 1.0])
def test_the_steps_are_those_of_the_diagnosis(show_at: float) -> None:
    notices, enterprises = sample()
    expected: dict[str, Counter[str]] = {e["id"]: Counter() for e in enterprises}
    for notice in notices:
        for lot in notice["lots"]:
            for e in enterprises:
                why = why_not(notice, lot["id"], e, [], now=NOW, show_at=show_at)
                expected[e["id"]].update([why.step] if why.step != "open" else [])
    every = [asked for notice in notices for asked in open_lots(notice, [], NOW)]

    found = lost_at(every, Matcher(enterprises), show_at)

    assert {key: +counter for key, counter in found.items()} == expected
    assert all(counter.total() == 3 for counter in found.values())
    assert found["1"]["gate"] >= 1


def test_blocks_add_up() -> None:
    notices, enterprises = sample()
    every = [asked for notice in notices for asked in open_lots(notice, [], NOW)] * 5
    small, large = Matcher(enterprises), Matcher(enterprises)
    small.block = 2

    assert lost_at(every, small, 0.4) == lost_at(every, large, 0.4)
    assert lost_at([], large, 0.4) == {e["id"]: Counter() for e in enterprises}
    assert lost_at(every, Matcher([]), 0.4) == {}


def test_shares_add_up() -> None:
    found = shares({"1": Counter(gate=5, reasons=1), "2": Counter(gate=2, score=1, shown=1)})

    assert found == {
        "all": 10,
        "lost_at_gate": 0.7,
        "lost_at_rank": 0.2,
        "lost_at_reasons": 0.1,
        "lost_at_score": 0.1,
        "shown": 0.1,
    }
    assert shares({"1": Counter()})["lost_at_gate"] is None
