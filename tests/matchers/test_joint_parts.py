"""What a lot is made of: trades to deliver and not in passing, places, value, time, permits."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from matchers.joint_parts import parts_of
from matchers.ranking import open_lots
from matchers.signals import Asked
from tests import a_lot, a_notice

NOW = datetime(2026, 9, 15, 3, 15, tzinfo=UTC)
HALMSTAD = {
    "name": "Halmstads kommun", "org_number": "2120001215", "org_number_raw": None, "country": "SWE", "nuts": "SE231",
    "city": "Halmstad", "legal_type": None,
}  # fmt: skip
REGION = {**HALMSTAD, "name": "Region Halland", "org_number": "2321000115"}


def asked(title: str, text: str = "", cpv: list[str] | None = None, **changes: Any) -> Asked:
    """Return the only lot of a notice in Halmstad."""
    buyer = changes.pop("buyer", HALMSTAD)
    lot = a_lot(title=title, description=text, cpv=cpv or [], **changes)
    (found,) = open_lots(a_notice(title=title, cpv=cpv or [], buyers=[buyer], nuts=["SE231"], lots=[lot]), [], NOW)
    return found


@pytest.mark.parametrize(
    ("title", "text", "cpv", "expected"),
    [
        # titles
        ("Lokalvård och fönsterputs", "", [], "cleaning windows"),
        ("Yttre skötsel inklusive snöröjning", "", [], "green snow"),
        ("Tvätt och städtjänster", "", [], "cleaning laundry"),
        ("Ramavtal för lokalvård", "", [], "cleaning"),
        ("Platser för arbetsträning", "", [], "work_training"),
        # what it is for and where it is done are no parts
        ("Catering till möten och konferenser", "", [], "catering"),
        ("Snöröjning återvinningscentraler", "", [], "snow"),
        ("Måleriarbeten på vandrarhem", "", [], "painting"),
        ("Nybyggnad av återvinningscentral med kafé", "", ["45222110"], ""),
        # the sentence that says what is bought
        ("Service", "Uppdraget omfattar lokalvård, gräsklippning och catering.", [], "catering cleaning green"),
        ("Service", "Uppdraget omfattar:\n- lokalvård\n- snöröjning\n- fönsterputs", ["90911300"],
         "cleaning snow windows"),
        ("Service", "Uppdraget omfattar lokalvård men inte fönsterputs och snöröjning.", [], "cleaning"),
        ("Service", "Uppdraget omfattar lokalvård. Snöröjning ingår inte. Tvätt köps separat.", [], "cleaning"),
        ("Service", "Avtalet gäller lokalvård och kan även gälla flyttjänster.", [], "cleaning"),
        ("Möbler", "Avtalet omfattar möbler för kontor, konferens och kafé.", [], ""),
        ("Service", "Uppdraget omfattar lokalvård i badhus, kafé och snöröjning.", [], "cleaning snow"),
        ("Service", "Uppdraget omfattar lokalvård i badhus, drift av ett litet kafé och snöröjning.", [],
         "cafe cleaning snow"),
        ("Service", "Kommunen upphandlar catering till möten, utbildningar och konferenser.", [], "catering"),
        # a word in passing
        ("Om- och tillbyggnad av skola", "Entreprenören ansvarar för städning efter arbetet.", ["45214200"], ""),
        ("Hyra av lokal", "Lokalen ska hållas städad. Snöröjning sköts av hyresvärden.", [], ""),
        ("Flyttjänster", "Möbler som blir över ska i första hand gå till återbruk.", [], "moving"),
        ("Daglig verksamhet", "Uppgifter inom till exempel kafé, trädgårdsarbete, legoarbete eller snickeri.", [],
         "day_activity"),
        # a word with a code is a part, a code alone is none
        ("Skötsel av badplats", "Snöskottning vid entréer.", ["90620000"], "snow"),
        ("Skötsel av badplats", "", ["90620000"], ""),
        # the weaker of two that one enterprise does side by side
        ("Drift av kafé", "Driften omfattar servering av lunch, smörgåsar och fika.", [], "cafe"),
        # a word that two trades share is one part, not two
        ("Flyttstädning av lägenheter", "Storstädning av trapphus.", ["90911100"], "cleaning"),
        ("Tvätt av fasader", "", ["90690000"], "graffiti"),
    ],
)  # fmt: skip
def test_trades_that_are_parts(title: str, text: str, cpv: list[str], expected: str) -> None:
    found = parts_of(asked(title, text, cpv)).tasks

    assert " ".join(sorted(task.trade.id for task in found)) == expected


def test_the_title_says_what_is_main() -> None:
    text = "Uppdraget omfattar även snöröjning och fönsterputs."

    assert [(t.trade.id, t.main, t.small) for t in parts_of(asked("Lokalvård", text, ["90911300"])).tasks] == [
        ("cleaning", True, False), ("windows", False, False), ("snow", False, True),
    ]  # fmt: skip
    assert not any(task.small for task in parts_of(asked("Service", text)).tasks), "nothing in the title"


def test_a_lot_with_a_title_of_its_own_is_not_the_other_lots() -> None:
    lots = [a_lot(id="LOT-0001", title="Lokalvård"), a_lot(id="LOT-0002", title="Fönsterputs")]
    notice = a_notice(title="Lokalvård och fönsterputs", buyers=[HALMSTAD], lots=lots)

    found = [[task.trade.id for task in parts_of(lot).tasks] for lot in open_lots(notice, [], NOW)]

    assert found == [["cleaning"], ["windows"]]


@pytest.mark.parametrize(
    ("title", "text", "changes", "expected"),
    [
        ("Lokalvård", "", {}, "Halmstad"),
        ("Lokalvård", "", {"cities": ["Laholm"]}, "Laholm"),
        ("Lokalvård", "", {"cities": ["Laholm", "Hylte"]}, "Laholm Hylte"),
        ("Catering i Varberg och Falkenberg", "", {"cities": ["Halmstad"]}, "Varberg Falkenberg"),
        ("Naturvård norr", "Reservat i Varbergs, Falkenbergs och Kungsbacka kommuner.", {},
         "Varberg Falkenberg Kungsbacka"),
        ("Lokalvård", "Leverantören får ligga högst tre mil från Varberg.", {}, "Halmstad"),
        ("Catering", "Leverans i hela länet.", {"buyer": REGION},
         "Hylte Halmstad Laholm Falkenberg Varberg Kungsbacka"),
        ("Trädgård vid vårdcentraler", "Vid 22 vårdcentraler i Halland.", {"buyer": REGION},
         "Hylte Halmstad Laholm Falkenberg Varberg Kungsbacka"),
        ("Lokalvård", "Kommunen ligger i Halland.", {}, "Halmstad"),
        ("Lokalvård i Lund", "", {}, "Halmstad"),
        ("Lokalvård", "", {"buyer": {**HALMSTAD, "name": None, "org_number": None, "city": None}}, ""),
    ],
)  # fmt: skip
def test_places(title: str, text: str, changes: dict[str, Any], expected: str) -> None:
    assert " ".join(place.name for place in parts_of(asked(title, text, **changes)).places) == expected


SEK = {"amount": 2e6, "currency": "SEK"}


@pytest.mark.parametrize(
    ("changes", "value", "years"),
    [
        ({"value": SEK, "duration": "P24M"}, 2e6, 2.0),
        ({"value": SEK, "duration": "P6M"}, 2e6, 1.0),
        ({"value": SEK, "starts": "2027-01-01+01:00", "ends": "2030-01-01+01:00"}, 2e6, 1096 / 365),
        ({"value": SEK, "framework": "none"}, 2e6, 1.0),
        ({"value": SEK, "framework": "fa-wo-rc"}, None, 1.0),
        ({"value": {"amount": 2e5, "currency": "EUR"}}, None, 1.0),
        ({"value": {"amount": 0.0, "currency": "SEK"}, "duration": "P1Y"}, None, 1.0),
        ({}, None, 1.0),
    ],
)
def test_value_and_time(changes: dict[str, Any], value: float | None, years: float) -> None:
    parts = parts_of(asked("Lokalvård", **changes))

    assert (parts.value, parts.years) == (value, years)


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Flyttjänster", "Leverantören ska ha trafiktillstånd om tunga fordon används.", ["trafiktillstånd"]),
        ("Lokalvård", "Leverantören ska ha trafiktillstånd om tunga fordon används.", []),
        ("Flyttjänster", "Kommunen har trafiktillstånd för egna fordon.", []),
        ("Catering", "Livsmedelsverksamheten ska vara registrerad.", ["registrerad livsmedelsverksamhet"]),
        ("Röjning av leder", "Motorsågskörkort och röjsågskörkort krävs.", ["motorsågskörkort", "röjsågskörkort"]),
        ("Daglig verksamhet", "Leverantören ska ha tillstånd från Inspektionen för vård och omsorg.",
         ["tillstånd från IVO"]),
    ],
)  # fmt: skip
def test_permits_are_demanded_of_those_who_need_them(title: str, text: str, expected: list[str]) -> None:
    assert [permit.sv for permit in parts_of(asked(title, text)).permits] == expected
