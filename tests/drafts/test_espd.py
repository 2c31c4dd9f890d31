"""The self-declaration: when it is made, well formed and in order, facts from the profile alone, part III left open."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from drafts import espd
from drafts.case import Case
from drafts.espd_criteria import CAC, CBC, exclusion, facts
from tests import an_enterprise
from tests.drafts.cases import CASES as THIRTY
from tests.drafts.summary_cases import (
    BUYER,
    CASES,
    HOSTILE,
    JOINT,
    PARTNERS,
    a_case,
    a_consideration,
    a_requirement,
)

NAMES = {"ubl": espd.UBL, "cac": CAC, "cbc": CBC}
STRICT = etree.XMLParser(recover=False, resolve_entities=False, no_network=True)
# The elements of a response, in the order of the UBL 2.3 schema.
ORDER = [
    "UBLVersionID", "ProfileExecutionID", "ID", "CopyIndicator", "UUID", "ContractFolderID", "IssueDate", "IssueTime",
    "EconomicOperatorGroupName", "VersionID", "ProcedureCode", "Note", "ContractingParty", "EconomicOperatorParty",
    "ProcurementProject", "ProcurementProjectLot", "TenderingCriterion", "TenderingCriterionResponse",
]  # fmt: skip
NEEDED = set(ORDER) - {"EconomicOperatorGroupName", "ProcedureCode"}
KNOWN: dict[str, Any] = {
    "name": "Städkooperativet Havsbris", "yearly_value": 3100000.0, "occupied_total": 14, "occupied_target_group": 10,
    "contact_name": "Kontaktperson Ett", "email": "hej@havsbris.example.se", "phone": "000-00 00 01",
    "past_contracts": [
        {"title": "Lokalvård på tre skolor", "buyer": "Falkenbergs kommun", "year": 2025, "value": 780000.0, "cpv": []},
        {"title": "Trappstädning", "buyer": None, "year": None, "value": None, "cpv": []},
    ],
}  # fmt: skip
ALL = CASES | THIRTY
WANTED = [name for name, case in ALL.items() if espd.is_wanted(case)]


def only(case: Case) -> Any:
    """Return the only document, parsed strictly."""
    (content,) = espd.build_all(case).values()
    return etree.fromstring(content, STRICT)


def texts(root: Any, path: str) -> list[str]:
    """Return the texts at a path."""
    return [element.text for element in root.findall(path, NAMES)]


def answers(root: Any) -> dict[str, list[str]]:
    """Return the answers by question."""
    found: dict[str, list[str]] = {}
    for response in root.findall("cac:TenderingCriterionResponse", NAMES):
        question = response.findtext("cbc:ValidatedCriterionPropertyID", namespaces=NAMES)
        found.setdefault(question, []).append(response.find("cac:ResponseValue", NAMES)[-1].text)
    return found


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("directive", True), ("utilities", True), ("national", False), ("annex2", False), ("direct", False),
        ("lov", False), ("concession", False), ("planned", False), ("nothing-known", False),
    ],
)  # fmt: skip
def test_it_is_made_above_the_thresholds(name: str, wanted: bool) -> None:
    assert espd.is_wanted(CASES[name]) is wanted
    assert bool(espd.build_all(CASES[name])) is wanted


@pytest.mark.parametrize(
    "text", ["Anbudsgivaren ska bifoga ESPD.", "Lämna en egen försäkran.", "Det enhetliga upphandlingsdokumentet."]
)
def test_it_is_made_when_it_is_asked_for(text: str) -> None:
    notice = {"legal_basis": "other", "subtype": "E3"}

    assert espd.is_wanted(a_case(notice=notice, requirements=[a_requirement(text)]))
    assert espd.is_wanted(a_case(notice=notice, lot={"additional_information": text}))


@pytest.mark.parametrize("name", WANTED)
def test_well_formed_and_in_the_order_of_the_schema(name: str) -> None:
    for content in espd.build_all(ALL[name]).values():
        root = etree.fromstring(content, STRICT)
        assert root.tag == f"{{{espd.UBL}}}QualificationApplicationResponse"
        tags = [etree.QName(element).localname for element in root]
        assert [ORDER.index(tag) for tag in tags] == sorted(ORDER.index(tag) for tag in tags)
        assert set(tags) >= NEEDED
        assert tags.count("ProcurementProjectLot") == 1
        assert all(element.get("schemeAgencyID") for element in root.iter(f"{{{CBC}}}ID"))
        assert all((element.text or "").strip() for element in root.iter() if not len(element))


@pytest.mark.parametrize("name", WANTED)
def test_every_ground_of_exclusion_is_there_and_none_is_answered(name: str) -> None:
    for content in espd.build_all(ALL[name]).values():
        root = etree.fromstring(content, STRICT)
        codes = texts(root, "cac:TenderingCriterion/cbc:CriterionTypeCode")
        assert codes[:23] == [criterion.code for criterion in exclusion()]
        assert not [question for question in answers(root) if "_EG_" in question]


@pytest.mark.parametrize("name", WANTED)
def test_every_answer_has_its_question_once(name: str) -> None:
    for content in espd.build_all(ALL[name]).values():
        root = etree.fromstring(content, STRICT)
        questions = texts(root, ".//cac:TenderingCriterionProperty/cbc:ID")
        assert len(questions) == len(set(questions))
        assert set(answers(root)) <= set(questions)
        ids = texts(root, "cac:TenderingCriterionResponse/cbc:ID")
        assert len(ids) == len(set(ids)) > 0


def test_the_answers_are_what_the_profile_holds() -> None:
    case = a_case(enterprise=an_enterprise(**KNOWN), considerations=[a_consideration("reserved", "res_ws")])
    root = only(case)

    work = "C39_SC_service-perform/RG1/RSG1/QSG2/QSG1"
    assert answers(root) == {
        "C57_OT_shelt-worksh/QG1/QSG1/Q1": ["0.71"],
        "C26_SC_trade-regist/RG1/RSG1/QSG2/QSG1/Q1": ["Organisationsnummer 5560000001"],
        "C29_SC_gen-year-to/RG1/RSG1/QSG2/Q2": ["3100000.00"],
        f"{work}/Q1": ["Lokalvård på tre skolor (2025)", "Trappstädning"],
        f"{work}/Q2": ["780000.00"],
        f"{work}/QSG1/Q1": ["Falkenbergs kommun"],
    }
    assert texts(root, ".//cac:Contact/*") == ["Kontaktperson Ett", "000-00 00 01", "hej@havsbris.example.se"]
    assert texts(root, ".//cbc:RoleCode") == ["sole-tenderer"]


def test_the_answers_about_one_reference_belong_together() -> None:
    root = only(a_case(enterprise=an_enterprise(**KNOWN)))
    ids = [text for text in texts(root, "cac:TenderingCriterionResponse/cbc:ID") if "service-perform" in text]

    path = "C39_SC_service-perform/RG1/RSG1/QSG2/QSG1"
    assert ids == [
        f"{path}/Q1/R1/R1/R1/R1", f"{path}/Q2/R1/R1/R1/R1", f"{path}/QSG1/Q1/R1/R1/R1/R1/R1", f"{path}/Q1/R1/R1/R1/R2",
    ]  # fmt: skip


def test_what_is_not_known_is_not_answered() -> None:
    root = only(a_case())

    assert list(answers(root)) == ["C26_SC_trade-regist/RG1/RSG1/QSG2/QSG1/Q1"]
    assert texts(root, ".//cac:Contact/*") == []
    assert texts(root, ".//cbc:IndustryClassificationCode") == []


def test_the_share_of_the_target_group_is_told_only_where_it_is_asked_for() -> None:
    assert "C57_OT_shelt-worksh/QG1/QSG1/Q1" not in answers(only(a_case(enterprise=an_enterprise(**KNOWN))))


def test_the_purchase_is_named() -> None:
    root = only(a_case(notice={"procedure_type": "open"}))

    assert texts(root, "cbc:ContractFolderID") == ["P"]
    assert texts(root, "cbc:ProcedureCode") == ["open"]
    assert texts(root, "cac:ContractingParty/cac:Party/cac:PartyName/cbc:Name") == [BUYER["name"]]
    assert texts(root, "cac:ContractingParty/cac:Party/cac:PartyIdentification/cbc:ID") == [BUYER["org_number"]]
    assert texts(root, "cac:ProcurementProject/cbc:Name") == ["Lokalvård på elva förskolor"]
    assert texts(root, "cac:ProcurementProjectLot/cbc:ID") == ["LOT-0001"]


@pytest.mark.parametrize(
    ("nature", "code"), [("works", "work-perform"), ("supplies", "supply-perform"), ("services", "service-perform")]
)
def test_references_stand_under_what_is_bought(nature: str, code: str) -> None:
    root = only(a_case(enterprise=an_enterprise(**KNOWN), lot={"nature": nature}))

    assert code in texts(root, "cac:TenderingCriterion/cbc:CriterionTypeCode")
    assert f"{facts()[code].path}/RG1/RSG1/QSG2/QSG1/Q1" in answers(root)


def test_a_joint_bid_has_one_for_each_member_with_the_group_in_common() -> None:
    built = espd.build_all(CASES["joint"])
    roots = [etree.fromstring(content, STRICT) for content in built.values()]

    assert list(built) == [f"07-espd-{n}-556000000{n}.xml" for n in (1, 2, 3)]
    assert [texts(root, ".//cbc:RoleCode") for root in roots] == [["group-lead"], ["group-mem"], ["group-mem"]]
    groups = {tuple(texts(root, "cbc:EconomicOperatorGroupName")) for root in roots}
    assert len(groups) == 1
    assert re.fullmatch("Anbudsgrupp [0-9a-f]{8}", groups.pop()[0])
    assert len({tuple(texts(root, "cbc:UUID")) for root in roots}) == 3
    assert answers(roots[1])["C59_OT_eo-group/QG1/QSG1/Q2"] == [
        "Städkooperativet Havsbris (5560000001); Kafé Kajutan (5560000003)"
    ]


def test_the_group_is_the_same_from_every_members_side() -> None:
    mine, theirs = CASES["joint"], a_case(enterprise=PARTNERS[0], joint=JOINT)
    other = Case(
        theirs.notice, theirs.lot, PARTNERS[0], None, [], mine.made_at, joint=JOINT,
        partners=[mine.enterprise, PARTNERS[1]], requirements=mine.requirements,
    )  # fmt: skip
    ours, yours = espd.build_all(mine), espd.build_all(other)

    assert list(ours) == list(yours)
    assert ours == yours


def test_a_member_whose_profile_is_not_known_is_named_by_its_number() -> None:
    root = only(THIRTY["joint_partner_unknown"])

    assert texts(root, ".//cbc:RoleCode") == ["group-lead"]
    assert answers(root)["C59_OT_eo-group/QG1/QSG1/Q2"] == ["Namn saknas (7696000029)"]


def test_the_same_case_gives_the_same_bytes() -> None:
    assert espd.build_all(CASES["joint"]) == espd.build_all(CASES["joint"])


@pytest.mark.parametrize("name", HOSTILE)
def test_harmful_text_stays_text(name: str) -> None:
    for content in espd.build_all(CASES[name]).values():
        assert b"<!DOCTYPE" not in content
        assert b"<b>" not in content
        assert etree.fromstring(content, STRICT) is not None


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=100), st.text(max_size=100))
def test_any_text_makes_xml(one: str, other: str) -> None:
    case = a_case(
        notice={"buyers": [{**BUYER, "name": one, "country": other, "org_number": f"5{one}"}], "procedure_type": other},
        lot={"title": one, "description": other, "id": f"LOT-{other}"},
        enterprise=an_enterprise(name=one, email=other, contact_name=one, id=f"7{other}"),
    )
    for name, content in espd.build_all(case).items():
        assert re.fullmatch(r"07-espd[0-9A-Za-z-]*\.xml", name)
        root = etree.fromstring(content, STRICT)
        assert all((element.text or "").strip() for element in root.iter() if not len(element))
