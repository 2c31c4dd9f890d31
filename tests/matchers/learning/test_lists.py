"""What was shown and what became of it: verdicts, later, passed over, and values as they were then."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.learning.lists import ShownMatch, Verdict, table, training_lists

DAY = datetime(2026, 9, 1, tzinfo=UTC)
OPEN, CLOSED = DAY + timedelta(days=10), DAY + timedelta(days=40)
CLOSES = DAY + timedelta(days=30)


def shown(*matches: int, place: float = 1.0) -> list[ShownMatch]:
    """Return a list of matches, best first."""
    return [{"match": match, "score": 0.5, "version": "1-x", "values": {"place": place}} for match in matches]


def verdict(match: int, said: str, day: int = 0, among: list[ShownMatch] | None = None, content: str = "h") -> Verdict:
    """Return a verdict on a match of lot n/1, given on a day."""
    at = DAY + timedelta(days=day)
    return Verdict("n/1", content, match, at, said, shown(1, 2, 3) if among is None else among, CLOSES)


def answers(verdicts: list[Verdict], now: datetime = OPEN) -> dict[int, bool]:
    """Return what each match counts as, all lists together."""
    return {e.match: e.yes for each in training_lists(verdicts, now) for e in each.examples}


@pytest.mark.parametrize(
    ("verdicts", "open_lot", "closed_lot"),
    [
        ([verdict(1, "yes")], {1: True}, {1: True}),
        ([verdict(1, "no"), verdict(2, "yes")], {1: False, 2: True}, {1: False, 2: True}),
        ([verdict(1, "later")], {}, {}),
        ([verdict(1, "later"), verdict(1, "yes", day=1)], {1: True}, {1: True}),
        ([verdict(1, "yes"), verdict(1, "no", day=1)], {1: False}, {1: False}),
        ([verdict(3, "yes")], {3: True}, {1: False, 2: False, 3: True}),
        ([verdict(3, "later")], {}, {1: False, 2: False}),
        ([verdict(2, "yes"), verdict(1, "later", day=1)], {2: True}, {2: True}),
        ([verdict(9, "yes")], {}, {1: False, 2: False, 3: False}),
        ([verdict(1, "yes", among=[])], {}, {}),
    ],
)
def test_yes_no_later_and_passed_over(
    verdicts: list[Verdict], open_lot: dict[int, bool], closed_lot: dict[int, bool]
) -> None:
    assert answers(verdicts, OPEN) == open_lot
    assert answers(verdicts, CLOSED) == closed_lot


def test_the_values_are_those_of_the_decision() -> None:
    early, late = shown(1, place=1.0), shown(1, place=-1.0)
    (found,) = training_lists([verdict(1, "yes", among=early), verdict(2, "no", day=3, among=late)], OPEN)
    assert [example.values for example in found.examples if example.match == 1] == [{"place": 1.0}]


def test_a_verdict_on_a_trial_passes_nothing_over() -> None:
    tried: list[ShownMatch] = [*shown(1, 2), {**shown(3)[0], "trial": True}]

    assert answers([verdict(3, "yes", among=tried)], CLOSED) == {3: True}
    assert answers([verdict(3, "later", among=tried)], CLOSED) == {}
    assert answers([verdict(2, "yes", among=tried), verdict(3, "no", among=tried)], CLOSED) == {
        1: False,
        2: True,
        3: False,
    }


def test_a_changed_notice_is_a_new_list() -> None:
    found = training_lists([verdict(1, "yes", day=2, content="new"), verdict(1, "no")], OPEN)
    assert [[example.yes for example in each.examples] for each in found] == [[False], [True]]


def test_the_table_has_the_signals_in_order_and_silence_is_zero() -> None:
    lists = training_lists([verdict(1, "yes"), verdict(2, "no")], OPEN)
    data = table(lists, ["cpv", "place"])
    assert data.values.tolist() == [[0.0, 1.0], [0.0, 1.0]]
    assert data.yes.tolist() == [1.0, 0.0]
    assert table([], ["cpv"]).values.shape == (0, 1)


@given(
    st.lists(
        st.builds(
            verdict,
            match=st.integers(1, 4),
            said=st.sampled_from(["yes", "no", "later"]),
            day=st.integers(0, 20),
            content=st.sampled_from(["h", "i"]),
        ),
        max_size=12,
        unique_by=lambda each: (each.match, each.at),
    ),
    st.randoms(),
)
def test_the_order_of_rows_does_not_matter_and_only_what_was_shown_is_in(
    verdicts: list[Verdict], order: random.Random
) -> None:
    mixed = list(verdicts)
    order.shuffle(mixed)
    assert training_lists(mixed, CLOSED) == training_lists(verdicts, CLOSED)
    assert set(answers(verdicts, CLOSED)) <= {1, 2, 3}
