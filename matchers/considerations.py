"""Social considerations of a notice: from the buyer's own fields and from the text, each with its words.

A set field is evidence, not truth; a field that is not set says nothing. `classify` is pure: the same notice gives the
same findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from matchers.categories import Category, Rule, categories, fingerprint
from matchers.sentences import Sentence, sentences
from matchers.strength import strength_of
from matchers.texts import codes, fields, lot_of
from models.values import ConsiderationData, EvidenceSpan, NoticeData

VERSION = "1"  # of the code; the taxonomy has a fingerprint of its own
# The exclusion grounds, and what else speaks of rules and not of this purchase
EXCLUSION = re.compile(
    r"uteslut\w*(grund|skäl)|\b13 kap|lagakraftvunnen|sanningsförsäkran|dömts? för|brott\w* (mot|som)|människohandel|"
    r"penningtvätt|innehållsförteckning|bilaga \d+\s*[:–-]",
    re.IGNORECASE,
)
NEGATED = re.compile(
    r"\b(inga|ingen|inget|inte|ej|utan|saknas|avstår från|varken)\s+(?:\w+\s+){0,3}?"
    r"(krav|villkor|sociala|särskilda|hänsyn|reserver|förbehåll|sysselsättning)",
    re.IGNORECASE,
)
MOST_EVIDENCE = 3
LONG = 320  # characters of a sentence; of a longer one the words around the match are quoted
AROUND = 120


def version() -> str:
    """Return the version of the classifier: code and taxonomy."""
    return f"{VERSION}-{fingerprint()}"


def classify(notice: NoticeData) -> list[ConsiderationData]:
    """Return the findings: one per lot, category and basis, the most probable first within a category."""
    found = [*_from_fields(notice), *_from_texts(fields(notice))]
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


def _from_texts(texts: dict[str, str]) -> list[ConsiderationData]:
    found: dict[tuple[str | None, str], ConsiderationData] = {}
    for field, text in texts.items():
        for sentence in sentences(text):
            for hit in _hits(sentence):
                _merge(found, lot_of(field), field, text, sentence, hit)
    return list(found.values())


class Hit:
    """A rule that a sentence meets."""

    def __init__(self, category: Category, rule: Rule, start: int, end: int) -> None:
        self.category, self.rule, self.start, self.end = category, rule, start, end


def _hits(sentence: Sentence) -> Iterable[Hit]:
    """Return the best rule of each category that the sentence meets."""
    text = sentence.text
    if EXCLUSION.search(text) or EXCLUSION.search(sentence.heading):
        return []
    negated = NEGATED.search(text)
    best: dict[str, Hit] = {}
    for category in categories().values():
        for rule in category.rules:
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
            if old is None or rule.probability > old.rule.probability:
                best[category.code] = Hit(category, rule, match.start(), match.end())
    return best.values()


def _merge(
    found: dict[tuple[str | None, str], ConsiderationData],
    lot: str | None,
    field: str,
    text: str,
    sentence: Sentence,
    hit: Hit,
) -> None:
    """Add a hit to the finding of its lot and category; two sentences that agree are surer than one."""
    span = _span(field, text, sentence, hit)
    strength = hit.rule.strength or strength_of(sentence.text, sentence.heading, hit.category.strength)
    old = found.get((lot, hit.category.code))
    if old is None:
        found[(lot, hit.category.code)] = {
            "lot": lot,
            "category": hit.category.code,
            "detail": hit.rule.detail or _detail(hit.category.code, sentence.text),
            "strength": strength,
            "probability": hit.rule.probability,
            "basis": "pattern",
            "evidence": [span],
        }
        return
    if hit.rule.probability > old["probability"]:
        old["strength"], old["detail"] = strength, hit.rule.detail or _detail(hit.category.code, sentence.text)
        old["evidence"].insert(0, span)
    else:
        old["evidence"].append(span)
    both = 1 - (1 - old["probability"]) * (1 - hit.rule.probability * 0.5)
    old["probability"] = round(min(0.99, max(both, hit.rule.probability)), 4)
    del old["evidence"][MOST_EVIDENCE:]


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
