"""Where the buyer's fields and the text say different things: itself a finding, for a person to settle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from matchers.folding import fold, folded
from matchers.sentences import sentences
from matchers.texts import fields, lot_of
from models.values import ConsiderationData, EvidenceSpan, LotData, NoticeData

OPEN = folded(
    r"\b(?:inte|ej) (?:är )?reserverad|\b(?:är|utgör) (?:inte|ej) (?:en )?reserverad|"
    r"\b(?:alla|samtliga) (?:intresserade |ekonomiska |seriösa )?(?:leverantörer|aktörer|företag|anbudsgivare)\s+"
    r"(?:\w+\s+){0,2}?(?:får|kan|har rätt att|är välkomna att|äger rätt att)\s+(?:\w+\s+){0,2}?"
    r"(?:lämna|inkomma|delta|ansöka)|"
    r"\b(?:öppen|öppet) för (?:alla|samtliga)\b|\binte förbehållen\b|\bopen to all (?:tenderers|suppliers|operators)\b"
)
WORKS = ("45",)  # CPV division of construction
BIG = 10_000_000  # in the currency of the lot; no reserved work of this size is known among the awards read
TEXT_SAYS = 0.7  # probability from which the text is taken at its word
DOUBTED = 0.4  # probability that is left of a field that the text contradicts
NO = "none"


class Disagreement(NamedTuple):
    """A lot (None: the whole procurement), what is at odds in plain Swedish, and the words."""

    lot: str | None
    category: str
    what: str
    evidence: list[EvidenceSpan]


def disagreements(notice: NoticeData, found: Sequence[ConsiderationData]) -> list[Disagreement]:
    """Return what the fields and the text of a notice say differently about who may tender, and about social aims."""
    texts = fields(notice)
    result: list[Disagreement] = []
    for lot in notice["lots"]:
        mine = [c for c in found if c["lot"] in {lot["id"], None}]
        flagged = [c for c in mine if c["category"] == "reserved" and c["basis"] == "field"]
        said = [c for c in mine if c["basis"] != "field" and c["probability"] >= TEXT_SAYS]
        if flagged:
            result += _flagged_but(lot, texts, any(c["category"] == "reserved" for c in said))
        elif NO in lot["reserved_participation"]:
            result += _unflagged(
                lot, said, "reserved", "Fältet säger att ingen reservation finns, men texten beskriver en."
            )
        if NO in lot["strategic"] or NO in lot["social_objectives"]:
            result += _unflagged(
                lot, said, "employment", "Fältet säger att inget socialt mål finns, men texten ställer sådana villkor."
            )
    return result


def _flagged_but(lot: LotData, texts: dict[str, str], said: bool) -> Iterable[Disagreement]:
    spans = [
        span
        for field, text in texts.items()
        if lot_of(field) in {lot["id"], None}
        for span in _open_to_all(field, text)
    ]
    if spans and not said:
        what = "Fältet säger reserverad, men texten säger att alla får lämna anbud."
        yield Disagreement(lot["id"], "reserved", what, spans)
    elif not said and lot["cpv"] and all(code.startswith(WORKS) for code in lot["cpv"]):
        value = lot["value"]
        if value is not None and value["amount"] is not None and value["amount"] >= BIG:
            what = "Fältet säger reserverad, men det som köps är ett stort bygge och texten nämner ingen reservation."
            yield Disagreement(lot["id"], "reserved", what, [])


def _open_to_all(field: str, text: str) -> Iterable[EvidenceSpan]:
    for sentence in sentences(text):
        if OPEN.search(fold(sentence.text)):
            yield {"field": field, "start": sentence.start, "end": sentence.end, "text": sentence.text}


def _unflagged(lot: LotData, said: Sequence[ConsiderationData], category: str, what: str) -> Iterable[Disagreement]:
    spans = [span for c in said if c["category"] == category for span in c["evidence"]]
    if spans:
        yield Disagreement(lot["id"], category, what, spans)


def doubted(found: Sequence[ConsiderationData], at_odds: Sequence[Disagreement]) -> list[ConsiderationData]:
    """Return the findings, where a field that the text contradicts is less probable, ”oklart”, and shows the words."""
    against = {(d.lot, d.category): d for d in at_odds}
    return [
        {
            **c,
            "probability": min(c["probability"], DOUBTED),
            "detail": "oklart",
            "evidence": [*c["evidence"], *against[c["lot"], c["category"]].evidence[:2]],
        }
        if c["basis"] == "field" and (c["lot"], c["category"]) in against
        else c
        for c in found
    ]
