"""The trade vocabulary: every entry finds what buyers write and not what only looks alike; the index loses nothing."""

from __future__ import annotations

import pytest

from matchers.corpus.check import load
from matchers.trades import named, trades

EXAMPLES = [(trade.id, text) for trade in trades().values() for text in trade.examples]
NOT_EXAMPLES = [(trade.id, text) for trade in trades().values() for text in trade.not_examples]


@pytest.mark.parametrize(("trade", "text"), EXAMPLES)
def test_what_buyers_write_is_found(trade: str, text: str) -> None:
    assert named(text).get(trade)
    assert named(text.upper()).get(trade), "capitals make no difference"


@pytest.mark.parametrize(("trade", "text"), NOT_EXAMPLES)
def test_what_only_looks_alike_is_not(trade: str, text: str) -> None:
    assert trade not in named(text)


def test_every_entry_has_both_kinds_of_examples_and_codes() -> None:
    for trade in trades().values():
        assert len(trade.examples) >= 3, trade.id
        assert len(trade.not_examples) >= 2, trade.id
        assert all(len(code) == 8 and code.isdigit() for code in trade.cpv), trade.id
        assert 0 < trade.size[0] < trade.size[1], trade.id


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Uppdraget omfattar flyttjänster utan städning.", False),
        ("Städning ingår inte i uppdraget.", False),
        ("Lokalvård, fönsterputs ingår ej", True),
        ("Avtalet gäller lokaler exklusive städning", False),
        ("Inte bara städning av golv utan även av tak", True),
        ("Städning. Fönsterputs ingår inte.", True),
        ("Varken städning eller snöröjning ingår", False),
    ],
)
def test_a_word_that_the_text_takes_back_does_not_count(text: str, found: bool) -> None:
    assert ("cleaning" in named(text)) is found


@pytest.mark.parametrize(
    ("text", "trade"),
    [
        ("lokalvård", "cleaning"), ("städning", "cleaning"), ("skötsel av grönytor", "green"),
        ("trädgårdsarbete", "green"), ("catering", "catering"), ("fika", "catering"), ("smörgåsar", "catering"),
        ("budtjänster", "courier"), ("rekond", "carcare"),
    ],
)  # fmt: skip
def test_words_with_one_meaning_meet_in_one_trade(text: str, trade: str) -> None:
    assert trade in named(text)


def test_the_index_spares_searches_and_loses_none() -> None:
    for passage in load()[::4]:
        text = passage["text"]
        plainly = {trade.id: words for trade in trades().values() if (words := trade.found_in(text))}
        assert named(text) == plainly
