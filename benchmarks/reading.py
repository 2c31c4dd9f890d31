"""Reading speed and memory: our reader against the bare parse of the same bytes, in one run.

`python -m benchmarks.reading [PATH…]` takes the eForms notices of the paths (default: the sample day) and prints the
median ratio over paired rounds, and the peak memory over 20,000 notices.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from scrapers.eforms import ROOTS, parse_root
from scrapers.exceptions import UnreadableNotice
from scrapers.files import Member, open_paths
from scrapers.xml import parse_xml

ROUNDS = 9
TURN = 20  # notices
MANY = 20_000


def notices(paths: list[Path]) -> list[bytes]:
    """Return the bytes of every eForms notice that can be read."""
    found = []
    for entry in open_paths(paths):
        if isinstance(entry, Member):
            try:
                if (root := parse_xml(entry.content)).tag in ROOTS:
                    parse_root(root)
                    found.append(entry.content)
            except UnreadableNotice:
                continue
    return found


def seconds(work: Callable[[bytes], object], contents: list[bytes]) -> float:
    """Return the CPU seconds of the work over all contents."""
    began = time.process_time()
    for content in contents:
        work(content)
    return time.process_time() - began


def whole(content: bytes) -> object:
    """Read one notice whole."""
    return parse_root(parse_xml(content))


def peak() -> float:
    """Return the peak memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure and print."""
    paths = [Path(word) for word in sys.argv[1:]] or [Path(__file__).parent.parent / "samples" / "eforms"]
    contents = notices(paths)
    count = len(contents)
    size = sum(map(len, contents)) / 1e6
    bare, ours, ratios = [], [], []
    for _ in range(ROUNDS):
        one = other = 0.0
        for start in range(0, count, TURN):  # turn about, so that a busy machine hits both alike
            some = contents[start : start + TURN]
            one += seconds(etree.fromstring, some)
            other += seconds(whole, some)
        bare.append(one)
        ours.append(other)
        ratios.append(one / other)
    print(f"{count} eForms notices, {size:.1f} MB, {ROUNDS} paired rounds, CPU time")
    print(f"bare parse  {count / statistics.median(bare):8.0f} notices/s")
    print(f"our reader  {count / statistics.median(ours):8.0f} notices/s")
    spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
    print(f"ratio       {statistics.median(ratios):8.2f} of the bare parse's rate ({spread})")
    before = peak()
    done = 0
    while done < MANY:
        for content in contents[: MANY - done]:
            whole(content)
        done += count
    print(f"memory      {before:8.0f} MB before, {peak():.0f} MB after {MANY} more notices")


if __name__ == "__main__":
    main()
