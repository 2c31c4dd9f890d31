"""Read the corpus and say what is wrong with it: pure functions over passages, the only effect is reading the files.

One passage is one line of a `*.jsonl` file in this folder. A coordinator's correction has the same form, so whatever
is accepted here can be trained on.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NotRequired, TypedDict

FOLDER = Path(__file__).resolve().parent
CATEGORIES = (
    "reserved", "employment", "work_training", "iop", "small_supplier",
    "labour", "supply_chain", "accessibility", "equality", "social_other",
)  # fmt: skip
STRENGTHS = ("demand", "criterion", "contract", "dialogue", "policy", "object")
VOICES = (
    "ad", "af", "contract", "evaluation", "form", "invitation", "law",
    "policy", "qa", "qualification", "specification", "table", "title", "typo",
)  # fmt: skip
LANGUAGES = ("swe", "eng", "dan", "nor", "deu")
NUMBER_KEYS = frozenset({"count", "share", "period", "penalty"})
SHARED_WORDS = 12  # two passages must never have this many words in a row in common
NEAR = 0.5  # nor this share of their word triples (Jaccard)

_WORD = re.compile(r"\w+")
_ID = re.compile(r"[a-z]{2,4}-\d{4}")


class Label(TypedDict):
    """A consideration stated by `text[start:end]`; offsets are characters, `end` is exclusive."""

    category: str
    strength: str
    start: int
    end: int


class Numbers(TypedDict):
    """What the passage says in figures about its considerations: persons or places, percent, duration, kronor."""

    count: NotRequired[float]
    share: NotRequired[float]
    period: NotRequired[str]
    penalty: NotRequired[float]


class Passage(TypedDict):
    """One labelled passage. No labels means a negative: nothing social is stated about this procurement."""

    id: str
    text: str
    voice: str
    labels: list[Label]
    numbers: Numbers
    lang: NotRequired[str]  # ISO 639-3; Swedish ("swe") when it is not said


def load(folder: Path = FOLDER) -> list[Passage]:
    """Return every passage of the folder's `*.jsonl` files, in file order.

    Raises OSError when a file cannot be read and ValueError when a line is not JSON.
    """
    return [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, punctuation aside."""
    return _WORD.findall(text.lower())


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    """Return every run of `length` words in a row that the text contains."""
    found = words(text)
    return {tuple(found[at : at + length]) for at in range(len(found) - length + 1)}


def problems(passages: Iterable[Passage]) -> list[str]:
    """Return one sentence for each breach of the form; nothing when all is well."""
    ids: set[str] = set()
    texts: set[tuple[str, ...]] = set()
    found: list[str] = []
    for passage in passages:
        found += [f"{passage['id']}: {what}" for what in _breaches(passage)]
        said = tuple(words(passage["text"]))
        if passage["id"] in ids:
            found.append(f"{passage['id']}: the id is used twice")
        if said in texts:
            found.append(f"{passage['id']}: the same words stand in another passage")
        ids.add(passage["id"])
        texts.add(said)
    return found


def _breaches(passage: Passage) -> Iterator[str]:
    text = passage["text"]
    if set(passage) - {"lang"} != {"id", "text", "voice", "labels", "numbers"}:
        yield f"keys are {sorted(passage)}"
    if passage.get("lang", "swe") not in LANGUAGES:
        yield f"unknown language {passage.get('lang')}"
    if not _ID.fullmatch(passage["id"]):
        yield "the id is not letters, hyphen, four digits"
    if passage["voice"] not in VOICES:
        yield f"unknown voice {passage['voice']}"
    if not text or text != text.strip():
        yield "the text is empty or has blanks around it"
    for label in passage["labels"]:
        yield from _label_breaches(text, label)
    pairs = [(label["category"], label["start"], label["end"]) for label in passage["labels"]]
    if len(pairs) != len(set(pairs)):
        yield "the same span has the same category twice"
    if passage["numbers"] and not passage["labels"]:
        yield "numbers without a consideration"
    yield from _number_breaches(text, passage["numbers"])


