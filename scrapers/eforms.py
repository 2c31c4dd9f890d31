"""eForms notices (SDK 1.3 to 1.16, any namespace prefix) read in one pass over the tree.

`TREE` maps tags to what is taken there; subtrees that nothing is taken from are not entered. Elements that repeat per
language are gathered with their language, and chosen when the whole notice is read: the notice's own language first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from lxml.etree import _Element as Element

from models.values import AwardCriterion, Buyer, LotData, LotResult, Money, NoticeData, SelectionCriterion, Winner
from scrapers.exceptions import UnreadableNotice
from scrapers.orgnumbers import normalise

CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
EXT = "{urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2}"
EFEXT = "{http://data.europa.eu/p27/eforms-ubl-extensions/1}"
EFAC = "{http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1}"
EFBC = "{http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1}"
UBL = "{urn:oasis:names:specification:ubl:schema:xsd:"
ROOTS = frozenset(
    f"{UBL}{name}-2}}{name}" for name in ("PriorInformationNotice", "ContractNotice", "ContractAwardNotice")
)

State = dict[str, Any]
Take = Callable[[State, Element], State | None]
Node = dict[str, tuple[Take | None, "Node | None"]]
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
LATER: State = {}  # says that nothing below is read now
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


def _walk(element: Element, node: Node, state: State) -> None:
    """Visit the children that the node knows; a taker may return the state that is used below it."""
    known = node.get
    for child in element:
        found = known(child.tag)
        if found is None:
            continue
        take, below = found
        if take is None:
            if below:
                _walk(child, below, state)
        elif below:
            inner = take(state, child)
            if inner is not LATER:
                _walk(child, below, state if inner is None else inner)
        else:
            take(state, child)


def _put(key: str) -> Take:
    """Keep the first text under `key`."""

    def take(state: State, element: Element) -> None:
        if key not in state:
            text = element.text
            if text and (text := " ".join(text.split())) and text != WITHHELD:
                state[key] = text

    return take


def _add(key: str) -> Take:
    """Gather every text under `key`, each once, in order."""

    def take(state: State, element: Element) -> None:
        if text := text_of(element):
            if key not in state:
                state[key] = [text]
            elif text not in state[key]:
                state[key].append(text)

    return take


def _say(key: str) -> Take:
    """Gather a text with its language."""

    def take(state: State, element: Element) -> None:
        if text := element.text:
            if key in state:
                state[key].append((element.get("languageID"), text))
            else:
                state[key] = [(element.get("languageID"), text)]

    return take


def _money(key: str) -> Take:
    """Keep the first amount that is a number, with its currency."""

    def take(state: State, element: Element) -> None:
        if key not in state and (number := _number(element)) is not None:
            state[key] = {"amount": number, "currency": element.get("currencyID")}

    return take


def _number(element: Element) -> float | None:
    try:
        number = float(element.text or "")
    except ValueError:
        return None
    return number if number - number == 0 and number != -1 else None  # not infinite, not NaN, not withheld


def _open(key: str) -> Take:
    """Begin a new record in the list `key`; what is below goes into it."""

    def take(state: State, element: Element) -> State:
        record: State = {}
        state.setdefault(key, []).append(record)
        return record

    return take


def _if_list(name: str, take: Take) -> Take:
    """Take only when the code belongs to the list `name`."""

    def conditional(state: State, element: Element) -> None:
        if element.get("listName") == name:
            take(state, element)

    return conditional


def _if_scheme(name: str, take: Take) -> Take:
    """Take only when the identifier has this scheme."""

    def conditional(state: State, element: Element) -> None:
        if element.get("schemeName") == name:
            take(state, element)

    return conditional


def _later(key: str) -> Take:
    """Keep the element itself; what is below is read when it is known that somebody names it."""

    def take(state: State, element: Element) -> State:
        state.setdefault(key, []).append(element)
        return LATER

    return take


def _lists(**takes: Take) -> Take:
    """Take by the list a code belongs to; dashes of the list's name are underscores here."""
    by_name = {name.replace("_", "-"): take for name, take in takes.items()}

    def take_by_list(state: State, element: Element) -> None:
        if found := by_name.get(element.get("listName") or ""):
            found(state, element)

    return take_by_list


