"""Text cut into sentences with their places, and the heading that each stands under."""

from __future__ import annotations

import re
from typing import NamedTuple

# Not an end: an abbreviation, an initial, a numbered section ("4 kap. 18 §", "t.ex.", "kl. 10", "AFC.15")
ABBREVIATION = re.compile(
    r"(?:\b(?:kap|st|t\.ex|bl\.a|m\.m|m\.fl|d\.v\.s|dvs|s\.k|f\.n|fr\.o\.m|t\.o\.m|ca|kl|nr|tel|inkl|exkl|enl|resp|ev|osv|"
    r"o\.s\.v|jfr|art|p|sid|mom|ang|avs|bil|max|min|mkr|mnkr|Dnr|dr|prof|[A-ZÅÄÖ])|\b\d{1,2})\.$"
)
BULLETS = "•▪◦·●■○\uf0a7\uf0b7"  # the last two: bullets of a symbol font
MARKS = BULLETS + "—"  # belong to no sentence
# An end: a stop and what closes after it, new lines, a bullet, a dash or a semicolon before a new start. The first
# character stands first, so that a search leaps to it.
END = re.compile(
    rf"[.!?\n{BULLETS};–—-](?:(?<=[.!?])[.!?]*[”\"')\]]*(?=\s|$)|(?<=\n)\n*|(?<=[{BULLETS}])\s*|"
    r"(?<=\s[–-])\s(?=[A-ZÅÄÖ])|(?<=\s—)\s|(?<=;)\s(?=[A-ZÅÄÖa-zåäö]))"
)
HEADING = re.compile(r"^(?:[A-Z]{2,3}[.\d]*\s+|\d+(?:\.\d+)*\.?\s+)?[A-ZÅÄÖ][^.!?]{2,78}:?$")
LONGEST = 350  # characters; what is longer is cut, at a comma if there is one: it says more than one thing
LEAST = 150  # characters before such a comma


class Sentence(NamedTuple):
    """A sentence: its place in the text, its words, and the nearest heading above it (empty when none)."""

    start: int
    end: int
    text: str
    heading: str


def sentences(text: str) -> list[Sentence]:
    """Return the sentences in order; `text[s.start:s.end] == s.text` for each."""
    found: list[Sentence] = []
    heading = ""
    for start, end in _spans(text):
        words = text[start:end]
        lead, colon, _ = words.partition(": ")
        if colon and 3 < len(lead) < 60 and HEADING.match(lead) and len(lead.split()) <= 6:
            heading = lead
        found.append(Sentence(start, end, words, heading))
        if words.endswith(":") or (len(words) < 80 and not words.endswith(".") and HEADING.match(words)):
            heading = words.rstrip(":")
    return found


def _spans(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) of each sentence, without surrounding white space."""
    cuts: list[tuple[int, int]] = []
    start = 0
    for mark in END.finditer(text):
        if mark.group().startswith(".") and ABBREVIATION.search(text, max(start, mark.end() - 12), mark.start() + 1):
            continue
        cuts += _cut(text, start, mark.end())
        start = mark.end()
    return cuts + _cut(text, start, len(text))


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    while start < end and (text[start].isspace() or text[start] in MARKS):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in MARKS):
        end -= 1
    if start >= end:
        return []
    if end - start <= LONGEST:
        return [(start, end)]
    middle = max(text.rfind(", ", start + LEAST, start + LONGEST), text.rfind("; ", start + LEAST, start + LONGEST)) + 1
    middle = middle or text.rfind(" ", start + 1, start + LONGEST)
    middle = middle if middle > start else start + LONGEST
    return [(start, middle), *_cut(text, middle, end)]
