"""Profiles from and to files: read back they are the same, and every fault is named by its row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.profile_files import COLUMNS, BadFile, read_profiles, write_profiles
from models.values import EnterpriseData
from tests import ROOT, an_enterprise

KINDS = (".xlsx", ".csv", ".json")
letters = st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"], exclude_characters=";|'")
words = st.text(letters, min_size=1, max_size=30).map(lambda text: " ".join(text.split())).filter(bool)


def test_every_key_of_a_profile_has_a_column() -> None:
    assert set(COLUMNS) == set(EnterpriseData.__annotations__)


@pytest.mark.parametrize("kind", KINDS)
def test_the_sample_enterprises_come_back_the_same(kind: str, tmp_path: Path) -> None:
    profiles = read_profiles(ROOT / "samples" / "enterprises.json")

    write_profiles(tmp_path / f"x{kind}", profiles)

    assert read_profiles(tmp_path / f"x{kind}") == profiles


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(name=words, description=words, wants=st.lists(words, max_size=3, unique=True), kind=st.sampled_from(KINDS))
def test_any_words_come_back_the_same(name: str, description: str, wants: list[str], kind: str, tmp_path: Path) -> None:
    profile = an_enterprise(name=name, description=description, wants=wants)

    write_profiles(tmp_path / f"y{kind}", [profile])

    assert read_profiles(tmp_path / f"y{kind}") == [profile]


@pytest.mark.parametrize("kind", [".xlsx", ".csv"])
def test_an_empty_template_says_that_it_is_empty(kind: str, tmp_path: Path) -> None:
    write_profiles(tmp_path / f"mall{kind}", [])

    with pytest.raises(BadFile, match="inga företag"):
        read_profiles(tmp_path / f"mall{kind}")


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"Organisationsnummer": "12"}, "rad 2: Organisationsnummer"),
        ({"Namn": ""}, "Namn saknas"),
        ({"Kommun": "Atlantis"}, "ingen kommun"),
        ({"CPV-koder": "städ"}, "ingen CPV-kod"),
        ({"Sysselsatta": "3", "Sysselsatta i målgruppen": "5"}, "fler än alla"),
        ({"Syftet är integration": "kanske"}, "varken ja eller nej"),
        ({"Räknat den": "i fjol"}, "inget datum"),
        ({"Största uppdrag (kr)": "mycket"}, "inget tal"),
    ],
)
def test_a_bad_cell_is_named(cells: dict[str, str], says: str, tmp_path: Path) -> None:
    row = {"Organisationsnummer": "769600-0001", "Namn": "Exempel"} | cells
    file = tmp_path / "x.csv"
    file.write_text(";".join(row) + "\n" + ";".join(row.values()) + "\n", encoding="utf-8")

    with pytest.raises(BadFile) as caught:
        read_profiles(file)

    assert says in str(caught.value)


def write(path: Path, content: bytes | str) -> Path:
    """Write a file and return its path."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.xlsx", b"<html>nej</html>"),
        ("x.csv", b"\xff\xfe\x00"),
        ("x.csv", "Organisationsnummer;Namn;Okänd\n"),
        ("x.csv", "Namn\nExempel\n"),
        ("x.csv", "Organisationsnummer;Namn\n7696000001;A\n7696000001;B\n"),
        ("x.json", "{"),
        ("x.json", "[1]"),
        ("x.json", '[{"unknown": 1}]'),
        ("x.pdf", "x"),
    ],
)
def test_a_file_that_is_no_profile_file_is_refused(name: str, content: Any, tmp_path: Path) -> None:
    with pytest.raises(BadFile):
        read_profiles(write(tmp_path / name, content))


def test_a_cell_that_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    profile = an_enterprise(name='=HYPERLINK("x")')
    for kind in KINDS:
        write_profiles(tmp_path / f"z{kind}", [profile])
        assert read_profiles(tmp_path / f"z{kind}") == [profile]
    assert ";'=HYPERLINK" in (tmp_path / "z.csv").read_text(encoding="utf-8").replace('"', "")
