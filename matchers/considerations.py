"""Social considerations of a notice: from the buyer's own fields and from the text, each with its words.

A set field is evidence, not truth; a field that is not set says nothing. `classify` is pure: the same notice gives the
same findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np

from matchers import text_model
from matchers.categories import Category, Rule, categories, fingerprint
from matchers.disagreements import disagreements, doubted
from matchers.folding import fold, folded
from matchers.grams import Index, groups_of
from matchers.sentences import Sentence, sentences
from matchers.strength import strength_of
from matchers.texts import codes, fields, lot_of
from models.values import ConsiderationData, EvidenceSpan, NoticeData

VERSION = "3"  # of the code; the taxonomy has a fingerprint of its own
# The exclusion grounds, and what else speaks of rules and not of this purchase
EXCLUSION = folded(
    r"uteslut\w*(grund|skäl)|\b13 kap|lagakraftvunnen|sanningsförsäkran|dömts? för|brott\w* (mot|som)|människohandel|"
    r"penningtvätt|innehållsförteckning|bilaga \d+\s*[:–-]"
)
NEGATED = folded(
    r"\b(inga|ingen|inget|inte|ej|utan|saknas|avstår från|varken)\s+(?:\w+\s+){0,3}?"
    r"(krav|villkor|sociala|särskilda|hänsyn|reserver|förbehåll|sysselsättning)"
)
EXCLUSION_WORDS = tuple(sorted(groups_of(EXCLUSION) or ()))
NEGATED_WORDS = ("ing", "inte", "ej", "utan", "saknas", "avstår", "varken")
MOST_EVIDENCE = 3
SURE = 0.5  # a sentence as probable as this is evidence beside a better one
PRECISE = 0.92  # a rule as sure as this is believed even when the model knows nothing like it
FLOOR = 0.6
SHOW_AT = 0.25  # less probable findings are not worth a line
LONG = 320  # characters of a sentence; of a longer one the words around the match are quoted
AROUND = 120


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
                }


def _more_precise(text: str) -> bool:
    """Say whether a list of social objectives names another category beside ”other”."""
    return bool(set(text.split()) - {"other", "soc-obj", "none", "env-imp", "inn-pur"})


def _code_span(field: str, text: str, code: str) -> EvidenceSpan:
    start = re.search(rf"(?<!\S){code}(?!\S)", text).start()  # type: ignore[union-attr]
    return {"field": field, "start": start, "end": start + len(code), "text": code}


def classify_texts(texts: dict[str, str]) -> list[ConsiderationData]:
    """Return the findings of texts by field path, from rules and model; without a model the rules stand alone."""
    places = [(field, text, sentence) for field, text in texts.items() for sentence in sentences(text)]
    places = [place for place in places if not _is_rule_text(place[2])]
    hits = [_hits(sentence) for _, _, sentence in places]
    chances = _chances([sentence for _, _, sentence in places], hits)
    found: dict[tuple[str | None, str], ConsiderationData] = {}
    for (field, text, sentence), own, chance in zip(places, hits, chances, strict=True):
        for column, category in enumerate(categories().values()):
            if chance[column] >= SHOW_AT:
                hit = own.get(category.code) or Hit(category, None, 0, len(sentence.text))
                _merge(found, field, text, sentence, hit, float(chance[column]))
    return list(found.values())


def _is_rule_text(sentence: Sentence) -> bool:
    """Say whether a sentence is of the exclusion chapter or a table of contents: it states nothing of this purchase."""
    return _excluded(fold(sentence.text)) or bool(sentence.heading and _excluded(fold(sentence.heading)))


def _excluded(text: str) -> bool:
    return _may(EXCLUSION_WORDS, text) and EXCLUSION.search(text) is not None


def _may(words: tuple[str, ...], text: str) -> bool:
    """Say whether a text has any of the words that a slow pattern needs."""
    return any(word in text for word in words)


def _chances(places: Sequence[Sentence], hits: Sequence[dict[str, Hit]]) -> Any:
    """Return probabilities, an array (sentences, categories)."""
    rules = np.array([_row(own) for own in hits]).reshape(len(places), len(categories()))
    model = text_model.current()
    if model is None or not places:
        return rules
    together = model.probabilities([sentence.text for sentence in places], rules > 0)
    return np.maximum(together, np.where(rules >= PRECISE, FLOOR, 0.0))


def rule_probabilities(sentence: Sentence) -> Any:
    """Return the probability that the rules give each category in a sentence; 0 where none fires."""
    return np.array(_row({} if _is_rule_text(sentence) else _hits(sentence)))


def _row(own: dict[str, Hit]) -> list[float]:
    return [own[code].probability if code in own else 0.0 for code in categories()]


class Hit:
    """A rule that a sentence meets (None: only the model finds it), and where in the sentence."""

    def __init__(self, category: Category, rule: Rule | None, start: int, end: int) -> None:
        self.category, self.rule, self.start, self.end = category, rule, start, end

    @property
    def probability(self) -> float:
        """Return the rule's own probability."""
        return self.rule.probability if self.rule else 0.0