def _nested(path: Iterable[str], node: Node) -> Node:
    """Return a node that reaches `node` through the tags of `path`."""
    for tag in reversed(tuple(path)):
        node = {tag: (None, node)}
    return node


def _notice_type(state: State, element: Element) -> None:
    state.setdefault("notice_type", text_of(element))
    state.setdefault("form_type", element.get("listName"))


def _duration(state: State, element: Element) -> None:
    unit = (element.get("unitCode") or "").upper().removesuffix("S")
    if "duration" not in state and unit in UNITS and (number := _number(element)) is not None:
        state["duration"] = f"P{int(number) if number == int(number) else number}{UNITS[unit]}"


def _renewals(state: State, element: Element) -> None:
    if "renewals" not in state and (number := _number(element)) is not None:
        state["renewals"] = int(number)


def _deadline(key: str) -> Take:
    """Keep a date and time that stand in sibling elements; the first period with a date counts."""

    def take(state: State, element: Element) -> None:
        if not state.get(key):
            parts = {child.tag: child.text for child in element}
            state[key] = moment(
                parts.get(f"{CBC}EndDate") or parts.get(f"{CBC}OccurrenceDate"),
                parts.get(f"{CBC}EndTime") or parts.get(f"{CBC}OccurrenceTime"),
            )

    return take


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


def _additional_type(state: State, element: Element) -> None:
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
        for words in said:
            _say(EXPLAINED[name])(state, words)


def _execution(state: State, element: Element) -> None:
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


def _document(state: State, element: Element) -> None:
    """Take BT-15, or BT-615 when access is restricted: the type of the document stands before its address."""
    if "type" not in state:
        state["type"] = text_of(element)


def _document_address(state: State, element: Element) -> None:
    if text := text_of(element):
        state.setdefault("restricted_url" if state.get("type") == "restricted-document" else "documents_url", text)


def _criterion_number(state: State, element: Element) -> None:
    name = number = None
    for child in element:
        if child.tag == PARAMETER_CODE:
            name = child.get("listName")
        elif child.tag == PARAMETER_NUMBER:
            number = child
    if name == "number-weight" and number is not None and "weight" not in state:
        state["weight"] = _number(number)


def _true(key: str) -> Take:
    def take(state: State, element: Element) -> None:
        text = text_of(element)
        if text in {"true", "false", "1", "0"}:
            state.setdefault(key, text in {"true", "1"})

    return take


