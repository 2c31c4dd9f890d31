"""The smallest groups that cover the parts of a lot: exact, by integer programming (HiGHS through scipy).

The solver's presolve is off: with scipy 1.17 it calls small programmes infeasible that are not (a test has one).
A part is covered when one member of the group covers it; the value is covered by what the members carry together.
What is lost comes first, then the number of members, then their cost. Nothing here knows what a part is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

MOST_PROPOSALS = 3
MOST_MEMBERS = 4  # more than four small enterprises cannot run a bid together
MOST_CANDIDATES = 40
STEPS = 10  # the value is counted in tenths
MEMBER = 4000  # what a member weighs against cost: four members' costs together are less
SECONDS = 2.0  # for one solving; then the greedy way


@dataclass(frozen=True)
class Candidate:
    """An enterprise in a problem. `cost` is 0..999, lower is better; `carries` is in the problem's unit of value."""

    key: str
    covers: frozenset[int]  # places in the problem's weights
    carries: int = 0
    cost: int = 0


@dataclass(frozen=True)
class Problem:
    """What is to be covered: the weight of each part, and the value; 0 when it binds nobody."""

    weights: tuple[int, ...]
    value: int = 0
    step_weight: int = 1  # what a tenth of the value weighs

    @property
    def total(self) -> int:
        """Return the weight of everything."""
        return sum(self.weights) + (self.step_weight * STEPS if self.value else 0)

    def steps_lost(self, members: Iterable[Candidate]) -> int:
        """Return how many tenths of the value nobody carries, counted upwards."""
        short = STEPS * (self.value - sum(member.carries for member in members))
        return -(-short // self.value) if short > 0 else 0

    def lost(self, members: Collection[Candidate]) -> int:
        """Return the weight of what the members leave uncovered."""
        covered = frozenset[int]().union(*(member.covers for member in members))
        parts = sum(weight for place, weight in enumerate(self.weights) if place not in covered)
        return parts + self.step_weight * self.steps_lost(members)


def weight_of(members: Collection[Candidate]) -> int:
    """Return what a group weighs besides what it loses: its size first, then its members' cost."""
    return sum(MEMBER + member.cost for member in members)


def groups(problem: Problem, candidates: Iterable[Candidate]) -> list[tuple[Candidate, ...]]:
    """Return at most three groups that lose as little as any group can, the best first; members in order of key.

    Empty when one candidate does as well alone. Without any of its members each group loses more. The second and the
    third have at most one member more than the first.
    """
    chosen = prefilter(problem, sorted(candidates, key=lambda candidate: candidate.key))
    if len(chosen) < 2:
        return []
    least = problem.lost(chosen)
    if any(problem.lost([one]) == least for one in chosen):
        return []
    best = _best(problem, chosen, least)
    if best is None or len(best) < 2:
        return []
    found = [best]
    least, largest = problem.lost(best), min(MOST_MEMBERS, len(best) + 1)
    while len(found) < MOST_PROPOSALS:
        programme = _Programme(problem, chosen, found, largest)
        another = programme.solve(programme.size, least)
        if another is None or problem.lost(another) > least:
            break
        found.append(another)
    return found


def prefilter(problem: Problem, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return at most forty candidates in order: in turn for each part, and for the value, the best that covers it."""
    useful = [c for c in candidates if c.covers]
    if len(useful) <= MOST_CANDIDATES:
        return useful

    def by_merit(candidate: Candidate) -> tuple[int, int, int, str]:
        weight = sum(problem.weights[place] for place in candidate.covers)
        return -weight, -min(candidate.carries, problem.value), candidate.cost, candidate.key

    merit = sorted(useful, key=by_merit)
    queues = [iter([c for c in merit if place in c.covers]) for place in range(len(problem.weights))]
    queues.append(iter(sorted(merit, key=lambda c: -c.carries)))
    kept: dict[str, Candidate] = {}
    while len(kept) < MOST_CANDIDATES:
        for queue in queues:
            for candidate in islice((c for c in queue if c.key not in kept), 1):
                kept[candidate.key] = candidate
    return sorted(islice(kept.values(), MOST_CANDIDATES), key=lambda candidate: candidate.key)


def _best(problem: Problem, candidates: Sequence[Candidate], least: int) -> tuple[Candidate, ...] | None:
    """Return the best group. `least` is what all candidates together lose: mostly a few of them lose no more."""
    programme = _Programme(problem, candidates, [], MOST_MEMBERS)
    group = programme.solve(programme.size, least)
    if group is not None and problem.lost(group) <= least:
        return group
    complete = programme.solve(programme.loss, None)
    if complete is None:
        return greedy(problem, candidates, MOST_MEMBERS)
    smallest = programme.solve(programme.size, problem.lost(complete))
    return smallest if smallest is not None and problem.lost(smallest) <= problem.lost(complete) else complete


class _Programme:
    """One integer programme. Columns: a 0/1 for each candidate, one for each part left open, tenths of value lost."""

    def __init__(
        self, problem: Problem, candidates: Sequence[Candidate], taken: Sequence[tuple[Candidate, ...]], largest: int
    ) -> None:
        self.candidates = candidates
        n, parts = len(candidates), _alike(problem, candidates)
        self.hopeless = sum(problem.weights) - sum(weight for _, weight in parts)  # lost whatever the group
        columns = n + len(parts) + 1
        self.loss = np.array([0] * n + [weight for _, weight in parts] + [problem.step_weight], dtype=float)
        in_turn = np.arange(n) / 1000  # the order of keys decides between equals
        self.size = np.array([*(np.array([MEMBER + c.cost for c in candidates]) + in_turn), *[0.0] * (len(parts) + 1)])
        rows: list[np.ndarray] = []
        low: list[float] = []
        for number, (who, _) in enumerate(parts):  # each part is covered, or open
            row = np.zeros(columns)
            row[list(who)], row[n + number] = 1, 1
            rows.append(row)
            low.append(1)
        if problem.value:  # what the members carry, and the tenths lost, make the value
            row = np.zeros(columns)
            row[:n], row[-1] = [STEPS * min(c.carries, problem.value) / problem.value for c in candidates], 1
            rows.append(row)
            low.append(STEPS)
        place = {c.key: number for number, c in enumerate(candidates)}
        for group in taken:  # not a group that was found already, nor one around it
            row = np.zeros(columns)
            row[[place[member.key] for member in group]] = -1
            rows.append(row)
            low.append(1 - len(group))
        row = np.zeros(columns)
        row[:n] = -1
        self.rows, self.low = np.array([*rows, row]), np.array([*low, -largest], dtype=float)
        upper = np.ones(columns)
        upper[-1] = STEPS if problem.value else 0
        self.bounds = Bounds(0, upper)

    def solve(self, objective: np.ndarray, loss: int | None) -> tuple[Candidate, ...] | None:
        """Return the group that makes the objective least, losing at most `loss`; None when there is none in time."""
        rows, low = self.rows, self.low
        if loss is not None:
            rows, low = np.vstack([rows, -self.loss]), np.append(low, self.hopeless - loss)
        result = milp(
            objective,
            integrality=np.ones(len(objective)),
            bounds=self.bounds,
            constraints=LinearConstraint(csr_array(rows), low - 1e-7, np.inf),
            options={"time_limit": SECONDS, "mip_rel_gap": 0, "presolve": False},
        )
        if result.x is None:
            return None
        return tuple(c for c, taken in zip(self.candidates, result.x, strict=False) if taken > 0.5)


def _alike(problem: Problem, candidates: Sequence[Candidate]) -> list[tuple[tuple[int, ...], int]]:
    """Return the parts that somebody covers, those covered by the same candidates as one: (who, weight)."""
    found: dict[tuple[int, ...], int] = {}
    for part, weight in enumerate(problem.weights):
        who = tuple(number for number, candidate in enumerate(candidates) if part in candidate.covers)
        if who:
            found[who] = found.get(who, 0) + weight
    return list(found.items())


def greedy(problem: Problem, candidates: Sequence[Candidate], largest: int) -> tuple[Candidate, ...] | None:
    """Return a good group at once: the candidate that helps most, again and again, then without the superfluous."""
    group: list[Candidate] = []
    while len(group) < largest and (rest := [c for c in candidates if c not in group]):
        best = min(rest, key=lambda c: (problem.lost([*group, c]), c.cost, c.key))
        if problem.lost([*group, best]) == problem.lost(group):
            break
        group.append(best)
    for member in sorted(group, key=lambda c: -c.cost):
        without = [c for c in group if c is not member]
        if problem.lost(without) == problem.lost(group):
            group = without
    return tuple(sorted(group, key=lambda c: c.key)) or None
