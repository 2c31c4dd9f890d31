"""Labels, the CPV tree and NUTS names: complete, consistent, and as published."""

from __future__ import annotations

import csv
import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.codes import (
    codes_of,
    cpv_code,
    cpv_labels,
    cpv_level,
    cpv_parent,
    is_article_77,
    label,
    nuts_name,
)
from models.places import municipalities
from models.regime import is_annex2
from tests import SHARED, needs_shared

OURS = {("non-award-justification", "no-rece")}  # the official Swedish label names another thing


def published(name: str) -> list[dict[str, str]]:
    """Return a list as published, spaces put in order."""
    folder = SHARED / "data" / "codelists"
    plain, packed = folder / f"{name}.tsv", folder / f"{name}.tsv.gz"
    text = plain.read_text("utf-8") if plain.exists() else gzip.decompress(packed.read_bytes()).decode("utf-8")
    rows = csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [{key: " ".join(value.split()) for key, value in row.items()} for row in rows]


@pytest.mark.parametrize(
    ("name", "code", "language", "wanted"),
    [
        ("cpv", "90911200", "sv", "Städning av byggnader"),
        ("cpv", "90911200-8", "en", "Building-cleaning services"),
        ("reserved-execution", "yes", "sv", "Ja"),
        ("strategic-procurement", "soc-obj", "sv", "Främjande av social hållbarhet"),
        ("award-criterion-type", "price", "sv", "Pris"),
        ("country", "SWE", "sv", "Sverige"),
        ("nuts", "SE231", "sv", "Hallands län"),
        ("nuts-lvl3", "SE231", "en", "Hallands län"),
        ("social-objective", "nothing-known", "sv", None),
        ("cpv", "99999999", "sv", None),
    ],
)
def test_labels(name: str, code: str, language: str, wanted: str | None) -> None:
    assert label(name, code, "en" if language == "en" else "sv") == wanted


def test_an_unknown_list_is_an_error() -> None:
    with pytest.raises(KeyError):
        label("no-such-list", "x")


def test_no_tender_at_all_is_said_as_it_is() -> None:
    assert label("non-award-justification", "no-rece") == "Inga anbud, anbudsansökningar eller projekt kom in"


@pytest.mark.parametrize(
    ("written", "code"),
    [("90911200-8", "90911200"), ("90 911 200", "90911200"), ("03121000", "03121000"), ("9091", None), ("", None)],
)
def test_a_code_is_read_as_people_write_it(written: str, code: str | None) -> None:
    assert cpv_code(written) == code


@given(st.text())
def test_any_text_gives_a_code_or_nothing(text: str) -> None:
    code = cpv_code(text)
    assert code is None or (len(code) == 8 and code.isdigit())


def test_the_tree_holds_together() -> None:
    known = cpv_labels()

    assert len(known) == 9454
    assert [code for code in known if cpv_parent(code) is None] == [code for code in known if cpv_level(code) == 2]
    assert cpv_parent("90911200") == "90911000"
    assert cpv_parent("12345678") is None
    assert (cpv_level("90000000"), cpv_level("90911200"), cpv_level("30000000")) == (2, 6, 2)


def test_every_county_has_its_nuts_name() -> None:
    for place in municipalities().values():
        assert nuts_name(place.nuts3) == place.county


@pytest.mark.parametrize(
    ("code", "name"), [("SE", "Sverige"), ("DE212", "Tyskland"), ("NO082", "Norge"), ("QQ1", None)]
)
def test_other_countries_go_by_their_name(code: str, name: str | None) -> None:
    assert nuts_name(code) == name


def test_article_77_is_not_annex_2() -> None:
    assert is_article_77("85312000")
    assert not is_article_77("55330000")
    assert is_annex2("55330000")
    assert not is_article_77("90911200")


def test_every_code_in_use_here_has_a_label() -> None:
    for name in ("form-type", "notice-type", "notice-subtype", "contract-nature", "framework-agreement"):
        assert all(label.sv and label.en for label in codes_of(name).values())
    assert {"opp", "work-cond", "acc-all", "gen-eq", "et-eq", "hum-right", "other"} == set(codes_of("social-objective"))


@needs_shared
def test_the_small_lists_are_as_published() -> None:
    for name in ("form-type", "country", "reserved-procurement", "social-objective", "non-award-justification"):
        rows = published(name)
        assert {row["code"] for row in rows} == set(codes_of(name))
        for row in rows:
            if (name, row["code"]) not in OURS:
                assert (label(name, row["code"]), label(name, row["code"], "en")) == (row["sv"], row["en"])


@needs_shared
def test_the_cpv_tree_is_as_published() -> None:
    rows = published("cpv")
    assert {row["code"]: (row["sv"], row["en"], row["parent"] or None) for row in rows} == {
        code: (known.sv, known.en, cpv_parent(code)) for code, known in cpv_labels().items()
    }
    assert {row["code"] for row in published("cpv-social-services")} == {c for c in cpv_labels() if is_article_77(c)}
