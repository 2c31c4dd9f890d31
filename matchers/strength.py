"""How strongly a sentence states something: the strongest verb decides, a heading lends its strength to its list."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import get_args

from matchers.folding import fold, folded
from models.values import Strength

STRENGTHS: tuple[Strength, ...] = get_args(Strength)
DIALOGUE = folded(
    r"\b(dialog|samråd|enas om|gemensamt ta\w* fram|drøft|discuss|bespr|i fællesskab|i fellesskap|gemeinsam mit|"
    r"uppstartsmöte|avstämning|överenskom|i samverkan med|diskuter|samtal|"
    r"förutsättningarna (för )?att|"
    r"möjligheterna? (till|att)|kan komma att|tillsammans (med|undersök)|undersök\w* möjlighet|bjuds in till)",
)
CRITERION = folded(
    r"poäng|\b(points?|poeng|punkte?n?|tildelingskriter|zuschlagskriter|award criteri|weighting|gewicht|vægt|vektes|"
    r"viktar|väger|från (pris|anbudspris|jämförelsepris|utvärderingspris|anbudssumma)|mervärd|utvärder|"
    r"tilldelningskriteri|prisavdrag|avdrag|påslag|viktas|bonus|premier|bedöms|meriter|"
    r"börkrav|bör-krav|fiktiv|rangordna|betygs|kvalitetskriteri|anbud som (erbjuder|visar|beskriver))",
)
CONTRACT = folded(
    r"\b(under (hela )?(avtals|kontrakts|uppdrags|entreprenad)\w*|avtalstid|kontraktsvillkor|kontraktstid|fullgörande|"
    r"vite|åtar sig|förbinder sig|följs upp|uppföljning|redovis\w+ (varje|årligen|en gång)|per avtalsår|"
    r"efter avtalsstart|efter kontrakts|entreprenören|utföraren|per år|årligen|under uppdraget|senast \w+ månader|"
    r"avtalet|ska leverantören)",
)
DEMAND = folded(r"\b(ska|skall|måste|krävs|krav|obligatorisk|kvalificer|ska-krav|skallkrav|får inte|förutsätter)\b")
POLICY = folded(
    r"\b(ser (\w+ )?positivt|sätter värde|välkomna|strävar|värnar|ser gärna|vill (att|bidra|främja|verka|se)|"
    r"uppmuntrar|policy|program för|ambition|målsättning|"
    r"inriktning|verkar för|ska(ll)? eftersträva|önskar|i linje med|agenda 2030|prioriter)",
)
HEADINGS: tuple[tuple[Strength, re.Pattern[str]], ...] = (
    (
        "contract",
        folded(r"kontraktsvillkor|avtalsvillkor|fullgörande|särskilda villkor|under avtal|uppföljning"),
    ),
    ("criterion", folded(r"utvärder|tilldelning|mervärde|bör-?krav|poäng")),
    ("demand", folded(r"krav på|kvalificer|kravspec|ska-?krav|obligator|tekniska krav")),
    ("dialogue", folded(r"samverkan|dialog")),
    ("policy", folded(r"inledning|om (kommunen|regionen|staden|beställaren)|bakgrund|vision")),
)
BUYER = folded(r"^(kommunen|beställaren|regionen|staden|vi|myndigheten|bolaget|upphandlande \w+|\w+s kommun)\b")
SOFTER: dict[Strength, Strength] = {"demand": "contract", "contract": "dialogue", "criterion": "criterion"}
CONDITION = folded(r"\bom (leverantören|entreprenören|behov|det finns|möjlig)")


def strength_of(sentence: str, heading: str, default: Strength) -> Strength:
    """Return the strength that a sentence (folded) states, under its heading; `default` is the category's usual one.

    ”object” stays: a reserved procurement or bought work training is what the procedure is, whatever the verb.
    """
    if default == "object":
        return "object"
    if DIALOGUE.search(sentence):
        return "dialogue"
    if CRITERION.search(sentence):
        return "criterion"
    found = _by_verb(sentence, heading, default)
    return SOFTER.get(found, found) if CONDITION.search(sentence) else found


def _by_verb(sentence: str, heading: str, default: Strength) -> Strength:
    if POLICY.search(sentence) and (BUYER.match(sentence) or not DEMAND.search(sentence)):
        return "policy"
    lent = _lent(heading)
    if lent in {"contract", "criterion"}:
        return lent
    if CONTRACT.search(sentence):
        return "contract"
    if DEMAND.search(sentence):
        return "demand" if default == "demand" or lent == "demand" else "contract"
    return lent or default


@lru_cache(maxsize=10_000)
def _lent(heading: str) -> Strength | None:
    """Return the strength that a heading lends to what stands under it."""
    low = fold(heading)
    return next((strength for strength, words in HEADINGS if words.search(low)), None)
