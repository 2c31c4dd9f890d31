"""The plain values that travel between the parts: a notice as read, what was found in it, a profile, a match.

They are dictionaries of JSON types, so that a value printed, stored and passed on is the same value. Missing is
`None` or `[]`, never guessed. The keys named in `PUBLIC_*` are the fixed shape of `anbudslots parse`; the others are
kept beside them for the later steps. eForms business terms (BT) are named where a key comes from one.
"""

from __future__ import annotations

from typing import Any, Literal, TypedDict


class Money(TypedDict):
    """An amount without VAT, in units of the currency (ISO 4217)."""

    amount: float
    currency: str | None


class Buyer(TypedDict):
    """One buyer (OPT-300). `org_number` is ten digits for a Swedish organisation, else as published (BT-501)."""

    name: str | None
    org_number: str | None
    org_number_raw: str | None
    country: str | None
    nuts: str | None
    city: str | None
    legal_type: str | None


class AwardCriterion(TypedDict):
    """BT-539, BT-734, BT-5421/541 (weight as published: percent, points or rank), BT-540."""

    type: str | None
    name: str | None
    weight: float | None
    description: str | None


class SelectionCriterion(TypedDict):
    """BT-809/747, BT-749, BT-750."""

    type: str | None
    name: str | None
    description: str | None


class LotData(TypedDict):
    """One lot, or one part of a planning notice."""

    id: str
    title: str | None
    description: str | None
    cpv: list[str]  # BT-262, then BT-263: the main code is first
    nuts: list[str]  # BT-5071
    reserved_participation: list[str]  # BT-71
    reserved_execution: str | None  # BT-736
    strategic: list[str]  # BT-06
    social_objectives: list[str]  # BT-775
    accessibility: str | None  # BT-754
    performance_terms: str | None  # BT-70
    deadline: str | None  # BT-131, else BT-1311, else BT-630: a moment with offset; a bare date when no time is given
    questions_by: str | None  # BT-13
    value: Money | None  # BT-27
    duration: str | None  # BT-36 as ISO 8601 duration: P24M
    renewals: int | None  # BT-58
    framework: str | None  # BT-765
    award_criteria: list[AwardCriterion]
    # beside the fixed shape
    kind: str  # 'Lot' or 'Part'
    nature: str | None  # BT-23
    internal_id: str | None  # BT-22
    additional_information: str | None  # BT-300
    cities: list[str]  # BT-5131
    countries: list[str]  # BT-5141
    strategic_description: str | None  # BT-777
    accessibility_justification: str | None  # BT-755
    green: list[str]  # BT-774, BT-805
    innovation: list[str]  # BT-776
    selection_criteria: list[SelectionCriterion]
    sme: bool | None  # BT-726
    framework_maximum: Money | None  # BT-271
    starts: str | None  # BT-536
    ends: str | None  # BT-537
    renewal_description: str | None  # BT-57
    options: str | None  # BT-54
    dps: str | None  # BT-766
    documents_url: str | None  # BT-15, else BT-615
    submission_url: str | None  # BT-18
    opening: str | None  # BT-132


class Winner(TypedDict):
    """An organisation that won a lot: tender, tendering party, organisation. Natural persons have no name here."""

    lot: str | None
    name: str | None
    org_number: str | None
    value: Money | None
    country: str | None


class LotResult(TypedDict):
    """What became of a lot: BT-142 (`selec-w`, `clos-nw`, `open-nw`), BT-144, and the contract's date (BT-145)."""

    lot: str | None
    status: str | None
    reason: str | None
    concluded: str | None
    tenders: int | None


class Changes(TypedDict):
    """A change notice: the notice it changes (BT-758) and why (BT-140)."""

    of: str
    reason: str | None


class NoticeData(TypedDict):
    """One published notice, whatever format it came in."""

    id: str
    source: str
    format: str  # 'eforms', 'ted-xml', 'ocds'
    publication_number: str | None
    notice_uuid: str | None
    version: str | None
    procedure_id: str | None
    subtype: str | None
    form_type: str | None  # 'planning', 'competition', 'dir-awa-pre', 'result', 'cont-modif', 'change', ...
    notice_type: str | None
    legal_basis: str | None
    language: str | None
    published: str | None
    dispatched: str | None
    changes: Changes | None
    buyers: list[Buyer]
    title: str | None
    description: str | None
    cpv: list[str]
    nature: str | None
    nuts: list[str]
    value: Money | None
    documents_url: str | None
    submission_url: str | None
    lots: list[LotData]
    winners: list[Winner]
    # beside the fixed shape
    sdk: str | None  # OPT-002
    languages: list[str]  # the notice's own language first
    procedure_type: str | None  # BT-105
    additional_information: str | None  # BT-300
    previous: list[str]  # BT-125, OPP-090: earlier notices this one names
    changed_sections: list[str]  # BT-13716
    change_description: str | None  # BT-141
    results: list[LotResult]


PUBLIC_NOTICE = (
    "id", "source", "format", "publication_number", "notice_uuid", "version", "procedure_id", "subtype", "form_type",
    "notice_type", "legal_basis", "language", "published", "dispatched", "changes", "buyers", "title", "description",
    "cpv", "nature", "nuts", "value", "documents_url", "submission_url", "lots", "winners",
)  # fmt: skip
PUBLIC_BUYER = ("name", "org_number", "country", "nuts", "city")
PUBLIC_LOT = (
    "id", "title", "description", "cpv", "nuts", "reserved_participation", "reserved_execution", "strategic",
    "social_objectives", "accessibility", "performance_terms", "deadline", "questions_by", "value", "duration",
    "renewals", "framework", "award_criteria",
)  # fmt: skip
PUBLIC_CRITERION = ("type", "name", "weight")
PUBLIC_WINNER = ("lot", "name", "org_number", "value")


