"""The invented day: the XML is what the tables give, and it covers what it should."""

from __future__ import annotations

from collections import Counter

from matchers.categories import categories
from matchers.considerations import classify
from matchers.trades import trades
from models.profile_files import read_profiles
from samples.write import OUT, UNREADABLE, files
from scrapers.orgnumbers import is_valid
from scrapers.reading import read
from tests import ROOT


def test_the_files_are_what_the_tables_give() -> None:
    made = files()

    assert {path.name for path in OUT.glob("*.xml")} == set(made)
    assert all((OUT / name).read_bytes() == content for name, content in made.items())


def test_the_day_has_every_kind() -> None:
    notices = [notice for name, content in files().items() if name not in UNREADABLE for notice in read(content)]
    forms = Counter(notice["form_type"] for notice in notices)
    found = {c["category"] for notice in notices for c in classify(notice)}

    assert len(notices) >= 60
    assert forms["planning"] >= 2
    assert forms["result"] >= 1
    assert any(notice["changes"] and notice["changes"]["reason"] == "cancel" for notice in notices)
    assert any(len(notice["lots"]) > 2 for notice in notices)
    assert found == set(categories())
    assert any(lot["deadline"] and "T" not in lot["deadline"] for notice in notices for lot in notice["lots"])


def test_invented_enterprises_have_numbers_that_fail() -> None:
    profiles = read_profiles(ROOT / "samples" / "enterprises.json")

    assert len(profiles) == 18
    assert {trade for profile in profiles for trade in profile["trades"]} == set(trades())
    assert not any(is_valid(profile["id"]) for profile in profiles)
    assert {profile["municipality"] for profile in profiles} >= {"1315", "1380", "1381", "1382", "1383", "1384"}
