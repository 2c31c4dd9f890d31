"""Write the invented day as eForms XML from the tables: `python -m samples.write`.

One entry in `samples/notices/*.yml` is one notice; see samples/README.md for the keys. The same tables give the same
files, byte for byte.
"""

from __future__ import annotations

import sys
import uuid
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from lxml import etree
from lxml.builder import ElementMaker

HERE = Path(__file__).parent
OUT = HERE / "eforms"
FIRST_NUMBER = 600101
STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAY = date(2026, 9, 15)
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMES = {
    "cac": f"{UBL}CommonAggregateComponents-2",
    "cbc": f"{UBL}CommonBasicComponents-2",
    "ext": f"{UBL}CommonExtensionComponents-2",
    "efext": "http://data.europa.eu/p27/eforms-ubl-extensions/1",
    "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
    "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
}
ROOTS = {"planning": "PriorInformationNotice", "result": "ContractAwardNotice", "dir-awa-pre": "ContractAwardNotice"}
TYPES = {
    "4": "pin-only", "7": "pin-rtl", "16": "cn-standard", "19": "cn-standard", "20": "cn-social", "28": "veat",
    "29": "can-standard", "33": "can-social", "E3": "cn-standard",
}  # fmt: skip
UNITS = {"months": "MONTH", "years": "YEAR", "days": "DAY"}
# Kept by hand: what a source can also send
UNREADABLE = {
    "699001-2026.xml": '<?xml version="1.0" encoding="UTF-8"?>\n<ContractNotice xmlns="'
    f'{UBL}ContractNotice-2"><cbc:ID xmlns:cbc="{NAMES["cbc"]}" schemeName="notice-id">6d2c',
    "699002-2026.xml": '<!DOCTYPE html>\n<html lang="sv"><head><title>Logga in</title></head>'
    '<body><form><label>Användarnamn <input name="u"></label></form></body></html>\n',
}

CAC = ElementMaker(namespace=NAMES["cac"], nsmap=NAMES)
CBC = ElementMaker(namespace=NAMES["cbc"], nsmap=NAMES)
EXT = ElementMaker(namespace=NAMES["ext"], nsmap=NAMES)
EFEXT = ElementMaker(namespace=NAMES["efext"], nsmap=NAMES)
EFAC = ElementMaker(namespace=NAMES["efac"], nsmap=NAMES)
EFBC = ElementMaker(namespace=NAMES["efbc"], nsmap=NAMES)
Entry = dict[str, Any]
Element = Any


def entries(tables: Path = HERE / "notices") -> list[Entry]:
    """Return all entries of a folder's tables in order, each with its publication number, ids and defaults."""
    found: list[Entry] = []
    for file in sorted(tables.glob("*.yml")):
        found += yaml.safe_load(file.read_text(encoding="utf-8"))
    for number, entry in enumerate(found):
        entry["uuid"] = str(uuid.uuid5(uuid.NAMESPACE_URL, f"anbudslots-sample-notice-{number}"))
        entry["subtype"] = str(entry.get("subtype", 16))
        entry.setdefault("form", "competition")
        entry.setdefault("domain", "32014L0024")
        entry.setdefault("published", DAY - timedelta(days=number % 4))
        entry["number"] = f"{FIRST_NUMBER + 7 * number}-{entry['published'].year}"
    keys = {entry["key"]: entry for entry in found if "key" in entry}
    for entry in found:
        first = keys.get(entry.get("changes") or entry.get("result_of") or "", entry)
        entry["procedure"] = str(uuid.uuid5(uuid.NAMESPACE_URL, f"anbudslots-sample-procedure-{first['number']}"))
        entry["first"] = first
    return found


def buyers() -> dict[str, dict[str, str]]:
    """Return the buyers by key."""
    known: dict[str, dict[str, str]] = yaml.safe_load((HERE / "buyers.yml").read_text(encoding="utf-8"))
    return known


def words(maker: Any, tag: str, text: str, language: str = "SWE") -> Element:
    """Return an element with a text in a language."""
    return maker(tag, " ".join(text.split()), languageID=language)


def extension(*children: Element) -> Element:
    """Wrap children as an eForms extension."""
    content = EFEXT("EformsExtension", *children)
    return EXT("UBLExtensions", EXT("UBLExtension", EXT("ExtensionContent", content)))


def moment(value: Any, end: str = "23:59:00") -> tuple[str, str | None]:
    """Return (date, time) with the Swedish offset of that day; a bare date has no time."""
    if isinstance(value, datetime):
        return _with_offset(value)
    text = str(value)
    if len(text) > 10:
        return _with_offset(datetime.fromisoformat(text))
    offset = datetime.fromisoformat(f"{text}T{end}").replace(tzinfo=STOCKHOLM).strftime("%z")
    return f"{text}{offset[:3]}:{offset[3:]}", None


