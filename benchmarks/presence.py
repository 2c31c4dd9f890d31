"""How often each field is present, per form: `python -m benchmarks.presence PATH…` prints a Markdown table."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

from models.values import PUBLIC_LOT, PUBLIC_NOTICE
from scrapers.exceptions import UnreadableNotice
from scrapers.reading import read_many

FORMS = ("planning", "competition", "dir-awa-pre", "result", "cont-modif", "change")


def main() -> None:
    """Count and print."""
    totals: Counter[str] = Counter()
    lots: Counter[str] = Counter()
    present: Counter[tuple[str, str]] = Counter()
    wanted = sys.argv[1]
    for _, outcome in read_many([Path(word) for word in sys.argv[2:]]):
        for notice in [] if isinstance(outcome, UnreadableNotice) else outcome:
            form = notice["form_type"] or ""
            if notice["format"] != wanted or form not in FORMS:
                continue
            totals[form] += 1
            values: Any = notice
            present.update((key, form) for key in PUBLIC_NOTICE if has(values[key]))
            for lot in notice["lots"]:
                lots[form] += 1
                part: Any = lot
                present.update((f"lots.{key}", form) for key in PUBLIC_LOT if has(part[key]))
    shown = [form for form in FORMS if totals[form]]
    print("| field | " + " | ".join(f"{form} ({totals[form]}; lots {lots[form]})" for form in shown) + " |")
    print("|---|" + "---:|" * len(shown))
    for key in (*PUBLIC_NOTICE, *(f"lots.{key}" for key in PUBLIC_LOT)):
        base = lots if key.startswith("lots.") else totals
        print(f"| {key} | " + " | ".join(f"{share(present[key, form], base[form])}" for form in shown) + " |")


def has(value: Any) -> bool:
    """Say whether a field says something."""
    return value is not None and value != []


def share(count: int, of: int) -> str:
    """Return a share in whole per cent."""
    return f"{100 * count / of:.0f}" if of else "–"


if __name__ == "__main__":
    main()
