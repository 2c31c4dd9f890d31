"""Why a lot was not suggested to an enterprise: the first step of matching that stopped it, in plain Swedish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from matchers.profile import Profile
from matchers.ranking import FORMS, TELLING, deadline_of, match_one, open_lots, score_of, signals_of, ties
from matchers.signals import Asked
from models.values import ConsiderationData, EnterpriseData, NoticeData


class Diagnosis(NamedTuple):
    """The step that decided (open, gate, reasons, score, shown), what it says, and its score and signals, if any."""

    step: str
    what: str
    score: float | None
    signals: list[Any]


def why_not(
    notice: NoticeData,
    lot: str,
    enterprise: EnterpriseData,
    considerations: Sequence[ConsiderationData],
    *,
    now: datetime,
    show_at: float,
) -> Diagnosis:
    """Follow one lot and one enterprise through the steps. Raises KeyError when the notice has no such lot."""
    wanted = next((entry for entry in notice["lots"] if entry["id"] == lot), None)
    if wanted is None:
        raise KeyError(lot)
    if notice["form_type"] not in FORMS:
        return Diagnosis("open", "Annonsen är ingen inbjudan att lämna anbud, till exempel ett resultat.", None, [])
    asked = next((a for a in open_lots(notice, considerations, now) if a.lot["id"] == lot), None)
    if asked is None:
        day = deadline_of(wanted)
        return Diagnosis("open", f"Sista dagen att svara har gått ut ({day:%Y-%m-%d %H:%M}).", None, [])
    return _compared(asked, Profile(enterprise), show_at)


def _compared(asked: Asked, profile: Profile, show_at: float) -> Diagnosis:
    if not ties(asked, profile):
        return Diagnosis(
            "gate",
            "Ingen bransch och ingen CPV-grupp är gemensam. Fyll på profilens branscher eller CPV-koder om det är fel.",
            None,
            [],
        )
    signals = signals_of(asked, profile)
    score = score_of(signals)
    if match_one(asked, profile) is None:
        speaking = [signal["name"] for signal in signals if signal["value"] > 0]
        telling = "" if TELLING & set(speaking) else " Inget av dem säger att företaget gör det som köps."
        return Diagnosis("reasons", f"Bara {len(speaking)} skäl talar för, det behövs två.{telling}", score, signals)
    if score < show_at:
        return Diagnosis("score", f"Poängen {score:.2f} är under gränsen {show_at:.2f}.", score, signals)
    return Diagnosis("shown", f"Förslaget visas, med poängen {score:.2f}.", score, signals)