def _with_offset(local: datetime) -> tuple[str, str]:
    offset = local.replace(tzinfo=STOCKHOLM).strftime("%z")
    offset = f"{offset[:3]}:{offset[3:]}"
    return f"{local:%Y-%m-%d}{offset}", f"{local:%H:%M:%S}{offset}"


def period(tag: str, value: Any) -> Element:
    """Return a period with an end."""
    day, clock = moment(value)
    return CAC(tag, CBC("EndDate", day), *([CBC("EndTime", clock)] if clock else []))


def notice(entry: Entry, buyer: dict[str, str]) -> bytes:
    """Return the XML of one entry."""
    root_name = ROOTS.get(entry["form"], "ContractNotice")
    namespace = f"{UBL}{root_name}-2"
    prefixes: dict[Any, str] = {None: namespace, **NAMES}
    root = etree.Element(f"{{{namespace}}}{root_name}", nsmap=prefixes)
    day, clock = moment(datetime.combine(entry["published"] - timedelta(days=1), datetime.min.time()).replace(hour=10))
    root.append(extension(*_extended(entry, buyer)))
    root.append(CBC("UBLVersionID", "2.3"))
    root.append(CBC("CustomizationID", "eforms-sdk-1.13"))
    root.append(CBC("ID", entry["uuid"], schemeName="notice-id"))
    if entry["subtype"] not in {"4", "7"}:
        root.append(CBC("ContractFolderID", entry["procedure"]))
    root.append(CBC("IssueDate", day))
    root.append(CBC("IssueTime", clock))
    root.append(CBC("VersionID", "01"))
    root.append(CBC("RegulatoryDomain", entry["domain"]))
    root.append(CBC("NoticeTypeCode", TYPES[entry["subtype"]], listName=entry["form"]))
    root.append(CBC("NoticeLanguageCode", "SWE", listName="language"))
    if "english" in entry:
        root.append(CAC("AdditionalNoticeLanguage", CBC("ID", "ENG")))
    root.append(_contracting_party(buyer))
    if entry["form"] == "competition":
        code = CBC("ProcedureCode", "open", listName="procurement-procedure-type")
        root.append(CAC("TenderingProcess", code))
    root.append(_project(entry, buyer, whole=True))
    for number, lot in enumerate(entry.get("lots") or [{}], start=1):
        root.append(_lot(entry, lot, buyer, number))
    if entry["form"] in {"result", "dir-awa-pre"}:
        root.append(CAC("TenderResult", CBC("AwardDate", "2000-01-01Z")))
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _extended(entry: Entry, buyer: dict[str, str]) -> list[Element]:
    found = []
    if "changes" in entry:
        changed = f"{entry['first']['uuid']}-01"
        change = [EFBC("ChangedNoticeIdentifier", changed)]
        if entry["reason"] != "cancel":
            section = EFAC("ChangedSection", EFBC("ChangedSectionIdentifier", "LOT-0001"))
            change.append(EFAC("Change", words(EFBC, "ChangeDescription", entry["change_text"]), section))
        code = CBC("ReasonCode", entry["reason"], listName="change-corrig-justification")
        found.append(EFAC("Changes", *change, EFAC("ChangeReason", code)))
    if "winner" in entry:
        found.append(_result(entry))
    found.append(EFAC("NoticeSubType", CBC("SubTypeCode", entry["subtype"], listName="notice-subtype")))
    found.append(EFAC("Organizations", *_organisations(entry, buyer)))
    found.append(
        EFAC(
            "Publication",
            EFBC("NoticePublicationID", f"{entry['number']:>013}".replace(" ", "0"), schemeName="ojs-notice-id"),
            EFBC("GazetteID", f"178/{entry['published'].year}", schemeName="ojs-id"),
            EFBC("PublicationDate", f"{entry['published']}+02:00"),
        )
    )
    return found


def _organisations(entry: Entry, buyer: dict[str, str]) -> list[Element]:
    found = [_organisation("ORG-0001", buyer["name"], buyer["number"], buyer["city"], buyer["nuts"])]
    if "winner" in entry:
        winner = entry["winner"]
        found.append(_organisation("ORG-0002", winner["name"], winner["number"], buyer["city"], buyer["nuts"]))
    return found


