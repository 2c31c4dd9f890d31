"""How values are taken from elements of eForms notices: the steps that a tree of tags is made of.

A step says its kind, the key (or the function) that goes with it, and the node below. `walk` in eforms_tree does the
common kinds itself; a function gets the record being filled and the element.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml.etree import _Element as Element

CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
EXT = "{urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2}"
EFEXT = "{http://data.europa.eu/p27/eforms-ubl-extensions/1}"
EFAC = "{http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1}"
EFBC = "{http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1}"

State = dict[str, Any]
Take = Callable[[State, Element], None]
Step = tuple[int, Any, Any]
Node = dict[str, Step]
BELOW, PUT, SAY, ADD, RECORD, CALL, PART, LATER = range(8)
EXTENSION = (f"{EXT}UBLExtensions", f"{EXT}UBLExtension", f"{EXT}ExtensionContent", f"{EFEXT}EformsExtension")
WITHHELD = "unpublished"  # stands in for a value that is withheld from publication; -1 for a number
LONG = 200  # characters
SPACES = (
    "  ",
    "\n",
    "\t",
    "\r",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x1d",
    "\x1e",
    "\x1f",
    "\x85",
    "\xa0",
    "\u1680",
    "\u2028",
    "\u2029",
    "\u202f",
    "\u205f",
    "\u3000",
    *map(chr, range(0x2000, 0x200B)),
)  # fmt: skip  (what str.split takes for white space, but a single blank)
TYPE_CODE, TYPE_WORDS = f"{CBC}ProcurementTypeCode", f"{CBC}ProcurementType"
EXECUTION_CODE, DESCRIPTION = f"{CBC}ExecutionRequirementCode", f"{CBC}Description"
PARAMETER_CODE, PARAMETER_NUMBER = f"{EFBC}ParameterCode", f"{EFBC}ParameterNumeric"
AIMS = {
    "strategic-procurement": "strategic",
    "social-objective": "social_objectives",
    "social-procurement": "social_objectives",  # SDK 1.2 and before
    "environmental-impact": "green",
    "gpp-criteria": "green",
    "innovative-acquisition": "innovation",
}
COMPANY_ID = f"{CBC}ID"
EXPLAINED = {"strategic-procurement": "strategic_description", "accessibility": "accessibility_justification"}
UNITS = {"DAY": "D", "WEEK": "W", "MONTH": "M", "YEAR": "Y"}


def squeeze(text: str) -> str:
    """Return the text with white space normalised. A long text is looked at first: most need no rebuilding."""
    if len(text) > LONG:
        for space in SPACES:
            if space in text:
                return " ".join(text.split())
        return text.strip()
    return " ".join(text.split())


def text_of(element: Element) -> str | None:
    """Return the element's text with white space normalised; None when there is none, or it is withheld."""
    text = element.text
    if not text:
        return None
    text = squeeze(text)
    return text if text and text != WITHHELD else None


def below(node: Node) -> Step:
    """Only go further down."""
    return BELOW, None, node


def put(key: str) -> Step:
    """Keep the first text under `key`."""
    return PUT, key, None


def add(key: str) -> Step:
    """Gather every text under `key`, each once, in order."""
    return ADD, key, None


def say(key: str) -> Step:
    """Gather a text with its language."""
    return SAY, key, None


def record(key: str, node: Node) -> Step:
    """Begin a new record in the list `key`; what is below goes into it."""
    return RECORD, key, node


def part(key: str, node: Node) -> Step:
    """Fill the one record `key`."""
    return PART, key, node


def later(key: str, node: Node) -> Step:
    """Keep the element itself; what is below is read when it is known that somebody names it."""
    return LATER, key, node


def call(take: Take) -> Step:
    """Leave the element to a function."""
    return CALL, take, None


def money(key: str) -> Step:
    """Keep the first amount that is a number, with its currency."""

    def take(state: State, element: Element) -> None:
        if key not in state and (number := number_of(element)) is not None:
            state[key] = {"amount": number, "currency": element.get("currencyID")}

    return call(take)


def number_of(element: Element) -> float | None:
    try:
        number = float(element.text or "")
    except ValueError:
        return None
    return number if number - number == 0 and number != -1 else None  # not infinite, not NaN, not withheld


def if_list(name: str, step: Step) -> Step:
    """Put or add only when the code belongs to the list `name`."""
    return by_list(**{name.replace("-", "_"): step})


def by_list(**steps: Step) -> Step:
    """Put or add by the list a code belongs to; dashes of the list's name are underscores here."""
    by_name = {name.replace("_", "-"): step for name, step in steps.items()}

    def take(state: State, element: Element) -> None:
        if (step := by_name.get(element.get("listName") or "")) and (text := text_of(element)):
            kind, key, _ = step
            if kind is PUT:
                state.setdefault(key, text)
            elif text not in state.setdefault(key, []):
                state[key].append(text)

    return call(take)


