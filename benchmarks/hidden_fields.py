"""Structured social values against text: of what buyers state in fields, how much is found when the fields are hidden.

`python -m benchmarks.hidden_fields PATH… [--show]`: per language and category, how many notices state it in a field,
how many of these say it in the text as well (found at 0.5), and in how many it is found in the text though no field
states it. `--show` prints the words of the last two, to be read.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from matchers.considerations import classify
from models.values import ConsiderationData
from scrapers.exceptions import UnreadableNotice
from scrapers.reading import read_many

SURE = 0.5
ALL = "all"


def main() -> None:
    """Measure and print."""
    show = "--show" in sys.argv
    paths = [Path(argument) for argument in sys.argv[1:] if not argument.startswith("--")]
    stated, found, only = Counter[tuple[str, str]](), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    notices, seen = Counter[str](), set[str]()
    for _, outcome in read_many(paths, 1):
        for notice in () if isinstance(outcome, UnreadableNotice) else outcome:
            if notice["id"] in seen:
                continue
            seen.add(notice["id"])
            language = notice["language"] or "?"
            findings = classify(notice)
            by_field = {one["category"] for one in findings if one["basis"] == "field"}
            by_text = {
                one["category"]: one for one in findings if one["basis"] != "field" and one["probability"] >= SURE
            }
            notices.update([language, ALL])
            for key in (language, ALL):
                stated.update((key, category) for category in by_field)
                found.update((key, category) for category in by_field & by_text.keys())
                only.update((key, category) for category in by_text.keys() - by_field)
            for category, one in by_text.items() if show else ():
                print(f"{language} {notice['id']} {category} {_words(one)}")
    for language, count in notices.most_common():
        categories = sorted({category for key, category in stated | only if key == language})
        cells = (
            f"{category} {stated[language, category]}/{found[language, category]}/{only[language, category]}"
            for category in categories
        )
        print(f"{language} ({count} notices): {', '.join(cells) or '-'}")
    print("category stated in a field / of these found in the text / found in the text alone")


def _words(one: ConsiderationData) -> str:
    return f"{one['probability']:.2f} {one['basis']} {' … '.join(span['text'] for span in one['evidence'])[:300]!r}"


if __name__ == "__main__":
    main()
