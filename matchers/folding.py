"""Text and patterns in lower case: a search that ignores case costs five times one that need not."""

from __future__ import annotations

import re

WORD = re.compile(r"\w+")
ESCAPED = re.compile(r"\\.|[^\\]+", re.DOTALL)


def fold(text: str) -> str:
    """Return the text in lower case, each character in its place (”İ”, whose lower case is two, stays)."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := character.lower()) == 1 else character for character in text)


def words_of(text: str) -> list[str]:
    """Return the words of a text, in order: letters, digits and ``_``."""
    return WORD.findall(text)


def folded(pattern: str) -> re.Pattern[str]:
    r"""Compile a pattern for folded text: its letters in lower case, its escapes (``\W``) as they are."""
    lower = ESCAPED.sub(lambda part: part[0] if part[0].startswith("\\") else part[0].lower(), pattern)
    return re.compile(lower)