CPV: Node = {f"{CBC}ItemClassificationCode": (_add("more_cpv"), None)}
PROJECT: Node = {
    f"{CBC}ID": (_put("internal_id"), None),
    f"{CBC}Name": (_say("title"), None),
    f"{CBC}Description": (_say("description"), None),
    f"{CBC}ProcurementTypeCode": (_put("nature"), None),
    f"{CBC}Note": (_say("additional_information"), None),
    f"{CBC}SMESuitableIndicator": (_true("sme"), None),
    f"{CAC}ProcurementAdditionalType": (_additional_type, None),
    f"{CAC}MainCommodityClassification": (None, {f"{CBC}ItemClassificationCode": (_add("main_cpv"), None)}),
    f"{CAC}AdditionalCommodityClassification": (None, CPV),
    f"{CAC}RequestedTenderTotal": (
        None,
        {
            f"{CBC}EstimatedOverallContractAmount": (_money("value"), None),
            **_nested(EXTENSION, {f"{EFBC}FrameworkMaximumAmount": (_money("framework_maximum"), None)}),
        },
    ),
    f"{CAC}RealizedLocation": (
        None,
        {
            f"{CAC}Address": (
                None,
                {
                    f"{CBC}CountrySubentityCode": (_add("nuts"), None),
                    f"{CBC}CityName": (_add("cities"), None),
                    f"{CAC}Country": (None, {f"{CBC}IdentificationCode": (_add("countries"), None)}),
                },
            )
        },
    ),
    f"{CAC}PlannedPeriod": (
        None,
        {
            f"{CBC}DurationMeasure": (_duration, None),
            f"{CBC}StartDate": (_put("starts"), None),
            f"{CBC}EndDate": (_put("ends"), None),
        },
    ),
    f"{CAC}ContractExtension": (
        None,
        {
            f"{CBC}MaximumNumberNumeric": (_renewals, None),
            f"{CBC}OptionsDescription": (_say("options"), None),
            f"{CAC}Renewal": (
                None,
                {f"{CAC}Period": (None, {f"{CBC}Description": (_say("renewal_description"), None)})},
            ),
        },
    ),
}
CRITERION: Node = {
    f"{CBC}AwardingCriterionTypeCode": (_put("type"), None),
    f"{CBC}Name": (_say("name"), None),
    f"{CBC}Description": (_say("description"), None),
    **_nested(EXTENSION, {f"{EFAC}AwardCriterionParameter": (_criterion_number, None)}),
}
DOCUMENT: Node = {
    f"{CBC}DocumentType": (_document, None),
    f"{CAC}Attachment": (None, {f"{CAC}ExternalReference": (None, {f"{CBC}URI": (_document_address, None)})}),
}
LOT: Node = {
    f"{CAC}ProcurementProject": (None, PROJECT),
    f"{CAC}TenderingTerms": (
        None,
        {
            f"{CAC}TendererQualificationRequest": (
                None,
                {
                    f"{CAC}SpecificTendererRequirement": (
                        None,
                        {
                            f"{CBC}TendererRequirementTypeCode": (
                                _if_list("reserved-procurement", _add("reserved_participation")),
                                None,
                            )
                        },
                    )
                },
            ),
            f"{CAC}ContractExecutionRequirement": (_execution, None),
            f"{CAC}CallForTendersDocumentReference": (_open("documents"), DOCUMENT),
            f"{CAC}TenderRecipientParty": (None, {f"{CBC}EndpointID": (_put("submission_url"), None)}),
            f"{CAC}AwardingTerms": (
                None,
                {
                    f"{CAC}AwardingCriterion": (
                        None,
                        {f"{CAC}SubordinateAwardingCriterion": (_open("criteria"), CRITERION)},
                    )
                },
            ),
            **_nested(
                EXTENSION,
                {
                    f"{EFAC}SelectionCriteria": (
                        _open("selection"),
                        {
                            f"{CBC}CriterionTypeCode": (_put("type"), None),
                            f"{CBC}TendererRequirementTypeCode": (_put("type"), None),
                            f"{CBC}Name": (_say("name"), None),
                            f"{CBC}Description": (_say("description"), None),
                        },
                    )
                },
            ),
        },
    ),
    f"{CAC}TenderingProcess": (
        None,
        {
            f"{CAC}TenderSubmissionDeadlinePeriod": (_deadline("BT-131"), None),
            f"{CAC}ParticipationRequestReceptionPeriod": (_deadline("BT-1311"), None),
            f"{CAC}AdditionalInformationRequestPeriod": (_deadline("questions_by"), None),
            f"{CAC}OpenTenderEvent": (_deadline("opening"), None),
            f"{CAC}ContractingSystem": (
                None,
                {
                    f"{CBC}ContractingSystemTypeCode": (
                        _lists(framework_agreement=_put("framework"), dps_usage=_put("dps")),
                        None,
                    )
                },
            ),
            f"{CAC}NoticeDocumentReference": (None, {f"{CBC}ID": (_add("previous"), None)}),
            **_nested(EXTENSION, {f"{EFAC}InterestExpressionReceptionPeriod": (_deadline("BT-630"), None)}),
        },
    ),
}
COMPANY: Node = {
    f"{CAC}PartyIdentification": (None, {f"{CBC}ID": (_put("id"), None)}),
    f"{CAC}PartyName": (None, {f"{CBC}Name": (_say("name"), None)}),
    f"{CAC}PostalAddress": (
        None,
        {
            f"{CBC}CityName": (_put("city"), None),
            f"{CBC}CountrySubentityCode": (_put("nuts"), None),
            f"{CAC}Country": (None, {f"{CBC}IdentificationCode": (_put("country"), None)}),
        },
    ),
    f"{CAC}PartyLegalEntity": (None, {f"{CBC}CompanyID": (_put("number"), None)}),
}
ID: Node = {f"{CBC}ID": (_put("id"), None)}
IDS: Node = {f"{CBC}ID": (_add("ids"), None)}
ORGANISATION: Node = {
    f"{EFBC}NaturalPersonIndicator": (_true("person"), None),
    f"{EFAC}Company": (None, COMPANY),
    f"{EFAC}TouchPoint": (_open("touch_points"), COMPANY),
}
RESULT: Node = {
    f"{EFAC}LotResult": (
        _open("lot_results"),
        {
            f"{CBC}TenderResultCode": (_put("status"), None),
            f"{EFAC}TenderLot": (None, {f"{CBC}ID": (_put("lot"), None)}),
            f"{EFAC}LotTender": (None, {f"{CBC}ID": (_add("tenders"), None)}),
            f"{EFAC}SettledContract": (None, {f"{CBC}ID": (_add("contracts"), None)}),
            f"{EFAC}DecisionReason": (None, {f"{EFBC}DecisionReasonCode": (_put("reason"), None)}),
            f"{EFAC}ReceivedSubmissionsStatistics": (
                _open("received"),
                {
                    f"{EFBC}StatisticsCode": (_put("code"), None),
                    f"{EFBC}StatisticsNumeric": (_put("number"), None),
                },
            ),
        },
    ),
    f"{EFAC}LotTender": (
        _open("lot_tenders"),
        {
            f"{CBC}ID": (_put("id"), None),
            f"{CAC}LegalMonetaryTotal": (None, {f"{CBC}PayableAmount": (_money("value"), None)}),
            f"{EFAC}TenderingParty": (None, {f"{CBC}ID": (_put("party"), None)}),
            f"{EFAC}FieldsPrivacy": (None, {f"{EFBC}FieldIdentifierCode": (_add("withheld"), None)}),
        },
    ),
    f"{EFAC}SettledContract": (
        _open("settled"),
        {
            f"{CBC}ID": (_put("id"), None),
            f"{CBC}IssueDate": (_put("concluded"), None),
            f"{EFAC}LotTender": (None, {f"{CBC}ID": (_add("tenders"), None)}),
        },
    ),
    f"{EFAC}TenderingParty": (
        _open("parties"),
        {f"{CBC}ID": (_put("id"), None), f"{EFAC}Tenderer": (None, {f"{CBC}ID": (_add("tenderers"), None)})},
    ),
}
EXTENDED: Node = {
    f"{EFAC}NoticeSubType": (None, {f"{CBC}SubTypeCode": (_put("subtype"), None)}),
    f"{EFAC}Publication": (
        None,
        {
            f"{EFBC}NoticePublicationID": (_if_scheme("ojs-notice-id", _put("publication")), None),
            f"{EFBC}PublicationDate": (_put("published"), None),
        },
    ),
    f"{EFAC}Changes": (
        None,
        {
            f"{EFBC}ChangedNoticeIdentifier": (_put("changes_of"), None),
            f"{EFAC}ChangeReason": (None, {f"{CBC}ReasonCode": (_put("changes_reason"), None)}),
            f"{EFAC}Change": (
                None,
                {
                    f"{EFBC}ChangeDescription": (_say("change_description"), None),
                    f"{EFBC}ChangedSectionIdentifier": (_add("changed_sections"), None),  # before SDK 1.7
                    f"{EFAC}ChangedSection": (
                        None,
                        {f"{EFBC}ChangedSectionIdentifier": (_add("changed_sections"), None)},
                    ),
                },
            ),
        },
    ),
    f"{EFAC}Organizations": (
        None,
        {
            f"{EFAC}Organization": (_later("organisations"), ORGANISATION),
        },
    ),
    f"{EFAC}NoticeResult": (None, RESULT),
}
TREE: Node = {
    **_nested(EXTENSION, EXTENDED),
    f"{CBC}CustomizationID": (_put("sdk"), None),
    f"{CBC}ID": (_if_scheme("notice-id", _put("notice_uuid")), None),
    f"{CBC}VersionID": (_put("version"), None),
    f"{CBC}ContractFolderID": (_put("procedure_id"), None),
    f"{CBC}IssueDate": (_put("dispatched"), None),
    f"{CBC}RegulatoryDomain": (_put("legal_basis"), None),
    f"{CBC}NoticeTypeCode": (_notice_type, None),
    f"{CBC}NoticeLanguageCode": (_put("language"), None),
    f"{CAC}AdditionalNoticeLanguage": (None, {f"{CBC}ID": (_add("more_languages"), None)}),
    f"{CAC}ContractingParty": (
        _open("contracting"),
        {
            f"{CAC}ContractingPartyType": (
                None,
                {f"{CBC}PartyTypeCode": (_if_list("buyer-legal-type", _put("legal_type")), None)},
            ),
            f"{CAC}Party": (None, {f"{CAC}PartyIdentification": (None, IDS)}),
        },
    ),
    f"{CAC}TenderingProcess": (
        None,
        {
            f"{CBC}ProcedureCode": (_put("procedure_type"), None),
            f"{CAC}NoticeDocumentReference": (None, {f"{CBC}ID": (_add("previous"), None)}),
        },
    ),
    f"{CAC}ProcurementProject": (lambda state, element: state.setdefault("project", {}), PROJECT),
    f"{CAC}ProcurementProjectLot": (_open("lots"), LOT),
}


