"""Social considerations of a notice: from the buyer's own fields and from the text, each with its words.

A set field is evidence, not truth; a field that is not set says nothing. `classify` is pure: the same notice gives the
same findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from matchers import rules, text_model
from matchers.categories import Category, categories, fingerprint
from matchers.details import in_words, numbers_of, reservation
from matchers.disagreements import disagreements, doubted
from matchers.folding import fold, words_of
from matchers.rules import Found, Hit
from matchers.sentences import Sentence, sentences
from matchers.strength import strength_of
from matchers.texts import codes, fields, lot_of
from models.values import ConsiderationData, EvidenceSpan, NoticeData, Strength

VERSION = "4"  # of the code; the taxonomy has a fingerprint of its own
MOST_EVIDENCE = 3
SURE = 0.5  # a sentence as probable as this is evidence beside a better one
PRECISE = 0.92  # a rule as sure as this is believed even when the model knows nothing like it
FLOOR = 0.6
SHOW_AT = 0.25  # less probable findings are not worth a line
LONG = 320  # characters of a sentence; of a longer one the words around the match are quoted
AROUND = 120
TELLING = re.compile(r"[^\W\d_]{4}")  # what has no word as long states nothing (”1, nr 1 –”)


class Place(NamedTuple):
    """A sentence where it stands, its words in lower case, and what the rules find in it."""

    field: str
    text: str  # of the field
    sentence: Sentence
    low: str  # the sentence in lower case
    words: list[str]
    found: Found


def version() -> str:
    """Return the version of the classifier: code, taxonomy and model."""
    return f"{VERSION}-{fingerprint()}-{text_model.current_version()}"


def classify(notice: NoticeData) -> list[ConsiderationData]:
    """Return the findings: one per lot, category and basis, the most probable first within a category."""
    found = [*_from_fields(notice), *classify_texts(fields(notice))]
    found = doubted(found, disagreements(notice, found))
    order = {code: number for number, code in enumerate(categories())}
    return sorted(found, key=lambda c: (order[c["category"]], c["lot"] or "", -c["probability"], c["basis"]))


def _from_fields(notice: NoticeData) -> Iterator[ConsiderationData]:
    stated = codes(notice)
    for category in categories().values():
        for field, text in stated.items():
            values = category.codes.get(field.rpartition("/")[2], {})
            spans = [(code, given) for code, given in values.items() if re.search(rf"(?<!\S){code}(?!\S)", text)]
            if spans and not (category.code == "social_other" and _more_precise(text)):
                probability, detail = max((given for _, given in spans), key=lambda given: given[0])
                yield {
                    "lot": lot_of(field),
                    "category": category.code,
                    "detail": detail,
                    "strength": "demand" if field.endswith("accessibility") else category.strength,
                    "probability": probability,
                    "basis": "field",
                    "evidence": [_code_span(field, text, code) for code, _ in spans],
                    "numbers": None,
                }


def _more_precise(text: str) -> bool:
    """Say whether a list of social objectives names another category beside ”other”."""
    return bool(set(text.split()) - {"other", "soc-obj", "none", "env-imp", "inn-pur"})


def _code_span(field: str, text: str, code: str) -> EvidenceSpan:
    start = re.search(rf"(?<!\S){code}(?!\S)", text).start()  # type: ignore[union-attr]
    return {"field": field, "start": start, "end": start + len(code), "text": code}


def classify_texts(texts: dict[str, str]) -> list[ConsiderationData]:
    """Return the findings of texts by field path, from rules and model; without a model the rules stand alone."""
    places = [place for field, text in texts.items() for place in _places(field, text)]
    chances, strengths = _read(places)
    best: dict[tuple[str | None, str], list[tuple[float, Place, Any]]] = {}
    codes_in_order = list(categories())
    for row, column in zip(*np.nonzero(chances >= SHOW_AT), strict=True):
        key = (lot_of(places[row].field), codes_in_order[column])
        best.setdefault(key, []).append((float(chances[row, column]), places[row], strengths[row]))
    return [_finding(lot, categories()[code], told) for (lot, code), told in best.items()]


def _places(field: str, text: str) -> Iterator[Place]:
    for sentence in sentences(text):
        low = fold(sentence.text)
        words = words_of(low)
        found = rules.find(sentence, low, words) if TELLING.search(low) else None
        if found is not None:
            yield Place(field, text, sentence, low, words, found)


def _read(places: Sequence[Place]) -> tuple[Any, Any]:
    """Return probabilities (sentences, categories), and by sentence what the model says of strength (None without)."""
    found = [place.found for place in places]
    sure = rule_probabilities(found)
    model = text_model.current()
    if model is None or not places:
        return sure, [None] * len(places)
    denied, asked = [one.denied for one in found], [one.asked for one in found]
    together, strengths = model.read([place.words for place in places], rules.fires(found), denied, asked)
    return np.maximum(together, np.where(sure >= PRECISE, FLOOR, 0.0)), strengths


def rule_probabilities(found: Sequence[Found]) -> Any:
    """Return what the rules alone give each category in sentences (sentences, categories): 0 where none fires.

    A denied demand is none; of openness to small suppliers a denial is a way to say it (”inget krav på omsättning”).
    """
    sure = np.zeros((len(found), len(categories())))
    for row, one in enumerate(found):
        for code, hit in one.hits.items():
            if not one.denied or code == "small_supplier":
                sure[row, rules.column(code)] = hit.probability
    return sure


def _finding(lot: str | None, category: Category, told: list[tuple[float, Place, Any]]) -> ConsiderationData:
    """Return the finding of the sentences that tell of it; the most probable one decides what is said."""
    first = max(range(len(told)), key=lambda number: told[number][0])
    probability, place, strengths = told[first]
    others = [other for number, (chance, other, _) in enumerate(told) if number != first and chance >= SURE]
    hit = _hit(place, category)
    numbers = numbers_of(place.low, category.code)
    kind = reservation(place.low) if category.code == "reserved" else None
    return {
        "lot": lot,
        "category": category.code,
        "detail": (hit.rule.detail if hit.rule else None) or kind or in_words(numbers),
        "strength": _strength(place, hit, strengths),
        "probability": round(probability, 4),
        "basis": "pattern" if hit.rule else "model",
        "evidence": [_span(one, _hit(one, category)) for one in (place, *others[: MOST_EVIDENCE - 1])],
        "numbers": numbers if any(value is not None for value in numbers.values()) else None,
    }


def _strength(place: Place, hit: Hit, of_sentence: Any) -> Strength:
    """Return the strength: the verbs' own word for it, weighed by the model if there is one."""
    by_verbs = by_words(place.low, place.sentence.heading, hit)
    model = text_model.current()
    if model is None or of_sentence is None:
        return by_verbs
    return model.strength(of_sentence, by_verbs, rules.column(hit.category.code))


def by_words(low: str, heading: str, hit: Hit) -> Strength:
    """Return the strength that the rule has, else what the verbs of the sentence (folded) say."""
    return (hit.rule.strength if hit.rule else None) or strength_of(low, heading, hit.category.strength)


def _hit(place: Place, category: Category) -> Hit:
    return place.found.hits.get(category.code) or Hit(category, None, 0, len(place.sentence.text))


def _span(place: Place, hit: Hit) -> EvidenceSpan:
    """Return the sentence, or the words around the match when the sentence is long."""
    sentence, text = place.sentence, place.text
    start, end = sentence.start, sentence.end
    if end - start > LONG:
        start, end = max(start, sentence.start + hit.start - AROUND), min(end, sentence.start + hit.end + AROUND)
        while start > sentence.start and not text[start - 1].isspace():
            start -= 1
        while end < sentence.end and not text[end].isspace():
            end += 1
    return {"field": place.field, "start": start, "end": end, "text": text[start:end]}
