"""eForms notices (SDK 1.3 to 1.16, any namespace prefix) read in one pass over the tree.

Elements that repeat per language are gathered with their language, and chosen when the whole notice is read: the
notice's own language first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from lxml.etree import _Element as Element

from models.values import AwardCriterion, Buyer, LotData, LotResult, Money, NoticeData, SelectionCriterion, Winner
from scrapers.eforms_takers import COMPANY_ID, WITHHELD, State, squeeze
from scrapers.eforms_tree import ORGANISATION, TREE, walk
from scrapers.exceptions import UnreadableNotice
from scrapers.orgnumbers import normalise

UBL = "{urn:oasis:names:specification:ubl:schema:xsd:"
ROOTS = frozenset(
    f"{UBL}{name}-2}}{name}" for name in ("PriorInformationNotice", "ContractNotice", "ContractAwardNotice")
)


def parse_root(root: Element) -> NoticeData:
    """Return the notice under a parsed eForms root. Raises UnreadableNotice for another root."""
    if root.tag not in ROOTS:
        raise UnreadableNotice(f"roten {str(root.tag).rpartition('}')[2]} är ingen annons", "kontrollera filen")
    state: State = {}
    walk(root, TREE, state)
    return _notice(state)


class _Words:
    """Chooses among texts in several languages: the notice's own, then its others, then the first."""

    def __init__(self, languages: list[str]) -> None:
        self.rank = {language: number for number, language in enumerate(languages)}

    def __call__(self, said: list[tuple[str | None, str]] | None) -> str | None:
        """Return the chosen text, white space normalised; a text that is blank or withheld is no choice."""
        if not said:
            return None
        if len(said) == 1:
            chosen = squeeze(said[0][1])
            return chosen if chosen and chosen != WITHHELD else None
        for _, text in sorted(said, key=lambda pair: self.rank.get(pair[0] or "", len(self.rank))):
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
        walk(element, ORGANISATION, company)
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