def _lot_id(state: State, element: Element) -> None:
    if "id" not in state:
        state["id"], state["kind"] = text_of(element), element.get("schemeName")


LOT[f"{CBC}ID"] = (_lot_id, None)


def parse_root(root: Element) -> NoticeData:
    """Return the notice under a parsed eForms root. Raises UnreadableNotice for another root."""
    if root.tag not in ROOTS:
        raise UnreadableNotice(f"roten {str(root.tag).rpartition('}')[2]} är ingen annons", "kontrollera filen")
    state: State = {}
    _walk(root, TREE, state)
    return _notice(state)


class _Words:
    """Chooses among texts in several languages: the notice's own, then its others, then the first."""

    def __init__(self, languages: list[str]) -> None:
        self.rank = {language: number for number, language in enumerate(languages)}

    def __call__(self, said: list[tuple[str | None, str]] | None) -> str | None:
        """Return the chosen text, white space normalised; a text that is blank or withheld is no choice."""
        if not said:
            return None
        if len(said) > 1:
            said = sorted(said, key=lambda pair: self.rank.get(pair[0] or "", len(self.rank)))
        for _, text in said:
            chosen = squeeze(text)
            if chosen and chosen != WITHHELD:
                return chosen
        return None


def _notice(state: State) -> NoticeData:
    language = state.get("language")
    languages = [language] if language else []
    languages += [other for other in state.get("more_languages", ()) if other not in languages]
    words = _Words(languages)
    organisations = _organisations(state, words)
    lots = [_lot(lot, words) for lot in state.get("lots", ()) if lot.get("kind") in {"Lot", "Part"} and lot.get("id")]
    project = state.get("project", {})
    number = publication_number(state.get("publication"))
    uuid, version = state.get("notice_uuid"), state.get("version")
    if number is None and uuid is None:
        raise UnreadableNotice(
            "annonsen har varken publiceringsnummer eller eget id", "kontrollera var filen kommer ifrån"
        )
    published = state.get("published")
    dispatched = state.get("dispatched")
    return {
        "id": f"ted:{number}" if number else f"eforms:{uuid}-{version or '01'}",
        "source": "ted" if number else "eforms",
        "format": "eforms",
        "publication_number": number,
        "notice_uuid": uuid,
        "version": version,
        "procedure_id": state.get("procedure_id"),
        "subtype": state.get("subtype"),
        "form_type": state.get("form_type"),
        "notice_type": state.get("notice_type"),
        "legal_basis": state.get("legal_basis"),
        "language": language,
        "published": published[:10] if published else None,
        "dispatched": dispatched[:10] if dispatched else None,
        "changes": (
            {"of": state["changes_of"], "reason": state.get("changes_reason")} if "changes_of" in state else None
        ),
        "buyers": _buyers(state, organisations),
        "title": words(project.get("title")),
        "description": words(project.get("description")),
        "cpv": _cpv(project),
        "nature": project.get("nature"),
        "nuts": project.get("nuts", []),
        "value": project.get("value"),
        "documents_url": next((lot["documents_url"] for lot in lots if lot["documents_url"]), None),
        "submission_url": next((lot["submission_url"] for lot in lots if lot["submission_url"]), None),
        "lots": lots,
        "winners": _winners(state, organisations),
        "sdk": state.get("sdk"),
        "languages": languages,
        "procedure_type": state.get("procedure_type"),
        "additional_information": words(project.get("additional_information")),
        "previous": _previous(state),
        "changed_sections": state.get("changed_sections", []),
        "change_description": words(state.get("change_description")),
        "results": _results(state),
    }