def public_notice(notice: NoticeData) -> dict[str, Any]:
    """Return the notice with exactly the keys that `anbudslots parse` promises."""

    def pick(value: Any, keys: tuple[str, ...]) -> dict[str, Any]:
        return {key: value[key] for key in keys}

    shown = pick(notice, PUBLIC_NOTICE)
    shown["buyers"] = [pick(buyer, PUBLIC_BUYER) for buyer in notice["buyers"]]
    shown["lots"] = [
        pick(lot, PUBLIC_LOT) | {"award_criteria": [pick(c, PUBLIC_CRITERION) for c in lot["award_criteria"]]}
        for lot in notice["lots"]
    ]
    shown["winners"] = [pick(winner, PUBLIC_WINNER) for winner in notice["winners"]]
    return shown


class EvidenceSpan(TypedDict):
    """Where the words stand: `text == texts(notice)[field][start:end]` (see `matchers.texts`)."""

    field: str  # 'title', 'description', 'lots/LOT-0001/performance_terms', ...
    start: int
    end: int
    text: str


Basis = Literal["field", "pattern", "model"]
Strength = Literal["demand", "criterion", "contract", "dialogue", "policy", "object"]


class ConsiderationNumbers(TypedDict):
    """What a clause says in figures; None is not said."""

    count: float | None  # persons or places
    share: float | None  # percent
    period: str | None  # how long, as the text has it
    penalty: float | None  # SEK that are charged or kept back
    referrer: str | None  # who refers the people, as the text has it


class ConsiderationData(TypedDict):
    """One social consideration found in a notice. `lot` is None when it holds for the whole procurement."""

    lot: str | None
    category: str  # one of the ten codes of matchers/categories.yml
    detail: (
        str | None
    )  # for 'reserved': res_ws, res_exec, res_pub, res_idea or oklart; else the numbers in Swedish words
    strength: Strength
    probability: float  # 0..1, calibrated
    basis: Basis
    evidence: list[EvidenceSpan]
    numbers: ConsiderationNumbers | None  # beside the fixed shape; None when the clause says no figure


PUBLIC_CONSIDERATION = ("lot", "category", "detail", "strength", "probability", "basis", "evidence")


def public_consideration(found: ConsiderationData) -> dict[str, Any]:
    """Return the finding with exactly the keys that `anbudslots classify` promises."""
    return {key: found[key] for key in PUBLIC_CONSIDERATION}  # type: ignore[literal-required]


class PastContract(TypedDict):
    """Something the enterprise has delivered before."""

    title: str
    buyer: str | None
    year: int | None
    value: float | None  # SEK without VAT, whole contract
    cpv: list[str]


class EnterpriseData(TypedDict):
    """The profile of an enterprise (ASF). Unknown is None or [], and unknown is not no. Money is SEK without VAT."""

    id: str  # the organisation number, ten digits
    name: str
    legal_form: str | None  # ekonomisk_forening, ideell_forening, ab, ab_svb, stiftelse, other
    municipality: str | None  # municipality code of the seat: '1380'
    service_area: list[str]  # municipality codes, four digits
    nuts: list[str]
    max_km: float | None  # how far from the seat it works
    description: str | None  # free Swedish text
    trades: list[str]  # ids of matchers/trades.yml
    cpv: list[str]
    past_contracts: list[PastContract]
    persons: int | None  # people who can work at the same time
    yearly_value: float | None
    largest_contract: float | None
    certificates: list[str]
    insurances: list[str]
    permits: list[str]
    occupied_total: int | None
    occupied_target_group: int | None
    counted_on: str | None
    integration_purpose: bool | None  # main aim is social and professional integration (LOU 4:18)
    public_service_purpose: bool | None  # LOU 19:25
    reinvests: bool | None
    participation: bool | None
    won_19_25_until: str | None
    registered_idea_driven: bool | None  # lag 2022:900
    f_skatt: bool | None
    vat: bool | None
    wants: list[str]
    wants_not: list[str]
    contact_name: str | None
    email: str | None
    phone: str | None
    confirmed_on: str | None


class SignalData(TypedDict):
    """One named fact about a lot and an enterprise. `value` is 0..1 (or -1..0 when it speaks against)."""

    name: str
    value: float
    weight: float
    reason: str  # one Swedish sentence a coordinator can check in the notice


class MatchData(TypedDict):
    """A lot suggested to an enterprise."""

    notice: str
    lot: str
    enterprise: str
    score: float  # 0..1
    signals: list[SignalData]


class IssueData(TypedDict):
    """Something a person should look at."""

    level: Literal["warning", "error"]
    source: str | None
    notice: str | None
    what: str
    todo: str


class RequirementData(TypedDict):
    """One requirement that a tender document or the notice states, and where it stands."""

    kind: Literal["ska", "får inte", "bör"]
    number: str | None  # its own number or its section's: '4.2'
    text: str
    file: str | None  # the document; None for the notice itself
    place: str | None  # 'sida 3', a sheet's row, or the field of the notice
    page: int | None


class JointMember(TypedDict):
    """One member of a proposed joint bid: what it does, in Swedish words, and whether it leads."""

    enterprise: str
    lead: bool
    covers: list[str]
    reason: str


class JointBidData(TypedDict):
    """A proposed joint bid (gemensamt anbud) for a lot. `uncovered` names what still nobody covers."""

    notice: str
    lot: str
    members: list[JointMember]
    uncovered: list[str]
    reason: str
