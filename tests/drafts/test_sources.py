"""Truth: every piece of text is fixed text, a marked gap, or said by the notice, a document, the profile or a rule.

Fixed text holds no data: two cases of the same shape with other data have the same fixed text, to the letter. What is
said by the notice, a document or the profile consists of its words and numbers, beside units and names of days.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from drafts import bid, checklist, costs, dialogue, intent, questions, requirement_list
from drafts.case import Case
from drafts.facts import FORMS, PROFILE, REGIMES
from drafts.sheets import Book
from drafts.sources import FIELDS, clean
from drafts.words import Word
from models import codes, plain
from models.places import municipalities
from models.swedish import DAYS, MONTHS
from tests.drafts.cases import CASES, JOINT, PARTNER, a_case, a_finding, a_poor_case, demands, reserved

KEPT = {
    "id", "cpv", "nuts", "municipality", "service_area", "deadline", "questions_by", "opening", "starts", "duration",
    "legal_basis", "subtype", "form_type", "currency", "legal_form", "kind", "type", "country", "counted_on",
    "confirmed_on", "published", "category", "basis", "strength", "field", "source", "format", "answer", "enterprise",
    "language", "languages", "place", "reserved_participation", "trades", "detail", "org_number", "version",
}  # fmt: skip
EASY = 40  # LIX: easy to read ends here
UNITS = {
    "kr", "utan", "moms", "kl", "ingen", "tid", "angiven", "dag", "dagar", "vecka", "veckor", "månad", "månader", "år",
    "och", "kan", "förlängas", "en", "gång", "gånger", "ja", "nej", "annonsen", "sida", "punkt", "tendsign",
    *DAYS, *MONTHS,
}  # fmt: skip
CLAIMS = re.compile(
    r"\b(vi|ni) (uppfyller|vinner|klarar (krav|alla))|uppfyller alla\b|\bgarantera\w*|\b[1-9]\d* ?kr\b|\bni har rätt\b",
    re.IGNORECASE,
)


def written(case: Case) -> Iterator[tuple[str, Word | Book]]:
    """Yield what the writers make of a case."""
    writers: dict[str, Callable[[Case], Word | Book]] = {
        "bid": bid.write, "checklist": checklist.write, "questions": questions.write, "demands": requirement_list.write,
        "costs": costs.write,
    }  # fmt: skip
    if case.kind == "partnership":
        writers = {"dialogue": dialogue.write}
    for name, write in writers.items():
        yield name, write(case)
    if case.joint:
        yield "intent", intent.write(case, case.joint)


def other(value: Any, seed: str, key: str = "") -> Any:
    """Return data of the same shape with other words and amounts; codes, dates and the like are kept."""
    if isinstance(value, dict):
        return {name: entry if name in KEPT else other(entry, seed, name) for name, entry in value.items()}
    if isinstance(value, list):
        return [other(entry, seed, key) for entry in value]
    if isinstance(value, str):
        return f"{seed}{zlib.crc32(f'{key} {value}'.encode())}"
    if isinstance(value, float):
        return value + len(seed) * 1000
    return value


RICH = a_case(
    joint=JOINT, partners=[PARTNER], reservations=reserved("res_ws", "yes"), changes=["Sista dag är flyttad."]
)


def in_other_words(case: Case, seed: str) -> Case:
    """Return the case with other data; the texts of demands keep the words that say what kind they are."""
    told: Any = {
        name: other(getattr(case, name), seed) for name in ("enterprise", "considerations", "partners", "joint")
    }
    notice: Any = other(case.notice, seed)
    demanded: Any = [{**r, "text": f"{r['text']} {seed}"} for r in case.requirements]
    return replace(
        case, notice=notice, lot=notice["lots"][0], requirements=demanded, changes=[f"{seed} är ändrat."],
        coordinator_name=seed, coordinator_phone=None, **told,
    )  # fmt: skip


def fixed(document: Word | Book) -> list[str]:
    """Return the fixed texts in order."""
    return [statement.text for statement in document.statements if statement.source is None]


def test_fixed_text_holds_no_data() -> None:
    one, two = in_other_words(RICH, "qvark"), in_other_words(RICH, "zimba")

    for (name, first), (_, second) in zip(written(one), written(two), strict=True):
        assert fixed(first) == fixed(second), name
        assert not re.search("qvark", " ".join(fixed(first))), name


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_what_is_said_stands_in_the_data(case: Case) -> None:
    published = _words({"notice": case.notice, "requirements": case.requirements, "found": case.considerations,
                        "changes": case.changes, "documents": [d._asdict() for d in case.documents]})  # fmt: skip
    published |= {word for cpv in case.lot["cpv"] for word in _words(codes.label("cpv", cpv) or "")}
    published |= {word for nuts in case.lot["nuts"] for word in _words(codes.nuts_name(nuts) or "")}
    published |= {word for field in FIELDS.values() for word in _words(field)}
    profile = _words({"own": case.enterprise, "partners": case.partners})
    profile |= {word for form in FORMS.values() for word in _words(form)}
    profile |= {word for place in municipalities().values() for word in _words(place.name)}
    for name, document in written(case):
        for statement in document.statements:
            if statement.source is None or statement.source.kind == "rule":
                continue
            known = profile if statement.source.kind == "profile" else published
            strange = {word for word in _words(_labels_off(statement.text)) if not _is_known(word, known)}
            assert not strange, (name, statement, strange)


def _is_known(word: str, known: set[str]) -> bool:
    """A group of a number's digits, and the beginning of an endless word, are parts of what is known."""
    if word in known or word in UNITS:
        return True
    return any(word in other if word.isdigit() else len(word) > 50 and other.startswith(word) for other in known)


