"""A second reader of eForms, written from the SDK's list of fields: one plain XPath per field, no speed, no sharing.

It exists to disagree with `scrapers.eforms` when that is wrong. The SDK's predicates are kept where they choose between
elements; each value is what stands in the XML, white space normalised.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

NS = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "ext": "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2",
    "efext": "http://data.europa.eu/p27/eforms-ubl-extensions/1",
    "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
    "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
}
EXTENSION = "ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/efext:EformsExtension"
LOTS = "/*/cac:ProcurementProjectLot[cbc:ID/@schemeName='Lot' or cbc:ID/@schemeName='Part']"
AIM = "cac:ProcurementProject/cac:ProcurementAdditionalType/cbc:ProcurementTypeCode[@listName='{}']"
REQUIREMENT = "cac:TenderingTerms/cac:ContractExecutionRequirement"
NOTICE = {  # OPP-010 is canonicalised below
    "notice_uuid": "/*/cbc:ID[@schemeName='notice-id']",  # BT-701
    "version": "/*/cbc:VersionID",  # BT-757
    "procedure_id": "/*/cbc:ContractFolderID",  # BT-04
    "legal_basis": "/*/cbc:RegulatoryDomain",  # BT-01
    "notice_type": "/*/cbc:NoticeTypeCode",  # BT-02
    "language": "/*/cbc:NoticeLanguageCode",  # BT-702
    "subtype": f"/*/{EXTENSION}/efac:NoticeSubType/cbc:SubTypeCode",  # OPP-070
    "nature": "/*/cac:ProcurementProject/cbc:ProcurementTypeCode",  # BT-23
}
LOT_FIRST = {
    "reserved_execution": f"{REQUIREMENT}/cbc:ExecutionRequirementCode[@listName='reserved-execution']",  # BT-736
    "accessibility": AIM.format("accessibility"),  # BT-754
    "framework": "cac:TenderingProcess/cac:ContractingSystem"  # BT-765
    "/cbc:ContractingSystemTypeCode[@listName='framework-agreement']",
    "submission_url": "cac:TenderingTerms/cac:TenderRecipientParty/cbc:EndpointID",  # BT-18
}
LOT_ALL = {
    "nuts": "cac:ProcurementProject/cac:RealizedLocation/cac:Address/cbc:CountrySubentityCode",  # BT-5071
    "reserved_participation": "cac:TenderingTerms/cac:TendererQualificationRequest/cac:SpecificTendererRequirement"
    "/cbc:TendererRequirementTypeCode[@listName='reserved-procurement']",  # BT-71
    "strategic": AIM.format("strategic-procurement"),  # BT-06
}
DEADLINES = (  # BT-131, BT-1311, BT-630
    "cac:TenderingProcess/cac:TenderSubmissionDeadlinePeriod",
    "cac:TenderingProcess/cac:ParticipationRequestReceptionPeriod",
    f"cac:TenderingProcess/{EXTENSION}/efac:InterestExpressionReceptionPeriod",
)


def squeezed(text: str | None) -> str | None:
    """Return text with white space normalised; withheld or empty is None."""
    text = re.sub(r"\s+", " ", text or "").strip()
    return None if text in {"", "unpublished"} else text


def find(node: Any, path: str) -> list[Any]:
    """Return what an XPath finds."""
    found: list[Any] = node.xpath(path, namespaces=NS)
    return found


def values(node: Any, path: str) -> list[str]:
    """Return the texts an XPath finds, each once."""
    texts = [text for element in find(node, path) if (text := squeezed(element.text))]
    return list(dict.fromkeys(texts))


def first(node: Any, path: str) -> str | None:
    """Return the first text an XPath finds."""
    return next(iter(values(node, path)), None)


def translated(node: Any, path: str, languages: list[str]) -> str | None:
    """Return the text in the notice's own language, else in its other ones, else the first."""
    said = [(e.get("languageID"), text) for e in find(node, path) if (text := squeezed(e.text))]
    for language in languages:
        for tag, text in said:
            if tag == language:
                return text
    return said[0][1] if said else None


def money(node: Any, path: str) -> dict[str, Any] | None:
    """Return an amount with its currency."""
    for element in find(node, path):
        try:
            amount = float(element.text)
        except (TypeError, ValueError):
            continue
        if amount not in {-1.0, float("inf"), float("-inf")} and amount == amount:
            return {"amount": amount, "currency": element.get("currencyID")}
    return None


