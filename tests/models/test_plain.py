"""Plain Swedish, measured: by hand-counted texts and by texts that must fail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import plain

EASY = """Ett jobb som kan passa er
Ni lagar fika och lunch. Ni har öppet fem dagar i veckan.
Sista dag är torsdag 3 december 2026 kl. 23.59. Det är 14 dagar kvar.
Jobbet är värt 1 200 000 kr utan moms."""


def test_lix_counted_by_hand() -> None:
    # Ni lagar fika (3) · Ni skickar svaret före onsdag (5; skickar is long) → 8 words, 1 long, 2 sentences
    assert plain.count("Ni lagar fika. Ni skickar svaret före maten.") == (8, 1, 2)
    assert plain.lix("Ni lagar fika. Ni skickar svaret före maten.") == pytest.approx(8 / 2 + 100 / 8)


def test_headings_and_points_are_sentences() -> None:
    assert plain.count("Vad ska göras\nStäda\nVad behövs: en bil").sentences == 4


@pytest.mark.parametrize(
    "text",
    ["torsdag 3 december 2026 kl. 23.59", "1 200 000 kr", "1\u00a0200\u00a0000\u00a0kr", "2026", "30 procent", "12,5"],
)
def test_a_number_is_one_short_word(text: str) -> None:
    assert plain.count(text) == (1, 0, 1)


def test_names_and_quoted_titles_are_left_out() -> None:
    text = "Halmstads kommun köper ”Funktionsupphandling av lokalvårdstjänster”."
    assert plain.count(text, ["Halmstads kommun"]) == (1, 0, 1)


def test_hyphens_make_one_word() -> None:
    assert plain.count("F-skatt och HLR-kurs") == (3, 1, 1)


def test_an_easy_text_has_no_problems() -> None:
    assert plain.lix(EASY) < 35
    assert plain.problems(EASY, 35) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Ni fyller i ESPD.", "ESPD"),
        ("Köpet har ett vite.", "vite"),
        ("Skriv en avsiktsförklaring.", "avsiktsförklaring"),
    ],
)
def test_a_hard_word_needs_its_explanation(text: str, word: str) -> None:
    assert [hard.word for hard in plain.unexplained(text)] == [word]
    explained = text.replace(word, f"{word} (det betyder något)")
    assert plain.unexplained(explained) == []
    assert plain.unexplained(f"Ett svar ({word}).") == []
    assert plain.unexplained(f"Läs ”{text}”") == []


def test_what_makes_a_text_hard_is_named() -> None:
    text = (
        "Leverantören ska inkomma med t.ex. dokumentation avseende kvalitetsledningssystem, miljöledningssystem, "
        "personalplanering, ekonomi, försäkringar, referensuppdrag, underleverantörer, avvikelsehantering samt "
        "bemanning och organisation inför genomförandet av uppdraget. Anbudet ska lämnas i tid."
    )
    found = "\n".join(plain.problems(text, 40))
    for sign in ("LIX", "ord i en mening", "underleverantör", "förkortning: t.ex", "passiv form: ska lämnas"):
        assert sign in found


@given(st.text(max_size=300))
def test_any_text_can_be_measured(text: str) -> None:
    assert plain.lix(text) >= 0
    plain.problems(text, 40)
