"""Joint bids: a truth table of lots and enterprises, and what must hold of every proposal."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchers.considerations import classify
from matchers.joint import Joiner
from matchers.ranking import open_lots
from matchers.signals import Asked
from models.plain import MOST, sentences
from models.values import EnterpriseData, JointBidData
from tests import a_lot, a_notice, an_enterprise
from tests.matchers.test_joint_parts import HALMSTAD, NOW

AREAS = {"H": "1380", "L": "1381", "F": "1382", "V": "1383", "K": "1384", "Y": "1315"}
TRADES = {"c": "cleaning", "g": "green", "s": "snow", "f": "cafe", "m": "moving", "t": "laundry"}
WORDS = {
    "c": "lokalvård", "g": "gräsklippning", "s": "snöröjning", "f": "drift av kafé", "m": "flyttjänster",
    "t": "textiltvätt",
}  # fmt: skip


def an_asf(name: str, trades: str, areas: str, largest: float | None = 3e6, **changes: Any) -> EnterpriseData:
    """Return an enterprise from letters: an_asf("A", "cg", "HL") cleans and gardens in Halmstad and Laholm."""
    return an_enterprise(
        id=f"55600000{ord(name) - ord('A'):02}",
        name=name,
        municipality=AREAS[areas[0]] if areas else None,
        service_area=[AREAS[letter] for letter in areas],
        nuts=[],
        trades=[TRADES[letter] for letter in trades],
        largest_contract=largest,
        **changes,
    )


def a_lot_of(trades: str, areas: str = "H", value: float | None = None, **changes: Any) -> Asked:
    """Return an open lot that is bought in so many words, in these municipalities."""
    from models.places import municipalities

    text = f"Uppdraget omfattar {', '.join(WORDS[letter] for letter in trades)}. {changes.pop('text', '')}"
    lot = a_lot(
        title="Service",
        description=text,
        cities=[municipalities()[AREAS[letter]].name for letter in areas],
        value={"amount": value, "currency": "SEK"} if value else None,
        **changes,
    )
    notice = a_notice(title="Service", buyers=[HALMSTAD], nuts=["SE231"], lots=[lot])
    (asked,) = open_lots(notice, classify(notice), NOW)
    return asked


def named(found: Sequence[JointBidData], profiles: Sequence[EnterpriseData]) -> list[str]:
    """Return proposals as words, the members in order of name: ”AB”."""
    names = {profile["id"]: profile["name"] for profile in profiles}
    return ["".join(sorted(names[member["enterprise"]] for member in bid["members"])) for bid in found]


TABLE: list[tuple[str, Asked, list[EnterpriseData], list[str], list[str]]] = [
    # what, the lot, the enterprises, expected groups, uncovered in the first
    ("one does all", a_lot_of("cg"), [an_asf("A", "cg", "H"), an_asf("B", "c", "H")], [], []),
    ("two each suffice", a_lot_of("c"), [an_asf("A", "c", "H"), an_asf("B", "c", "H")], [], []),
    ("each a trade", a_lot_of("cg"), [an_asf("A", "c", "H"), an_asf("B", "g", "H")], ["AB"], []),
    ("three trades", a_lot_of("cgs"),
     [an_asf("A", "c", "H"), an_asf("B", "g", "H"), an_asf("C", "s", "H")], ["ABC"], []),
    ("two for three", a_lot_of("cgs"),
     [an_asf("A", "cs", "H"), an_asf("B", "g", "H"), an_asf("C", "s", "H")], ["AB"], []),
    ("a part nobody does", a_lot_of("cgf"), [an_asf("A", "c", "H"), an_asf("B", "g", "H")], ["AB"], ["kafé"]),
    ("less than half", a_lot_of("cgfmt"), [an_asf("A", "c", "H"), an_asf("B", "g", "H")], [], []),
    ("elsewhere", a_lot_of("cg"), [an_asf("A", "c", "H"), an_asf("B", "g", "K")], [], []),
    ("each an area", a_lot_of("c", "HK"), [an_asf("A", "c", "H"), an_asf("B", "c", "K")], ["AB"], []),
    ("an area nobody works in", a_lot_of("c", "HKY"), [an_asf("A", "c", "H"), an_asf("B", "c", "K")], ["AB"],
     ["lokalvård i Hylte"]),
    ("a trade in one area only", a_lot_of("cg", "HK"),
     [an_asf("A", "c", "HK"), an_asf("B", "g", "H")], ["AB"], ["grönyteskötsel i Kungsbacka"]),
    ("large", a_lot_of("c", value=6e6), [an_asf("A", "c", "H"), an_asf("B", "c", "H")], ["AB"], []),
    ("within reach", a_lot_of("c", value=3.7e6), [an_asf("A", "c", "H"), an_asf("B", "c", "H")], [], []),
    ("too large for all", a_lot_of("c", value=30e6), [an_asf("A", "c", "H"), an_asf("B", "c", "H")], [], []),
    ("larger than they carry", a_lot_of("c", value=9e6), [an_asf("A", "c", "H"), an_asf("B", "c", "H")], ["AB"],
     ["ungefär 20 procent av värdet"]),
    ("a framework excludes nobody", a_lot_of("c", value=30e6, framework="fa-wo-rc"),
     [an_asf("A", "c", "H"), an_asf("B", "c", "H")], [], []),
    ("of unknown size, may suffice", a_lot_of("c", value=2e6),
     [an_asf("A", "c", "H", None), an_asf("B", "c", "H", 1e6)], [], []),
    ("turnover counts each year", a_lot_of("c", value=6e6, duration="P48M"),
     [an_asf("A", "c", "H", 1e6, yearly_value=3e6), an_asf("B", "c", "H")], [], []),
    ("not wanted", a_lot_of("cg"), [an_asf("A", "c", "H"), an_asf("B", "g", "H", wants_not=["gräsklippning"])], [], []),
    ("alternatives", a_lot_of("cg"), [an_asf("A", "c", "H"), *(an_asf(name, "g", "H") for name in "BCDE")],
     ["AB", "AC", "AD"], []),
]  # fmt: skip


@pytest.mark.parametrize(("what", "lot", "profiles", "expected", "uncovered"), TABLE, ids=[row[0] for row in TABLE])
def test_truth_table(
    what: str, lot: Asked, profiles: list[EnterpriseData], expected: list[str], uncovered: list[str]
) -> None:
    found = Joiner(profiles).propose(lot)

    assert named(found, profiles) == expected, what
    assert [bid["uncovered"] for bid in found[:1]] == [uncovered][: len(found)]


def test_who_does_what_and_who_leads() -> None:
    profiles = [an_asf("A", "c", "HK"), an_asf("B", "cg", "H", 9e6)]

    (bid,) = Joiner(profiles).propose(a_lot_of("cg", "HK"))

    lead, other = bid["members"]
    assert (lead["enterprise"], lead["lead"], lead["covers"]) == (profiles[0]["id"], True, ["lokalvård"])
    assert (other["lead"], other["covers"]) == (False, ["grönyteskötsel i Halmstad"])
    assert "Utan dem saknas lokalvård i Kungsbacka." in lead["reason"]
    assert bid["uncovered"] == ["grönyteskötsel i Kungsbacka"]


def test_a_small_task_asks_nobody_to_join_but_is_not_forgotten() -> None:
    def lot(title: str) -> Asked:
        text = "Uppdraget omfattar lokalvård, gräsklippning och möblering."
        notice = a_notice(title=title, buyers=[HALMSTAD], lots=[a_lot(title=title, description=text)])
        return open_lots(notice, [], NOW)[0]

    profiles = [an_asf("A", "c", "H"), an_asf("B", "g", "H"), an_asf("C", "m", "H")]

    assert Joiner(profiles).propose(lot("Lokalvård")) == []
    (bid,) = Joiner(profiles).propose(lot("Lokalvård och gräsklippning"))
    assert named([bid], profiles) == ["AB"]
    assert bid["uncovered"] == ["möblering"]


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (an_asf("B", "c", "H", 2e6), "för de gör mest"),
        (an_asf("B", "gs", "H", 9e6), "för de gör mest"),
        (an_asf("B", "g", "H", 2e6), "för de klarar störst uppdrag"),
        (an_asf("B", "g", "H"), "De föreslås leda gruppen."),
    ],
)
def test_why_the_lead_leads_is_said(second: EnterpriseData, why: str) -> None:
    found = Joiner([an_asf("A", "c", "H"), second]).propose(a_lot_of("cgs" if len(second["trades"]) > 1 else "cg"))

    assert all(why in bid["members"][0]["reason"] for bid in found)
    assert bool(found) == (second["trades"] != ["cleaning"])


def test_what_the_value_makes_them_share_is_said() -> None:
    profiles = [an_asf("A", "c", "H"), an_asf("B", "c", "H", None, yearly_value=8e5)]

    (bid,) = Joiner(profiles).propose(a_lot_of("c", value=4.1e6))

    assert [member["covers"] for member in bid["members"]] == [["lokalvård (delas)"]] * 2
    assert "De klarar uppdrag upp till 3\u00a0000\u00a0000\u00a0kr." in bid["members"][0]["reason"]


RESERVED: dict[str, Any] = {
    "reserved_participation": ["res-ws"],
    "text": "Upphandlingen är reserverad för leverantörer vars främsta syfte är social och yrkesmässig integration.",
}
YES: dict[str, Any] = {"occupied_total": 10, "occupied_target_group": 8, "integration_purpose": True}
NO: dict[str, Any] = {"occupied_total": 10, "occupied_target_group": 1, "integration_purpose": True}


def test_who_may_not_take_a_reserved_lot_is_not_asked_and_the_unknown_is_a_question() -> None:
    profiles = [an_asf("A", "c", "H"), an_asf("B", "g", "H", **NO), an_asf("C", "g", "H", **YES)]

    (bid,) = Joiner(profiles).propose(a_lot_of("cg", **RESERVED))

    assert named([bid], profiles) == ["AC"]
    sure, unknown = bid["members"]
    assert sure["lead"], "who surely may take it leads"
    assert "De får ta reserverade köp." in sure["reason"]
    assert "Det är oklart om de får ta reserverade köp." in unknown["reason"]
    assert "fråga köparen om varje företag i gruppen måste uppfylla villkoret" in bid["reason"]


def test_a_permit_that_one_holds_is_named_and_one_that_nobody_holds_is_missing() -> None:
    demand = "Leverantören ska ha trafiktillstånd."
    holder = an_asf("A", "m", "H", permits=["trafiktillstånd"])
    other = an_asf("B", "m", "H", permits=["körkort"])
    silent = an_asf("C", "m", "H")
    cleaner = an_asf("D", "c", "H")

    (with_permit, second) = Joiner([holder, silent, cleaner]).propose(a_lot_of("cm", text=demand))
    assert "De har trafiktillstånd, som köparen kräver." in with_permit["members"][0]["reason"]
    assert any("Fråga om de har trafiktillstånd." in member["reason"] for member in second["members"])

    (without,) = Joiner([other, cleaner]).propose(a_lot_of("cm", text=demand))
    assert without["uncovered"] == ["trafiktillstånd"]


def test_who_said_no_is_left_out() -> None:
    profiles = [an_asf("A", "c", "H"), an_asf("B", "g", "H"), an_asf("C", "g", "H")]

    assert named(Joiner(profiles).propose(a_lot_of("cg"), {profiles[1]["id"]}), profiles) == ["AC"]


@pytest.mark.parametrize(
    "changes",
    [
        {"form_type": "planning"},  # nothing to bid on yet
        {
            "legal_basis": None,
            "subtype": None,
            "description": "Enligt lagen om valfrihetssystem.",
        },  # LOV: each for itself
    ],
)
def test_where_nobody_bids_together(changes: dict[str, Any]) -> None:
    notice = {**a_lot_of("cg").notice, **changes}
    (asked,) = open_lots(notice, [], NOW)  # type: ignore[arg-type]

    assert Joiner([an_asf("A", "c", "H"), an_asf("B", "g", "H")]).propose(asked) == []


enterprises = st.lists(
    st.tuples(
        st.text("cgsf", min_size=0, max_size=3),
        st.text("HLK", min_size=0, max_size=3),
        st.sampled_from([None, 5e5, 2e6, 9e6]),
    ),
    max_size=7,
).map(lambda drawn: [an_asf(chr(65 + n), *parts) for n, parts in enumerate(drawn)])
lots = st.builds(
    a_lot_of,
    st.lists(st.sampled_from("cgsf"), min_size=1, max_size=4, unique=True).map("".join),
    st.lists(st.sampled_from("HLK"), min_size=1, max_size=3, unique=True).map("".join),
    st.sampled_from([None, 1e6, 4e6, 2e7]),
)


@given(lots, enterprises)
@settings(max_examples=60, deadline=None)
def test_what_holds_of_every_proposal(lot: Asked, profiles: list[EnterpriseData]) -> None:
    found = Joiner(profiles).propose(lot)

    assert len(found) <= 3
    assert len(set(named(found, profiles))) == len(found)
    shuffled = list(profiles)
    random.Random(1).shuffle(shuffled)
    assert Joiner(shuffled).propose(lot) == found
    for bid in found:
        by_id = {profile["id"]: profile for profile in profiles}
        members = [by_id[member["enterprise"]] for member in bid["members"]]
        assert [member["lead"] for member in bid["members"]] == [True] + [False] * (len(members) - 1)
        assert all(member["covers"] and "Utan dem" in member["reason"] for member in bid["members"])
        for member in members:  # without any of them the rest is no proposal, or leaves more uncovered
            rest = [other for other in members if other is not member]
            assert all(left["uncovered"] != bid["uncovered"] for left in Joiner(rest).propose(lot))
        for text in [bid["reason"], *(member["reason"] for member in bid["members"])]:
            assert all(len(sentence.split()) <= 2 * MOST for sentence in sentences(text))


@given(lots, enterprises)
@settings(max_examples=30, deadline=None)
def test_none_is_proposed_when_one_can_do_it_all(lot: Asked, profiles: list[EnterpriseData]) -> None:
    one = an_asf("Z", "cgsfmt", "HLFVKY", 1e9)

    assert Joiner([*profiles, one]).propose(lot) == []


def test_no_contact_data_is_in_a_proposal() -> None:
    contact: dict[str, Any] = {"contact_name": "Påhittad Person", "email": "asf@example.se", "phone": "000-00 00 00"}
    profiles = [an_asf("A", "c", "H", **contact), an_asf("B", "g", "H", **contact)]

    text = json.dumps(Joiner(profiles).propose(a_lot_of("cg")), ensure_ascii=False)

    assert "kan stå för" in text
    assert not any(value in text for value in contact.values())