def publication_number(raw: str | None) -> str | None:
    """Return ”453517-2026” from ”00453517-2026”; None for what is no number."""
    number, _, year = (raw or "").partition("-")
    return f"{int(number)}-{year}" if number.isdigit() and year.isdigit() else None


def _cpv(project: State) -> list[str]:
    codes = [*project.get("main_cpv", ()), *project.get("more_cpv", ())]
    return list(dict.fromkeys(codes))


def _previous(state: State) -> list[str]:
    found = [*state.get("previous", ())]
    for lot in state.get("lots", ()):
        found += lot.get("previous", ())
    return list(dict.fromkeys(found))


def _day(text: str | None) -> str | None:
    return text[:10] if text else None


def _lot(state: State, words: _Words) -> LotData:
    said = [text for group in state.get("performance_terms", ()) if (text := words(group))]
    criteria: list[AwardCriterion] = [
        {
            "type": criterion.get("type"),
            "name": words(criterion.get("name")),
            "weight": criterion.get("weight"),
            "description": words(criterion.get("description")),
        }
        for criterion in state.get("criteria", ())
    ]
    selection: list[SelectionCriterion] = [
        {"type": c.get("type"), "name": words(c.get("name")), "description": words(c.get("description"))}
        for c in state.get("selection", ())
    ]
    get = state.get
    return {
        "id": state["id"],
        "title": words(get("title")),
        "description": words(get("description")),
        "cpv": _cpv(state),
        "nuts": get("nuts", []),
        "reserved_participation": get("reserved_participation", []),
        "reserved_execution": get("reserved_execution"),
        "strategic": get("strategic", []),
        "social_objectives": get("social_objectives", []),
        "accessibility": get("accessibility"),
        "performance_terms": " ".join(said) or None,
        "deadline": get("BT-131") or get("BT-1311") or get("BT-630"),
        "questions_by": get("questions_by"),
        "value": get("value"),
        "duration": get("duration"),
        "renewals": get("renewals"),
        "framework": get("framework"),
        "award_criteria": criteria,
        "kind": state["kind"],
        "nature": get("nature"),
        "internal_id": get("internal_id"),
        "additional_information": words(get("additional_information")),
        "cities": get("cities", []),
        "countries": get("countries", []),
        "strategic_description": words(get("strategic_description")),
        "accessibility_justification": words(get("accessibility_justification")),
        "green": get("green", []),
        "innovation": get("innovation", []),
        "selection_criteria": selection,
        "sme": get("sme"),
        "framework_maximum": get("framework_maximum"),
        "starts": _day(get("starts")),
        "ends": _day(get("ends")),
        "renewal_description": words(get("renewal_description")),
        "options": words(get("options")),
        "dps": get("dps"),
        "documents_url": _address(get("documents", ())),
        "submission_url": get("submission_url"),
        "opening": get("opening"),
    }


