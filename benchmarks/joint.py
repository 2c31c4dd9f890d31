"""How long (CPU) it takes to look for joint bids: invented lots × invented enterprises, and the solver alone.

`python -m benchmarks.joint [LOTS] [ENTERPRISES]` (5,000 and 300 when not said). Everything is drawn from a fixed seed.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from datetime import UTC, datetime
from typing import Any

import numpy as np

from matchers.joint import Joiner
from matchers.joint_cover import MOST_CANDIDATES, Candidate, Problem, greedy, groups, weight_of
from matchers.joint_parts import parts_of
from matchers.ranking import open_lots
from matchers.signals import Asked
from models.places import Municipality, municipalities
from models.values import EnterpriseData
from tests import a_lot, a_notice, an_enterprise

NOW = datetime(2026, 9, 15, 3, 15, tzinfo=UTC)
WORDS = {
    "cafe": "drift av kafé", "catering": "catering", "cleaning": "lokalvård", "windows": "fönsterputsning",
    "green": "gräsklippning", "nature": "slyröjning", "snow": "snöröjning", "laundry": "textiltvätt",
    "furniture": "möbelrenovering", "moving": "flyttjänster", "courier": "budtjänst", "carcare": "fordonstvätt",
    "carpentry": "snickeri", "painting": "invändig målning", "caretaker": "vaktmästeri", "office": "skanning",
}  # fmt: skip
FILLER = (
    "Anbudet ska lämnas i upphandlingsverktyget. Leverantören ska ha ansvarsförsäkring och kunna visa referenser. "
    "Avtalet kan förlängas. Kommunen betalar mot faktura inom 30 dagar. Arbetet ska ske på vardagar. "
)
COUNTIES = ("13", "12", "14", "07")  # a region and its neighbours


def draw_lot(draw: random.Random, number: int, places: list[Municipality]) -> Asked:
    """Draw an open lot: one trade mostly, several sometimes, none often; one place or several."""
    trades = draw.sample(sorted(WORDS), draw.choices([0, 1, 2, 3, 4], [30, 45, 12, 8, 5])[0])
    here = draw.choice(places)
    near = [here.name, *(municipalities()[code].name for code in here.neighbours)]
    cities = near[: draw.choices([1, 2, 4], [70, 20, 10])[0]]
    what = ", ".join(WORDS[name] for name in trades) or "konsulttjänster"
    value = draw.choice([None, 4e5, 1e6, 3e6, 8e6])
    lot = a_lot(
        title=what.capitalize() if len(trades) < 2 else "Service till kommunens verksamheter",
        description=f"Uppdraget omfattar {what}. {FILLER * draw.randint(1, 6)}",
        cities=cities,
        nuts=[here.nuts3],
        value={"amount": value, "currency": "SEK"} if value else None,
        duration="P24M",
    )
    (asked,) = open_lots(a_notice(id=f"ted:{number}-2026", title="Service", nuts=[here.nuts3], lots=[lot]), [], NOW)
    return asked


def draw_enterprise(draw: random.Random, number: int, places: list[Municipality]) -> EnterpriseData:
    """Draw an enterprise with one to three trades; a fifth say nothing of their size."""
    here = draw.choice(places)
    size: dict[str, Any] = {} if draw.random() < 0.2 else {"largest_contract": draw.choice([3e5, 1e6, 2e6, 4e6])}
    return an_enterprise(
        id=f"{7696000000 + number}",
        name=f"Företag {number}",
        municipality=here.code,
        service_area=[here.code, *here.neighbours],
        trades=draw.sample(sorted(WORDS), draw.choice([1, 2, 2, 3])),
        **size,
    )


def shown(name: str, times: list[float]) -> None:
    """Print mean, median, 95th percentile and the longest, in ms."""
    mean, middle, late = np.mean(times), *np.percentile(times, [50, 95])
    print(f"{name:<44}{1000 * mean:>9.2f}{1000 * middle:>9.2f}{1000 * late:>9.2f}{1000 * max(times):>9.1f}")


def time_lots(lots: int, enterprises: int) -> None:
    """Time whole lots, and the reading of their parts."""
    draw = random.Random(13)
    places = [place for place in municipalities().values() if place.county_code in COUNTIES]
    profiles = [draw_enterprise(draw, number, places) for number in range(enterprises)]
    began = time.process_time()
    joiner = Joiner(profiles)
    print(f"{enterprises} enterprises prepared in {time.process_time() - began:.2f} s")
    whole, reading, with_groups, found = [], [], [], 0
    for number in range(lots):
        asked = draw_lot(draw, number, places)
        began = time.process_time()
        bids = joiner.propose(asked)
        whole.append(time.process_time() - began)
        if bids:
            with_groups.append(whole[-1])
            found += len(bids)
        if number % 10 == 0:
            began = time.process_time()
            parts_of(asked)
            reading.append(time.process_time() - began)
    print(f"{lots} lots: {sum(whole):.1f} s, {len(with_groups)} with proposals, {found} proposals")
    print(f"{'ms':<44}{'mean':>9}{'median':>9}{'p95':>9}{'most':>9}")
    shown("a lot", whole)
    shown("a lot with proposals", with_groups)
    shown("reading a lot's parts, words found already", reading)


def time_solver(parts: int, candidates: int = MOST_CANDIDATES, rounds: int = 25) -> None:
    """Time three proposals for random problems, and the greedy way beside."""
    draw = random.Random(parts)
    exact, quick, dearer = [], [], []
    for _ in range(rounds):
        problem = Problem(tuple(draw.choice([10, 20]) for _ in range(parts)), 8000, max(1, parts))
        chosen = [
            Candidate(
                f"{number:03}",
                frozenset(draw.sample(range(parts), draw.randint(1, max(1, parts // 3)))),
                draw.choice([300, 1000, 2000, 4000]),
                draw.randint(0, 999),
            )
            for number in range(candidates)
        ]
        began = time.process_time()
        best = groups(problem, chosen)
        exact.append(time.process_time() - began)
        began = time.process_time()
        other = greedy(problem, chosen, 4)
        quick.append(time.process_time() - began)
        if best and other:
            worse = problem.lost(other) > problem.lost(best[0]) or weight_of(other) > weight_of(best[0])
            dearer.append(worse)
    shown(f"three proposals, {candidates} candidates, {parts} parts", exact)
    shown("  greedy", quick)
    print(f"  greedy is worse in {sum(dearer)} of {len(dearer)}")


def main() -> None:
    """Run it all."""
    given = [int(word) for word in sys.argv[1:]]
    time_lots(*(given + [5000, 300][len(given) :])[:2])
    for parts in (3, 6, 18):
        time_solver(parts)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
