"""`07-espd.xml`: a draft of the European Single Procurement Document (egen försäkran), one for each member of a bid.

UBL 2.3 QualificationApplicationResponse as ESPD-EDM 4.1.0 uses it. Filled in: part I (the purchase), part II A (who the
enterprise is, its role in a joint bid), and of part IV what the profile holds. Part III, the grounds of exclusion, is
there as questions without answers: a person answers them, never the machine. Left to the buyer's own form, since nobody
has said: representatives (II B), reliance and subcontractors (II C and D), the demands that only the buyer knows.

Checked while it was written (25 November 2026) against release 4.1.0 of ESPD-EDM (Publications Office of the EU): its
UBL 2.3 schema, and the business rules it publishes for responses. One rule is broken where the profile does not say how
large the enterprise is: the size is then left out. The tests check, without the network, that the XML is well formed,
its namespaces, the order of its elements, what must be there, and that each answer has its question.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from lxml import etree

from drafts.case import Case
from drafts.espd_criteria import CAC, CBC, VERSION, add, add_code, add_criterion, add_id, code_list, exclusion, facts
from drafts.words import clean
from models.codes import codes_of
from models.values import EnterpriseData

ABOVE = frozenset({"directive", "utilities"})
ASKED = re.compile(r"\bESPD\b|egen ?försäkran|enhetlig\w* upphandlingsdokument", re.IGNORECASE)
UBL = "urn:oasis:names:specification:ubl:schema:xsd:QualificationApplicationResponse-2"
NOTE = "Utkast. Del III (uteslutning) ska besvaras av en person. Kontrollera alla uppgifter innan ni lämnar dokumentet."
UNNAMED = "Köparen är inte namngiven"
US = "Anbudslots"  # the agency of our own identifiers
PERFORMED = {"works": "work-perform", "supplies": "supply-perform"}  # by the nature of the contract; else services
SME_PEOPLE, SME_TURNOVER = 250, 400_000_000  # persons; SEK, well under 50 million euro
REFERENCE_DEPTH = 4  # groups down to the one that is repeated for each reference
COUNTRIES = {"SE": "SWE"}


class Answer(NamedTuple):
    """An answer to one question: where it stands, the kind of answer, its text, and which reference it is about."""

    question: str
    element: str
    text: str
    attributes: dict[str, str]
    reference: int = 1

    @property
    def id(self) -> str:
        """Return the path of the question, and for each group on it which one of its kind this is."""
        groups = self.question.split("/")[1:-1]
        marks = ["R1"] * len(groups)
        if len(marks) >= REFERENCE_DEPTH:
            marks[REFERENCE_DEPTH - 1] = f"R{self.reference}"
        return "/".join([self.question, *marks])


def is_wanted(case: Case) -> bool:
    """Return whether the purchase is above the thresholds, or its notice or documents ask for a self-declaration."""
    notice, lot = case.notice, case.lot
    if notice["form_type"] == "planning" or case.kind == "partnership":
        return False
    criteria = [criterion["description"] for criterion in lot["selection_criteria"]]
    written = [
        notice["description"], notice["additional_information"], lot["description"], lot["additional_information"],
        lot["performance_terms"], *criteria, *(requirement["text"] for requirement in case.requirements),
    ]  # fmt: skip
    return case.regime.name in ABOVE or any(ASKED.search(text) for text in written if text)


def build_all(case: Case) -> dict[str, bytes]:
    """Return the documents by file name: `07-espd.xml`, in a joint bid `07-espd-1-<orgnr>.xml` and so on, lead first.

    Empty when no self-declaration is wanted. The documents of a joint bid have the group's name in common; a member
    whose profile is not known here gets none.
    """
    if not is_wanted(case):
        return {}
    if not _members(case):
        return {"07-espd.xml": _document(case, case.enterprise)}
    members = sorted([case.enterprise, *case.partners], key=lambda e: (e["id"] != _lead(case), e["id"]))
    return {
        f"07-espd-{number}-{_file_part(member['id'])}.xml": _document(case, member)
        for number, member in enumerate(members, start=1)
    }


def _members(case: Case) -> list[str]:
    """Return the organisation numbers of the members of the joint bid, in order; [] when there is none."""
    members = sorted({member["enterprise"] for member in case.joint["members"]}) if case.joint else []
    return members if len(members) > 1 else []


def _file_part(number: str) -> str:
    return re.sub(r"[^0-9A-Za-z-]", "", number) or "okand"


def _lead(case: Case) -> str:
    """Return who leads the joint bid: as proposed, else the enterprise of the case."""
    members = case.joint["members"] if case.joint else []
    return next((member["enterprise"] for member in members if member["lead"]), case.enterprise["id"])


def _identity(case: Case, *more: str) -> str:
    procedure = case.notice["procedure_id"] or case.notice["id"]
    return hashlib.sha256("|".join([procedure, case.lot["id"], *more]).encode("utf-8", "replace")).hexdigest()


def _group(case: Case) -> str:
    """Return the name that the members' documents have in common."""
    return f"Anbudsgrupp {_identity(case, *_members(case))[:8]}"


