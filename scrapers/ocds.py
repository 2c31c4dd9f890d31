"""OCDS releases brought to the shape of eForms notices: releases, release and record packages, compiled releases.

The mapping is the eForms profile's; publishers that use the UK's extensions (suitability, reserved participation) are
read too. A compiled release is taken as the newest state of its process.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from models.values import AwardCriterion, Buyer, LotData, LotResult, Money, NoticeData, Winner
from scrapers.exceptions import UnreadableNotice

Json = dict[str, Any]
ADVICE = "hämta den igen från källan"
TAGS = (
    ("award", "result"),
    ("contract", "result"),
    ("compiled", "competition"),
    ("tender", "competition"),
    ("planning", "planning"),
)
NATURES = {"goods": "supplies", "services": "services", "works": "works"}
CRITERIA = {"price": "price", "cost": "cost", "quality": "quality"}
RESERVED = {"shelteredWorkshop": "res-ws", "publicServiceMissionOrganization": "res-pub-ser"}
STRATEGIC = {"social": "soc-obj", "environmental": "env-imp", "innovation": "inn-pur", "innovative": "inn-pur"}
STATUSES = {"active": "selec-w", "unsuccessful": "clos-nw", "cancelled": "clos-nw"}
LANGUAGES = {"en": "ENG", "eng": "ENG", "it": "ITA", "ita": "ITA", "de": "DEU", "fr": "FRA", "sv": "SWE", "es": "SPA"}
COUNTRIES = {"GB": "GBR", "UK": "GBR", "IT": "ITA", "DE": "DEU", "FR": "FRA", "SE": "SWE", "IE": "IRL"}
COUNTRY_NAMES = {"united kingdom": "GBR", "uk": "GBR", "italia": "ITA", "italy": "ITA", "england": "GBR"}


def load(content: bytes) -> Any:
    """Return the JSON document. Raises UnreadableNotice for what is no JSON, too deep, or no number."""
    try:
        text = content.decode("utf-8-sig")
        return json.loads(text, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise UnreadableNotice("filen är inte UTF-8", ADVICE) from error
    except RecursionError as error:
        raise UnreadableNotice("filen är nästlad för djupt för att vara en annons", ADVICE) from error
    except ValueError as error:
        raise UnreadableNotice(f"filen är inte hel JSON: {' '.join(str(error).split())[:120]}", ADVICE) from error


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def parse(content: bytes) -> list[NoticeData]:
    """Return the notices of a release, a package of releases or of records."""
    return [parse_release(release) for release in _releases(load(content))]


def _releases(document: Any) -> list[Json]:
    if isinstance(document, dict):
        if isinstance(document.get("releases"), list):
            return [release for release in document["releases"] if isinstance(release, dict)]
        if isinstance(document.get("records"), list):
            records = [record for record in document["records"] if isinstance(record, dict)]
            return [found for record in records for found in [_newest(record)] if found]
        if "ocid" in document:
            return [document]
    raise UnreadableNotice("filen är JSON, men varken en annons i OCDS eller ett paket av dem", "kontrollera filen")


def _newest(record: Json) -> Json | None:
    compiled = record.get("compiledRelease")
    if isinstance(compiled, dict):
        return compiled
    releases = [release for release in _list(record.get("releases")) if "tag" in release]
    return max(releases, key=lambda release: str(release.get("date")), default=None)


def _list(value: Any) -> list[Json]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _strings(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    """Return text with white space normalised; lone surrogates and NUL do not survive."""
    if not isinstance(value, str):
        return None
    return " ".join(value.encode("utf-8", "replace").decode("utf-8").replace("\x00", " ").split()) or None


def _money(value: Any) -> Money | None:
    amount = _dict(value).get("amount")
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        return None
    try:
        return {"amount": float(amount), "currency": _text(_dict(value).get("currency"))}
    except OverflowError:
        return None


def _moment(value: Any) -> str | None:
    """Return a moment with offset in ISO form; a date alone stays a date; what is neither is missing."""
    text = _text(value) or ""
    if len(text) == 10:
        return _day(text)
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).replace(microsecond=0).isoformat()
    except ValueError:
        return _day(text)


def _day(value: Any) -> str | None:
    text = (_text(value) or "")[:10]
    try:
        return datetime.fromisoformat(text).date().isoformat() if text else None
    except ValueError:
        return None


def parse_release(release: Json) -> NoticeData:
    """Return one release as a notice. Raises UnreadableNotice when it has no id."""
    name = _text(release.get("id"))
    if name is None:
        raise UnreadableNotice("annonsen saknar id", ADVICE)
    tender = _dict(release.get("tender"))
    tags = _strings(release.get("tag"))
    form_type = next((form for start, form in TAGS if any(tag.startswith(start) for tag in tags)), None)
    awards = _list(release.get("awards"))
    lots = _lots(tender, awards)
    parties = _list(release.get("parties"))
    language = LANGUAGES.get((_text(release.get("language")) or "").lower())
    amended = any(tag.endswith(("Update", "Amendment")) for tag in tags)
    legal = _dict(tender.get("legalBasis"))
    return {
        "id": f"ocds:{name}",
        "source": "ocds",
        "format": "ocds",
        "publication_number": None,
        "notice_uuid": None,
        "version": None,
        "procedure_id": _text(release.get("ocid")),
        "subtype": "+".join(tags) or None,
        "form_type": form_type,
        "notice_type": None,
        "legal_basis": _text(legal.get("id")) if legal.get("scheme") == "CELEX" else "other" if legal else None,
        "language": language,
        "published": _day(release.get("date")),
        "dispatched": None,
        "changes": None,
        "buyers": _buyers(release, parties),
        "title": _text(tender.get("title")) or _text(_dict(release.get("planning")).get("rationale")),
        "description": _text(tender.get("description")),
        "cpv": _cpv(tender, None) or _cpv({"items": [i for a in awards for i in _list(a.get("items"))]}, None),
        "nature": NATURES.get(_text(tender.get("mainProcurementCategory")) or ""),
        "nuts": _nuts(tender, None),
        "value": _money(tender.get("value")),
        "documents_url": _documents_url(tender),
        "submission_url": _address(tender.get("submissionMethodDetails")),
        "lots": lots,
        "winners": _winners(awards, parties),
        "sdk": None,
        "languages": [language] if language else [],
        "procedure_type": _text(tender.get("procurementMethod")),
        "additional_information": _text(release.get("description")),
        "previous": [],
        "changed_sections": [],
        "change_description": "; ".join(_amendments(tender)) or None if amended else None,
        "results": _results(awards),
    }


def _amendments(tender: Json) -> list[str]:
    return [text for change in _list(tender.get("amendments")) if (text := _text(change.get("description")))]


def _address(value: Any) -> str | None:
    text = _text(value) or ""
    return text if text.startswith(("https://", "http://")) and " " not in text else None


def _documents_url(tender: Json) -> str | None:
    documents = _list(tender.get("documents"))
    ranked = sorted(documents, key=lambda d: d.get("documentType") != "biddingDocuments")
    return next((address for d in ranked if (address := _address(d.get("url")))), None)


def _buyers(release: Json, parties: Iterable[Json]) -> list[Buyer]:
    buyers = [_organisation(party) for party in parties if "buyer" in _strings(party.get("roles"))]
    if buyers:
        return buyers
    named = _dict(release.get("buyer"))
    return [_organisation(named)] if named else []


def _organisation(party: Json) -> Buyer:
    address = _dict(party.get("address"))
    raw = _text(_dict(party.get("identifier")).get("id"))
    code = _text(address.get("country"))
    name = (_text(address.get("countryName")) or "").lower()
    region = _text(address.get("region"))
    return {
        "name": _text(party.get("name")) or _text(_dict(party.get("identifier")).get("legalName")),
        "org_number": raw,
        "org_number_raw": raw,
        "country": COUNTRIES.get(code or "", code) or COUNTRY_NAMES.get(name),
        "nuts": region,
        "city": _text(address.get("locality")),
        "legal_type": None,
    }


def _cpv(tender: Json, lot: str | None) -> list[str]:
    """Return CPV codes without check digit: the tender's main one, then those of its items (of one lot)."""
    found = [] if lot else [tender.get("classification"), *_list(tender.get("additionalClassifications"))]
    for item in _list(tender.get("items")):
        if lot is None or item.get("relatedLot") in (lot, None):
            found += [item.get("classification"), *_list(item.get("additionalClassifications"))]
    codes = [
        str(c.get("id")).split("-")[0] for c in map(_dict, found) if c.get("id") and c.get("scheme", "CPV") == "CPV"
    ]
    return list(dict.fromkeys(code for code in codes if code.isdigit()))