def when(node: Any, path: str) -> str | None:
    """Return a period's end as a moment with offset, or the bare date."""
    for period in find(node, path):
        day, clock = (
            squeezed(period.findtext("cbc:EndDate", None, NS)),
            squeezed(period.findtext("cbc:EndTime", None, NS)),
        )
        if not day:
            continue
        if not clock:
            return day[:10]
        zone = re.search(r"(Z|[+-]\d\d:\d\d)$", clock) or re.search(r"(Z|[+-]\d\d:\d\d)$", day[10:])
        offset = "" if zone is None else "+00:00" if zone[0] == "Z" else zone[0]
        hour = re.match(r"\d\d:\d\d(:\d\d)?", clock)
        assert hour, clock
        return f"{day[:10]}T{hour[0]}{'' if hour[1] else ':00'}{offset}"
    return None


def cpv(node: Any) -> list[str]:
    """Return BT-262 and BT-263 of a project."""
    main = values(node, "cac:ProcurementProject/cac:MainCommodityClassification/cbc:ItemClassificationCode")
    more = values(node, "cac:ProcurementProject/cac:AdditionalCommodityClassification/cbc:ItemClassificationCode")
    return list(dict.fromkeys(main + more))


def read(content: bytes) -> dict[str, Any]:
    """Return the fixed fields of a notice, but organisations' numbers as published."""
    root = etree.fromstring(content, etree.XMLParser(remove_comments=True, remove_pis=True))
    languages = [*values(root, "/*/cbc:NoticeLanguageCode"), *values(root, "/*/cac:AdditionalNoticeLanguage/cbc:ID")]
    notice: dict[str, Any] = {key: first(root, path) for key, path in NOTICE.items()}
    number = first(root, f"/*/{EXTENSION}/efac:Publication/efbc:NoticePublicationID[@schemeName='ojs-notice-id']")
    notice["publication_number"] = re.sub(r"^0+", "", number) if number and re.match(r"\d+-\d+$", number) else None
    published = first(root, f"/*/{EXTENSION}/efac:Publication/efbc:PublicationDate")
    notice["published"] = published[:10] if published else None
    dispatched = first(root, "/*/cbc:IssueDate")
    notice["dispatched"] = dispatched[:10] if dispatched else None
    form = find(root, "/*/cbc:NoticeTypeCode/@listName")
    notice["form_type"] = str(form[0]) if form else None
    of = first(root, f"/*/{EXTENSION}/efac:Changes/efbc:ChangedNoticeIdentifier")
    reason = first(root, f"/*/{EXTENSION}/efac:Changes/efac:ChangeReason/cbc:ReasonCode")
    notice["changes"] = {"of": of, "reason": reason} if of else None
    notice["title"] = translated(root, "/*/cac:ProcurementProject/cbc:Name", languages)
    notice["description"] = translated(root, "/*/cac:ProcurementProject/cbc:Description", languages)
    notice["cpv"] = cpv(root)
    notice["nuts"] = values(root, "/*/cac:ProcurementProject/cac:RealizedLocation/cac:Address/cbc:CountrySubentityCode")
    total = "/*/cac:ProcurementProject/cac:RequestedTenderTotal/cbc:EstimatedOverallContractAmount"
    notice["value"] = money(root, total)
    notice["lots"] = [lot(node, languages) for node in find(root, LOTS)]
    for key in ("documents_url", "submission_url"):
        notice[key] = next((part[key] for part in notice["lots"] if part[key]), None)
    companies = organisations(root, languages)
    buyers = values(root, "/*/cac:ContractingParty/cac:Party/cac:PartyIdentification/cbc:ID")
    per_party = [
        name
        for party in find(root, "/*/cac:ContractingParty")
        for name in values(party, "cac:Party/cac:PartyIdentification/cbc:ID")
    ]
    assert set(per_party) == set(buyers)
    notice["buyers"] = [companies[name] for name in per_party if name in companies]
    notice["winners"] = winners(root, companies)
    return notice