def _labels_off(text: str) -> str:
    """A fact shown beside a demand begins with its label: ”försäkringar: …”."""
    for label, _ in PROFILE.values():
        text = text.removeprefix(f"{label}: ")
    return text


def _said(case: Case, kind: str) -> Iterator[tuple[str, str]]:
    for _, document in written(case):
        yield from ((s.text, s.source.where) for s in document.statements if s.source and s.source.kind == kind)


def _words(value: Any) -> set[str]:
    """Return the words and numbers of data, in lower case; amounts in their whole and grouped forms."""
    if isinstance(value, dict):
        return {word for entry in value.values() for word in _words(entry)}
    if isinstance(value, (list, tuple)):
        return {word for entry in value for word in _words(entry)}
    if isinstance(value, bool) or value is None:
        return set()
    if isinstance(value, float):
        return _words(f"{value:g}".replace(".", ",")) | _words(f"{value:,.0f}".replace(",", " "))
    return set(re.findall(r"[^\W_]+", clean(str(value)).lower()))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_nothing_is_claimed(case: Case) -> None:
    for name, document in written(case):
        for text in fixed(document):
            assert not CLAIMS.search(text), (name, text)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_fixed_text_is_easy_to_read(case: Case) -> None:
    for name, document in written(case):
        text = "\n".join(dict.fromkeys(fixed(document)))
        hard = [problem for problem in plain.problems(text, EASY) if not problem.startswith("svårt ord")]
        assert not hard, (name, hard)


@pytest.mark.parametrize("name", ["poor", "single", "joint", "partnership", "control", "direct", "lov", "concession"])
def test_every_piece_of_text_is_accounted_for(name: str) -> None:
    """What stands in the file was all written with a source, as fixed text, or as a gap."""
    for kind, document in written(CASES[name]):
        known = {statement.text for statement in document.statements}
        if isinstance(document, Word):
            known |= {f"[{gap.number}. Fyll i: {gap.what}]" for gap in document.gaps}
            known |= {f"☐ {gap.number}. {gap.what[0].upper()}{gap.what[1:]}" for gap in document.gaps}
            known |= {f"({gap.heading})" for gap in document.gaps} | {s.heading for s in document.statements}
            known |= {s.source.where for s in document.statements if s.source} | {"☐", "Innehåll"}
            known |= {"Uppgift", "Kommer från", "Stämmer"}
            texts = _texts(document.save(), "word/document.xml", "{*}t")
        else:
            texts = [" ".join(text.split()) for text in _texts(document.save(), "xl/sharedStrings.xml", "{*}si")]
            texts = [text for text in texts if not _is_made_of(text, known)]
        unknown = [text for text in texts if not _is_accounted_for(text.strip(), known)]
        assert not unknown, (kind, unknown)


def _texts(content: bytes, part: str, tag: str) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read(part))
    return [text for item in root.iter(tag) if (text := "".join(item.itertext())).strip()]


def _is_made_of(text: str, known: set[str]) -> bool:
    rest = text
    for piece in sorted((" ".join(k.split()) for k in known if k), key=len, reverse=True):
        rest = rest.replace(piece, " ")
    return not re.search(r"\w", rest)


def _is_accounted_for(text: str, known: set[str]) -> bool:
    """A text is known, the beginning of a known one (…), or several of them in a row (; )."""
    if text in known or (text.endswith("…") and any(other.startswith(text[:-1]) for other in known)):
        return True
    first, *rest = text.split("; ")
    return bool(rest) and any(
        _is_accounted_for("; ".join(parts), known) and _is_accounted_for("; ".join(left), known)
        for parts, left in (([first, *rest[:n]], rest[n:]) for n in range(len(rest)))
    )


def test_poor_data_gives_gaps_and_no_guesses() -> None:
    document = bid.write(a_poor_case())

    told = [s for s in document.statements if s.source and s.source.kind in {"notice", "profile"}]
    assert {s.text for s in told} == {"1-2026", "LOT-0001", "Exempelkooperativet", "556000-0001", "Halmstad"}
    assert len(document.gaps) > 25
    assert not [s for s in document.statements if s.source and s.source.kind == "document"]


def test_regimes_and_findings_are_fixed_words_or_quotes() -> None:
    case = a_case(considerations=[a_finding("labour", "lön enligt kollektivavtal")], requirements=demands(None))
    rules = {text for text, _ in _said(case, "rule")}

    assert REGIMES["directive"] in rules
    assert case.regime.reason in rules