def _label_breaches(text: str, label: Label) -> Iterator[str]:
    if set(label) != {"category", "strength", "start", "end"}:
        yield f"label keys are {sorted(label)}"
    if label["category"] not in CATEGORIES:
        yield f"unknown category {label['category']}"
    if label["strength"] not in STRENGTHS:
        yield f"unknown strength {label['strength']}"
    if not 0 <= label["start"] < label["end"] <= len(text):
        yield "the span lies outside the text"
        return
    span = text[label["start"] : label["end"]]
    if span != span.strip():
        yield "the span begins or ends in a blank"
    if text[label["start"] - 1 : label["start"]].isalnum() and span[0].isalnum():
        yield "the span begins inside a word"
    if text[label["end"] : label["end"] + 1].isalnum() and span[-1].isalnum():
        yield "the span ends inside a word"


def _number_breaches(text: str, numbers: Numbers) -> Iterator[str]:
    if not NUMBER_KEYS.issuperset(numbers):
        yield f"number keys are {sorted(numbers)}"
    period = numbers.get("period")
    if period is not None and period not in text:
        yield "the period is not in the words of the text"
    for key, value in (("count", numbers.get("count")), ("share", numbers.get("share"))):
        if value is not None and value <= 0:
            yield f"{key} is not positive"
    share = numbers.get("share")
    if share is not None and share > 100:
        yield "the share is more than all"


def alike(passages: Iterable[Passage]) -> list[tuple[str, str]]:
    """Return the pairs of ids that repeat one another: twelve words in a row, or half of their word triples."""
    triples = [(passage["id"], runs(passage["text"], 3), runs(passage["text"], SHARED_WORDS)) for passage in passages]
    at: dict[tuple[str, ...], list[int]] = {}
    for index, (_, three, _) in enumerate(triples):
        for run in three:
            at.setdefault(run, []).append(index)
    pairs = {(a, b) for found in at.values() for a in found for b in found if a < b}
    return sorted((triples[a][0], triples[b][0]) for a, b in pairs if _repeats(triples[a][1:], triples[b][1:]))


def _repeats(
    one: tuple[set[tuple[str, ...]], set[tuple[str, ...]]], other: tuple[set[tuple[str, ...]], set[tuple[str, ...]]]
) -> bool:
    return not one[1].isdisjoint(other[1]) or len(one[0] & other[0]) >= NEAR * len(one[0] | other[0])


def blind(passage_id: str) -> bool:
    """Say whether a passage belongs to the tenth that a second reader labels unseen: decided by its id alone."""
    return int(hashlib.sha256(passage_id.encode()).hexdigest(), 16) % 10 == 0


def tables(passages: list[Passage]) -> str:
    """Return the counts as the Markdown tables of the README: by category and strength, and by voice."""
    cells = Counter(
        pair for passage in passages for pair in {(one["category"], one["strength"]) for one in passage["labels"]}
    )
    positives = Counter(category for passage in passages for category in {one["category"] for one in passage["labels"]})
    lines = ["| category | passages | " + " | ".join(STRENGTHS) + " |", "|---" * (len(STRENGTHS) + 2) + "|"]
    for category in CATEGORIES:
        row = " | ".join(str(cells[category, strength]) for strength in STRENGTHS)
        lines.append(f"| `{category}` | {positives[category]} | {row} |")
    lines += ["", "| voice | with a consideration | without |", "|---|---|---|"]
    voices = Counter((passage["voice"], bool(passage["labels"])) for passage in passages)
    lines += [f"| `{voice}` | {voices[voice, True]} | {voices[voice, False]} |" for voice in VOICES]
    labelled = sum(1 for passage in passages if passage["labels"])
    lines.append(f"| all {len(passages)} | {labelled} | {len(passages) - labelled} |")
    return "\n".join(lines)
