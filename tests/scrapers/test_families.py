"""Notices of one procedure joined: what is current, what is open, what changed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values import NoticeData
from scrapers.families import differences, join, procedure_key, reservation
from tests import a_lot, a_notice

OLD = "aaaaaaaa-0000-4000-8000-000000000001"
NEW = "aaaaaaaa-0000-4000-8000-000000000002"


def original(**changes: Any) -> NoticeData:
    """Return a competition notice with two lots."""
    lots = [a_lot(id="LOT-0001", deadline="2026-10-01T12:00:00+02:00"), a_lot(id="LOT-0002")]
    return a_notice(id="ted:1-2026", notice_uuid=OLD, procedure_id="P", lots=lots, **changes)


def change(reason: str = "update-add", **changes: Any) -> NoticeData:
    """Return a change notice of the original, a week later."""
    values: dict[str, Any] = {
        "id": "ted:2-2026", "publication_number": "2-2026", "notice_uuid": NEW, "procedure_id": "P",
        "published": "2026-10-08", "changes": {"of": f"{OLD}-01", "reason": reason}, "lots": original()["lots"],
    }  # fmt: skip
    return a_notice(**{**values, **changes})


def result(**changes: Any) -> NoticeData:
    """Return a result notice: lot 1 won, lot 2 given up."""
    results = [
        {"lot": "LOT-0001", "status": "selec-w", "reason": None, "concluded": "2026-12-01", "tenders": 3},
        {"lot": "LOT-0002", "status": "clos-nw", "reason": "no-rece", "concluded": None, "tenders": 0},
    ]
    return a_notice(
        id="ted:3-2026", procedure_id="P", published="2026-12-02", form_type="result", results=results,
        lots=original()["lots"], **changes,
    )  # fmt: skip


def test_a_notice_alone_is_current_and_open() -> None:
    standing = join([original()])["ted:1-2026"]

    assert standing.current
    assert standing.lots == {"LOT-0001": "open", "LOT-0002": "open"}
    assert not standing.closed


def test_a_change_takes_the_place_of_the_original() -> None:
    standings = join([change(), original()])

    assert not standings["ted:1-2026"].current
    assert standings["ted:1-2026"].superseded_by == "ted:2-2026"
    assert standings["ted:1-2026"].closed
    assert standings["ted:2-2026"].lots == {"LOT-0001": "open", "LOT-0002": "open"}


@pytest.mark.parametrize("name", [f"{OLD}-01", OLD, "1-2026", "00000001-2026"])
def test_a_change_names_its_original_by_uuid_or_number(name: str) -> None:
    new = change(changes={"of": name, "reason": "cor-buy"}, lots=[a_lot(id="LOT-0009")])

    assert join([original(), new])["ted:1-2026"].superseded_by == "ted:2-2026"


def test_a_change_without_the_lot_closes_it() -> None:
    standings = join([original(), change(lots=[a_lot(id="LOT-0001")])])

    assert standings["ted:1-2026"].lots["LOT-0002"] == "superseded"
    assert "Anbudsområde LOT-0002 har tagits bort." in standings["ted:2-2026"].changes


def test_a_cancelled_notice_is_closed() -> None:
    standings = join([original(), change("cancel")])

    assert all(standing.closed for standing in standings.values())
    assert standings["ted:2-2026"].lots["LOT-0001"] == "cancelled"


def test_a_result_closes_its_lots_only() -> None:
    both = join([original(), result()])["ted:1-2026"]
    assert both.lots == {"LOT-0001": "awarded", "LOT-0002": "cancelled"}

    one = result()
    one["results"] = one["results"][:1]
    assert join([original(), one])["ted:1-2026"].lots == {"LOT-0001": "awarded", "LOT-0002": "open"}


def test_a_result_does_not_close_a_purchasing_system() -> None:
    running = original()
    running["lots"] = [a_lot(id="LOT-0001", dps="dps-nlist")]

    assert join([running, result()])["ted:1-2026"].lots == {"LOT-0001": "open"}


def test_a_new_competition_after_a_result_is_open() -> None:
    again = a_notice(id="ted:9-2027", procedure_id="P", published="2027-02-01", lots=[a_lot(id="LOT-0002")])

    assert join([original(), result(), again])["ted:9-2027"].lots == {"LOT-0002": "open"}


def test_lots_of_a_result_are_never_open() -> None:
    assert join([result()])["ted:3-2026"].closed


@given(st.permutations([original(), change(), change(id="ted:4-2026", published="2026-10-20"), result()]))
def test_the_order_of_arrival_does_not_matter(notices: list[NoticeData]) -> None:
    expected = join([original(), change(), change(id="ted:4-2026", published="2026-10-20"), result()])

    assert join(notices) == expected


def test_differences_are_sentences() -> None:
    new = change(title="Ny rubrik", value={"amount": 5000.0, "currency": "SEK"})
    new["lots"] = [a_lot(id="LOT-0001", deadline="2026-10-15T12:00:00+02:00", reserved_participation=["res-ws"])]

    found = differences(original(), new)

    assert "LOT-0001: sista dag är flyttad från 2026-10-01 kl. 12:00 till 2026-10-15 kl. 12:00." in found
    assert "LOT-0001: uppgiften om att köpet är reserverat är ändrad." in found
    assert "Anbudsområde LOT-0002 har tagits bort." in found
    assert "Rubriken är nu ”Ny rubrik”." in found
    assert any(line.startswith("Värdet är ändrat från inte angivet till 5\u00a0000") for line in found)


def test_the_same_moment_written_otherwise_is_no_change() -> None:
    new = original()
    new["lots"] = [a_lot(id="LOT-0001", deadline="2026-10-01T10:00:00+00:00"), a_lot(id="LOT-0002")]

    assert differences(original(), new) == []


def test_a_result_takes_its_reservation_from_the_competition() -> None:
    reserved = original()
    reserved["lots"] = [a_lot(id="LOT-0001", reserved_participation=["res-ws"], reserved_execution="yes")]

    assert reservation(result(), [reserved, result()]) == {"LOT-0001": (["res-ws"], "yes")}


def test_a_planning_notice_is_its_own_family() -> None:
    assert procedure_key(a_notice(id="ted:7-2026", procedure_id=None)) == "ted:7-2026"