def _nuts(tender: Json, lot: str | None) -> list[str]:
    regions = []
    for item in _list(tender.get("items")):
        if lot is None or item.get("relatedLot") in (lot, None):
            regions += [_text(a.get("region")) for a in _list(item.get("deliveryAddresses"))]
    return list(dict.fromkeys(region for region in regions if region))


def _lots(tender: Json, awards: list[Json]) -> list[LotData]:
    """Return the lots; a tender without lots is one lot, and so is a release that only awards."""
    lots = _list(tender.get("lots"))
    if lots:
        seen: dict[str, Json] = {}
        for lot in lots:
            seen.setdefault(_text(str(lot.get("id", ""))) or "1", lot)
        return [_lot(tender, name, lot, whole=False) for name, lot in seen.items()]
    return [_lot(tender, "1", tender, whole=True)] if tender or awards else []


def _lot(tender: Json, name: str, lot: Json, whole: bool) -> LotData:
    period = _dict(lot.get("contractPeriod"))
    days = period.get("durationInDays")
    terms = _dict(lot.get("contractTerms"))
    requirements = _dict(lot.get("otherRequirements") or tender.get("otherRequirements"))
    reserved = [RESERVED[c] for c in _strings(requirements.get("reservedParticipation")) if c in RESERVED]
    goals = [goal for aim in _list(lot.get("sustainability")) if (goal := _text(aim.get("goal")))]
    suitability = _dict(lot.get("suitability") or tender.get("suitability"))
    tender_period = _dict(lot.get("tenderPeriod") or tender.get("tenderPeriod"))
    enquiries = _dict(lot.get("enquiryPeriod") or tender.get("enquiryPeriod"))
    execution = terms.get("reservedExecution")
    access = lot.get("hasAccessibilityCriteria")
    only = None if whole else name
    techniques = _dict(lot.get("techniques") or tender.get("techniques"))
    renewals = _dict(lot.get("renewal")).get("maximumRenewals")
    return {
        "id": name,
        "title": _text(lot.get("title")) or _text(tender.get("title")),
        "description": _text(lot.get("description")) or _text(tender.get("description")),
        "cpv": _cpv(tender, only) or _cpv(tender, None)[:1],
        "nuts": _nuts(tender, only),
        "reserved_participation": reserved,
        "reserved_execution": "yes" if execution is True else "no" if execution is False else None,
        "strategic": list(dict.fromkeys(code for goal in goals for k, code in STRATEGIC.items() if goal.startswith(k))),
        "social_objectives": [],
        "accessibility": "inc" if access is True else None,
        "performance_terms": _text(terms.get("performanceTerms")),
        "deadline": _moment(tender_period.get("endDate")),
        "questions_by": _moment(enquiries.get("endDate")),
        "value": _money(lot.get("value")),
        "duration": f"P{days}D"
        if isinstance(days, int) and not isinstance(days, bool) and 0 < days < 100_000
        else None,
        "renewals": renewals if isinstance(renewals, int) and not isinstance(renewals, bool) else None,
        "framework": "fa-wo-rc" if techniques.get("hasFrameworkAgreement") is True else None,
        "award_criteria": _criteria(lot),
        "kind": "Lot",
        "nature": None,
        "internal_id": None,
        "additional_information": None,
        "cities": [],
        "countries": [],
        "strategic_description": None,
        "accessibility_justification": None,
        "green": [],
        "innovation": [],
        "selection_criteria": [],
        "sme": suitability.get("sme") if isinstance(suitability.get("sme"), bool) else None,
        "framework_maximum": None,
        "starts": _day(period.get("startDate")),
        "ends": _day(period.get("endDate")),
        "renewal_description": _text(_dict(lot.get("renewal")).get("description")),
        "options": _text(_dict(lot.get("options")).get("description")),
        "dps": None,
        "documents_url": _documents_url(tender),
        "submission_url": _address(lot.get("submissionMethodDetails"))
        or _address(tender.get("submissionMethodDetails")),
        "opening": _moment(_dict(tender.get("bidOpening")).get("date")),
    }