def lot(node: Any, languages: list[str]) -> dict[str, Any]:
    """Return one lot."""
    found: dict[str, Any] = {key: first(node, path) for key, path in LOT_FIRST.items()}
    found |= {key: values(node, path) for key, path in LOT_ALL.items()}
    found["id"] = first(node, "cbc:ID")
    found["title"] = translated(node, "cac:ProcurementProject/cbc:Name", languages)
    found["description"] = translated(node, "cac:ProcurementProject/cbc:Description", languages)
    found["cpv"] = cpv(node)
    objectives = "' or @listName='".join(("social-objective", "social-procurement"))
    found["social_objectives"] = values(node, AIM.format(objectives))
    terms = f"{REQUIREMENT}[cbc:ExecutionRequirementCode/@listName='conditions']"  # BT-70
    said = [translated(each, "cbc:Description", languages) for each in find(node, terms)]
    found["performance_terms"] = " ".join(filter(None, said)) or None
    found["deadline"] = next((moment for path in DEADLINES if (moment := when(node, path))), None)
    found["questions_by"] = when(node, "cac:TenderingProcess/cac:AdditionalInformationRequestPeriod")
    found["value"] = money(node, "cac:ProcurementProject/cac:RequestedTenderTotal/cbc:EstimatedOverallContractAmount")
    found["duration"] = duration(find(node, "cac:ProcurementProject/cac:PlannedPeriod/cbc:DurationMeasure"))
    renewals = first(node, "cac:ProcurementProject/cac:ContractExtension/cbc:MaximumNumberNumeric")
    found["renewals"] = int(float(renewals)) if renewals and float(renewals) != -1 else None
    document = "cac:TenderingTerms/cac:CallForTendersDocumentReference[{}cbc:DocumentType='restricted-document'{}]"
    address = "/cac:Attachment/cac:ExternalReference/cbc:URI"
    free, restricted = document.format("not(", ")") + address, document.format("", "") + address
    found["documents_url"] = first(node, free) or first(node, restricted)  # BT-15, BT-615
    criteria = "cac:TenderingTerms/cac:AwardingTerms/cac:AwardingCriterion/cac:SubordinateAwardingCriterion"
    found["award_criteria"] = [
        {
            "type": first(each, "cbc:AwardingCriterionTypeCode"),
            "name": translated(each, "cbc:Name", languages),
            "weight": weight(each),
        }
        for each in find(node, criteria)
    ]
    return found


def weight(node: Any) -> float | None:
    """Return BT-541 as a weight."""
    path = (
        f"{EXTENSION}/efac:AwardCriterionParameter[efbc:ParameterCode/@listName='number-weight']/efbc:ParameterNumeric"
    )
    text = first(node, path)
    return float(text) if text and float(text) != -1 else None


def duration(elements: list[Any]) -> str | None:
    """Return BT-36 as an ISO 8601 duration."""
    units = {"DAY": "D", "DAYS": "D", "WEEK": "W", "MONTH": "M", "MONTHS": "M", "YEAR": "Y", "YEARS": "Y"}
    for element in elements:
        text, unit = squeezed(element.text), units.get(element.get("unitCode") or "")
        if text and unit and float(text) != -1:
            number = float(text)
            return f"P{int(number) if number.is_integer() else number}{unit}"
    return None


def organisations(root: Any, languages: list[str]) -> dict[str, dict[str, Any]]:
    """Return companies and touch points by their id; a natural person is nameless."""
    found: dict[str, dict[str, Any]] = {}
    for organisation in find(root, f"/*/{EXTENSION}/efac:Organizations/efac:Organization"):
        person = first(organisation, "efbc:NaturalPersonIndicator") in {"true", "1"}
        number = first(organisation, "efac:Company/cac:PartyLegalEntity/cbc:CompanyID")
        land = "cac:PostalAddress/cac:Country/cbc:IdentificationCode"
        for part in find(organisation, "efac:Company | efac:TouchPoint"):
            name = first(part, "cac:PartyIdentification/cbc:ID")
            own = first(part, "cac:PartyLegalEntity/cbc:CompanyID") or number
            if name and name not in found:
                found[name] = {
                    "name": None if person else translated(part, "cac:PartyName/cbc:Name", languages),
                    "org_number_raw": None if person else own,
                    "country": first(part, land) or first(organisation, f"efac:Company/{land}"),
                    "nuts": first(part, "cac:PostalAddress/cbc:CountrySubentityCode"),
                    "city": first(part, "cac:PostalAddress/cbc:CityName"),
                }
    return found


def winners(root: Any, companies: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the winners: won result, its tenders that a contract names (all when none), their companies."""
    result = f"/*/{EXTENSION}/efac:NoticeResult"
    found = []
    for won in find(root, f"{result}/efac:LotResult[normalize-space(cbc:TenderResultCode)='selec-w']"):
        tenders = values(won, "efac:LotTender/cbc:ID")
        signed: list[str] = []
        for contract in values(won, "efac:SettledContract/cbc:ID"):
            signed += values(root, f"{result}/efac:SettledContract[cbc:ID='{contract}']/efac:LotTender/cbc:ID")
        for tender in [t for t in tenders if t in signed] or tenders:
            whole = f"{result}/efac:LotTender[cbc:ID='{tender}']"
            withheld = "win-ten-val" in values(root, f"{whole}/efac:FieldsPrivacy/efbc:FieldIdentifierCode")
            party = first(root, f"{whole}/efac:TenderingParty/cbc:ID")
            for name in values(root, f"{result}/efac:TenderingParty[cbc:ID='{party}']/efac:Tenderer/cbc:ID"):
                found.append(
                    {
                        "lot": first(won, "efac:TenderLot/cbc:ID"),
                        "name": companies.get(name, {}).get("name"),
                        "value": None if withheld else money(root, f"{whole}/cac:LegalMonetaryTotal/cbc:PayableAmount"),
                    }
                )
    return found
