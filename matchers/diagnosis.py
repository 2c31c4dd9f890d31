"""Why a lot was not suggested to an enterprise: the first step of matching that stopped it, in plain Swedish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from matchers.asked import Asked
from matchers.profile import Profile
from matchers.ranking import FORMS, LEAST, Lots, Matcher, deadline_of, open_lots, scores, signals_of
from matchers.signals import SIGNALS
from matchers.weights import Weights, prior
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
    weights: Weights | None = None,
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
    return _compared(asked, Profile(enterprise), show_at, weights or prior())


def _compared(asked: Asked, profile: Profile, show_at: float, weights: Weights) -> Diagnosis:
    pairs = Matcher.of(profile, weights).candidates(Lots.of([asked]))
    if not len(pairs.lot):
        return Diagnosis(
            "gate",
            "Ingen bransch och ingen CPV-grupp är gemensam, och texterna liknar inte varandra. Fyll på profilens"
            " branscher, CPV-koder eller beskrivning om det är fel.",
            None,
            [],
        )
    signals = signals_of(asked, profile, pairs.values[:, 0], weights)
    score = float(scores(pairs.total[0]))
    if not pairs.enough()[0]:
        counted = [signal for signal, value in zip(SIGNALS, pairs.values[:, 0], strict=True) if value > 0]
        reasons = sum(signal.is_reason for signal in counted)
        telling = any(signal.is_telling for signal in counted)
        more = "" if telling else " Inget av dem säger att företaget gör det som köps."
        return Diagnosis("reasons", f"Bara {reasons} skäl talar för, det behövs {LEAST}.{more}", score, signals)
    if score < show_at:
        return Diagnosis("score", f"Poängen {score:.2f} är under gränsen {show_at:.2f}.", score, signals)
    return Diagnosis("shown", f"Förslaget visas, med poängen {score:.2f}.", score, signals)
