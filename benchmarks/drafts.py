"""Speed and memory of whole packages, in one process: the matches of the invented day, with a document of 200 demands.

`python -m benchmarks.drafts [COUNT]` ends with 1 when fewer than two packages a second are made, or memory grows.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from drafts.case import Case, ReadDocument
from drafts.package import DOCUMENTS, build_package, zip_package
from flows.cases import of_notice, reservations, trades_of
from matchers.considerations import classify
from matchers.ranking import Matcher
from matchers.signals import Asked
from models.profile_files import read_profiles
from models.values import NoticeData, RequirementData
from scrapers.exceptions import UnreadableNotice
from scrapers.reading import read_many

SAMPLES = Path(__file__).parent.parent / "samples"
NOW = datetime(2026, 9, 15, 3, 15, tzinfo=UTC)
COUNT = 1000
LEAST, GROWTH = 2.0, 30.0  # packages a second; MB from the hundredth to the last
DEMANDS = (
    "Leverantören ska ha en ansvarsförsäkring på minst 10 miljoner kr.",
    "Anbudsgivaren ska lämna två referenser för liknande uppdrag.",
    "Leverantören ska vid behov kunna komma inom två timmar.",
    "Lön och arbetstid ska minst motsvara branschens kollektivavtal.",
)


def cases() -> list[Case]:
    """Return the cases of the invented day's matches, with demands as of a read document."""
    notices: dict[str, NoticeData] = {}
    for _, outcome in read_many([SAMPLES / "eforms"]):
        notices |= {} if isinstance(outcome, UnreadableNotice) else {notice["id"]: notice for notice in outcome}
    enterprises = {enterprise["id"]: enterprise for enterprise in read_profiles(SAMPLES / "enterprises.json")}
    found = {key: classify(notice) for key, notice in notices.items()}
    demanded: list[RequirementData] = [
        {"kind": "ska", "number": f"{n}", "text": f"{DEMANDS[n % 4]} Punkt {n}.", "file": "krav.pdf",
         "place": f"sida {n // 10 + 1}", "page": n // 10 + 1}
        for n in range(200)
    ]  # fmt: skip
    made = []
    for match in Matcher(list(enterprises.values())).match(list(notices.values()), found, now=NOW, show_at=0.3):
        notice, enterprise = notices[match["notice"]], enterprises[match["enterprise"]]
        lot = next(lot for lot in notice["lots"] if lot["id"] == match["lot"])
        considerations = [c for c in found[notice["id"]] if c["lot"] in {None, lot["id"]}]
        asked = Asked(notice, lot, considerations, None, NOW)
        made.append(
            Case(
                notice, lot, enterprise, match, considerations, NOW, documents=[ReadDocument("krav.pdf", "0" * 64)],
                requirements=[*of_notice(notice, lot), *demanded], reservations=reservations(asked, enterprise),
                trades=trades_of(asked, enterprise),
            )
        )  # fmt: skip
    return made


def memory() -> float:
    """Return the resident memory in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


def main() -> int:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    found = cases()
    spent: dict[str, float] = dict.fromkeys((name for name, _ in DOCUMENTS), 0.0)
    for case in found[:20]:
        for name, build in DOCUMENTS:
            began = time.process_time()
            build(case)
            spent[name] += time.process_time() - began
    print(", ".join(f"{name} {1000 * seconds / 20:.0f} ms" for name, seconds in spent.items()))
    sizes, held, began = 0, 0.0, time.process_time()
    for number in range(count):
        # another notice each time, so that nothing kept from the one before helps
        case = found[number % len(found)]
        case = replace(case, notice={**case.notice, "id": f"bench:{number}"})
        sizes += len(zip_package(build_package(case)))
        if number == min(100, count - 1):
            held = memory()
    seconds = time.process_time() - began
    grown = memory() - held
    print(f"{count} packages, {sizes / count / 1024:.0f} KB each: {count / seconds:.1f} a second and core")
    print(f"memory {held:.0f} MB after 100, {grown:+.0f} MB after all")
    return 0 if count / seconds >= LEAST and grown < GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