def _address(documents: Iterable[State]) -> str | None:
    """Return the first free address of the documents, else the first restricted one."""
    found = [d[key] for key in ("documents_url", "restricted_url") for d in documents if key in d]
    return found[0] if found else None


def _named_organisations(state: State) -> set[str]:
    """Return the ids of the organisations that are a buyer or a tenderer; the others are not read."""
    named = {name for party in state.get("contracting", ()) for name in party.get("ids", ())}
    return named | {name for party in state.get("parties", ()) for name in party.get("tenderers", ())}


def _organisations(state: State, words: _Words) -> dict[str, Buyer]:
    """Return organisations and touch points by their id in the notice. A natural person has no name or number here."""
    named = _named_organisations(state)
    found: dict[str, Buyer] = {}
    for element in state.get("organisations", ()):
        ids = {e.text.strip() for e in element.iter(COMPANY_ID) if e.text}
        if not ids & named:
            continue
        company: State = {}
        _walk(element, ORGANISATION, company)
        person = bool(company.get("person"))
        for part in (company, *company.get("touch_points", ())):
            if "id" not in part:
                continue
            # A touch point has no number of its own: it is the company's
            raw = None if person else part.get("number") or company.get("number")
            country = part.get("country") or company.get("country")
            found.setdefault(
                part["id"],
                {
                    "name": None if person else words(part.get("name")),
                    "org_number": normalise(raw, country),
                    "org_number_raw": raw,
                    "country": country,
                    "nuts": part.get("nuts"),
                    "city": part.get("city"),
                    "legal_type": None,
                },
            )
    return found