def if_scheme(name: str, step: Step) -> Step:
    """Put only when the identifier has this scheme."""

    def take(state: State, element: Element) -> None:
        if element.get("schemeName") == name and (text := text_of(element)):
            state.setdefault(step[1], text)

    return call(take)


def notice_type(state: State, element: Element) -> None:
    state.setdefault("notice_type", text_of(element))
    state.setdefault("form_type", element.get("listName"))


def duration(state: State, element: Element) -> None:
    unit = (element.get("unitCode") or "").upper().removesuffix("S")
    if "duration" not in state and unit in UNITS and (number := number_of(element)) is not None:
        state["duration"] = f"P{int(number) if number == int(number) else number}{UNITS[unit]}"


def renewals(state: State, element: Element) -> None:
    if "renewals" not in state and (number := number_of(element)) is not None:
        state["renewals"] = int(number)


def deadline(key: str) -> Step:
    """Keep a date and time that stand in sibling elements; the first period with a date counts."""

    def take(state: State, element: Element) -> None:
        if not state.get(key):
            parts = {child.tag: child.text for child in element}
            state[key] = moment(
                parts.get(f"{CBC}EndDate") or parts.get(f"{CBC}OccurrenceDate"),
                parts.get(f"{CBC}EndTime") or parts.get(f"{CBC}OccurrenceTime"),
            )

    return call(take)


def moment(day: str | None, clock: str | None) -> str | None:
    """Return ”2026-08-14T23:59:00+02:00” from a date and a time; the bare date when there is no time.

    The offset is the time's own, else the date's; they are the same in every notice seen.
    """
    day, clock = (day or "").strip(), (clock or "").strip()
    if len(day) < 10:
        return None
    if not clock:
        return day[:10]
    local, offset = _offset(clock)
    offset = offset or _offset(day[10:])[1]
    local = local.split(".")[0]
    return f"{day[:10]}T{local if len(local) > 5 else local + ':00'}{'+00:00' if offset == 'Z' else offset}"


def _offset(text: str) -> tuple[str, str]:
    if text.endswith(("Z", "z")):
        return text[:-1], "Z"
    for sign in "+-":
        head, mark, tail = text.rpartition(sign)
        if mark:
            return head, sign + tail
    return text, ""


def additional_type(state: State, element: Element) -> None:
    """Take BT-06, 775, 754, 774, 805, 776: the list's name says which; a sibling explains."""
    name = value = None
    said: list[Element] = []
    for child in element:
        if child.tag == TYPE_CODE:
            name, value = child.get("listName"), text_of(child)
        elif child.tag == TYPE_WORDS:
            said.append(child)
    if not value:
        return
    if name == "accessibility":
        state.setdefault("accessibility", value)
    elif (key := AIMS.get(name or "")) and value not in state.setdefault(key, []):
        state[key].append(value)
    if name in EXPLAINED:
        found = [(words.get("languageID"), words.text) for words in said if words.text]
        state.setdefault(EXPLAINED[name], []).extend(found)


def execution(state: State, element: Element) -> None:
    """Take BT-736 and BT-70: reserved execution, and the terms of performance."""
    performance = False
    said: list[tuple[str | None, str]] = []
    for child in element:
        if child.tag == EXECUTION_CODE:
            name = child.get("listName")
            if name == "reserved-execution" and (value := text_of(child)):
                state.setdefault("reserved_execution", value)
            elif name == "conditions":
                performance = True
        elif child.tag == DESCRIPTION and (text := text_of(child)):
            said.append((child.get("languageID"), text))
    if performance:
        state.setdefault("performance_terms", []).append(said)


def document(state: State, element: Element) -> None:
    """Take BT-15, or BT-615 when access is restricted: the type of the document stands before its address."""
    if "type" not in state:
        state["type"] = text_of(element)


def document_address(state: State, element: Element) -> None:
    if text := text_of(element):
        state.setdefault("restricted_url" if state.get("type") == "restricted-document" else "documents_url", text)


def criterion_number(state: State, element: Element) -> None:
    name = number = None
    for child in element:
        if child.tag == PARAMETER_CODE:
            name = child.get("listName")
        elif child.tag == PARAMETER_NUMBER:
            number = child
    if name == "number-weight" and number is not None and "weight" not in state:
        state["weight"] = number_of(number)


def true_or_false(key: str) -> Step:
    def take(state: State, element: Element) -> None:
        text = text_of(element)
        if text in {"true", "false", "1", "0"}:
            state.setdefault(key, text in {"true", "1"})

    return call(take)


def lot_id(state: State, element: Element) -> None:
    if "id" not in state:
        state["id"], state["kind"] = text_of(element), element.get("schemeName")
