"""Which rules a purchase follows: decided from what the notice says, with the reason, and never guessed.

The signs are read in this order: the legal basis (BT-01) with the subtype of the notice, then words such as
”valfrihetssystem” or ”enligt 19 kap.”, and last the value against the limits of `thresholds.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import yaml

from models.swedish import money
from models.values import LotData, Money, NoticeData

RegimeName = Literal["directive", "national", "annex2", "direct", "lov", "concession", "utilities", "unknown"]
TABLE = Path(__file__).parent / "thresholds.yml"
SOCIAL = frozenset({"12", "13", "20", "21", "33", "34"})  # notices of the light regime: annex 2
CONCESSIONS = frozenset({"14", "19", "28", "32", "35"})
BELOW = frozenset({"E1", "E2", "E3", "E4", "E5"})  # the voluntary forms
LOV = re.compile(r"\bLOV\b|(?i:lagen? om valfrihetssystem|valfrihetssystem)|ContractLov")
CONCESSION = re.compile(r"\b(tjänste)?koncession(en|er|savtal|skontrakt|supphandling)?\b|ConcessionNotice", re.I)
DIRECT = re.compile(
    r"annonserad direktupphandling|(är|avser|gäller|genomförs som) (en )?direktupphandling|19 ?a kap|DirectProcurement",
    re.I,
)
NATIONAL = re.compile(
    r"(enligt|i enlighet med) 19 kap[.\w]*|under tröskelvärdet|(icke|ej|inte)[- ]direktivstyrd|nationell upphandling",
    re.I,
)
ABOVE = re.compile(r"(?<!icke[- ])(?<!ej )(?<!inte )\bdirektivstyrd|över tröskelvärdet", re.I)


class Limit(NamedTuple):
    """An amount in SEK without VAT, and where it stands."""

    amount: int
    source: str


class Regime(NamedTuple):
    """The rules, why (one Swedish sentence), and whether the notice itself says so (`certain`)."""

    name: RegimeName
    reason: str
    certain: bool


@cache
def _table() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return read


def limit(name: str, day: date) -> Limit | None:
    """Return the limit that held on a day, or None when no period covers it. Raises KeyError for an unknown name."""
    for period in _table()["limits"][name]:
        if period["from"] <= day and ("to" not in period or day <= period["to"]):
            return Limit(period["amount"], period["source"])
    return None


def is_annex2(cpv: str) -> bool:
    """Return whether a CPV code (eight digits) is among the social and other special services of annex 2."""
    return any(first <= cpv[:8] <= last for first, last in _ranges())


@cache
def _ranges() -> tuple[tuple[str, str], ...]:
    return tuple((codes[0], codes[-1]) for codes in _table()["annex2"])


def regime(notice: NoticeData, lot: LotData) -> Regime:
    """Return the rules that the purchase of this lot follows. `unknown` means: ask the buyer."""
    words = _words(notice, lot)
    return _by_form(notice, lot) or _by_words(notice, words) or _by_value(notice, lot)


def _words(notice: NoticeData, lot: LotData) -> str:
    texts = (
        notice["title"], notice["description"], notice["additional_information"], notice["notice_type"],
        notice["procedure_type"], lot["title"], lot["description"], lot["additional_information"], notice["subtype"],
    )  # fmt: skip
    return "\n".join(text for text in texts if text)


def _by_form(notice: NoticeData, lot: LotData) -> Regime | None:
    """Read the legal basis and the subtype; a voluntary form (`other`) is decided by its words and its value."""
    basis, subtype = notice["legal_basis"] or "", notice["subtype"] or ""
    if basis == "32014L0023" or (not basis and subtype in CONCESSIONS):
        return Regime("concession", "Annonsen anger koncessionsdirektivet (2014/23/EU).", True)
    if basis == "32014L0025":
        return Regime("utilities", "Annonsen anger direktivet för försörjningssektorerna (2014/25/EU).", True)
    if basis != "32014L0024" or subtype in BELOW:
        return None
    if subtype in SOCIAL:
        return Regime("annex2", "Annonsen gäller sociala tjänster eller andra särskilda tjänster (bilaga 2).", True)
    if low := _too_low(notice, lot):
        return Regime("directive", f"Annonsen anger EU-direktivet 2014/24/EU, men {low}", False)
    if lot["cpv"] and is_annex2(lot["cpv"][0]):
        return Regime("annex2", "Det som köps räknas till särskilda tjänster (bilaga 2).", False)
    return Regime("directive", "Annonsen anger EU-direktivet för offentlig upphandling (2014/24/EU).", True)


def _by_words(notice: NoticeData, words: str) -> Regime | None:
    signs: tuple[tuple[RegimeName, re.Pattern[str], str], ...] = (
        ("lov", LOV, words),
        ("direct", DIRECT, words),
        ("direct", re.compile("direktupphandling", re.I), notice["title"] or ""),
        ("concession", CONCESSION, words),
        ("national", NATIONAL, words),
        ("directive", ABOVE, words),
    )
    for name, sign, text in signs:
        if found := sign.search(text):
            return Regime(name, f"Annonsen skriver ”{found[0]}”.", True)
    if notice["subtype"] in BELOW or notice["legal_basis"] == "other":
        return Regime("national", "Annonsen är en nationell annons, inte en som EU-direktiven kräver.", True)
    return None


def _by_value(notice: NoticeData, lot: LotData) -> Regime:
    """Compare the value of the whole procurement with the limits of the day of the notice."""
    value, day = _kronor(notice["value"]) or (_kronor(lot["value"]) if len(notice["lots"]) == 1 else None), _day(notice)
    if not _swedish(notice) or value is None or day is None:
        return Regime("unknown", "Annonsen säger inte vilka regler som gäller.", False)
    above, direct = limit(_threshold(notice, lot), day), limit("direct_lou", day)
    annex2 = bool(lot["cpv"]) and is_annex2(lot["cpv"][0])
    if above and value >= above.amount:
        name: RegimeName = "annex2" if annex2 else "directive"
        return Regime(name, f"Värdet {money(value)} är minst tröskelvärdet {money(above.amount)}.", False)
    if not annex2 and direct and value < direct.amount:
        return Regime("direct", f"Värdet {money(value)} är lägre än {money(direct.amount)}, gränsen i lagen.", False)
    if above:
        return Regime("national", f"Värdet {money(value)} är lägre än tröskelvärdet {money(above.amount)}.", False)
    return Regime("unknown", f"Tröskelvärdet för {day.year} är inte känt här.", False)


def _too_low(notice: NoticeData, lot: LotData) -> str | None:
    value, day = _kronor(notice["value"]), _day(notice)
    if value is None or day is None or not _swedish(notice):
        return None
    above = limit(_threshold(notice, lot), day)
    return f"värdet {money(value)} är under tröskelvärdet." if above and value < above.amount else None


def _threshold(notice: NoticeData, lot: LotData) -> str:
    if lot["cpv"] and is_annex2(lot["cpv"][0]):
        return "annex2"
    if (lot["nature"] or notice["nature"]) == "works":
        return "works"
    state = any((buyer["legal_type"] or "").startswith("cga") for buyer in notice["buyers"])
    return "goods_services_state" if state else "goods_services"


def _kronor(value: Money | None) -> float | None:
    return value["amount"] if value and value["currency"] == "SEK" and value["amount"] > 0 else None


def _day(notice: NoticeData) -> date | None:
    return date.fromisoformat(notice["published"][:10]) if notice["published"] else None


def _swedish(notice: NoticeData) -> bool:
    return any(buyer["country"] in {"SWE", "SE", None} for buyer in notice["buyers"])


def missing_limits(day: date) -> Sequence[str]:
    """Return the names of the limits that no period covers on a day, so that a run can say so."""
    return [name for name in _table()["limits"] if limit(name, day) is None]
