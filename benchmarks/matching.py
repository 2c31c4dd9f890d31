"""Matching at scale: candidates, all signals and the best 20 of each lot, against plain ways on the same vectors.

`python -m benchmarks.matching` runs 10,000 notices x 1,000 enterprises; `--full` goes on to 20,000 x 5,000 and
200,000 x 5,000 (ten and a hundred times as many pairs). One thread each; seconds are of the processor, so that other
work on the machine counts less. Notices and enterprises are invented: titles, codes and buyers of `../shared` when it
is there, else the trades' own examples; texts are passages of the corpus.

* *reading* is done once for each notice (trades, places, words, vector); *ours* starts from what was read, as the
  others start from vectors, and gives scores and all signals of the best 20; sentences are timed by themselves.
* The others get one vector an enterprise (description and past contracts); ours has one for each passage and contract.
* A sample of lots is compared with every enterprise one pair at a time; the outcome must be the same.
"""

from __future__ import annotations

import csv
import gzip
import random
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process
from sklearn.neighbors import NearestNeighbors
from sparse_dot_topn import sp_matmul_topn
from threadpoolctl import threadpool_limits

from matchers.asked import Asked
from matchers.corpus.check import load
from matchers.ranking import SHOW_AT, Lots, Matcher, Pairs, open_lots, scores
from matchers.trades import trades
from matchers.vectors import vectors
from models.places import municipalities
from models.values import ConsiderationData, EnterpriseData, LotData, NoticeData

TOP = 20
BLOCK = 200  # lots that are read together
NOW = datetime(2026, 11, 25, 3, 15, tzinfo=UTC)
PROCUREMENTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "uhm-2021" / "procurements.csv.gz"
CASES = ((10_000, 1_000), (20_000, 5_000), (200_000, 5_000))
ALONE = 4  # lots of which every pair is compared alone
FUZZY = 10  # lots that rapidfuzz compares
TOLD = 2_000  # matches whose sentences are timed


@cache
def passages() -> list[str]:
    """Return the corpus's passages."""
    return [passage["text"] for passage in load()]


@cache
def heads() -> list[tuple[str, str, str, str | None]]:
    """Return title, CPV code, buyer's name and number of what public buyers buy."""
    if PROCUREMENTS.exists():
        with gzip.open(PROCUREMENTS, "rt", encoding="utf-8-sig", newline="") as file:
            return [
                (row["Upphandlingens titel"], row["Huvudsaklig CPV-kod"][:8], row["Namn för köpare"].title(),
                 row["Organisationsnummer för köpare"])
                for row in csv.DictReader(file)
            ]  # fmt: skip
    buyers = [(f"{place.name} kommun", place.org_number) for place in municipalities().values()]
    rng = random.Random(1)
    bought = [(text, code) for trade in trades().values() for text in trade.examples for code in trade.cpv[:2]]
    other = [f"{rng.choice((33, 34, 45, 48, 71, 72))}{rng.randrange(10**6):06}" for _ in passages()]
    bought += [(text.split(". ")[0], code) for text, code in zip(passages(), other, strict=True)]
    return [(title, code, *rng.choice(buyers)) for title, code in bought for _ in range(5)]


def notice_number(number: int) -> tuple[NoticeData, list[ConsiderationData]]:
    """Return an invented notice with one lot, the same for the same number, and its considerations."""
    rng = random.Random(number)
    title, code, buyer, org_number = rng.choice(heads())
    body = " ".join(rng.choice(passages()) for _ in range(rng.randint(1, 5)))
    if rng.random() < 0.3:
        trade = rng.choice(list(trades().values()))
        body = f"{rng.choice(trade.examples)}. {body}"
    published = date(2026, 11, 25) - timedelta(days=rng.randint(0, 5))
    lot: Any = dict.fromkeys(LotData.__annotations__)
    lists = ("cpv", "nuts", "reserved_participation", "strategic", "social_objectives", "award_criteria", "cities")
    lot.update({key: [] for key in (*lists, "countries", "green", "innovation", "selection_criteria")})
    lot.update(id="LOT-0001", title=title, description=body, cpv=[code], kind="Lot")
    lot["deadline"] = f"{published + timedelta(days=rng.randint(6, 45))}T23:59:00+01:00"
    if rng.random() < 0.6:
        lot["value"] = {"amount": round(rng.lognormvariate(14, 1.3), -3), "currency": "SEK"}
    lot["framework"] = rng.choice(("none", "none", "fa-wo-rc"))
    notice: Any = dict.fromkeys(NoticeData.__annotations__)
    empty = ("cpv", "nuts", "winners", "languages", "previous", "changed_sections", "results")
    notice.update({key: [] for key in empty})
    place = {"country": "SWE", "nuts": None, "city": None, "legal_type": None, "org_number_raw": None}
    notice.update(
        id=f"bench:{number}", title=title, form_type="competition", published=str(published), lots=[lot],
        buyers=[{"name": buyer, "org_number": org_number, **place}],
    )  # fmt: skip
    return notice, _considerations(rng, body)


