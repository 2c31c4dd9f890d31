"""The smallest groups, against a truth table and against every subset of random small problems."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchers import joint_cover
from matchers.joint_cover import MOST_CANDIDATES, MOST_MEMBERS, Candidate, Problem, greedy, groups, prefilter, weight_of


def who(found: Iterable[tuple[Candidate, ...]]) -> list[str]:
    """Return groups as words: ”ab” is the group of a and b."""
    return ["".join(member.key for member in group) for group in found]


def candidates(table: dict[str, str], carries: dict[str, int] | None = None) -> list[Candidate]:
    """Return candidates from parts by letter: {"a": "12"} covers the parts 1 and 2. Cost grows with the letter."""
    return [
        Candidate(key, frozenset(int(part) for part in parts), (carries or {}).get(key, 0), 10 * (ord(key) - ord("a")))
        for key, parts in table.items()
    ]


@pytest.mark.parametrize(
    ("parts", "table", "expected"),
    [
        # one suffices: no group, however good the others are
        (3, {"a": "012", "b": "01", "c": "2"}, []),
        (1, {"a": "0", "b": "0"}, []),
        # nobody, or one alone
        (2, {}, []),
        (2, {"a": "0"}, []),
        # two halves
        (2, {"a": "0", "b": "1"}, ["ab"]),
        # the third is superfluous
        (2, {"a": "0", "b": "1", "c": "1"}, ["ab", "ac"]),
        # a pair before a trio; the trio that holds no pair is the third way
        (3, {"a": "01", "b": "2", "c": "0", "d": "1"}, ["ab", "bcd"]),
        # at most three, the cheapest first
        (2, {"a": "0", "b": "1", "c": "1", "d": "1", "e": "1"}, ["ab", "ac", "ad"]),
        # nobody covers the last part: the rest is shared, if that needs more than one
        (3, {"a": "0", "b": "1"}, ["ab"]),
        (3, {"a": "01", "b": "1", "c": "0"}, []),
        # a chain needs every link
        (4, {"a": "01", "b": "12", "c": "23"}, ["ac"]),
        # five needed, four at most: one part stays open
        (5, {"a": "0", "b": "1", "c": "2", "d": "3", "e": "4"}, ["abcd", "abce", "abde"]),
    ],
)
def test_truth_table_of_parts(parts: int, table: dict[str, str], expected: list[str]) -> None:
    assert who(groups(Problem((10,) * parts), candidates(table))) == expected


@pytest.mark.parametrize(
    ("value", "carries", "expected"),
    [
        (100, {"a": 100, "b": 100}, []),  # one suffices
        (100, {"a": 60, "b": 60, "c": 10}, ["ab"]),
        (100, {"a": 60, "b": 60, "c": 60}, ["ab", "ac", "bc"]),
        (100, {"a": 40, "b": 40, "c": 40}, ["abc"]),
        (100, {"a": 30, "b": 30}, ["ab"]),  # 40 percent stays open
        (100, {"a": 60, "b": 5}, []),  # less than a tenth of the value is no help
        (100, {"a": 60, "b": 10}, ["ab"]),
        (100, {"a": 60, "b": 0}, []),  # b carries nothing: a does as much alone
    ],
)
def test_truth_table_of_value(value: int, carries: dict[str, int], expected: list[str]) -> None:
    found = groups(Problem((10,), value, 1), candidates(dict.fromkeys(carries, "0"), carries))

    assert who(found) == expected


def test_the_heavier_part_is_covered_when_not_all_can_be() -> None:
    table = candidates({"a": "0", "b": "1", "c": "2", "d": "3", "e": "4"})

    assert who(groups(Problem((10, 10, 10, 10, 20)), table))[0] == "abce"


def test_cost_decides_between_groups_of_the_same_size() -> None:
    near, far = Candidate("z", frozenset({1}), 0, 5), Candidate("b", frozenset({1}), 0, 900)

    assert who(groups(Problem((10, 10)), [Candidate("a", frozenset({0})), far, near])) == ["az", "ab"]


def test_a_programme_that_the_presolve_of_the_solver_calls_infeasible() -> None:
    table = {"a": "02", "b": "02", "c": "02", "d": "12", "e": "0"}
    same = [Candidate(c.key, c.covers) for c in candidates(table)]

    assert len(groups(Problem((5, 5, 5)), same)) == 3


@st.composite
def problems(draw: st.DrawFn) -> tuple[Problem, list[Candidate]]:
    """Draw a small problem with some candidates."""
    weights = tuple(draw(st.lists(st.sampled_from([5, 10, 20]), min_size=1, max_size=5)))
    value = draw(st.sampled_from([0, 0, 90, 100, 730]))
    parts = st.frozensets(st.integers(0, len(weights) - 1), max_size=len(weights))
    keys = "abcdefg"[: draw(st.integers(0, 7))]
    chosen = [
        Candidate(key, draw(parts), draw(st.integers(0, 120)) * max(1, value // 100), draw(st.integers(0, 999)))
        for key in keys
    ]
    return Problem(weights, value, draw(st.integers(1, 4))), chosen


def best_by_force(problem: Problem, chosen: list[Candidate], taken: list[frozenset[str]], largest: int) -> list[int]:
    """Return [loss, weight] of the best subset that holds none of the groups taken; [] when there is none."""
    useful = [candidate for candidate in chosen if candidate.covers]
    subsets = [
        group
        for size in range(largest + 1)
        for group in combinations(useful, size)
        if not any(old <= {member.key for member in group} for old in taken)
    ]
    scored = [[problem.lost(group), weight_of(group)] for group in subsets]
    return min(scored, default=[])


@given(problems())
@settings(max_examples=150, deadline=None)
def test_groups_are_the_best_of_all_subsets(drawn: tuple[Problem, list[Candidate]]) -> None:
    problem, chosen = drawn
    found = groups(problem, chosen)

    best = best_by_force(problem, chosen, [], MOST_MEMBERS)
    least_alone = min((problem.lost([c]) for c in chosen if c.covers), default=problem.lost([]))
    if not found:
        assert least_alone == best[0], "one does as well as any group, or nobody does anything"
        return
    assert len(found) <= 3
    taken: list[frozenset[str]] = []
    largest = MOST_MEMBERS
    for group in found:
        assert [problem.lost(group), weight_of(group)] == best_by_force(problem, chosen, taken, largest)
        assert problem.lost(group) == best[0] < least_alone
        assert 2 <= len(group) <= MOST_MEMBERS
        for member in group:
            assert problem.lost([other for other in group if other is not member]) > problem.lost(group)
        taken.append(frozenset(member.key for member in group))
        largest = min(MOST_MEMBERS, len(found[0]) + 1)
    if len(found) < 3:
        another = best_by_force(problem, chosen, taken, largest)
        assert not another or another[0] > best[0], "there is no fourth way that loses as little"


@given(problems(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_order_of_candidates_does_not_matter(drawn: tuple[Problem, list[Candidate]], random: object) -> None:
    problem, chosen = drawn
    shuffled = list(chosen)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert groups(problem, shuffled) == groups(problem, chosen)


@given(problems())
@settings(max_examples=100, deadline=None)
def test_the_greedy_way_has_nobody_superfluous(drawn: tuple[Problem, list[Candidate]]) -> None:
    problem, chosen = drawn
    group = greedy(problem, chosen, MOST_MEMBERS) or ()

    assert len(group) <= MOST_MEMBERS
    for member in group:
        assert problem.lost([other for other in group if other is not member]) > problem.lost(group)


def test_the_greedy_way_is_taken_when_the_solver_finds_nothing_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joint_cover._Programme, "solve", lambda *_: None)

    assert who(groups(Problem((10, 10)), candidates({"a": "0", "b": "1", "c": "1"}))) == ["ab"]


def test_many_candidates_are_sifted_and_none_of_the_parts_is_lost() -> None:
    many = [Candidate(f"{n:03}", frozenset({n % 7}), n, n % 900) for n in range(300)]
    kept = prefilter(Problem((10,) * 7, 500, 3), many)

    assert len(kept) == MOST_CANDIDATES
    assert frozenset[int]().union(*(candidate.covers for candidate in kept)) == set(range(7))
    assert many[-1] in kept, "the one that carries most"
    assert kept == prefilter(Problem((10,) * 7, 500, 3), many)
