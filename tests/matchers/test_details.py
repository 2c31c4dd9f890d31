"""Figures of clauses as values, and which kind a reservation is; measured on the corpus's own figures."""

from __future__ import annotations

from collections import Counter

import pytest

from matchers.corpus.check import load
from matchers.details import in_words, numbers_of, reservation
from matchers.folding import fold
from matchers.sentences import sentences

NOTHING = {"count": None, "share": None, "period": None, "penalty": None, "referrer": None}


@pytest.mark.parametrize(
    ("text", "category", "expected"),
    [
        ("Leverantören ska erbjuda två praktikplatser per avtalsår.", "employment", {"count": 2}),
        ("Minst 10 procent av timmarna utförs av lärlingar.", "employment", {"share": 10}),
        ("Var femte tjänst besätts av en person utan jobb.", "employment", {"share": 20}),
        ("Uteblir platsen utgår vite med 5 000 kr per månad.", "employment", {"penalty": 5000}),
        ("30.000 kronor hålls inne om villkoret inte följs.", "labour", {"penalty": 30000}),
        ("Tre personer anvisas av kommunens arbetsmarknadsenhet.", "employment",
         {"count": 3, "referrer": "kommunens arbetsmarknadsenhet"}),
        ("En praktikplats om minst sex månader erbjuds.", "employment", {"count": 1, "period": "minst sex månader"}),
        ("Anbud med plan för praktik får prisavdrag 150 000 kr.", "employment", {}),
        ("Mervärde 3, vikt 10 %: beskriv hur ni ger unga arbete.", "employment", {}),
        ("AFC.163 Fyra sommarjobbare sysselsätts under juli.", "employment", {"count": 4}),
        ("Teleslinga täcker 80 procent av sittplatserna.", "accessibility", {}),
    ],
)  # fmt: skip
def test_figures_are_read(text: str, category: str, expected: dict[str, object]) -> None:
    assert numbers_of(fold(text), category) == NOTHING | expected


def test_figures_are_said_in_swedish() -> None:
    numbers = numbers_of(
        fold("Två personer som anvisas av arbetsförmedlingen anställs; annars vite 5 000 kr."), "employment"
    )

    assert in_words(numbers) == "antal: 2 · vite eller avdrag: 5\u00a0000\u00a0kr · anvisas av: arbetsförmedlingen"
    assert in_words(numbers_of("inga siffror här", "employment")) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Deltagandet är förbehållet idéburna organisationer enligt 19 kap. 25 a § LOU", "res_idea"),
        ("Reserverat enligt 19 kap. 25 § LOU", "res_pub"),
        ("Bara arbetsintegrerande företag får lämna anbud", "res_ws"),
        ("Upphandlingen är reserverad", "oklart"),
    ],
)
def test_the_kind_of_a_reservation_is_told(text: str, kind: str) -> None:
    assert reservation(fold(text)) == kind


def test_the_figures_of_the_corpus_are_mostly_read_rightly() -> None:
    """Of the figures that are read where the corpus labels one, nearly all are the labelled ones."""
    counted: Counter[tuple[str, bool]] = Counter()
    for passage in load():
        if passage.get("lang", "swe") != "swe":
            continue
        for sentence in sentences(passage["text"]):
            for label in passage["labels"]:
                if label["start"] < sentence.end and sentence.start < label["end"]:
                    read = numbers_of(fold(sentence.text), label["category"])
                    for key in ("count", "share", "penalty"):
                        wanted, got = passage["numbers"].get(key), read[key]
                        if wanted is not None and got is not None:
                            counted[key, wanted == got] += 1
    for key in ("count", "share", "penalty"):
        assert counted[key, True] >= 20
        assert counted[key, True] / (counted[key, True] + counted[key, False]) >= 0.9, (key, counted)
