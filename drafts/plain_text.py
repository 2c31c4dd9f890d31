"""The words of a stranger made fit for a page of plain Swedish: signs that can be shown, shortened, quoted."""

from __future__ import annotations

import re
import unicodedata

from drafts.words import clean

SHORTENED = "…"
NO_SIGN = "□"  # stands for signs that the fonts of the page do not have
SHOWN = ((0x20, 0x4FF), (0x1E00, 0x205E), (0x20A0, 0x20BF), (0x2190, 0x22FF), (0x25A0, 0x25FF))
NOT_SHOWN = frozenset("⁁⁃⁓")  # within SHOWN, but in none of the fonts
LONGEST_WORD = 32  # small letters; a longer one would not fit on a line
WIDE = 1.7  # small letters that any other sign may take
QUOTES = str.maketrans(dict.fromkeys('”“„"«»', "’"))
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])")
CODED = re.compile(r"§|\bCPV|\b\d{8}(?:-\d)?\b", re.IGNORECASE)


def shown(text: str, most: int) -> str:
    """Return at most `most` signs in one line, all of which the page's fonts have; cut with … between words."""
    signs = "".join(sign if _has_sign(sign) else NO_SIGN for sign in unicodedata.normalize("NFC", clean(text)))
    signs = re.sub(rf"{NO_SIGN}{{2,}}", NO_SIGN, signs)
    return _cut(" ".join(_word(word) for word in signs.split()), most)


def _word(word: str) -> str:
    """Return a word that fits on a line; the rest of a longer one is cut."""
    room = float(LONGEST_WORD)
    for place, sign in enumerate(word):
        room -= 1 if sign.islower() or sign in "-.,:;!'’/()…" else WIDE
        if room < 0:
            return word[: place - 1] + SHORTENED
    return word


def _has_sign(sign: str) -> bool:
    return sign not in NOT_SHOWN and any(first <= ord(sign) <= last for first, last in SHOWN)


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    head = text[: most - 2]
    return f"{head[: head.rfind(' ')] if ' ' in head else head} {SHORTENED}"


def quoted(text: str, most: int) -> str:
    """Return the text in Swedish quotation marks, so that it can be found as its writer wrote it."""
    return f"”{shown(text, most).translate(QUOTES)}”"


def in_their_words(text: str, most: int) -> str:
    """Return the first sentences that have no section or code in them, quoted; … where some are cut."""
    kept = [sentence for sentence in SENTENCE.split(clean(text)) if not CODED.search(sentence)]
    whole = shown(" ".join(kept), len(text) + 2)
    chosen = ""
    for sentence in SENTENCE.split(whole):
        if len(chosen) + len(sentence) + 1 > most - 2:
            break
        chosen = f"{chosen} {sentence}".strip()
    if not chosen:
        return quoted(whole, most)
    return f"”{chosen.translate(QUOTES)}{'' if chosen == shown(text, len(text) + 2) else f' {SHORTENED}'}”"


def listed(words: list[str]) -> str:
    """Return ”a, b och c”."""
    return " och ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