def _document(case: Case, enterprise: EnterpriseData) -> bytes:
    root = etree.Element(f"{{{UBL}}}QualificationApplicationResponse", nsmap={None: UBL, "cac": CAC, "cbc": CBC})
    joint = bool(_members(case))
    _about(root, case, enterprise, joint)
    _buyer(root, case)
    _supplier(root, case, enterprise, joint)
    project = add(root, "cac:ProcurementProject")
    add(project, "cbc:Name", clean(case.title) or "Utan rubrik")
    if said := clean(case.lot["description"] or case.notice["description"] or ""):
        add(project, "cbc:Description", said)
    add(add(root, "cac:ProcurementProjectLot"), "cbc:ID", clean(case.lot["id"]), schemeAgencyID=US)
    answered = dict(_answered(case, enterprise, joint))
    for criterion in exclusion():
        add_criterion(root, criterion)
    for code in answered:
        add_criterion(root, facts()[code])
    for answers in answered.values():
        for answer in answers:
            _add_answer(root, answer)
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return written


def _about(root: Any, case: Case, enterprise: EnterpriseData, joint: bool) -> None:
    key = _identity(case, enterprise["id"], str(case.version))
    add(root, "cbc:UBLVersionID", "2.3", schemeAgencyID="OASIS-UBL-TC")
    add(root, "cbc:ProfileExecutionID", f"ESPD-EDMv{VERSION}", schemeAgencyID="OP", schemeVersionID=VERSION)
    add(root, "cbc:ID", f"ESPDRES-{key[:16]}", schemeAgencyID=US)
    add(root, "cbc:CopyIndicator", "false")
    number = str(uuid.UUID(bytes=bytes.fromhex(key[:32]), version=4))
    add(root, "cbc:UUID", number, schemeID="ISO/IEC 9834-8:2008 - 4UUID", schemeAgencyID=US, schemeVersionID=VERSION)
    folder = case.notice["procedure_id"] or case.notice["publication_number"] or case.notice["id"]
    add(root, "cbc:ContractFolderID", clean(folder), schemeAgencyID=US)
    add(root, "cbc:IssueDate", f"{case.made_at:%Y-%m-%d}")
    add(root, "cbc:IssueTime", case.made_at.isoformat(timespec="seconds").partition("T")[2])
    if joint:
        add(root, "cbc:EconomicOperatorGroupName", _group(case))
    add(root, "cbc:VersionID", str(case.version), schemeAgencyID=US)
    procedure = case.notice["procedure_type"]
    if procedure and procedure in codes_of("procurement-procedure-type"):
        add_code(root, "cbc:ProcedureCode", procedure, "procurement-procedure-type")
    add(root, "cbc:Note", NOTE, languageID="sv")
    add(root, "cbc:Note", f"Annons {clean(case.notice['publication_number'] or case.notice['id'])}")


def _buyer(root: Any, case: Case) -> None:
    buyers = case.notice["buyers"]
    if not buyers:
        party = add(add(root, "cac:ContractingParty"), "cac:Party")
        add(add(party, "cac:PartyName"), "cbc:Name", UNNAMED)
    for buyer in buyers:
        party = add(add(root, "cac:ContractingParty"), "cac:Party")
        if buyer["org_number"]:
            _add_number(party, buyer["org_number"])
        add(add(party, "cac:PartyName"), "cbc:Name", clean(buyer["name"] or "") or UNNAMED)
        country = COUNTRIES.get(buyer["country"] or "", buyer["country"])
        if country and country in codes_of("country"):
            _add_country(party, country)


def _supplier(root: Any, case: Case, enterprise: EnterpriseData, joint: bool) -> None:
    member = add(root, "cac:EconomicOperatorParty")
    role = _role(case, enterprise) if joint else "sole-tenderer"
    add_code(add(member, "cac:EconomicOperatorRole"), "cbc:RoleCode", role, "eo-role-type")
    party = add(member, "cac:Party")
    if _is_small(enterprise):
        add_code(party, "cbc:IndustryClassificationCode", "sme", "economic-operator-size")
    _add_number(party, enterprise["id"])
    add(add(party, "cac:PartyName"), "cbc:Name", clean(enterprise["name"]) or "Utan namn")
    _add_country(party, "SWE")
    kinds = (("Name", "contact_name"), ("Telephone", "phone"), ("ElectronicMail", "email"))
    known = [(element, text) for element, key in kinds if (text := clean(enterprise[key] or ""))]  # type: ignore[literal-required]
    if known:
        contact = add(party, "cac:Contact")
        for element, text in known:
            add(contact, f"cbc:{element}", text)


def _role(case: Case, enterprise: EnterpriseData) -> str:
    return "group-lead" if enterprise["id"] == _lead(case) else "group-mem"


