"""What a row of the dialogue list says in plain Swedish: why, when, and what to talk about."""

from __future__ import annotations

from datetime import date
from typing import Any

from matchers.deliverers import trade_names
from matchers.dialogue import Talk, warnings
from models.contracts import FRAMEWORK_YEARS, UTILITIES_YEARS
from models.regime import limit
from models.swedish import MONTHS, money
from models.tables import DialogueMark

KINDS = {"silent": "Ingen social hänsyn hittad", "planned": "Planerat köp", "ending": "Avtal som tar slut"}
VERDICTS = {"talked": "vi har pratat", "not_relevant": "inte aktuellt", "again": "ta upp igen"}
COUNTED_FROM = {
    "start": "avtalets början",
    "signed": "dagen då avtalet skrevs under",
    "published": "dagen då resultatet publicerades",
}
ADVICE = {
    18: "Tala om behovet: vad som ska köpas nästa gång och vad företagen i området kan göra.",
    12: "Tala om hur köpet kan delas upp och vilka sociala villkor det kan ha. Kraven skrivs snart.",
    6: "Fråga om nästa köp är på väg och om villkoren är klara.",
}
YEARS = {FRAMEWORK_YEARS: "fyra", UTILITIES_YEARS: "åtta"}
SHOWN_LOTS = 4


def day(value: date) -> str:
    """Return ”3 december 2026”."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def month(value: date) -> str:
    """Return ”december 2026”."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def title(talk: Talk) -> str:
    """Return what is bought, with the lots it is about."""
    if not talk.lots:
        return talk.title
    more = len(talk.lots) - SHOWN_LOTS
    and_more = f" och {more} {'del' if more == 1 else 'delar'} till" if more > 0 else ""
    return f"{talk.title}: {'; '.join(talk.lots[:SHOWN_LOTS])}{and_more}"


def why(talk: Talk) -> str:
    """Return why the row is on the list."""
    trades = f"{'branschen' if len(talk.trades) == 1 else 'branscherna'} {trade_names(talk.trades)}"
    if talk.kind == "silent":
        return f"Köpet hör till {trades}. Vi hittade ingen social hänsyn i annonsen."
    if talk.kind == "planned":
        return f"Köparen planerar ett köp inom {trades}."
    return f"Avtalet hör till {trades}."


def timing(talk: Talk) -> str:
    """Return when: the last day to answer, or the end of the contract and how it is known."""
    if talk.kind == "ending":
        return _ending(talk)
    if talk.when is None:
        known = f"Publicerad {day(talk.published)}. " if talk.published else ""
        return f"{known}Ingen sista dag är angiven."
    return f"Sista dagen att svara {'är' if talk.is_open else 'var'} {day(talk.when)}."


def _ending(talk: Talk) -> str:
    contract = talk.term
    if contract is None or talk.when is None:
        known = f" Resultatet publicerades {day(talk.published)}." if talk.published else ""
        return f"Okänt slut: annonsen säger inte hur länge avtalet gäller.{known}"
    if contract.basis == "framework" and contract.begins:
        years = round((talk.when - contract.begins).days / 365.25)
        return (
            "Okänt slut: annonsen säger inte hur länge avtalet gäller. Ett ramavtal får normalt gälla i högst "
            f"{YEARS[years]} år, alltså till omkring {month(talk.when)}."
        )
    is_stated = contract.basis == "stated"
    first = contract.ends[0]
    if talk.when > first:
        said = f"Avtalet kunde ta slut {_end(first, is_stated)} men kan ha förlängts. "
        said += f"Nästa möjliga slut är omkring {month(talk.when)}."
    else:
        said = f"Avtalet tar slut {_end(first, is_stated)}."
    if contract.basis in COUNTED_FROM and contract.begins:
        said += f" Det är räknat på avtalstiden från {COUNTED_FROM[contract.basis]}, {day(contract.begins)}."
    return said + _renewals(talk)


def _end(value: date, is_stated: bool) -> str:
    return f"{day(value)} enligt annonsen" if is_stated else f"omkring {month(value)}"


def _renewals(talk: Talk) -> str:
    contract = talk.term
    if contract is None or not contract.renewals or contract.latest is None:
        return ""
    if len(contract.ends) == 1:
        return " Det kan förlängas; hur länge går inte att räkna ut."
    if contract.latest == talk.when:
        return ""
    return f" Om varje förlängning är lika lång som avtalet kan det gälla till omkring {month(contract.latest)}."


def advice(talk: Talk) -> str:
    """Return what to talk about."""
    if talk.kind == "silent" and talk.is_open:
        return "Kraven ändras sällan nu. Tala om nästa köp, och om samarbete under avtalet."
    if talk.kind == "silent":
        return "Tala om social hänsyn inför nästa köp."
    if talk.kind == "planned":
        return "Kraven är inte klara. Föreslå social hänsyn, och delar som små företag klarar."
    if talk.step is None and talk.when is not None and talk.term and talk.term.basis != "framework":
        return "Vänta: det är mer än 18 månader kvar. En påminnelse finns i kalendern."
    if talk.step is None:
        return "Fråga när avtalet tar slut och när nästa köp förbereds."
    return ADVICE[talk.step]


def annex2_note(talk: Talk, today: date) -> str | None:
    """Return what annex 2 means for the talk; None when none of the codes belongs there."""
    if not talk.annex2:
        return None
    if talk.is_abroad:
        return (
            "Det som köps räknas till sociala och andra särskilda tjänster, som har enklare regler (direktiv "
            "2014/24/EU, bilaga XIV)."
        )
    years = (today.replace(year=today.year - back, day=1) for back in range(5))
    year, known = next(((first.year, found) for first in years if (found := limit("annex2", first))), (0, None))
    amount = f" ({year}: {money(known.amount)})" if known else ""
    return (
        "Det som köps räknas till sociala och andra särskilda tjänster (LOU bilaga 2). De får köpas direkt upp till en "
        f"gräns{amount} som är mycket högre än för andra tjänster. Nästa köp kanske aldrig annonseras: samtalet "
        "betyder mer än annonsen."
    )


def as_json(talk: Talk, mark: DialogueMark | None, is_aside: bool, today: date) -> dict[str, Any]:
    """Return a row as `anbudslots dialogue --json` prints it."""
    return {
        "key": talk.key,
        "kind": talk.kind,
        "buyer": talk.buyer,
        "buyer_name": talk.buyer_name,
        "notice": talk.notice,
        "title": title(talk),
        "trades": sorted(talk.trades),
        "cpv": [{"code": code, "annex2": code in talk.annex2} for code in talk.cpv],
        "annex2": bool(talk.annex2),
        "open": talk.is_open,
        "when": talk.when.isoformat() if talk.when else None,
        "possible_ends": [end.isoformat() for end in talk.term.ends] if talk.term else [],
        "counted_from": talk.term.basis if talk.term else None,
        "step": talk.step,
        "warnings": [{"months": months, "day": found.isoformat()} for months, found in warnings(talk, today)],
        "why": why(talk),
        "timing": timing(talk),
        "advice": advice(talk),
        "annex2_note": annex2_note(talk, today),
        "suppliers": list(talk.suppliers),
        "enterprises": [deliverer._asdict() for deliverer in talk.deliverers],
        "put_aside": is_aside,
        "mark": {"verdict": mark.verdict, "person": mark.person, "note": mark.note, "at": mark.at} if mark else None,
    }
