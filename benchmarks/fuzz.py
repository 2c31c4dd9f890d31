"""`make fuzz`: 200,000 mutants through the reader, with the slowest input and the peak memory.

What fails is saved under tests/fuzz/found, and every later run of the suite tries it again.
"""

from __future__ import annotations

import hashlib
import json
import resource
import sys
import time

from scrapers.exceptions import UnreadableNotice
from scrapers.reading import read
from tests.fuzz import FOUND, mutants

COUNT = 200_000


def try_one(content: bytes) -> float:
    """Read one input: it must give notices that can be stored, or UnreadableNotice. Returns the seconds it took."""
    began = time.monotonic()
    try:
        json.dumps(read(content), ensure_ascii=False).encode("utf-8")
    except UnreadableNotice as error:
        if not error.what or "\n" in str(error):
            raise ValueError("the reason is not one line") from error
    return time.monotonic() - began


def main() -> int:
    """Run, and print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    slowest, failed = 0.0, 0
    began = time.monotonic()
    for mutant in mutants(count, seed=20260915):
        try:
            slowest = max(slowest, try_one(mutant))
        except Exception as error:  # noqa: BLE001  (any crash is what we look for)
            failed += 1
            FOUND.mkdir(parents=True, exist_ok=True)
            (FOUND / f"{hashlib.sha256(mutant).hexdigest()[:12]}.bin").write_bytes(mutant)
            print(f"{type(error).__name__}: {error}"[:200])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = time.monotonic() - began
    print(f"{count} mutants in {seconds:.0f} s, {failed} failed, slowest {slowest * 1000:.0f} ms, peak {memory:.0f} MB")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