def _is_small(enterprise: EnterpriseData) -> bool:
    """Return whether the profile shows fewer people and a lower turnover than a medium enterprise may have."""
    people, turnover = enterprise["occupied_total"], enterprise["yearly_value"]
    return people is not None and people < SME_PEOPLE and turnover is not None and turnover < SME_TURNOVER


def _add_number(party: Any, number: str) -> None:
    add(add(party, "cac:PartyIdentification"), "cbc:ID", clean(number), schemeID="NATIONAL", schemeAgencyID="OP")


def _add_country(party: Any, country: str) -> None:
    add_code(add(add(party, "cac:PostalAddress"), "cac:Country"), "cbc:IdentificationCode", country, "country")


def _answered(case: Case, enterprise: EnterpriseData, joint: bool) -> Iterator[tuple[str, list[Answer]]]:
    """Yield the criteria of parts II and IV that the profile says something about, with what it says."""
    steps: tuple[tuple[str, Callable[[], list[Answer]]], ...] = (
        ("eo-group", lambda: _together(case, enterprise) if joint else []),
        ("shelt-worksh", lambda: _share(case, enterprise)),
        ("trade-regist", lambda: _registered(enterprise)),
        ("gen-year-to", lambda: _turnover(enterprise)),
        (_performed(case), lambda: _references(_performed(case), enterprise)),
    )
    for code, step in steps:
        if answers := step():
            yield code, answers


def _said(code: str, place: str, element: str, text: str, **attributes: str) -> Answer:
    return Answer(f"{facts()[code].path}/{place}", element, text, attributes)


def _together(case: Case, enterprise: EnterpriseData) -> list[Answer]:
    known = {e["id"]: clean(e["name"]) for e in (case.enterprise, *case.partners)}
    others = [number for number in _members(case) if number != enterprise["id"]]
    names = "; ".join(f"{known.get(number) or 'Namn saknas'} ({clean(number)})" for number in others)
    return [
        _said("eo-group", "QG1/Q1", "ResponseIndicator", "true"),
        _said("eo-group", "QG1/QSG1/Q1", "ResponseCode", _role(case, enterprise), **code_list("eo-role-type")),
        _said("eo-group", "QG1/QSG1/Q2", "Description", names),
        _said("eo-group", "QG1/QSG1/Q3", "Description", _group(case)),
    ]


def _share(case: Case, enterprise: EnterpriseData) -> list[Answer]:
    """Give the share of the target group where the contract is reserved; whether that is enough, a person answers."""
    total, target = enterprise["occupied_total"], enterprise["occupied_target_group"]
    found = any(c["category"] == "reserved" for c in case.considerations)
    reserved = found or case.reservations or case.lot["reserved_participation"]
    if not reserved or not total or target is None or not 0 <= target <= total:
        return []
    return [_said("shelt-worksh", "QG1/QSG1/Q1", "ResponseNumeric", f"{target / total:.2f}", format="PERCENTAGE")]


def _registered(enterprise: EnterpriseData) -> list[Answer]:
    number = f"Organisationsnummer {clean(enterprise['id'])}"
    return [_said("trade-regist", "RG1/RSG1/QSG2/QSG1/Q1", "Description", number)]


def _turnover(enterprise: EnterpriseData) -> list[Answer]:
    if not enterprise["yearly_value"]:
        return []
    return [_amount("gen-year-to", "RG1/RSG1/QSG2/Q2", enterprise["yearly_value"])]


def _amount(code: str, place: str, value: float) -> Answer:
    return _said(code, place, "ResponseAmount", f"{value:.2f}", currencyID="SEK")


def _performed(case: Case) -> str:
    return PERFORMED.get(case.lot["nature"] or case.notice["nature"] or "", "service-perform")


def _references(code: str, enterprise: EnterpriseData) -> list[Answer]:
    answers = []
    for number, contract in enumerate(enterprise["past_contracts"], start=1):
        year = f" ({contract['year']})" if contract["year"] else ""
        told = [_said(code, "RG1/RSG1/QSG2/QSG1/Q1", "Description", f"{clean(contract['title'])}{year}")]
        if contract["value"]:
            told.append(_amount(code, "RG1/RSG1/QSG2/QSG1/Q2", contract["value"]))
        if contract["buyer"]:
            told.append(_said(code, "RG1/RSG1/QSG2/QSG1/QSG1/Q1", "Description", clean(contract["buyer"])))
        answers += [answer._replace(reference=number) for answer in told]
    return answers


def _add_answer(root: Any, answer: Answer) -> None:
    element = add(root, "cac:TenderingCriterionResponse")
    add_id(element, answer.id)
    add_id(element, answer.question, "cbc:ValidatedCriterionPropertyID")
    value = add(element, "cac:ResponseValue")
    add_id(value, f"{answer.id}/RV")
    add(value, f"cbc:{answer.element}", answer.text, **answer.attributes)
