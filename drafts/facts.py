"""What notice and profile say, as statements with their source. None is ”not said”: then a gap or a question."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from drafts.case import Case
from drafts.sources import Said, clean, excerpt, notice, profile
from models import codes, swedish
from models.places import municipalities
from models.values import EnterpriseData, Money

FORMS = {
    "ekonomisk_forening": "ekonomisk förening",
    "ideell_forening": "ideell förening",
    "ab": "aktiebolag",
    "ab_svb": "aktiebolag med särskild vinstutdelningsbegränsning",
    "stiftelse": "stiftelse",
    "other": "annan form",
}
REGIMES = {
    "directive": "EU:s regler för stora köp",
    "national": "de svenska reglerna för köp under EU:s beloppsgräns",
    "annex2": "de enklare reglerna för sociala tjänster och vissa andra tjänster",
    "direct": "direktupphandling: ett mindre köp",
    "lov": "valfrihetssystem (LOV): alla som klarar kraven blir godkända, och kunden väljer själv",
    "concession": "koncession: betalningen kommer från gästerna eller kunderna",
    "utilities": "reglerna för energi, vatten, transporter och post",
    "unknown": "oklart, kontrollera med köparen",
}
TOOLS = {
    "tendsign": "TendSign",
    "e-avrop": "e-Avrop",
    "kommersannons": "Kommers Annons",
    "mercell": "Mercell",
    "opic": "Mercell",
    "visma": "TendSign",
    "antirio": "Kommers Annons",
    "clira": "Clira",
    "ted.europa.eu": "TED",
}
UNITS = {"D": ("dag", "dagar"), "W": ("vecka", "veckor"), "M": ("månad", "månader"), "Y": ("år", "år")}
LONGEST_TITLE = 200  # characters
HOST = re.compile(r"https?://([^/?#]+)")
ASK_BEFORE = 10  # days before the deadline: the buyer answers at the latest six days before


class Moment(NamedTuple):
    """A date of the notice; `has_time` when it said a time of day."""

    at: datetime
    has_time: bool

    @property
    def day(self) -> date:
        """Return the day in Sweden."""
        return self.at.astimezone(swedish.STOCKHOLM).date() if self.at.tzinfo else self.at.date()


def moment(value: str | None) -> Moment | None:
    """Return a date of the notice; None when there is none, or it cannot be read."""
    try:
        at = datetime.fromisoformat(value or "")
    except ValueError:
        return None
    return Moment(at, "T" in (value or "") and at.tzinfo is not None)


def when(value: str | None) -> str | None:
    """Return a date of the notice in words, with the time when it says one."""
    found = moment(value)
    if found is None:
        return None
    return swedish.moment(found.at) if found.has_time else f"{swedish.day(found.day)} (ingen tid angiven)"


def deadline(case: Case) -> Said | None:
    """Return the last day to answer."""
    words = when(case.lot["deadline"])
    return notice(words, "sista dag för anbud") if words else None


def questions_by(case: Case) -> Said | None:
    """Return the last day to ask."""
    words = when(case.lot["questions_by"])
    return notice(words, "sista dag för frågor") if words else None


def ask_by(case: Case) -> date | None:
    """Return the day before which to ask: as the notice says, else ten days before the deadline."""
    if said := moment(case.lot["questions_by"]):
        return said.day
    last = moment(case.lot["deadline"])
    return last.day - timedelta(days=ASK_BEFORE) if last else None


def money(value: Money | None) -> str | None:
    """Return an amount with ”utan moms”."""
    return f"{swedish.money(value['amount'], value['currency'])} utan moms" if value else None


def value_of(case: Case) -> Said | None:
    """Return what the purchase is believed to be worth: of the lot, else of the whole."""
    if words := money(case.lot["value"]):
        return notice(words, "uppskattat värde för anbudsområdet")
    words = money(case.notice["value"])
    return notice(words, "uppskattat värde för hela köpet") if words else None


def duration(value: str | None) -> str | None:
    """Return an ISO 8601 duration in words: P24M is ”24 månader”."""
    steps = re.findall(r"(\d+)([DWMY])", value or "")
    return " och ".join(f"{count} {UNITS[unit][count != '1']}" for count, unit in steps) or None


def term(case: Case) -> Said | None:
    """Return how long the contract holds, with renewals."""
    words = duration(case.lot["duration"])
    if words and case.lot["renewals"]:
        times = "en gång" if case.lot["renewals"] == 1 else f"{case.lot['renewals']} gånger"
        words = f"{words}, kan förlängas {times}"
    return notice(words, "avtalets längd") if words else None


def documents_url(case: Case) -> Said | None:
    """Return where the tender documents are."""
    url = case.lot["documents_url"] or case.notice["documents_url"]
    return notice(url, "adress till upphandlingsdokumenten") if url else None


def submission_url(case: Case) -> Said | None:
    """Return where to send the bid."""
    url = case.lot["submission_url"] or case.notice["submission_url"]
    return notice(url, "adress för att lämna anbud") if url else None


def tool(case: Case) -> Said | None:
    """Return the name of the tool that the bid is sent in, known by its address."""
    for said in (submission_url(case), documents_url(case)):
        host = HOST.match(said.text.lower()) if said else None
        for sign, name in TOOLS.items():
            if host and sign in host[1]:
                return notice(name, "adress för att lämna anbud")
    return None


def places(case: Case) -> Said | None:
    """Return where the work is."""
    named = case.lot["cities"] or [
        name for code in (case.lot["nuts"] or case.notice["nuts"]) if (name := codes.nuts_name(code))
    ]
    return notice(", ".join(dict.fromkeys(named)), "plats") if named else None


def cpv(case: Case) -> Said | None:
    """Return what is bought by its CPV code, with the official label."""
    code = next(iter(case.lot["cpv"] or case.notice["cpv"]), None)
    if code is None:
        return None
    label = codes.label("cpv", code)
    return notice(f"{code} {label}" if label else code, "CPV-kod")


def about_purchase(case: Case) -> list[tuple[str, Said | None]]:
    """Return what the notice says of the purchase, by label."""
    number = case.notice["publication_number"] or case.notice["id"]
    return [
        ("Köpare", buyer(case)),
        ("Annons", notice(number, "nummer")),
        ("Anbudsområde", notice(case.lot["id"], "anbudsområde")),
        ("Vad som köps", cpv(case)),
        ("Plats", places(case)),
        ("Sista dag för anbud", deadline(case)),
        ("Sista dag för frågor", questions_by(case)),
        ("Uppskattat värde", value_of(case)),
        ("Avtalets längd", term(case)),
        ("Dokument", documents_url(case)),
        ("Lämna anbud", submission_url(case)),
    ]


def buyer(case: Case) -> Said | None:
    """Return the buyer's name."""
    name = next((buyer["name"] for buyer in case.notice["buyers"] if buyer["name"]), None)
    return notice(name, "köpare") if name else None


