"""TED XML notices (R2.0.9, R2.0.8 and the unversioned exports of 2011) brought to the shape of eForms notices.

Namespaces differ by version and say nothing else, so elements are found by local name. The original form is read, never
a translation. What the old forms cannot say (BT-06, BT-775, BT-754) is missing. A rule that a profession is reserved
(PARTICULAR_PROFESSION) is no social reservation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from lxml.etree import _Element as Element

from models.values import AwardCriterion, Buyer, LotData, LotResult, Money, NoticeData, Winner
from scrapers.exceptions import UnreadableNotice
from scrapers.orgnumbers import normalise
from scrapers.ted_codes import COUNTRIES, DIRECTIVES, DOCUMENTS, FORMS, LANGUAGES, NATURES, OLD_DIRECTIVES, STEPS

ROOT = "TED_EXPORT"


def _named(element: Element, *names: str) -> Iterator[Element]:
    """Yield the descendants with these local names, in document order."""
    yield from element.iter(*(f"{{*}}{name}" for name in names))


def _first(element: Element | None, *path: str) -> Element | None:
    """Return the first descendant reached by the local names, each somewhere below the one before."""
    for name in path:
        if element is None:
            return None
        element = next((e for e in _named(element, name)), None)
    return element


def _child(element: Element | None, name: str) -> Element | None:
    return None if element is None else element.find(f"{{*}}{name}")


def _text(element: Element | None) -> str | None:
    """Return all text below, white space normalised; paragraphs are parted by a blank."""
    if element is None:
        return None
    return " ".join(" ".join(element.itertext()).split()) or None


def _value(element: Element | None, attribute: str = "VALUE") -> str | None:
    return None if element is None else (element.get(attribute) or None)


def parse_root(root: Element) -> NoticeData:
    """Return the notice under a TED_EXPORT root. Raises UnreadableNotice when it has no number or no form."""
    section = _first(root, "FORM_SECTION")
    form = _original_form(section) if section is not None else None
    number = _publication_number(root)
    if form is None or number is None:
        what = "annonsen har inget formulär" if form is None else "annonsen har inget publiceringsnummer"
        raise UnreadableNotice(what, "kontrollera var filen kommer ifrån")
    return _Reader(root, form, number).notice()


def _original_form(section: Element) -> Element | None:
    forms = [child for child in section if child.get("CATEGORY") or child.get("LG")]
    return next((form for form in forms if form.get("CATEGORY") == "ORIGINAL"), forms[0] if forms else None)


def _publication_number(root: Element) -> str | None:
    """Return ”352907-2021” from DOC_ID, or from ”2021/S 133-352907”."""
    if match := re.fullmatch(r"0*(\d+)-(\d{4})", root.get("DOC_ID") or ""):
        return f"{match[1]}-{match[2]}"
    return ojs_number(_text(_first(root, "NOTICE_DATA", "NO_DOC_OJS")))


def ojs_number(text: str | None) -> str | None:
    """Return ”352907-2021” from ”2021/S 133-352907”."""
    match = re.search(r"(\d{4})/S\s*\d+-0*(\d+)", text or "")
    return f"{match[2]}-{match[1]}" if match else None


def _date(text: str | None) -> str | None:
    """Return ISO from ”20210712” or ”2021-07-12”."""
    match = re.match(r"(\d{4})-?(\d{2})-?(\d{2})", (text or "").strip())
    return f"{match[1]}-{match[2]}-{match[3]}" if match else None


def _day_of(element: Element | None) -> str | None:
    """Return the date in DAY, MONTH, YEAR children, or in the element's own text."""
    if element is None:
        return None
    parts = [_text(_child(element, name)) for name in ("YEAR", "MONTH", "DAY")]
    if all(part and part.isdigit() for part in parts):
        return f"{int(parts[0] or 0):04}-{int(parts[1] or 0):02}-{int(parts[2] or 0):02}"
    return _date(_text(element))


