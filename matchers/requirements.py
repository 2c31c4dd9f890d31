"""Requirements in tender documents: each sentence that demands, forbids or rewards something of the supplier."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

from matchers.considerations import classify_texts
from matchers.folding import fold, folded
from matchers.sentences import sentences

Kind = Literal["ska", "får inte", "bör"]
FORBIDDEN = folded(
    r"\b(?:inte|ej|aldrig) (?:får|ska|skall)\b|\b(?:får|ska|skall|kan)\s+(?:\w+\s+){0,4}?(?:inte|ej|aldrig)\b|"
    r"\bförbjud\w*|\binte (?:tillåt\w*|accepteras)|"
    r"\baccepteras (?:inte|ej)|\b(?:får|ska) (?:ingen|inget|inga)\b"
)
MUST = folded(
    r"\b(?:ska|skall|måste|krävs|erfordras|förutsätts|åligger|åtar sig|förbinder sig)\b|"
    r"\bär (?:skyldig\w*|obligatorisk\w*)|\bkrav på att\b|\bett (?:ska-?)?krav är\b"
)
SHOULD = folded(r"\b(?:bör|mervärde\w*|börkrav\w*|meriterande|poäng|prisavdrag)\b")
BUYER = folded(
    r"^(?:[\d.]+\s+)?(?:\w+s )?(?:kommunen|beställaren|regionen|staden|köparen|upphandlande (?:myndighet\w*|enhet\w*)|"
    r"vi|nämnden|förvaltningen|avropande \w+|bolaget|[a-zåäö]+ kommun|region [a-zåäö]+)\s+"
    r"(?:\w+\s+){0,2}?(?:ska|skall|kommer|avser|måste|bör|får|har rätt|förbehåller)\b"
)
NOT_DEMANDS = folded(
    r"\b(?:med|av) [^.]{2,40} (?:ska|skall) förstås|\.{4,}|\bska ses som (?:information|bakgrund)|"
    r"^[\d.\s]*\w+ som (?:ska|skall|måste) \w+$"
)
ENOUGH = 15  # characters
NUMBER = re.compile(
    r"^\s*(?:(?:krav|ska-krav|skallkrav)\s+)?((?:[A-ZÅÄÖ]{1,5}[.-]?)?\d+(?:\.\d+)*|[A-Z]{1,3}\d+)[.):]?(?:\s+\|)?\s+(?=\S)",
    re.IGNORECASE,
)
HEADED = re.compile(r"^((?:[A-Z]{1,4}\.?)?\d+(?:\.\d+)*)\.?\s+[A-ZÅÄÖ]")


class Requirement(NamedTuple):
    """One requirement: its kind, own or section number, words, and where it stands."""

    kind: Kind
    number: str | None
    text: str
    place: str | None
    page: int | None


def kind_of(sentence: str) -> Kind | None:
    """Return what a sentence asks of the supplier; None when it asks nothing. A prohibition is never a permission."""
    text = fold(sentence)
    if len(text) < ENOUGH or BUYER.search(text) or NOT_DEMANDS.search(text):
        return None
    if FORBIDDEN.search(text):
        return "får inte"
    if MUST.search(text):
        return "ska"
    return "bör" if SHOULD.search(text) else None


def requirements(pages: Iterable[tuple[str | None, int | None, str]]) -> Iterator[Requirement]:
    """Yield the requirements of (place, page, text) in order; one without a number has that of its section."""
    section: str | None = None
    for place, page, text in pages:
        for sentence in sentences(text):
            words = sentence.text
            own = NUMBER.match(words)
            kind = kind_of(words)
            if kind is None:
                if (headed := HEADED.match(words)) and len(words) < 100:
                    section = headed[1]
                continue
            yield Requirement(kind, own[1] if own else section, words[own.end() :] if own else words, place, page)


def report(pages: Sequence[tuple[str | None, int | None, str]]) -> dict[str, Any]:
    """Return {requirements, considerations} of a document; the field of evidence is the place, its text the page's."""
    texts: dict[str, str] = {}
    for place, _, text in pages:
        where = place or "dokumentet"
        texts[where] = f"{texts[where]}\n{text}" if where in texts else text
    return {"requirements": [r._asdict() for r in requirements(pages)], "considerations": classify_texts(texts)}