def _organisation(key: str, name: str, number: str, city: str, nuts: str) -> Element:
    country = CAC("Country", CBC("IdentificationCode", "SWE", listName="country"))
    address = CAC(
        "PostalAddress", CBC("CityName", city), CBC("CountrySubentityCode", nuts, listName="nuts-lvl3"), country
    )
    company = EFAC(
        "Company",
        CAC("PartyIdentification", CBC("ID", key, schemeName="organization")),
        CAC("PartyName", words(CBC, "Name", name)),
        address,
        CAC("PartyLegalEntity", CBC("CompanyID", f"{number[:6]}-{number[6:]}")),
    )
    return EFAC("Organization", company)


def _result(entry: Entry) -> Element:
    amount = CBC("PayableAmount", f"{entry['winner']['amount']}", currencyID="SEK")
    return EFAC(
        "NoticeResult",
        EFAC(
            "LotResult",
            CBC("ID", "RES-0001", schemeName="result"),
            CBC("TenderResultCode", "selec-w", listName="winner-selection-status"),
            EFAC("LotTender", CBC("ID", "TEN-0001", schemeName="tender")),
            EFAC("SettledContract", CBC("ID", "CON-0001", schemeName="contract")),
            EFAC("TenderLot", CBC("ID", "LOT-0001", schemeName="Lot")),
        ),
        EFAC(
            "LotTender",
            CBC("ID", "TEN-0001", schemeName="tender"),
            CAC("LegalMonetaryTotal", amount),
            EFAC("TenderingParty", CBC("ID", "TPA-0001", schemeName="tendering-party")),
            EFAC("TenderLot", CBC("ID", "LOT-0001", schemeName="Lot")),
        ),
        EFAC(
            "SettledContract",
            CBC("ID", "CON-0001", schemeName="contract"),
            CBC("IssueDate", f"{entry['published'] - timedelta(days=20)}+02:00"),
            EFAC("LotTender", CBC("ID", "TEN-0001", schemeName="tender")),
        ),
        EFAC(
            "TenderingParty",
            CBC("ID", "TPA-0001", schemeName="tendering-party"),
            EFAC("Tenderer", CBC("ID", "ORG-0002", schemeName="organization")),
        ),
    )


def _contracting_party(buyer: dict[str, str]) -> Element:
    return CAC(
        "ContractingParty",
        CAC("ContractingPartyType", CBC("PartyTypeCode", buyer["type"], listName="buyer-legal-type")),
        CAC("Party", CAC("PartyIdentification", CBC("ID", "ORG-0001", schemeName="organization"))),
    )


def _project(entry: Entry, buyer: dict[str, str], whole: bool, lot: Entry | None = None) -> Element:
    """Return the project of the notice or of a lot."""
    own: Entry = lot or {}
    children = [CBC("ID", f"{buyer['city'][:3].upper()}-2026-{entry['number'][3:6]}", schemeName="InternalID")]
    children.append(words(CBC, "Name", own["title"] if "title" in own else entry["title"]))
    children.append(words(CBC, "Description", own["description"] if "description" in own else entry["description"]))
    if "english" in entry:
        children.append(words(CBC, "Description", entry["english"], "ENG"))
    children.append(CBC("ProcurementTypeCode", entry.get("nature", "services"), listName="contract-nature"))
    if not whole:
        children += _aims(entry)
    total = own.get("value") if lot is not None and entry.get("lots") else _total(entry)
    if total:
        amount = CBC("EstimatedOverallContractAmount", str(total), currencyID="SEK")
        children.append(CAC("RequestedTenderTotal", amount))
    main, *more = entry["cpv"]
    code = CBC("ItemClassificationCode", f"{main:08}" if isinstance(main, int) else main, listName="cpv")
    children.append(CAC("MainCommodityClassification", code))
    for other in more:
        text = f"{other:08}" if isinstance(other, int) else other
        children.append(CAC("AdditionalCommodityClassification", CBC("ItemClassificationCode", text, listName="cpv")))
    children.append(_location(own.get("city", buyer["city"]), buyer["nuts"]))
    if not whole and (planned := _planned(entry)):
        children.append(CAC("PlannedPeriod", *planned))
    if not whole and "renewals" in entry:
        children.append(CAC("ContractExtension", CBC("MaximumNumberNumeric", str(entry["renewals"]))))
    return CAC("ProcurementProject", *children)


def _planned(entry: Entry) -> list[Element]:
    """Return start, end and duration of the contract, those that are given."""
    found = [
        CBC(tag, moment(entry[key])[0]) for tag, key in (("StartDate", "starts"), ("EndDate", "ends")) if key in entry
    ]
    if "duration" in entry:
        amount, unit = entry["duration"].split()
        found.append(CBC("DurationMeasure", amount, unitCode=UNITS[unit]))
    return found


def _total(entry: Entry) -> int | None:
    if entry.get("lots"):
        return sum(lot.get("value", 0) for lot in entry["lots"]) or None
    value: int | None = entry.get("value")
    return value