def _amount(element: Element | None) -> Money | None:
    """Return an amount from ”1819293.22”, or from VALUE_COST/@FMTVAL in the older forms."""
    if element is None:
        return None
    cost = _first(element, "VALUE_COST")
    text = (_value(cost, "FMTVAL") or _text(cost) or "") if cost is not None else _text(element) or ""
    text = re.sub(r"\s", "", text)
    text = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text.replace(",", "")
    try:
        amount = float(text)
    except ValueError:
        return None
    return {"amount": amount, "currency": element.get("CURRENCY")}


class _Reader:
    """Reads one notice; holds what every part needs."""

    def __init__(self, root: Element, form: Element, number: str) -> None:
        self.root, self.form, self.number = root, form, number
        self.kind = str(form.tag).rpartition("}")[2]
        self.coded = _first(root, "CODED_DATA_SECTION")
        self.country = _value(_first(self.coded, "ISO_COUNTRY")) or ""
        self.zone = COUNTRIES.get(self.country, ("", ""))[1]

    def notice(self) -> NoticeData:
        """Return the notice."""
        form_type, notice_type = self._types()
        language = LANGUAGES.get((self.form.get("LG") or "").upper())
        lots = self._lots()
        whole = self._object()
        changed = ojs_number(_text(_first(self.form, "COMPLEMENTARY_INFO", "NOTICE_NUMBER_OJ")))
        changed = changed or ojs_number(_text(_first(self.coded, "REF_NOTICE", "NO_DOC_OJS")))
        previous = [n for e in _named(self.form, "NOTICE_NUMBER_OJ") if (n := ojs_number(_text(e)))]
        return {
            "id": f"ted:{self.number}",
            "source": "ted",
            "format": "ted-xml",
            "publication_number": self.number,
            "notice_uuid": None,
            "version": None,
            "procedure_id": None,
            "subtype": self.kind,
            "form_type": form_type,
            "notice_type": notice_type,
            "legal_basis": self._legal_basis(),
            "language": language,
            "published": _date(_text(_first(self.coded, "REF_OJS", "DATE_PUB"))),
            "dispatched": _date(_text(_first(self.coded, "CODIF_DATA", "DS_DATE_DISPATCH"))),
            "changes": {"of": changed, "reason": None} if form_type == "change" and changed else None,
            "buyers": self._buyers(),
            "title": self._title(),
            "description": _text(_first(whole, "SHORT_DESCR")) or _text(_first(whole, "SHORT_CONTRACT_DESCRIPTION")),
            "cpv": self._cpv(),
            "nature": NATURES.get(_value(_first(self.coded, "NC_CONTRACT_NATURE"), "CODE") or ""),
            "nuts": self._nuts(self.form, "OBJECT_DESCR", "LOCATION_NUTS"),
            "value": _amount(_first(whole, "VAL_ESTIMATED_TOTAL")) or _amount(self._old_estimate()),
            "documents_url": _text(_first(self.form, "URL_DOCUMENT")),
            "submission_url": _text(_first(self.form, "URL_PARTICIPATION")),
            "lots": lots,
            "winners": self._winners(lots),
            "sdk": None,
            "languages": [language] if language else [],
            "procedure_type": None,
            "additional_information": _text(_first(self.form, "COMPLEMENTARY_INFO", "INFO_ADD")),
            "previous": list(dict.fromkeys(previous)),
            "changed_sections": [],
            "change_description": _text(_first(self.form, "CHANGES")) if form_type == "change" else None,
            "results": self._results(lots),
        }

    def _types(self) -> tuple[str | None, str | None]:
        if self.kind in FORMS:
            return FORMS[self.kind]
        step = _value(_first(self.form, "NOTICE"), "TYPE")
        if step in STEPS:
            return STEPS[step]
        code = _value(_first(self.coded, "CODIF_DATA", "TD_DOCUMENT_TYPE"), "CODE")
        return DOCUMENTS.get(code or ""), None

    def _legal_basis(self) -> str | None:
        stated = _value(_child(self.form, "LEGAL_BASIS"))
        if stated:
            return stated if stated in DIRECTIVES else "other"
        directive = next(_named(self.coded, "DIRECTIVE"), None) if self.coded is not None else None
        if directive is not None:
            return _value(directive)
        if self.kind.endswith("_2014") or self.kind not in FORMS:
            return None
        return next((basis for end, basis in OLD_DIRECTIVES.items() if self.kind.endswith(end)), "32004L0018")

    def _object(self) -> Element | None:
        """Return the part about the whole purchase."""
        found = _child(self.form, "OBJECT_CONTRACT")
        if found is not None:
            return found
        return next((e for e in self.form.iter() if str(e.tag).rpartition("}")[2].startswith("OBJECT_")), None)

    def _title(self) -> str | None:
        whole = self._object()
        title = _text(_child(whole, "TITLE")) or _text(_first(whole, "TITLE_CONTRACT"))
        return title or _text(_first(self.form, "TI_DOC"))

    def _old_estimate(self) -> Element | None:
        if _child(self.form, "OBJECT_CONTRACT") is not None:
            return None
        return _first(self._object(), "NATURE_QUANTITY_SCOPE", "COSTS_RANGE_AND_CURRENCY")

    def _cpv(self) -> list[str]:
        """Return the codes of the whole: main first; the old forms have additional ones beside it."""
        whole = self._object()
        main = _first(whole, "CPV_MAIN", "CPV_CODE")
        codes = [_value(main, "CODE")]
        if _child(self.form, "OBJECT_CONTRACT") is None:
            scope = _first(whole, "CPV")
            codes += (
                [_value(_first(e, "CPV_CODE"), "CODE") for e in _named(scope, "CPV_ADDITIONAL")]
                if scope is not None
                else []
            )
        if codes == [None] and self.coded is not None:
            codes = [e.get("CODE") for e in _named(self.coded, "ORIGINAL_CPV")]
        return list(dict.fromkeys(code for code in codes if code))

    def _nuts(self, scope: Element, *names: str) -> list[str]:
        found = [code for part in _named(scope, *names) for e in _named(part, "NUTS") if (code := e.get("CODE"))]
        return list(dict.fromkeys(found))

    def _buyers(self) -> list[Buyer]:
        found = list(_named(self.form, "ADDRESS_CONTRACTING_BODY", "ADDRESS_CONTRACTING_BODY_ADDITIONAL"))
        if not found:
            first = _first(self.form, "CA_CE_CONCESSIONAIRE_PROFILE")
            first = first if first is not None else _first(self.form, "ADDRESS_NOT_STRUCT")
            found = [first] if first is not None else []
        return [self._organisation(element) for element in found]

    def _organisation(self, element: Element) -> Buyer:
        name = _text(_first(element, "OFFICIALNAME")) or _text(_first(element, "ORGANISATION"))
        iso = _value(_first(element, "COUNTRY")) or ""
        country = COUNTRIES.get(iso, (iso or None, ""))[0]
        raw = _text(_first(element, "NATIONALID"))
        return {
            "name": name,
            "org_number": normalise(raw, country),
            "org_number_raw": raw,
            "country": country,
            "nuts": _value(_first(element, "NUTS"), "CODE"),
            "city": _text(_first(element, "TOWN")),
            "legal_type": None,
        }

    def _reserved(self) -> tuple[list[str], str | None]:
        """Return (BT-71, BT-736) as the form states them; they hold for every lot."""
        terms = _first(self.form, "LEFTI")
        terms = terms if terms is not None else self.form
        participation = []
        if next(_named(terms, "RESTRICTED_SHELTERED_WORKSHOP", "RESTRICTED_TO_SHELTERED_WORKSHOPS"), None) is not None:
            participation.append("res-ws")
        if next(_named(terms, "RESERVED_ORGANISATIONS_SERVICE_MISSION"), None) is not None:
            participation.append("res-pub-ser")
        execution = next(_named(terms, "RESTRICTED_SHELTERED_PROGRAM", "RESTRICTED_TO_FRAMEWORK"), None)
        return participation, "yes" if execution is not None else None

    def _deadline(self) -> str | None:
        """Return the deadline for tenders or requests to participate."""
        day = _day_of(_first(self.form, "DATE_RECEIPT_TENDERS"))
        clock = _text(_first(self.form, "TIME_RECEIPT_TENDERS"))
        if day is None:
            limit = _first(self.form, "RECEIPT_LIMIT_DATE")
            day, clock = _day_of(limit), _text(_child(limit, "TIME"))
        if day is None:
            coded = _text(_first(self.coded, "CODIF_DATA", "DT_DATE_FOR_SUBMISSION"))
            day, clock = _date(coded), (coded or "")[9:] or None
        return self._moment(day, clock)

    def _moment(self, day: str | None, clock: str | None) -> str | None:
        match = re.search(r"(\d{1,2})[:.](\d{2})", clock or "")
        if day is None or match is None:
            return day
        try:
            local = datetime.fromisoformat(f"{day}T{int(match[1]) % 24:02}:{match[2]}:00")
        except ValueError:
            return day
        zone = "Atlantic/Reykjavik" if self.country == "IS" else f"Europe/{self.zone}" if self.zone else None
        zone = "Asia/Nicosia" if self.country == "CY" else zone
        return local.replace(tzinfo=ZoneInfo(zone)).isoformat() if zone else day

    def _lots(self) -> list[LotData]:
        described = list(_named(self.form, "OBJECT_DESCR")) or list(
            _named(self.form, "F02_ANNEX_B", "F01_ANNEX_B", "F05_ANNEX_B", "LOT_PRIOR_INFORMATION")
        )
        parts = described or ([whole] if (whole := self._object()) is not None else [])
        lots: dict[str, LotData] = {}
        for part in parts:
            lot = self._lot(part, many=len(parts) > 1)
            lots.setdefault(lot["id"], lot)
        return list(lots.values())

    def _lot(self, part: Element, many: bool) -> LotData:
        number = (
            _text(_child(part, "LOT_NO")) or _text(_child(part, "LOT_NUMBER")) or (part.get("ITEM") if many else None)
        )
        reserved, execution = self._reserved()
        is_competition = self._types()[0] in {"competition", "planning"}
        whole = self._object()
        cpv = [_value(_first(e, "CPV_CODE"), "CODE") for e in _named(part, "CPV_MAIN", "CPV_ADDITIONAL")]
        duration = _child(part, "DURATION")
        value = _amount(_child(part, "VAL_OBJECT")) or (_amount(self._old_estimate()) if not many else None)
        return {
            "id": lot_id(number),
            "title": _text(_child(part, "TITLE")) or _text(_first(part, "LOT_TITLE")) or self._title(),
            "description": _text(_child(part, "SHORT_DESCR"))
            or _text(_first(part, "LOT_DESCRIPTION"))
            or _text(_first(part, "SHORT_CONTRACT_DESCRIPTION"))
            or _text(_first(whole, "SHORT_DESCR")),
            "cpv": list(dict.fromkeys(code for code in cpv if code)) or self._cpv()[:1],
            "nuts": list(dict.fromkeys(code for e in _named(part, "NUTS") if (code := e.get("CODE")))),
            "reserved_participation": reserved if is_competition else [],
            "reserved_execution": execution if is_competition else None,
            "strategic": [],
            "social_objectives": [],
            "accessibility": None,
            "performance_terms": _text(_first(self.form, "PERFORMANCE_CONDITIONS")) if is_competition else None,
            "deadline": self._deadline() if is_competition else None,
            "questions_by": None,
            "value": value,
            "duration": _duration(duration) or self._old_duration(part),
            "renewals": None,
            "framework": "fa-wo-rc" if next(_named(self.form, "FRAMEWORK"), None) is not None else None,
            "award_criteria": _criteria(part),
            "kind": "Lot",
            "nature": None,
            "internal_id": None,
            "additional_information": _text(_child(part, "INFO_ADD")),
            "cities": [],
            "countries": [],
            "strategic_description": None,
            "accessibility_justification": None,
            "green": [],
            "innovation": [],
            "selection_criteria": [],
            "sme": None,
            "framework_maximum": None,
            "starts": _date(_text(_child(part, "DATE_START"))),
            "ends": _date(_text(_child(part, "DATE_END"))),
            "renewal_description": _text(_first(part, "RENEWAL_DESCR")),
            "options": _text(_first(part, "OPTIONS_DESCR")),
            "dps": "dps-nlist" if next(_named(self.form, "DPS"), None) is not None else None,
            "documents_url": _text(_first(self.form, "URL_DOCUMENT")),
            "submission_url": _text(_first(self.form, "URL_PARTICIPATION")),
            "opening": None,
        }

    def _old_duration(self, part: Element) -> str | None:
        period = _first(part, "PERIOD_WORK_DATE_STARTING")
        for name, unit in (("MONTHS", "M"), ("DAYS", "D")):
            text = _text(_child(period, name))
            if text and text.isdigit():
                return f"P{int(text)}{unit}"
        return None

    def _awards(self) -> list[Element]:
        return [
            e for e in _named(self.form, "AWARD_CONTRACT", "AWARD_OF_CONTRACT", "AWARD_AND_CONTRACT_VALUE") if len(e)
        ]

    def _award_lot(self, award: Element, lots: list[LotData]) -> str | None:
        number = _text(_child(award, "LOT_NO")) or _text(_child(award, "LOT_NUMBER"))
        if number:
            return lot_id(number)
        return lots[0]["id"] if len(lots) == 1 else None

    def _winners(self, lots: list[LotData]) -> list[Winner]:
        winners: list[Winner] = []
        for award in self._awards():
            parties = list(_named(award, "ADDRESS_CONTRACTOR")) or list(
                _named(award, "CONTACT_DATA_WITHOUT_RESPONSIBLE_NAME", "CONTACT_DATA_WITHOUT_RESPONSIBLE_NAME_CHP")
            )
            values = _first(award, "VALUES")
            value = _amount(_child(values, "VAL_TOTAL")) or _amount(
                _child(_first(award, "CONTRACT_VALUE_INFORMATION"), "COSTS_RANGE_AND_CURRENCY_WITH_VAT_RATE")
            )
            for party in parties:
                company = self._organisation(party)
                winners.append(
                    {
                        "lot": self._award_lot(award, lots),
                        "name": company["name"],
                        "org_number": company["org_number"],
                        "value": value,
                        "country": company["country"],
                    }
                )
        return winners

    def _results(self, lots: list[LotData]) -> list[LotResult]:
        results: list[LotResult] = []
        for award in self._awards():
            lost = next(
                _named(award, "NO_AWARDED_CONTRACT", "PROCUREMENT_UNSUCCESSFUL", "PROCUREMENT_DISCONTINUED"), None
            )
            offers = _text(_first(award, "NB_TENDERS_RECEIVED")) or _text(_first(award, "OFFERS_RECEIVED_NUMBER"))
            day = _first(award, "DATE_CONCLUSION_CONTRACT")
            results.append(
                {
                    "lot": self._award_lot(award, lots),
                    "status": "clos-nw" if lost is not None else "selec-w",
                    "reason": None,
                    "concluded": _day_of(day if day is not None else _first(award, "CONTRACT_AWARD_DATE")),
                    "tenders": int(offers) if offers and offers.isdigit() else None,
                }
            )
        return results


