"""The training corpus: its form, its spread, that nothing repeats, and that nothing comes from the gold set."""

from __future__ import annotations

import copy
import json
import re

import pytest

from matchers.corpus import check
from matchers.corpus.check import Passage
from tests import SHARED, needs_shared

PASSAGES = check.load()
GOLD = SHARED / "data" / "considerations-gold" / "gold.jsonl"
SPELLED = {
    "en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9, "tio": 10,
    "tolv": 12, "fjorton": 14, "femton": 15, "sexton": 16, "sjutton": 17, "tjugo": 20, "tjugotal": 20,
    "tjugofyra": 24, "tjugofem": 25,
    "trettio": 30, "fyrtio": 40, "åttio": 80, "hälften": 50, "halva": 50, "tionde": 10,
    "tiondel": 10, "femtedel": 20, "fjärde": 25, "fjärdedel": 25,
    "tredjedel": 33.3, "tredjedelen": 33.3, "tredje": 33.3, "femte": 20, "tjugonde": 5, "sjätte": 16.7,
    "tolfte": 8.3, "varannan": 50,
}  # fmt: skip
SHARES = {
    "tre av tio": 30, "fyra av tio": 40, "av varje tio": 10, "fyra femtedelar": 80, "fyra av fem": 80, "1 av 3": 33.3,
    "1/3": 33.3, "två tredjedelar": 66.7, "tre tiondelar": 30, "kvoten 0,3": 30, "halv procent": 0.5,
    "kvoten under 0,3": 30, "under 0,30": 30, "en av fem": 20, "två av tio": 20,
    "en av sex": 16.7, "tre på tio": 30, "nio av tio": 90,
}  # fmt: skip


def figures(text: str) -> set[float]:
    """Return every figure that a text gives in digits or in words."""
    low = text.lower()
    digits = re.findall(r"\d{1,3}(?:[ .]\d{3})+|\d+(?:,\d+)?", low)
    found = {float(re.sub("[ .]", "", one).replace(",", ".")) for one in digits}
    found |= {SPELLED[word] for word in check.words(low) if word in SPELLED}
    return found | {value for said, value in SHARES.items() if said in low}


def test_every_passage_has_the_agreed_form() -> None:
    assert check.problems(PASSAGES) == []


def test_there_are_enough_passages_and_about_half_are_negative() -> None:
    negative = sum(1 for passage in PASSAGES if not passage["labels"])
    assert len(PASSAGES) >= 2_000
    assert 0.4 <= negative / len(PASSAGES) <= 0.6


@pytest.mark.parametrize("category", check.CATEGORIES)
def test_every_category_is_well_covered_and_in_several_voices_and_strengths(category: str) -> None:
    mine = [passage for passage in PASSAGES if category in {label["category"] for label in passage["labels"]}]
    strengths = {label["strength"] for passage in mine for label in passage["labels"] if label["category"] == category}
    assert len(mine) >= 90
    assert len({passage["voice"] for passage in mine}) >= 8
    assert len(strengths) >= (2 if category == "work_training" else 4)  # it is bought, hardly ever a term


@pytest.mark.parametrize("strength", check.STRENGTHS)
def test_every_strength_is_well_covered(strength: str) -> None:
    assert sum(1 for passage in PASSAGES if strength in {one["strength"] for one in passage["labels"]}) >= 80


@pytest.mark.parametrize("voice", check.VOICES)
def test_every_voice_speaks_with_and_without_considerations(voice: str) -> None:
    spoken = [bool(passage["labels"]) for passage in PASSAGES if passage["voice"] == voice]
    assert min(spoken.count(True), spoken.count(False)) >= 10


def test_no_two_passages_repeat_one_another() -> None:
    assert check.alike(PASSAGES) == []


def test_repetition_is_noticed() -> None:
    one, other = copy.deepcopy(PASSAGES[0]), copy.deepcopy(PASSAGES[0])
    other["id"] = "xx-0001"
    other["text"] = "Observera! " + other["text"] + " Se bilaga."
    assert check.alike([one, other]) == [(one["id"], "xx-0001")]


def test_figures_are_said_in_the_text() -> None:
    unsaid = [
        (passage["id"], key)
        for passage in PASSAGES
        for key, value in passage["numbers"].items()
        if isinstance(value, int | float)
        and passage.get("lang", "swe") == "swe"
        and value not in figures(passage["text"])
    ]
    assert unsaid == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"voice": "song"}, "unknown voice"),
        ({"text": " blank first"}, "blanks around"),
        ({"labels": [{"category": "green", "strength": "demand", "start": 0, "end": 5}]}, "unknown category"),
        ({"labels": [{"category": "labour", "strength": "firm", "start": 0, "end": 5}]}, "unknown strength"),
        ({"labels": [{"category": "labour", "strength": "demand", "start": 0, "end": 9000}]}, "outside the text"),
        ({"labels": [{"category": "labour", "strength": "demand", "start": 1, "end": 5}]}, "inside a word"),
        ({"labels": [], "numbers": {"count": 2}}, "numbers without"),
        ({"numbers": {"period": "sjuttio år"}}, "period is not in the words"),
        ({"numbers": {"share": 130}}, "more than all"),
        ({"id": "7"}, "the id is not"),
    ],
)
def test_a_breach_is_named(change: dict[str, object], complaint: str) -> None:
    passage: Passage = {**copy.deepcopy(PASSAGES[0]), **change}  # type: ignore[typeddict-item]
    assert any(complaint in said for said in check.problems([passage]))


def test_a_doubled_passage_is_named() -> None:
    said = check.problems([PASSAGES[0], PASSAGES[0]])
    assert [one.split(": ")[1] for one in said] == ["the id is used twice", "the same words stand in another passage"]


def test_the_readme_counts_what_is_there() -> None:
    assert check.tables(PASSAGES) in (check.FOLDER / "README.md").read_text(encoding="utf-8")


def test_the_blind_tenth_is_what_the_ids_decide() -> None:
    listed = (check.FOLDER / "blind.txt").read_text(encoding="utf-8").split()
    assert listed == sorted(passage["id"] for passage in PASSAGES if check.blind(passage["id"]))
    assert 0.07 <= len(listed) / len(PASSAGES) <= 0.13


@needs_shared
def test_no_passage_shares_seven_words_in_a_row_with_the_gold() -> None:
    gold: set[tuple[str, ...]] = set()
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        notice = json.loads(line)
        for text in [notice.get("title"), notice.get("description"), *_lot_texts(notice)]:
            gold |= check.runs(text or "", 7)
    shared = [passage["id"] for passage in PASSAGES if not gold.isdisjoint(check.runs(passage["text"], 7))]
    assert gold
    assert shared == []


def _lot_texts(notice: dict[str, list[dict[str, str]]]) -> list[str | None]:
    return [lot.get(field) for lot in notice.get("lots", []) for field in ("title", "description", "performance_terms")]
