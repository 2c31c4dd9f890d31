"""Classification speed and memory: notices of about 2,000 characters, rules and model together, one process.

`python -m benchmarks.considerations [COUNT]`: texts are passages of the corpus put together, so about half of the
sentences state something, which is the slow case.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from typing import Any

from matchers.considerations import classify
from matchers.corpus.check import load
from matchers.evaluate import notice_of

COUNT = 500
LENGTH = 2000


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    rng = random.Random(1)
    texts = [passage["text"] for passage in load()]
    notices: list[Any] = []
    for number in range(count):
        parts: list[str] = []
        while sum(map(len, parts)) < LENGTH:
            parts.append(rng.choice(texts))
        notices.append(notice_of({"id": str(number), "title": "Upphandling", "description": " ".join(parts)[:LENGTH]}))
    for notice in notices[:20]:
        classify(notice)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.process_time()
    found = sum(len(classify(notice)) for notice in notices)
    seconds = time.process_time() - began
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count} notices of {LENGTH} characters: {count / seconds:.0f} a second and core, {found} findings")
    print(f"memory {before:.0f} MB before, {after:.0f} MB after")


if __name__ == "__main__":
    main()
