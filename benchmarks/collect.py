"""A year of days from a stand-in of TED, cut off by SIGKILL at random moments and resumed.

`python -m benchmarks.collect [DAYS [PER_DAY [KILLS]]]`: prints how many notices were lost or came twice (none should),
and the peak memory of the collecting process after the first and the last part.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from tests.scrapers.ted_server import Calendar, running

ROOT = Path(__file__).resolve().parent.parent
FIRST = date(2025, 9, 15)
CHILD = """
import resource, sys
from datetime import date
from flows.night import Request, attempt_plainly, open_night, run_stage
from flows.stages import BY_NAME
from settings import load
with open_night(load(), Request(since=date.fromisoformat(sys.argv[1]))) as night:
    run_stage(night, BY_NAME["collect"], attempt_plainly(night))
    print(dict(night.counts), night.failures[:1], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def main() -> int:
    """Collect, kill, resume, compare."""
    numbers = [int(word) for word in sys.argv[1:]]
    days, per_day, kills = (*numbers, *(365, 200, 5)[len(numbers) :])
    rng = random.Random(20260915)
    with running(Calendar(FIRST, days, per_day)) as server, tempfile.TemporaryDirectory() as home:
        last = FIRST + timedelta(days=days - 1)
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "ANBUDSLOTS_HOME": home,
            "ANBUDSLOTS_TED_API": server.url,
            "ANBUDSLOTS_TED_SITE": server.url,
            "ANBUDSLOTS_CONTACT": "benchmark@example.se",
            "ANBUDSLOTS_PACE": "0",
            "ANBUDSLOTS_NOW": f"{last}T12:00:00+00:00",
        }
        began = time.monotonic()
        for part in range(kills + 1):
            child = subprocess.Popen(
                [sys.executable, "-c", CHILD, str(FIRST)], env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
            )
            if part < kills:
                try:
                    child.wait(rng.uniform(4, 14))
                except subprocess.TimeoutExpired:
                    child.send_signal(signal.SIGKILL)
                    child.wait()
                print(f"part {part + 1}: killed with {stored(home)} notices kept")
            else:
                said, _ = child.communicate()
                print(f"part {part + 1}: {said.strip()} MB")
        total, distinct = stored(home), stored(home, "distinct name")
        wanted = days * per_day
        fetched = server.requests["GET"]
        print(
            f"{wanted} notices over {days} days: {wanted - distinct} lost, {total - distinct} twice; "
            f"{fetched - wanted} fetched again after {kills} kills; {time.monotonic() - began:.0f} s"
        )
        return 0 if total == distinct == wanted else 1


def stored(home: str, what: str = "*") -> int:
    """Return how many notices are kept."""
    path = Path(home) / "anbudslots.db"
    if not path.exists():
        return 0
    with sqlite3.connect(path) as connection:
        row: tuple[int] = connection.execute(f"select count({what}) from raw_notice").fetchone()
        return row[0]


if __name__ == "__main__":
    sys.exit(main())
