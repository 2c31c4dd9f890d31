"""Plain Swedish, measured: LIX, sentence length, and the hard words that stand without an explanation.

LIX = words / sentences + 100 · long words / words. Counted so: a sentence ends at . ! ? : or at the end of a line (a
heading, an item of a list); a number, a date or an amount is one short word; a word with hyphens is one word, its
letters counted alone; long is more than six letters. Names and quoted titles are left out of the count: pass the
names, and write titles between ”…”.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

WORDS = Path(__file__).parent / "plain_words.yml"
LONG = 6  # letters; a long word has more
MEAN, MOST = 12, 20  # words in a sentence: on average, and at most
QUOTED = re.compile(r"”[^”\n]*”|\"[^\"\n]*\"")
MONTH = "(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)"
DATE = re.compile(
    r"(?:(?:mån|tis|ons|tors|fre|lör|sön)dag(?:en)? )?(?:den )?\d{1,2} "
    rf"{MONTH}(?: \d{{4}})?(?: kl\. \d{{1,2}}[.:]\d\d)?"
)
AMOUNT = re.compile(r"\d[\d\u00a0 ]*(?:,\d+)?\u00a0?(?: ?(?:kr|procent|%))?")
ADDRESS = re.compile(r"\S+@\S+|https?://\S+")
KNOWN = re.compile(r"\b(kr|kl|tel)\.")
END = re.compile(r"[.!?:]+(?=\s|$)|\n+")
WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
ABBREVIATION = re.compile(
    r"\b(?:t\.ex|bl\.a|m\.m|m\.fl|d\.v\.s|dvs|s\.k|fr\.o\.m|t\.o\.m|ca|exkl|inkl|enl|resp|osv|etc|o\.s\.v|f\.n|ev|mkr|tkr|"
    r"mnkr|st)\b\.?",
    re.IGNORECASE,
)
PASSIVE = re.compile(r"\bska\s+\w+(?:as|es|ts|ras)\b(?!\?)", re.IGNORECASE)  # ”Vad ska göras?” asks, and is plain
NUMBER = "tal"  # what a number, date or amount counts as


class Counted(NamedTuple):
    """What LIX is made of."""

    words: int
    long_words: int
    sentences: int

    @property
    def lix(self) -> float:
        """Return the readability index; 0 for an empty text."""
        if not self.words:
            return 0.0
        return self.words / max(self.sentences, 1) + 100 * self.long_words / self.words


class HardWord(NamedTuple):
    """A word that few know, as it stands in the text, and how to say it."""

    word: str
    say: str


def lix(text: str, names: Iterable[str] = ()) -> float:
    """Return the LIX of a text: under 30 is very easy, 30 to 40 easy, over 50 official. `names` are left out."""
    return count(text, names).lix


def count(text: str, names: Iterable[str] = ()) -> Counted:
    """Count words, long words and sentences by the rules above."""
    found = [_words(sentence) for sentence in sentences(text, names)]
    words = [word for sentence in found for word in sentence]
    long_words = sum(sum(c.isalpha() for c in word) > LONG for word in words)
    return Counted(len(words), long_words, len(found))


def sentences(text: str, names: Iterable[str] = ()) -> list[str]:
    """Return the sentences, with names and quoted titles removed and numbers made one short word."""
    text = ABBREVIATION.sub(lambda found: found[0].replace(".", ""), KNOWN.sub(r"\1", _bare(text, names)))
    return [sentence for sentence in (part.strip() for part in END.split(text)) if _words(sentence)]


def _bare(text: str, names: Iterable[str]) -> str:
    text = QUOTED.sub(" ", text)
    for name in sorted((name for name in names if name), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}s?(?!\w)", " ", text)
    for pattern in (ADDRESS, DATE, AMOUNT):
        text = pattern.sub(f" {NUMBER} ", text)
    return text


def _words(sentence: str) -> list[str]:
    return WORD.findall(sentence)


@cache
def _hard() -> tuple[tuple[re.Pattern[str], str], ...]:
    table = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return tuple((re.compile(rf"(?<!\w)(?:{row['stem']})", re.IGNORECASE), row["say"]) for row in table)


def unexplained(text: str, names: Iterable[str] = ()) -> list[HardWord]:
    """Return the hard words whose first use has no explanation in brackets beside it, in order of the table.

    A word is explained by ”word (what it means)” or ”what it means (word)”. Quoted titles and names do not count.
    """
    bare = QUOTED.sub(" ", text)
    for name in names:
        bare = bare.replace(name, " ") if name else bare
    return [
        HardWord(found[0], say)
        for pattern, say in _hard()
        if (found := pattern.search(bare)) and not _near(bare, found)
    ]


def _near(text: str, found: re.Match[str]) -> bool:
    after, before = text[found.end() : found.end() + 3], text[max(0, found.start() - 1) : found.start()]
    return before == "(" or bool(re.match(r"[”\"]? ?\(", after))


def abbreviations(text: str) -> list[str]:
    """Return the abbreviations that plain texts do not use; kr, kl. and tel. are allowed."""
    return [found[0] for found in ABBREVIATION.finditer(QUOTED.sub(" ", text))]


def problems(text: str, limit: float, names: Sequence[str] = ()) -> list[str]:
    """Return what makes a text hard, one line each; [] when it is plain enough. `limit` is the LIX to stay below."""
    counted = count(text, names)
    found = [f"LIX {counted.lix:.0f}, målet är under {limit:.0f}"] if counted.lix >= limit else []
    lengths = [(len(_words(sentence)), sentence) for sentence in sentences(text, names)]
    if lengths and sum(length for length, _ in lengths) / len(lengths) > MEAN:
        found.append(f"meningarna har i snitt över {MEAN} ord")
    found += [f"{length} ord i en mening: {sentence}" for length, sentence in lengths if length > MOST]
    found += [f"svårt ord utan förklaring: {hard.word} ({hard.say})" for hard in unexplained(text, names)]
    found += [f"förkortning: {short}" for short in abbreviations(text)]
    return found + [f"passiv form: {passive[0]}" for passive in PASSIVE.finditer(QUOTED.sub(" ", text))]