def _aims(entry: Entry) -> list[Element]:
    """Return the structured aims: BT-06, BT-775, BT-754."""
    lists = {
        "strategic-procurement": entry.get("strategic", ["soc-obj"] if "social" in entry else []),
        "social-objective": entry.get("social", []),
        "accessibility": [entry["accessibility"]] if "accessibility" in entry else [],
    }
    return [
        CAC("ProcurementAdditionalType", CBC("ProcurementTypeCode", code, listName=name))
        for name, codes in lists.items()
        for code in codes
    ]


def _location(city: str, nuts: str) -> Element:
    country = CAC("Country", CBC("IdentificationCode", "SWE", listName="country"))
    subentity = CBC("CountrySubentityCode", nuts, listName="nuts-lvl3")
    return CAC("RealizedLocation", CAC("Address", CBC("CityName", city), subentity, country))


def _lot(entry: Entry, lot: Entry, buyer: dict[str, str], number: int) -> Element:
    is_part = entry["subtype"] == "4"
    key = f"PAR-{number:04}" if is_part else f"LOT-{number:04}"
    children = [CBC("ID", key, schemeName="Part" if is_part else "Lot")]
    if entry["form"] in {"competition", "planning"}:
        children += [_terms(entry, lot), _process(entry, lot)]
    elif "framework" in entry:
        children.append(_process(entry, lot))
    children.append(_project(entry, buyer, whole=False, lot=lot))
    return CAC("ProcurementProjectLot", *children)


def _terms(entry: Entry, lot: Entry) -> Element:
    def requirement(code: str) -> Element:
        return CAC(
            "TendererQualificationRequest",
            CAC(
                "SpecificTendererRequirement", CBC("TendererRequirementTypeCode", code, listName="reserved-procurement")
            ),
        )

    reserved = str({**entry, **lot}.get("reserved", "none"))
    code = CBC("ExecutionRequirementCode", entry.get("execution", "no"), listName="reserved-execution")
    children = [requirement(reserved), CAC("ContractExecutionRequirement", code)]
    if "terms" in entry:
        performance = CBC("ExecutionRequirementCode", "performance", listName="conditions")
        children.append(CAC("ContractExecutionRequirement", performance, words(CBC, "Description", entry["terms"])))
    address = f"https://upphandling.example.se/{entry['first']['number']}"
    children.append(
        CAC(
            "CallForTendersDocumentReference",
            CBC("ID", "dokument"),
            CBC("DocumentType", "non-restricted-document"),
            CAC("Attachment", CAC("ExternalReference", CBC("URI", address))),
        )
    )
    if entry["form"] == "competition":
        children.append(CAC("TenderRecipientParty", CBC("EndpointID", f"{address}/anbud")))
    if "criteria" in entry:
        criteria = [_criterion(kind, name, weight) for kind, name, weight in entry["criteria"]]
        children.append(CAC("AwardingTerms", CAC("AwardingCriterion", *criteria)))
    return CAC("TenderingTerms", *children)


def _criterion(kind: str, name: str, weight: int) -> Element:
    parameter = EFAC(
        "AwardCriterionParameter",
        EFBC("ParameterCode", "per-exa", listName="number-weight"),
        EFBC("ParameterNumeric", str(weight)),
    )
    return CAC(
        "SubordinateAwardingCriterion",
        extension(parameter),
        CBC("AwardingCriterionTypeCode", kind, listName="award-criterion-type"),
        words(CBC, "Name", name),
    )


def _process(entry: Entry, lot: Entry) -> Element:
    children = []
    if "deadline" in entry:
        children.append(period("TenderSubmissionDeadlinePeriod", lot.get("deadline", entry["deadline"])))
    if "questions" in entry:
        children.append(period("AdditionalInformationRequestPeriod", f"{entry['questions']} 23:59"))
    framework = CBC("ContractingSystemTypeCode", entry.get("framework", "none"), listName="framework-agreement")
    children.append(CAC("ContractingSystem", framework))
    return CAC("TenderingProcess", *children)


def files() -> dict[str, bytes]:
    """Return every file of the day by name."""
    known = buyers()
    found = {f"{entry['number']}.xml": notice(entry, known[entry["buyer"]]) for entry in entries()}
    return found | {name: text.encode("utf-8") for name, text in UNREADABLE.items()}


def main() -> int:
    """Write the files, and take away those that the tables no longer give."""
    OUT.mkdir(exist_ok=True)
    made = files()
    for old in OUT.glob("*.xml"):
        if old.name not in made:
            old.unlink()
    for name, content in made.items():
        (OUT / name).write_bytes(content)
    sys.stdout.write(f"{len(made)} filer i {OUT}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