def _criteria(lot: Json) -> list[AwardCriterion]:
    found: list[AwardCriterion] = []
    for criterion in _list(_dict(lot.get("awardCriteria")).get("criteria")):
        number = next((n.get("number") for n in _list(criterion.get("numbers"))), None)
        found.append(
            {
                "type": CRITERIA.get(_text(criterion.get("type")) or ""),
                "name": _text(criterion.get("name")),
                "weight": _weight(number),
                "description": _text(criterion.get("description")),
            }
        )
    return found


def _weight(number: Any) -> float | None:
    is_number = isinstance(number, int | float) and not isinstance(number, bool) and abs(number) < 1e12
    return float(number) if is_number else None


def _award_lots(award: Json) -> list[str]:
    return _strings(award.get("relatedLots")) or ["1"]


def _winners(awards: list[Json], parties: list[Json]) -> list[Winner]:
    known = {party.get("id"): _organisation(party) for party in parties if isinstance(party.get("id"), str)}
    winners: list[Winner] = []
    for award in awards:
        if award.get("status") not in ("active", None):
            continue
        for lot in _award_lots(award):
            for supplier in _list(award.get("suppliers")):
                key = supplier.get("id")
                company = known.get(key) if isinstance(key, str) else None
                winners.append(
                    {
                        "lot": lot,
                        "name": _text(supplier.get("name")) or (company["name"] if company else None),
                        "org_number": company["org_number"] if company else None,
                        "value": _money(award.get("value")),
                        "country": company["country"] if company else None,
                    }
                )
    return winners


def _results(awards: list[Json]) -> list[LotResult]:
    return [
        {
            "lot": lot,
            "status": STATUSES.get(_text(award.get("status")) or ""),
            "reason": None,
            "concluded": _day(award.get("date")),
            "tenders": None,
        }
        for award in awards
        for lot in _award_lots(award)
    ]
