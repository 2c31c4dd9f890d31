"""Sentences: whole, in place, and not cut at abbreviations."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.sentences import LONGEST, sentences


@given(st.text(max_size=2000))
def test_a_sentence_is_a_slice_and_nothing_but_space_is_lost(text: str) -> None:
    found = sentences(text)

    assert all(text[s.start : s.end] == s.text for s in found)
    assert all(len(s.text) <= LONGEST for s in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_abbreviations_do_not_end_a_sentence() -> None:
    found = sentences("Enligt 4 kap. 18 § LOU, t.ex. för ASF m.fl. gäller detta. Nästa mening.")

    assert [s.text for s in found] == ["Enligt 4 kap. 18 § LOU, t.ex. för ASF m.fl. gäller detta.", "Nästa mening."]


def test_a_heading_is_lent_to_what_follows() -> None:
    found = sentences("Särskilda kontraktsvillkor\nLeverantören erbjuder praktik.\n")

    assert found[1].heading == "Särskilda kontraktsvillkor"


def test_an_endless_sentence_is_cut_at_a_comma() -> None:
    first = "Uppdraget omfattar " + "lokalvård av skolor och förskolor i hela kommunen " * 5 + "med allt material,"
    found = sentences(first + " samt fönsterputsning två gånger om året och golvvård när det behövs i alla entréer" * 2)

    assert found[0].text == first
    assert len(found) == 2


@pytest.mark.parametrize("bullet", ["•", "●", "\uf0a7", "—"])
def test_a_bullet_begins_anew(bullet: str) -> None:
    text = f"Det som köps: {bullet} städning av kontor {bullet} tvätt av mattor"

    assert [s.text for s in sentences(text)][1:] == ["städning av kontor", "tvätt av mattor"]
