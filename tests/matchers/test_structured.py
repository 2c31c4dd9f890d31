"""Each structured social value of the published notices gives its finding, in its lot, with the code as evidence."""

from __future__ import annotations

import pytest

from matchers.considerations import classify
from matchers.texts import codes
from models.values import NoticeData
from scrapers.exceptions import UnreadableNotice
from scrapers.reading import read_many
from tests import SHARED, needs_shared

MEANT = {
    ("reserved_participation", "res-ws"): "reserved",
    ("reserved_participation", "res-pub-ser"): "reserved",
    ("reserved_execution", "yes"): "reserved",
    ("social_objectives", "acc-all"): "accessibility",
    ("social_objectives", "work-cond"): "labour",
    ("social_objectives", "gen-eq"): "equality",
    ("social_objectives", "et-eq"): "equality",
    ("social_objectives", "opp"): "employment",
    ("social_objectives", "hum-right"): "supply_chain",
    ("accessibility", "inc"): "accessibility",
}


def stated(notice: NoticeData) -> set[tuple[str, str, str]]:
    """Return (field path, code, category) of the social values that a notice states."""
    return {
        (path, code, MEANT[path.rpartition("/")[2], code])
        for path, text in codes(notice).items()
        for code in text.split()
        if (path.rpartition("/")[2], code) in MEANT
    }


@needs_shared
def test_each_structured_value_gives_its_finding() -> None:
    seen: set[str] = set()
    missing = []
    for _, outcome in read_many([SHARED / "data" / "eforms-real"], 1):
        for notice in () if isinstance(outcome, UnreadableNotice) else outcome:
            if not (wanted := stated(notice)):
                continue
            found = {
                (span["field"], span["text"], c["category"])
                for c in classify(notice)
                if c["basis"] == "field"
                for span in c["evidence"]
            }
            missing += [(notice["id"], value) for value in wanted - found]
            seen |= {code for _, code, _ in wanted}

    assert missing == []
    assert {"res-ws", "yes", "acc-all", "work-cond", "opp", "gen-eq", "inc"} <= seen


@pytest.mark.parametrize("value", sorted(MEANT))
def test_the_taxonomy_knows_the_value(value: tuple[str, str]) -> None:
    from matchers.categories import categories

    field, code = value
    assert code in categories()[MEANT[value]].codes.get(field, {})