def _buyers(state: State, organisations: dict[str, Buyer]) -> list[Buyer]:
    buyers: list[Buyer] = []
    for party in state.get("contracting", ()):
        for reference in party.get("ids", ()):
            if reference in organisations:
                buyers.append({**organisations[reference], "legal_type": party.get("legal_type")})
    return buyers


def _winners(state: State, organisations: dict[str, Buyer]) -> list[Winner]:
    """Follow each won lot: result, tender, tendering party, organisation.

    A result may list losing tenders too; those that a contract names are the winners, when any is named.
    """
    tenders = {tender.get("id"): tender for tender in state.get("lot_tenders", ())}
    parties = {party.get("id"): party for party in state.get("parties", ())}
    contracts = {contract.get("id"): contract for contract in state.get("settled", ())}
    winners: list[Winner] = []
    for result in state.get("lot_results", ()):
        if result.get("status") != "selec-w":
            continue
        listed = result.get("tenders", [])
        signed = {t for c in result.get("contracts", ()) for t in contracts.get(c, {}).get("tenders", ())}
        won = [tender for tender in listed if tender in signed] or listed
        for name in won:
            tender = tenders.get(name, {})
            withheld = "win-ten-val" in tender.get("withheld", ())
            for organisation in parties.get(tender.get("party"), {}).get("tenderers", ()):
                company = organisations.get(organisation)
                winners.append(
                    {
                        "lot": result.get("lot"),
                        "name": company["name"] if company else None,
                        "org_number": company["org_number"] if company else None,
                        "value": None if withheld else cast("Money | None", tender.get("value")),
                        "country": company["country"] if company else None,
                    }
                )
    return winners


def _results(state: State) -> list[LotResult]:
    contracts = {contract.get("id"): contract for contract in state.get("settled", ())}
    found: list[LotResult] = []
    for result in state.get("lot_results", ()):
        signed = [contracts.get(name, {}).get("concluded") for name in result.get("contracts", ())]
        received = [r.get("number") for r in result.get("received", ()) if r.get("code") == "tenders"]
        found.append(
            {
                "lot": result.get("lot"),
                "status": result.get("status"),
                "reason": result.get("reason"),
                "concluded": _day(next(filter(None, signed), None)),
                "tenders": int(received[0]) if received and (received[0] or "").isdigit() else None,
            }
        )
    return found