def _considerations(rng: random.Random, body: str) -> list[ConsiderationData]:
    if rng.random() > 0.08:
        return []
    category = rng.choice(("employment", "labour", "small_supplier", "accessibility", "reserved"))
    return [{
        "lot": None, "category": category, "detail": "res_ws" if category == "reserved" else None, "strength": "demand",
        "probability": round(rng.uniform(0.3, 1), 2), "basis": "pattern",
        "evidence": [{"field": "description", "start": 0, "end": 40, "text": body[:40]}], "numbers": None,
    }]  # fmt: skip


def an_enterprise(number: int) -> EnterpriseData:
    """Return an invented enterprise: one to three trades, somewhere, with a description and past contracts."""
    rng = random.Random(-number - 1)
    own = rng.sample(list(trades().values()), rng.choice((1, 1, 2, 2, 3)))
    home = rng.choice(list(municipalities().values()))
    said = ". ".join(f"Vi arbetar med {', '.join(rng.sample(trade.examples, 2)).lower()}" for trade in own)
    enterprise: Any = dict.fromkeys(EnterpriseData.__annotations__)
    lists = ("service_area", "nuts", "certificates", "insurances", "permits", "wants", "wants_not", "cpv")
    enterprise.update({key: [] for key in lists})
    contracts = [
        {"title": f"{rng.choice(trade.examples)} i {home.name}", "buyer": f"{home.name} kommun", "year": 2024,
         "value": None, "cpv": list(trade.cpv[:1])}
        for trade in own if rng.random() < 0.7
    ]  # fmt: skip
    enterprise.update(
        id=f"{number:010}", name=f"Företag {number}", municipality=home.code, trades=[trade.id for trade in own],
        description=f"{said}. {rng.choice(passages())}", past_contracts=contracts, nuts=[home.nuts3],
        largest_contract=float(rng.choice((200, 500, 1500, 4000)) * 1000), integration_purpose=rng.choice((True, None)),
        occupied_total=10, occupied_target_group=rng.choice((2, 4, 8)),
        wants=rng.choice(([], [], ["skol"], ["kontor"], ["park"])), wants_not=rng.choice(([], [], ["natt"], ["jour"])),
    )  # fmt: skip
    return enterprise  # type: ignore[no-any-return]


