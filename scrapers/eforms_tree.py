"""Where the fields of an eForms notice stand: a tree from tags to what is taken there, by business term.

Subtrees that nothing is taken from are not entered. `walk` makes the one pass.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml.etree import _Element as Element

from scrapers import eforms_takers as take
from scrapers.eforms_takers import CAC, CBC, EFAC, EFBC, EXTENSION, LATER, Node, State


def nested(path: Iterable[str], node: Node) -> Node:
    """Return a node that reaches `node` through the tags of `path`."""
    for tag in reversed(tuple(path)):
        node = {tag: (None, node)}
    return node


def walk(element: Element, node: Node, state: State) -> None:
    """Visit the children that the node knows; a taker may return the state that is used below it."""
    known = node.get
    for child in element[:]:  # a slice is made in one go: faster than stepping
        found = known(child.tag)
        if found is None:
            continue
        take, below = found
        if take is None:
            if below:
                walk(child, below, state)
        elif below:
            inner = take(state, child)
            if inner is not LATER:
                walk(child, below, state if inner is None else inner)
        else:
            take(state, child)


CPV: Node = {f"{CBC}ItemClassificationCode": (take.add("more_cpv"), None)}
PROJECT: Node = {
    f"{CBC}ID": (take.put("internal_id"), None),
    f"{CBC}Name": (take.say("title"), None),
    f"{CBC}Description": (take.say("description"), None),
    f"{CBC}ProcurementTypeCode": (take.put("nature"), None),
    f"{CBC}Note": (take.say("additional_information"), None),
    f"{CBC}SMESuitableIndicator": (take.true_or_false("sme"), None),
    f"{CAC}ProcurementAdditionalType": (take.additional_type, None),
    f"{CAC}MainCommodityClassification": (None, {f"{CBC}ItemClassificationCode": (take.add("main_cpv"), None)}),
    f"{CAC}AdditionalCommodityClassification": (None, CPV),
    f"{CAC}RequestedTenderTotal": (
        None,
        {
            f"{CBC}EstimatedOverallContractAmount": (take.money("value"), None),
            **nested(EXTENSION, {f"{EFBC}FrameworkMaximumAmount": (take.money("framework_maximum"), None)}),
        },
    ),
    f"{CAC}RealizedLocation": (
        None,
        {
            f"{CAC}Address": (
                None,
                {
                    f"{CBC}CountrySubentityCode": (take.add("nuts"), None),
                    f"{CBC}CityName": (take.add("cities"), None),
                    f"{CAC}Country": (None, {f"{CBC}IdentificationCode": (take.add("countries"), None)}),
                },
            )
        },
    ),
    f"{CAC}PlannedPeriod": (
        None,
        {
            f"{CBC}DurationMeasure": (take.duration, None),
            f"{CBC}StartDate": (take.put("starts"), None),
            f"{CBC}EndDate": (take.put("ends"), None),
        },
    ),
    f"{CAC}ContractExtension": (
        None,
        {
            f"{CBC}MaximumNumberNumeric": (take.renewals, None),
            f"{CBC}OptionsDescription": (take.say("options"), None),
            f"{CAC}Renewal": (
                None,
                {f"{CAC}Period": (None, {f"{CBC}Description": (take.say("renewal_description"), None)})},
            ),
        },
    ),
}
CRITERION: Node = {
    f"{CBC}AwardingCriterionTypeCode": (take.put("type"), None),
    f"{CBC}Name": (take.say("name"), None),
    f"{CBC}Description": (take.say("description"), None),
    **nested(EXTENSION, {f"{EFAC}AwardCriterionParameter": (take.criterion_number, None)}),
}
DOCUMENT: Node = {
    f"{CBC}DocumentType": (take.document, None),
    f"{CAC}Attachment": (None, {f"{CAC}ExternalReference": (None, {f"{CBC}URI": (take.document_address, None)})}),
}
LOT: Node = {
    f"{CBC}ID": (take.lot_id, None),
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
                                take.if_list("reserved-procurement", take.add("reserved_participation")),
                                None,
                            )
                        },
                    )
                },
            ),
            f"{CAC}ContractExecutionRequirement": (take.execution, None),
            f"{CAC}CallForTendersDocumentReference": (take.record("documents"), DOCUMENT),
            f"{CAC}TenderRecipientParty": (None, {f"{CBC}EndpointID": (take.put("submission_url"), None)}),
            f"{CAC}AwardingTerms": (
                None,
                {
                    f"{CAC}AwardingCriterion": (
                        None,
                        {f"{CAC}SubordinateAwardingCriterion": (take.record("criteria"), CRITERION)},
                    )
                },
            ),
            **nested(
                EXTENSION,
                {
                    f"{EFAC}SelectionCriteria": (
                        take.record("selection"),
                        {
                            f"{CBC}CriterionTypeCode": (take.put("type"), None),
                            f"{CBC}TendererRequirementTypeCode": (take.put("type"), None),
                            f"{CBC}Name": (take.say("name"), None),
                            f"{CBC}Description": (take.say("description"), None),
                        },
                    )
                },
            ),
        },
    ),
    f"{CAC}TenderingProcess": (
        None,
        {
            f"{CAC}TenderSubmissionDeadlinePeriod": (take.deadline("BT-131"), None),
            f"{CAC}ParticipationRequestReceptionPeriod": (take.deadline("BT-1311"), None),
            f"{CAC}AdditionalInformationRequestPeriod": (take.deadline("questions_by"), None),
            f"{CAC}OpenTenderEvent": (take.deadline("opening"), None),
            f"{CAC}ContractingSystem": (
                None,
                {
                    f"{CBC}ContractingSystemTypeCode": (
                        take.by_list(framework_agreement=take.put("framework"), dps_usage=take.put("dps")),
                        None,
                    )
                },
            ),
            f"{CAC}NoticeDocumentReference": (None, {f"{CBC}ID": (take.add("previous"), None)}),
            **nested(EXTENSION, {f"{EFAC}InterestExpressionReceptionPeriod": (take.deadline("BT-630"), None)}),
        },
    ),
}
COMPANY: Node = {
    f"{CAC}PartyIdentification": (None, {f"{CBC}ID": (take.put("id"), None)}),
    f"{CAC}PartyName": (None, {f"{CBC}Name": (take.say("name"), None)}),
    f"{CAC}PostalAddress": (
        None,
        {
            f"{CBC}CityName": (take.put("city"), None),
            f"{CBC}CountrySubentityCode": (take.put("nuts"), None),
            f"{CAC}Country": (None, {f"{CBC}IdentificationCode": (take.put("country"), None)}),
        },
    ),
    f"{CAC}PartyLegalEntity": (None, {f"{CBC}CompanyID": (take.put("number"), None)}),
}
ID: Node = {f"{CBC}ID": (take.put("id"), None)}
IDS: Node = {f"{CBC}ID": (take.add("ids"), None)}
ORGANISATION: Node = {
    f"{EFBC}NaturalPersonIndicator": (take.true_or_false("person"), None),
    f"{EFAC}Company": (None, COMPANY),
    f"{EFAC}TouchPoint": (take.record("touch_points"), COMPANY),
}
RESULT: Node = {
    f"{EFAC}LotResult": (
        take.record("lot_results"),
        {
            f"{CBC}TenderResultCode": (take.put("status"), None),
            f"{EFAC}TenderLot": (None, {f"{CBC}ID": (take.put("lot"), None)}),
            f"{EFAC}LotTender": (None, {f"{CBC}ID": (take.add("tenders"), None)}),
            f"{EFAC}SettledContract": (None, {f"{CBC}ID": (take.add("contracts"), None)}),
            f"{EFAC}DecisionReason": (None, {f"{EFBC}DecisionReasonCode": (take.put("reason"), None)}),
            f"{EFAC}ReceivedSubmissionsStatistics": (
                take.record("received"),
                {
                    f"{EFBC}StatisticsCode": (take.put("code"), None),
                    f"{EFBC}StatisticsNumeric": (take.put("number"), None),
                },
            ),
        },
    ),
    f"{EFAC}LotTender": (
        take.record("lot_tenders"),
        {
            f"{CBC}ID": (take.put("id"), None),
            f"{CAC}LegalMonetaryTotal": (None, {f"{CBC}PayableAmount": (take.money("value"), None)}),
            f"{EFAC}TenderingParty": (None, {f"{CBC}ID": (take.put("party"), None)}),
            f"{EFAC}FieldsPrivacy": (None, {f"{EFBC}FieldIdentifierCode": (take.add("withheld"), None)}),
        },
    ),
    f"{EFAC}SettledContract": (
        take.record("settled"),
        {
            f"{CBC}ID": (take.put("id"), None),
            f"{CBC}IssueDate": (take.put("concluded"), None),
            f"{EFAC}LotTender": (None, {f"{CBC}ID": (take.add("tenders"), None)}),
        },
    ),
    f"{EFAC}TenderingParty": (
        take.record("parties"),
        {f"{CBC}ID": (take.put("id"), None), f"{EFAC}Tenderer": (None, {f"{CBC}ID": (take.add("tenderers"), None)})},
    ),
}
EXTENDED: Node = {
    f"{EFAC}NoticeSubType": (None, {f"{CBC}SubTypeCode": (take.put("subtype"), None)}),
    f"{EFAC}Publication": (
        None,
        {
            f"{EFBC}NoticePublicationID": (take.if_scheme("ojs-notice-id", take.put("publication")), None),
            f"{EFBC}PublicationDate": (take.put("published"), None),
        },
    ),
    f"{EFAC}Changes": (
        None,
        {
            f"{EFBC}ChangedNoticeIdentifier": (take.put("changes_of"), None),
            f"{EFAC}ChangeReason": (None, {f"{CBC}ReasonCode": (take.put("changes_reason"), None)}),
            f"{EFAC}Change": (
                None,
                {
                    f"{EFBC}ChangeDescription": (take.say("change_description"), None),
                    f"{EFBC}ChangedSectionIdentifier": (take.add("changed_sections"), None),  # before SDK 1.7
                    f"{EFAC}ChangedSection": (
                        None,
                        {f"{EFBC}ChangedSectionIdentifier": (take.add("changed_sections"), None)},
                    ),
                },
            ),
        },
    ),
    f"{EFAC}Organizations": (
        None,
        {
            f"{EFAC}Organization": (take.later("organisations"), ORGANISATION),
        },
    ),
    f"{EFAC}NoticeResult": (None, RESULT),
}
TREE: Node = {
    **nested(EXTENSION, EXTENDED),
    f"{CBC}CustomizationID": (take.put("sdk"), None),
    f"{CBC}ID": (take.if_scheme("notice-id", take.put("notice_uuid")), None),
    f"{CBC}VersionID": (take.put("version"), None),
    f"{CBC}ContractFolderID": (take.put("procedure_id"), None),
    f"{CBC}IssueDate": (take.put("dispatched"), None),
    f"{CBC}RegulatoryDomain": (take.put("legal_basis"), None),
    f"{CBC}NoticeTypeCode": (take.notice_type, None),
    f"{CBC}NoticeLanguageCode": (take.put("language"), None),
    f"{CAC}AdditionalNoticeLanguage": (None, {f"{CBC}ID": (take.add("more_languages"), None)}),
    f"{CAC}ContractingParty": (
        take.record("contracting"),
        {
            f"{CAC}ContractingPartyType": (
                None,
                {f"{CBC}PartyTypeCode": (take.if_list("buyer-legal-type", take.put("legal_type")), None)},
            ),
            f"{CAC}Party": (None, {f"{CAC}PartyIdentification": (None, IDS)}),
        },
    ),
    f"{CAC}TenderingProcess": (
        None,
        {
            f"{CBC}ProcedureCode": (take.put("procedure_type"), None),
            f"{CAC}NoticeDocumentReference": (None, {f"{CBC}ID": (take.add("previous"), None)}),
        },
    ),
    f"{CAC}ProcurementProject": (lambda state, element: state.setdefault("project", {}), PROJECT),
    f"{CAC}ProcurementProjectLot": (take.record("lots"), LOT),
}