def title(case: Case) -> Said | None:
    """Return what is bought; a very long title is cut, with a mark."""
    words, is_cut = excerpt(case.lot["title"] or case.notice["title"] or "", LONGEST_TITLE)
    return notice(f"{words} …" if is_cut else words, "rubrik") if words else None


def description(case: Case) -> Said | None:
    """Return how the buyer describes the purchase: of the lot, else of the whole."""
    words = clean(case.lot["description"] or case.notice["description"] or "")
    return notice(words, "beskrivningen") if words else None


PROFILE: dict[str, tuple[str, Callable[[EnterpriseData], str | None]]] = {
    "name": ("namn", lambda e: e["name"]),
    "id": ("organisationsnummer", lambda e: f"{e['id'][:6]}-{e['id'][6:]}" if len(e["id"]) == 10 else e["id"]),
    "legal_form": ("företagsform", lambda e: FORMS.get(e["legal_form"] or "")),
    "municipality": ("säte", lambda e: _municipality(e["municipality"])),
    "service_area": ("arbetar i", lambda e: ", ".join(filter(None, map(_municipality, e["service_area"]))) or None),
    "description": ("beskrivning", lambda e: e["description"]),
    "persons": ("personer som kan arbeta samtidigt", lambda e: _count(e["persons"])),
    "yearly_value": ("omsättning per år", lambda e: _kronor(e["yearly_value"])),
    "largest_contract": ("största uppdrag ni klarar", lambda e: _kronor(e["largest_contract"])),
    "insurances": ("försäkringar", lambda e: ", ".join(e["insurances"]) or None),
    "certificates": ("certifikat", lambda e: ", ".join(e["certificates"]) or None),
    "permits": ("tillstånd och intyg", lambda e: ", ".join(e["permits"]) or None),
    "occupied_total": ("antal sysselsatta", lambda e: _count(e["occupied_total"])),
    "occupied_target_group": ("varav personer som har svårt att få jobb", lambda e: _count(e["occupied_target_group"])),
    "counted_on": ("räknat den", lambda e: e["counted_on"]),
    "f_skatt": ("F-skatt", lambda e: _yes(e["f_skatt"])),
    "vat": ("registrerat för moms", lambda e: _yes(e["vat"])),
    "integration_purpose": ("främsta syfte är integration till arbete", lambda e: _yes(e["integration_purpose"])),
    "public_service_purpose": ("offentligt uppdrag som syfte", lambda e: _yes(e["public_service_purpose"])),
    "reinvests": ("vinsten stannar i verksamheten", lambda e: _yes(e["reinvests"])),
    "participation": ("anställda eller brukare är med och bestämmer", lambda e: _yes(e["participation"])),
    "registered_idea_driven": ("registrerad som idéburen", lambda e: _yes(e["registered_idea_driven"])),
    "past_contracts": ("tidigare uppdrag", lambda e: "; ".join(c["title"] for c in e["past_contracts"][:3]) or None),
    "contact_name": ("kontaktperson", lambda e: e["contact_name"]),
    "email": ("e-post", lambda e: e["email"]),
    "phone": ("telefon", lambda e: e["phone"]),
    "confirmed_on": ("bekräftad den", lambda e: e["confirmed_on"]),
}  # fmt: skip


def profile_fact(enterprise: EnterpriseData, key: str) -> Said | None:
    """Return one fact of a profile, as it is shown; None when it is not known. Raises KeyError for an unknown key."""
    label, read = PROFILE[key]
    words = read(enterprise)
    return profile(clean(words), label) if words else None


def label_of(key: str) -> str:
    """Return the Swedish name of a profile's key."""
    return PROFILE[key][0]


def share(enterprise: EnterpriseData) -> str | None:
    """Return the share of those occupied that have difficulty in getting a job: ”71 procent”, rounded down."""
    total, group = enterprise["occupied_total"], enterprise["occupied_target_group"]
    return f"{100 * group // total} procent" if total and group is not None and group <= total else None


def _municipality(code: str | None) -> str | None:
    known = municipalities().get(code or "")
    return known.name if known else None


def _count(value: int | None) -> str | None:
    return swedish.number(value) if value is not None else None


def _kronor(value: float | None) -> str | None:
    return swedish.money(value) if value is not None else None


def _yes(value: bool | None) -> str | None:
    return None if value is None else "ja" if value else "nej"
