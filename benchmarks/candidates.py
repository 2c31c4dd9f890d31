"""What the candidates lose: real winners that are, or are not, among the enterprises a procurement is compared with.

`python -m benchmarks.candidates AWARDS [SPLIT-DAY]` (Upphandlingsmyndigheten's awards): a supplier's profile is what it
won before the day, and nothing else; each award from that day on, to a supplier with a profile, is looked for among the
candidates of its procurement. The winners are read only to count.
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from matchers.awards.data import Award, Procurement, read_awards
from matchers.ranking import Lots, Matcher, open_lots
from matchers.signals import SIGNALS
from models.values import EnterpriseData, LotData, NoticeData

SPLIT = "2021-06-01"
BLOCK = 200
NOW = datetime(2021, 1, 1, tzinfo=UTC)
SOURCES = {"CPV": ("cpv",), "text": ("text", "past"), "either": ("cpv", "text", "past", "trade")}


def profile_of(number: int, won: list[Procurement]) -> EnterpriseData:
    """Return a profile of past contracts alone."""
    profile: Any = dict.fromkeys(EnterpriseData.__annotations__)
    lists = ("service_area", "nuts", "trades", "cpv", "certificates", "insurances", "permits", "wants", "wants_not")
    contracts = [
        {"title": p.title, "buyer": None, "year": 2021, "value": None, "cpv": [p.cpv] * bool(p.cpv)} for p in won
    ]
    profile.update({key: [] for key in lists}, id=f"{number:06}", name="", past_contracts=contracts)
    return profile  # type: ignore[no-any-return]


def notice_of(procurement: Procurement) -> NoticeData:
    """Return a procurement as a notice with one lot: its title and its code."""
    lot: Any = dict.fromkeys(LotData.__annotations__)
    lists = ("nuts", "cities", "countries", "cpv")
    lot.update({key: [] for key in lists}, id="LOT-0001", title=procurement.title, cpv=[procurement.cpv])
    notice: Any = dict.fromkeys(NoticeData.__annotations__)
    notice.update(id=procurement.id, form_type="competition", buyers=[], nuts=[], cpv=[], lots=[lot])
    return notice  # type: ignore[no-any-return]


def main() -> None:
    """Measure and print."""
    awards = read_awards(Path(sys.argv[1]))
    split = sys.argv[2] if len(sys.argv) > 2 else SPLIT
    won: dict[str, list[Procurement]] = {}
    for award in awards:
        if award.procurement.date < split:
            won.setdefault(award.supplier, []).append(award.procurement)
    number = {supplier: n for n, supplier in enumerate(sorted(won))}
    matcher = Matcher([profile_of(n, won[supplier]) for supplier, n in number.items()])
    later = [award for award in awards if award.procurement.date >= split and award.supplier in number]
    kept: Counter[str] = Counter()
    found: Counter[str] = Counter()
    single: Counter[str] = Counter()
    bought = list({award.procurement.id: award.procurement for award in later}.values())
    for start in range(0, len(bought), BLOCK):
        count(matcher, bought[start : start + BLOCK], later, number, won, kept, found, single)
    pairs = {(award.supplier, award.procurement.id) for award in later}
    ones = sum(len(won[supplier]) == 1 for supplier, _ in pairs)
    print(f"{len(number):,} suppliers; {len(pairs):,} later awards to them, {ones:,} to suppliers with one before")
    for name in SOURCES:
        share = kept[name] / len(bought) / len(number)
        print(
            f"{name:<10} recall {found[name] / len(pairs):.3f}, {single[name] / ones:.3f} for those with one;"
            f" {kept[name] / len(bought):6,.0f} candidates a procurement ({share:.1%})"
        )


def count(
    matcher: Matcher, some: list[Procurement], later: list[Award], number: dict[str, int],
    won: dict[str, list[Procurement]], kept: Counter[str], found: Counter[str], single: Counter[str],
) -> None:  # fmt: skip
    """Add up, by source, the candidates of some procurements and the winners among them."""
    asked = [a for procurement in some for a in open_lots(notice_of(procurement), (), NOW)]
    pairs = matcher.candidates(Lots.of(asked))
    place = {procurement.id: n for n, procurement in enumerate(some)}
    wanted = {(place[a.procurement.id], number[a.supplier]): a.supplier for a in later if a.procurement.id in place}
    names = [signal.name for signal in SIGNALS]
    for name, signals in SOURCES.items():
        spoke = np.any([pairs.values[names.index(signal)] > 0 for signal in signals], axis=0)
        there = set(zip(pairs.lot[spoke].tolist(), pairs.enterprise[spoke].tolist(), strict=True))
        kept[name] += len(there)
        found[name] += len(wanted.keys() & there)
        single[name] += sum(len(won[wanted[pair]]) == 1 for pair in wanted.keys() & there)


if __name__ == "__main__":
    main()