def asked_of(numbers: Iterable[int]) -> list[Asked]:
    """Return the lots of these notices."""
    return [asked for number in numbers for asked in open_lots(*notice_number(number), NOW)]


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what some work gives, and the seconds of the processor it takes."""
    began = time.process_time()
    return work(), time.process_time() - began


def peak() -> float:
    """Return the most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure and print."""
    cases = CASES if "--full" in sys.argv[1:] else CASES[:1]
    print(f"titles, codes and buyers: {'real, 2021' if PROCUREMENTS.exists() else 'invented'}")
    heads()
    blocks: list[Lots] = []
    reading = 0.0
    with threadpool_limits(1):
        for lots, enterprises in cases:
            while len(blocks) * BLOCK < lots:
                asked = asked_of(range(len(blocks) * BLOCK, (len(blocks) + 1) * BLOCK))
                block, seconds = timed(lambda asked=asked: Lots.of(asked))  # type: ignore[misc]
                blocks.append(block)
                reading += seconds
            speed = len(blocks) * BLOCK / reading
            print(f"\n{lots:,} notices x {enterprises:,} enterprises; reading {speed:,.0f} notices/s")
            compare(blocks, [an_enterprise(number) for number in range(enterprises)])
    print(f"\npeak memory of the whole run {peak():,.0f} MB")


def compare(blocks: Sequence[Lots], profiles: Sequence[EnterpriseData]) -> None:
    """Measure one case: ours, the others, and whether ours is right."""
    pairs = len(blocks) * BLOCK * len(profiles)
    matcher, building = timed(lambda: Matcher(profiles))
    own = [" ".join([p["description"] or "", *(c["title"] for c in p["past_contracts"])]) for p in profiles]
    one_each = vectors(own)
    columns = one_each.T.tocsr()
    near = NearestNeighbors(n_neighbors=TOP, metric="cosine", algorithm="brute", n_jobs=1).fit(one_each)
    ranked: list[Pairs] = []
    ours = sparse = brute = memory = 0.0
    for block in blocks:  # in turns, so that whatever else the machine does falls on all alike
        pairs_of_block, seconds = timed(lambda block=block: matcher.rank(block, top=TOP))  # type: ignore[misc]
        ranked.append(pairs_of_block)
        ours += seconds
        memory = max(memory, peak())
        sparse += timed(lambda block=block: sp_matmul_topn(block.vectors, columns, TOP, n_threads=1))[1]  # type: ignore[misc]
        brute += timed(lambda block=block: near.kneighbors(block.vectors))[1]  # type: ignore[misc]
    count, good = sum(len(p.lot) for p in ranked), sum(int((scores(p.total) >= SHOW_AT).sum()) for p in ranked)
    texts = [asked.text for asked in asked_of(range(FUZZY))]
    _, some = timed(lambda: process.cdist(texts, own, scorer=fuzz.token_set_ratio, workers=1))
    fuzzy = some * pairs / (FUZZY * len(own))
    print(f"  enterprises laid out once        {building:9.1f} s")
    told = good / sentences(matcher, blocks, ranked)
    for name, seconds in (
        ("ours: candidates, signals, top 20", ours), ("ours, and sentences of what is shown", ours + told),
        ("sparse_dot_topn, 1 thread", sparse), ("scikit-learn brute cosine", brute),
        ("rapidfuzz token_set_ratio (scaled)", fuzzy),
    ):  # fmt: skip
        print(
            f"  {name:<37}{seconds:8.1f} s {seconds / sparse:7.2f} x sparse_dot_topn {pairs / seconds:14,.0f} pairs/s"
        )
    print(f"  rapidfuzz / ours {fuzzy / ours:.1f}; {count:,} matches, {good:,} of them at {SHOW_AT} or more")
    print(f"  peak memory {memory:,.0f} MB; sentences {good / told:,.0f} matches/s")
    print(f"  {check(matcher, blocks, ranked)} lots compared pair by pair with every enterprise: the same")


def sentences(matcher: Matcher, blocks: Sequence[Lots], ranked: Sequence[Pairs]) -> float:
    """Return how many shown matches get their sentences in a second."""
    count = seconds = 0.0
    for number, (block, pairs) in enumerate(zip(blocks, ranked, strict=True)):
        asked = asked_of(range(number * BLOCK, (number + 1) * BLOCK))
        Lots.of(asked)  # a night has read them when it makes sentences
        shown = pairs.take(scores(pairs.total) >= SHOW_AT)
        told, some = timed(lambda asked=asked, block=block, shown=shown: matcher.tell(asked, block, shown))  # type: ignore[misc]
        count, seconds = count + len(told), seconds + some
        if count >= TOLD:
            break
    return count / seconds


def check(matcher: Matcher, blocks: Sequence[Lots], ranked: Sequence[Pairs]) -> int:
    """Compare some lots with every enterprise alone. Returns how many; raises AssertionError when one differs."""
    step = max(1, len(blocks) * BLOCK // ALONE)
    chosen = [number * step + number for number in range(ALONE)]
    read = {number: Lots.of(asked_of([number])) for number in chosen}
    alone: dict[int, list[tuple[float, int, list[float]]]] = {number: [] for number in chosen}
    for enterprise, profile in enumerate(matcher.profiles):
        single = Matcher.of(profile)
        for number, lots in read.items():
            pair = single.rank(lots)
            if len(pair.total):
                alone[number].append((-float(pair.total[0]), enterprise, pair.values[:, 0].tolist()))
    for number, found in alone.items():
        pairs = ranked[number // BLOCK]
        ours = pairs.take(np.flatnonzero(pairs.lot == number % BLOCK))
        expected = sorted(found)[:TOP]
        assert ours.enterprise.tolist() == [enterprise for _, enterprise, _ in expected], number
        assert ours.values.T.tolist() == [values for _, _, values in expected], number
    return len(chosen)


if __name__ == "__main__":
    main()
