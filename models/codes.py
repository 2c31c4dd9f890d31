"""What the codes of a notice mean: labels of the eForms code lists, the CPV tree, NUTS names.

The tables are in `models/codelists/` (sources and licence in its README). They are read when first asked for and kept:
the CPV table costs about 20 ms, the others less than one.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple

TABLES = Path(__file__).parent / "codelists"
CPV_DIGITS = 8
Language = Literal["sv", "en"]


class Label(NamedTuple):
    """The official label of a code."""

    sv: str
    en: str

    def of(self, language: Language) -> str:
        """Return the label in a language."""
        return self.sv if language == "sv" else self.en


def _rows(text: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _lists() -> Mapping[str, Mapping[str, Label]]:
    found: dict[str, dict[str, Label]] = {}
    for name, code, swedish, english in _rows((TABLES / "lists.tsv").read_text(encoding="utf-8")):
        found.setdefault(name, {})[code] = Label(swedish, english)
    return MappingProxyType({name: MappingProxyType(codes) for name, codes in found.items()})


def codes_of(list_name: str) -> Mapping[str, Label]:
    """Return all codes of a list by code: `codes_of("social-objective")`. Raises KeyError for an unknown list."""
    return _lists()[list_name]


def label(list_name: str, code: str, language: Language = "sv") -> str | None:
    """Return the label of a code in a list, by the list's name in eForms XML (`listName`), `cpv` and `nuts` included.

    None when the code is not in the list. Raises KeyError for a list that is not kept here.
    """
    if list_name == "cpv":
        known = cpv_labels().get(cpv_code(code) or "")
    elif list_name in {"nuts", "nuts-lvl3"}:
        return nuts_name(code)
    else:
        known = codes_of(list_name).get(code)
    return known.of(language) if known else None


@cache
def cpv_labels() -> Mapping[str, Label]:
    """Return the labels of all 9,454 CPV codes, by the eight digits."""
    text = gzip.decompress((TABLES / "cpv.tsv.gz").read_bytes()).decode("utf-8")
    return MappingProxyType({code: Label(swedish, english) for code, swedish, english in _rows(text)})


def cpv_code(written: str) -> str | None:
    """Return the eight digits of a CPV code as people write it (`90911200-8`, `90 911 200`), or None if it is none.

    A ninth digit is the check digit and is left out. Zeros at either end that a spreadsheet took away are not guessed.
    """
    digits = "".join(sign for sign in written if sign.isascii() and sign.isdigit())
    return digits[:CPV_DIGITS] if CPV_DIGITS <= len(digits) <= CPV_DIGITS + 1 else None


def cpv_level(code: str) -> int:
    """Return how far down the tree a code is: 2 for a division (`90000000`), 3 for a group, up to 8.

    It is the number of digits that say something.
    """
    return max(2, len(code[:CPV_DIGITS].rstrip("0")))


def cpv_parent(code: str) -> str | None:
    """Return the nearest wider code that exists, None for a division or for a code that is not in CPV.

    Some steps of the tree are missing, so that the parent can be more than one digit shorter.
    """
    known = cpv_labels()
    if code not in known:
        return None
    for length in range(cpv_level(code) - 1, 1, -1):
        wider = code[:length].ljust(CPV_DIGITS, "0")
        if wider in known:
            return wider
    return None


@cache
def _nuts() -> Mapping[str, str]:
    return MappingProxyType({row[0]: row[1] for row in _rows((TABLES / "nuts.tsv").read_text(encoding="utf-8"))})


def nuts_name(code: str) -> str | None:
    """Return the Swedish name of a NUTS code: a Swedish county or area by name, any other code as its country."""
    known = _nuts()
    return known.get(code) or known.get(code[:2])


@cache
def _article_77() -> frozenset[str]:
    return frozenset(row[0] for row in _rows((TABLES / "article77.txt").read_text(encoding="utf-8")))


def is_article_77(cpv: str) -> bool:
    """Return whether a CPV code (eight digits) is one of the services that LOU 19:25 lets a buyer reserve.

    The wider light regime, annex 2, is `models.regime.is_annex2`.
    """
    return cpv[:CPV_DIGITS] in _article_77()
