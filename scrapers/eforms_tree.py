"""Where the fields of an eForms notice stand: a tree from tags to what is taken there, by business term.

Subtrees that nothing is taken from are not entered. `walk` makes the one pass.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml.etree import _Element as Element

from scrapers import eforms_takers as take
from scrapers.eforms_takers import (
    ADD,
    BELOW,
    CAC,
    CALL,
    CBC,
    EFAC,
    EFBC,
    EXTENSION,
    PART,
    PUT,
    RECORD,
    SAY,
    WITHHELD,
    Node,
    State,
)


def nested(path: Iterable[str], node: Node) -> Node:
    """Return a node that reaches `node` through the tags of `path`."""
    for tag in reversed(tuple(path)):
        node = {tag: take.below(node)}
    return node


def walk(element: Element, node: Node, state: State) -> None:
    """Visit the children that the node knows, and do what its step says. Spelt out here, because calls cost most."""
    for child in element[:]:  # a slice is made in one go: faster than stepping
        tag = child.tag
        if tag not in node:
            continue
        kind, what, below = node[tag]
        if kind is BELOW:
            walk(child, below, state)
        elif kind is PUT:
            if what not in state:
                text = child.text
                if text and (text := " ".join(text.split())) and text != WITHHELD:
                    state[what] = text
        elif kind is SAY:
            if text := child.text:
                if what in state:
                    state[what].append((child.get("languageID"), text))
                else:
                    state[what] = [(child.get("languageID"), text)]
        elif kind is ADD:
            text = child.text
            if text and (text := " ".join(text.split())) and text != WITHHELD:
                if what not in state:
                    state[what] = [text]
                elif text not in state[what]:
                    state[what].append(text)
        elif kind is RECORD:
            record: State = {}
            if what in state:
                state[what].append(record)
            else:
                state[what] = [record]
            walk(child, below, record)
        elif kind is CALL:
            what(state, child)
        elif kind is PART:
            walk(child, below, state.setdefault(what, {}))
        else:
            state.setdefault(what, []).append(child)


CPV: Node = {f"{CBC}ItemClassificationCode": take.add("more_cpv")}
PROJECT: Node = {
    f"{CBC}ID": take.put("internal_id"),
    f"{CBC}Name": take.say("title"),
    f"{CBC}Description": take.say("description"),
    f"{CBC}ProcurementTypeCode": take.put("nature"),
    f"{CBC}Note": take.say("additional_information"),
    f"{CBC}SMESuitableIndicator": take.true_or_false("sme"),
    f"{CAC}ProcurementAdditionalType": take.call(take.additional_type),
    f"{CAC}MainCommodityClassification": take.below({f"{CBC}ItemClassificationCode": take.add("main_cpv")}),
    f"{CAC}AdditionalCommodityClassification": take.below(CPV),
    f"{CAC}RequestedTenderTotal": take.below(
        {
            f"{CBC}EstimatedOverallContractAmount": take.money("value"),
            **nested(EXTENSION, {f"{EFBC}FrameworkMaximumAmount": take.money("framework_maximum")}),
        },
    ),
    f"{CAC}RealizedLocation": take.below(
        {
            f"{CAC}Address": take.below(
                {
                    f"{CBC}CountrySubentityCode": take.add("nuts"),
                    f"{CBC}CityName": take.add("cities"),
                    f"{CAC}Country": take.below({f"{CBC}IdentificationCode": take.add("countries")}),
                },
            )
        },
    ),
    f"{CAC}PlannedPeriod": take.below(
        {
            f"{CBC}DurationMeasure": take.call(take.duration),
            f"{CBC}StartDate": take.put("starts"),
            f"{CBC}EndDate": take.put("ends"),
        },
    ),
    f"{CAC}ContractExtension": take.below(
        {
            f"{CBC}MaximumNumberNumeric": take.call(take.renewals),
            f"{CBC}OptionsDescription": take.say("options"),
            f"{CAC}Renewal": take.below(
                {f"{CAC}Period": take.below({f"{CBC}Description": take.say("renewal_description")})},
            ),
        },
    ),
}
CRITERION: Node = {
    f"{CBC}AwardingCriterionTypeCode": take.put("type"),
    f"{CBC}Name": take.say("name"),
    f"{CBC}Description": take.say("description"),
    **nested(EXTENSION, {f"{EFAC}AwardCriterionParameter": take.call(take.criterion_number)}),
}
DOCUMENT: Node = {
    f"{CBC}DocumentType": take.call(take.document),
    f"{CAC}Attachment": take.below(
        {f"{CAC}ExternalReference": take.below({f"{CBC}URI": take.call(take.document_address)})}
    ),
}
LOT: Node = {
    f"{CBC}ID": take.call(take.lot_id),
    f"{CAC}ProcurementProject": take.below(PROJECT),
    f"{CAC}TenderingTerms": take.below(
        {
            f"{CAC}TendererQualificationRequest": take.below(
                {
                    f"{CAC}SpecificTendererRequirement": take.below(
                        {
                            f"{CBC}TendererRequirementTypeCode": take.if_list(
                                "reserved-procurement", take.add("reserved_participation")
                            )
                        },
                    )
                },
            ),
            f"{CAC}ContractExecutionRequirement": take.call(take.execution),
            f"{CAC}CallForTendersDocumentReference": take.record("documents", DOCUMENT),
            f"{CAC}TenderRecipientParty": take.below({f"{CBC}EndpointID": take.put("submission_url")}),
            f"{CAC}AwardingTerms": take.below(
                {
                    f"{CAC}AwardingCriterion": take.below(
                        {f"{CAC}SubordinateAwardingCriterion": take.record("criteria", CRITERION)},
                    )
                },
            ),
            **nested(
                EXTENSION,
                {
                    f"{EFAC}SelectionCriteria": take.record(
                        "selection",
                        {
                            f"{CBC}CriterionTypeCode": take.put("type"),
                            f"{CBC}TendererRequirementTypeCode": take.put("type"),
                            f"{CBC}Name": take.say("name"),
                            f"{CBC}Description": take.say("description"),
                        },
                    )
                },
            ),
        },
    ),
    f"{CAC}TenderingProcess": take.below(
        {
            f"{CAC}TenderSubmissionDeadlinePeriod": take.deadline("BT-131"),
            f"{CAC}ParticipationRequestReceptionPeriod": take.deadline("BT-1311"),
            f"{CAC}AdditionalInformationRequestPeriod": take.deadline("questions_by"),
            f"{CAC}OpenTenderEvent": take.deadline("opening"),
            f"{CAC}ContractingSystem": take.below(
                {
                    f"{CBC}ContractingSystemTypeCode": take.by_list(
                        framework_agreement=take.put("framework"), dps_usage=take.put("dps")
                    )
                },
            ),
            f"{CAC}NoticeDocumentReference": take.below({f"{CBC}ID": take.add("previous")}),
            **nested(EXTENSION, {f"{EFAC}InterestExpressionReceptionPeriod": take.deadline("BT-630")}),
        },
    ),
}
COMPANY: Node = {
    f"{CAC}PartyIdentification": take.below({f"{CBC}ID": take.put("id")}),
    f"{CAC}PartyName": take.below({f"{CBC}Name": take.say("name")}),
    f"{CAC}PostalAddress": take.below(
        {
            f"{CBC}CityName": take.put("city"),
            f"{CBC}CountrySubentityCode": take.put("nuts"),
            f"{CAC}Country": take.below({f"{CBC}IdentificationCode": take.put("country")}),
        },
    ),
    f"{CAC}PartyLegalEntity": take.below({f"{CBC}CompanyID": take.put("number")}),
}
ID: Node = {f"{CBC}ID": take.put("id")}
IDS: Node = {f"{CBC}ID": take.add("ids")}
ORGANISATION: Node = {
    f"{EFBC}NaturalPersonIndicator": take.true_or_false("person"),
    f"{EFAC}Company": take.below(COMPANY),
    f"{EFAC}TouchPoint": take.record("touch_points", COMPANY),
}
RESULT: Node = {
    f"{EFAC}LotResult": take.record(
        "lot_results",
        {
            f"{CBC}TenderResultCode": take.put("status"),
            f"{EFAC}TenderLot": take.below({f"{CBC}ID": take.put("lot")}),
            f"{EFAC}LotTender": take.below({f"{CBC}ID": take.add("tenders")}),
            f"{EFAC}SettledContract": take.below({f"{CBC}ID": take.add("contracts")}),
            f"{EFAC}DecisionReason": take.below({f"{EFBC}DecisionReasonCode": take.put("reason")}),
            f"{EFAC}ReceivedSubmissionsStatistics": take.record(
                "received",
                {
                    f"{EFBC}StatisticsCode": take.put("code"),
                    f"{EFBC}StatisticsNumeric": take.put("number"),
                },
            ),
        },
    ),
    f"{EFAC}LotTender": take.record(
        "lot_tenders",
        {
            f"{CBC}ID": take.put("id"),
            f"{CAC}LegalMonetaryTotal": take.below({f"{CBC}PayableAmount": take.money("value")}),
            f"{EFAC}TenderingParty": take.below({f"{CBC}ID": take.put("party")}),
            f"{EFAC}FieldsPrivacy": take.below({f"{EFBC}FieldIdentifierCode": take.add("withheld")}),
        },
    ),
    f"{EFAC}SettledContract": take.record(
        "settled",
        {
            f"{CBC}ID": take.put("id"),
            f"{CBC}IssueDate": take.put("concluded"),
            f"{EFAC}LotTender": take.below({f"{CBC}ID": take.add("tenders")}),
        },
    ),
    f"{EFAC}TenderingParty": take.record(
        "parties",
        {f"{CBC}ID": take.put("id"), f"{EFAC}Tenderer": take.below({f"{CBC}ID": take.add("tenderers")})},
    ),
}
EXTENDED: Node = {
    f"{EFAC}NoticeSubType": take.below({f"{CBC}SubTypeCode": take.put("subtype")}),
    f"{EFAC}Publication": take.below(
        {
            f"{EFBC}NoticePublicationID": take.if_scheme("ojs-notice-id", take.put("publication")),
            f"{EFBC}PublicationDate": take.put("published"),
        },
    ),
    f"{EFAC}Changes": take.below(
        {
            f"{EFBC}ChangedNoticeIdentifier": take.put("changes_of"),
            f"{EFAC}ChangeReason": take.below({f"{CBC}ReasonCode": take.put("changes_reason")}),
            f"{EFAC}Change": take.below(
                {
                    f"{EFBC}ChangeDescription": take.say("change_description"),
                    f"{EFBC}ChangedSectionIdentifier": take.add("changed_sections"),  # before SDK 1.7
                    f"{EFAC}ChangedSection": take.below(
                        {f"{EFBC}ChangedSectionIdentifier": take.add("changed_sections")},
                    ),
                },
            ),
        },
    ),
    f"{EFAC}Organizations": take.below(
        {
            f"{EFAC}Organization": take.later("organisations", ORGANISATION),
        },
    ),
    f"{EFAC}NoticeResult": take.below(RESULT),
}
TREE: Node = {
    **nested(EXTENSION, EXTENDED),
    f"{CBC}CustomizationID": take.put("sdk"),
    f"{CBC}ID": take.if_scheme("notice-id", take.put("notice_uuid")),
    f"{CBC}VersionID": take.put("version"),
    f"{CBC}ContractFolderID": take.put("procedure_id"),
    f"{CBC}IssueDate": take.put("dispatched"),
    f"{CBC}RegulatoryDomain": take.put("legal_basis"),
    f"{CBC}NoticeTypeCode": take.call(take.notice_type),
    f"{CBC}NoticeLanguageCode": take.put("language"),
    f"{CAC}AdditionalNoticeLanguage": take.below({f"{CBC}ID": take.add("more_languages")}),
    f"{CAC}ContractingParty": take.record(
        "contracting",
        {
            f"{CAC}ContractingPartyType": take.below(
                {f"{CBC}PartyTypeCode": take.if_list("buyer-legal-type", take.put("legal_type"))},
            ),
            f"{CAC}Party": take.below({f"{CAC}PartyIdentification": take.below(IDS)}),
        },
    ),
    f"{CAC}TenderingProcess": take.below(
        {
            f"{CBC}ProcedureCode": take.put("procedure_type"),
            f"{CAC}NoticeDocumentReference": take.below({f"{CBC}ID": take.add("previous")}),
        },
    ),
    f"{CAC}ProcurementProject": take.part("project", PROJECT),
    f"{CAC}ProcurementProjectLot": take.record("lots", LOT),
}