def lot_id(number: str | None) -> str:
    """Return a lot's id as eForms writes it: ”1” is LOT-0001; an undivided purchase is LOT-0000."""
    if number is None:
        return "LOT-0000"
    return f"LOT-{int(number):04}" if number.isascii() and number.isdigit() else f"LOT-{number}"


def _duration(element: Element | None) -> str | None:
    text = _text(element)
    unit = {"MONTH": "M", "DAY": "D", "YEAR": "Y", "WEEK": "W"}.get(_value(element, "TYPE") or "")
    return f"P{int(text)}{unit}" if text and text.isdigit() and unit else None


def _criteria(part: Element) -> list[AwardCriterion]:
    """Return award criteria: quality and cost with name and weight, price with weight."""
    scope = _child(part, "AC")
    found: list[AwardCriterion] = []
    for element in scope if scope is not None else ():
        kind = {"AC_QUALITY": "quality", "AC_COST": "cost", "AC_PRICE": "price"}.get(
            str(element.tag).rpartition("}")[2]
        )
        if kind is None:
            continue
        weight = re.search(r"\d+(?:[.,]\d+)?", _text(_first(element, "AC_WEIGHTING")) or "")
        found.append(
            {
                "type": kind,
                "name": _text(_first(element, "AC_CRITERION")),
                "weight": float(weight[0].replace(",", ".")) if weight else None,
                "description": None,
            }
        )
    return found