def _hits(sentence: Sentence) -> dict[str, Hit]:
    """Return the best rule of each category that the sentence meets."""
    text = fold(sentence.text)
    best: dict[str, Hit] = {}
    rules, index = _indexed()
    candidates = index.candidates(text)
    if not candidates:
        return best
    negated = _may(NEGATED_WORDS, text) and NEGATED.search(text)
    for number in candidates:
        category, rule = rules[number]
        match = rule.find.search(text)
        if (
            match is None
            or (rule.near and not rule.near.search(text))
            or (rule.unless and rule.unless.search(text))
            or (category.forbidden and category.forbidden.search(text))
            or (negated and category.code != "small_supplier")
        ):
            continue
        old = best.get(category.code)
        if old is None or rule.probability > old.probability:
            best[category.code] = Hit(category, rule, match.start(), match.end())
    return best


@cache
def _indexed() -> tuple[list[tuple[Category, Rule]], Index]:
    """Return every rule with its category, and the index of which can match."""
    rules = [(category, rule) for category in categories().values() for rule in category.rules]
    return rules, Index([rule.find for _, rule in rules])


def _merge(
    found: dict[tuple[str | None, str], ConsiderationData],
    field: str,
    text: str,
    sentence: Sentence,
    hit: Hit,
    probability: float,
) -> None:
    """Add a sentence to the finding of its lot and category; the most probable sentence decides what is said of it."""
    key = (lot_of(field), hit.category.code)
    span = _span(field, text, sentence, hit)
    old = found.get(key)
    if old is not None and probability <= old["probability"]:
        if probability >= SURE:
            old["evidence"] = [*old["evidence"], span][:MOST_EVIDENCE]
        return
    stated = hit.rule.strength if hit.rule else None
    found[key] = {
        "lot": key[0],
        "category": hit.category.code,
        "detail": (hit.rule.detail if hit.rule else None) or _detail(hit.category.code, sentence.text),
        "strength": stated or strength_of(sentence.text, sentence.heading, hit.category.strength),
        "probability": round(probability, 4),
        "basis": "pattern" if hit.rule else "model",
        "evidence": [span, *(old["evidence"] if old and old["probability"] >= SURE else [])][:MOST_EVIDENCE],
    }


def _span(field: str, text: str, sentence: Sentence, hit: Hit) -> EvidenceSpan:
    """Return the sentence, or the words around the match when the sentence is long."""
    start, end = sentence.start, sentence.end
    if end - start > LONG:
        start, end = max(start, sentence.start + hit.start - AROUND), min(end, sentence.start + hit.end + AROUND)
        while start > sentence.start and not text[start - 1].isspace():
            start -= 1
        while end < sentence.end and not text[end].isspace():
            end += 1
    return {"field": field, "start": start, "end": end, "text": text[start:end]}


PUBLIC = re.compile(r"19 kap\.?\s*(25|6)\s*a?\s*§|offentligt uppdrag", re.IGNORECASE)
IDEA = re.compile(r"19 kap\.?\s*25\s*a\s*§|idébur", re.IGNORECASE)
SHELTERED = re.compile(r"skyddad|arbetsintegr|sociala företag|integration|4 kap|16 §|8 §|30|trettio", re.IGNORECASE)
NUMBERS = re.compile(
    r"\b(\d+|en|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio)\s+(?:\w+\s+)?"
    r"(plats\w*|praktik\w*|lärling\w*|person\w*|praktikant\w*)|\b\d+(?:,\d+)?\s*(?:procent|%)(?:\s+av\s+\w+\s+\w+)?|"
    r"\bvite\w*[^.]{0,30}?\d[\d\s]*\s*(?:kr|kronor)",
    re.IGNORECASE,
)


def _detail(category: str, sentence: str) -> str | None:
    """Return which kind of reservation, or the numbers of a clause, as the text has them."""
    if category == "reserved":
        if IDEA.search(sentence):
            return "res_idea"
        if PUBLIC.search(sentence):
            return "res_pub"
        return "res_ws" if SHELTERED.search(sentence) else "oklart"
    numbers = [" ".join(found.group().split()) for found in NUMBERS.finditer(sentence)]
    return " · ".join(numbers[:3]) or None
