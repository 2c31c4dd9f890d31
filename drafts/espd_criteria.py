"""The criteria of the European Single Procurement Document: `espd_criteria.yml` read, and each as UBL elements."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from lxml import etree

VERSION = "4.1.0"
TABLE = Path(__file__).parent / "espd_criteria.yml"
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
LISTS = {  # code lists of the publications office, and the version of each that the release names
    "country": "20250924-0",
    "criterion": "20240612-0",
    "economic-operator-size": "20250924-0",
    "eo-role-type": "20211208-0",
    "procurement-procedure-type": "20250924-0",
}
TYPES = {"Q": "QUESTION", "R": "REQUIREMENT", "C": "CAPTION"}
Group = dict[str, Any]  # {"QG1 ON*": {"Q1": "INDICATOR, Ert svar", "QSG1 ONTRUE": {…}}}


class Criterion(NamedTuple):
    """One criterion. `questions` are its groups of properties, as nested dictionaries."""

    code: str
    id: str
    path: str
    name: str
    asks: str
    questions: Group


@cache
def exclusion() -> tuple[Criterion, ...]:
    """Return the grounds of exclusion of part III."""
    return tuple(_read("exclusion"))


@cache
def facts() -> dict[str, Criterion]:
    """Return the criteria of parts II and IV that a profile can say something about, by code."""
    return {criterion.code: criterion for criterion in _read("facts")}


def _read(part: str) -> Iterator[Criterion]:
    table = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    for row in table[part]:
        shape = row["shape"]
        yield Criterion(
            row["code"], row["id"], row["path"], row["name"], table["asks"][shape], table["shapes"][shape]
        )  # fmt: skip


def add(parent: Any, name: str, text: str | None = None, **attributes: str) -> Any:
    """Add an element (`cbc:ID`) below another and return it."""
    prefix, _, local = name.partition(":")
    element = etree.SubElement(parent, f"{{{CAC if prefix == 'cac' else CBC}}}{local}", attributes)
    element.text = text
    return element


def add_id(parent: Any, text: str, name: str = "cbc:ID") -> None:
    """Add an identifier of the criteria."""
    add(parent, name, text, schemeID="Criterion", schemeAgencyID="OP", schemeVersionID=VERSION)


def code_list(name: str) -> dict[str, str]:
    """Return the attributes of a code of one of the `LISTS`."""
    return {"listID": f"{AUTHORITY}{name}", "listAgencyID": "OP", "listVersionID": LISTS[name]}


def add_code(parent: Any, name: str, code: str, of: str) -> None:
    """Add a code of one of the `LISTS`."""
    add(parent, name, code, **code_list(of))


def add_criterion(parent: Any, criterion: Criterion) -> None:
    """Add a criterion with all its questions, unanswered."""
    element = add(parent, "cac:TenderingCriterion")
    add_id(element, criterion.id)
    add_code(element, "cbc:CriterionTypeCode", criterion.code, "criterion")
    add(element, "cbc:Name", criterion.name, languageID="sv")
    add(element, "cbc:Description", criterion.asks, languageID="sv")
    for key, group in criterion.questions.items():
        _add_group(element, criterion.path, key, group, "cac:TenderingCriterionPropertyGroup")


def _add_group(parent: Any, path: str, key: str, group: Group, name: str) -> None:
    place, _, when = key.partition(" ")
    path = f"{path}/{place}"
    element = add(parent, name)
    add_id(element, path)
    _add_own_code(element, "cbc:PropertyGroupTypeCode", when, "property-group-type")
    for child, value in group.items():
        if isinstance(value, str):
            kind, _, question = value.partition(", ")
            _add_property(element, f"{path}/{child}", TYPES[child[0]], kind, question)
        else:
            _add_group(element, path, child, value, "cac:SubsidiaryTenderingCriterionPropertyGroup")


def _add_property(parent: Any, path: str, kind: str, answer: str, question: str) -> None:
    element = add(parent, "cac:TenderingCriterionProperty")
    add_id(element, path)
    add(element, "cbc:Description", question, languageID="sv")
    _add_own_code(element, "cbc:TypeCode", kind, "criterion-element-type")
    _add_own_code(element, "cbc:ValueDataTypeCode", answer, "response-data-type")


def _add_own_code(parent: Any, name: str, code: str, list_name: str) -> None:
    add(parent, name, code, listID=list_name, listAgencyID="OP", listVersionID=VERSION)
