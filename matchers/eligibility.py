"""May this enterprise take a reserved contract, and with what proof: yes, no or unknown. Unknown is not no."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from models.values import EnterpriseData

Answer = Literal["yes", "no", "unknown"]
SHARE = 0.30  # of those occupied must belong to the target group (LOU 4 kap. 18 §)


class Eligibility(NamedTuple):
    """The answer for one route, why, and what proves it. Swedish, for the coordinator."""

    answer: Answer
    reason: str
    proof: tuple[str, ...]


def may_take(enterprise: EnterpriseData, kind: str | None, on: date) -> Eligibility:
    """Answer for a reserved contract of this kind: res_ws, res_exec, res_pub, res_idea; anything else is unclear."""
    if kind == "res_ws":
        return _integration(enterprise)
    if kind == "res_pub":
        return _public_service(enterprise, on)
    if kind == "res_idea":
        return _idea_driven(enterprise)
    if kind == "res_exec":
        return Eligibility(
            "unknown", "Uppdraget ska utföras inom skyddad anställning; fråga köparen om ni räknas dit.", ()
        )
    return Eligibility("unknown", "Det är oklart vilka köpet är reserverat för; fråga köparen.", ())


def _integration(enterprise: EnterpriseData) -> Eligibility:
    proof = ("stadgar", "egen försäkran om antal sysselsatta, med datum")
    total, group = enterprise["occupied_total"], enterprise["occupied_target_group"]
    if enterprise["integration_purpose"] is False:
        return Eligibility("no", "Företagets främsta syfte är inte integration till arbete.", proof)
    if total and group is not None:
        share = group / total
        if share < SHARE:
            return Eligibility(
                "no", f"{group} av {total} sysselsatta hör till målgruppen; det krävs 30 procent.", proof
            )
        if enterprise["integration_purpose"]:
            return Eligibility(
                "yes", f"{group} av {total} sysselsatta hör till målgruppen och syftet är integration.", proof
            )
        return Eligibility("unknown", "Det saknas uppgift om att syftet är integration.", proof)
    return Eligibility("unknown", "Det saknas uppgift om hur många sysselsatta som hör till målgruppen.", proof)


def _public_service(enterprise: EnterpriseData, on: date) -> Eligibility:
    proof = ("stadgar", "årsredovisning")
    until = enterprise["won_19_25_until"]
    if until and date.fromisoformat(until[:10]) > on:
        return Eligibility("no", f"Företaget har redan ett sådant avtal till {until[:10]}.", proof)
    tests = {
        "offentligt uppdrag som syfte": enterprise["public_service_purpose"],
        "vinsten återinvesteras": enterprise["reinvests"],
        "anställda eller brukare är delaktiga": enterprise["participation"],
    }
    failed = [name for name, passed in tests.items() if passed is False]
    unknown = [name for name, passed in tests.items() if passed is None]
    if failed:
        return Eligibility("no", f"Ett villkor är inte uppfyllt: {', '.join(failed)}.", proof)
    if unknown:
        return Eligibility("unknown", f"Det saknas uppgift om: {', '.join(unknown)}.", proof)
    return Eligibility("yes", "Syfte, vinst och delaktighet stämmer med 19 kap. 25 § LOU.", proof)


def _idea_driven(enterprise: EnterpriseData) -> Eligibility:
    proof = ("registreringsbevis för idéburna organisationer",)
    if enterprise["legal_form"] in {"ab", "ab_svb"}:
        return Eligibility("no", "Ett aktiebolag räknas inte som idéburen organisation.", proof)
    if enterprise["registered_idea_driven"]:
        return Eligibility("yes", "Företaget är registrerat som idéburen organisation.", proof)
    if enterprise["registered_idea_driven"] is False:
        return Eligibility("unknown", "Företaget är inte registrerat som idéburet; fråga köparen om det krävs.", proof)
    return Eligibility("unknown", "Det saknas uppgift om registrering som idéburen organisation.", proof)
