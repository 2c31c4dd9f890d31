"""The page of the dialogue list over a real night: rows by buyer, marks that hold, the calendar, and who may not."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar
from sqlalchemy import text
from sqlmodel import Session

from models.database import make_engine
from review.app import create_app
from settings import Settings
from tests import ROOT
from tests.flows.test_night import import_enterprises, run_night

CAFE = "Kafé och servering i Halmstads stadsbibliotek"


@pytest.fixture
def page(settings: Settings) -> Iterator[TestClient]:
    """Return a client of the page after a night over the awards of the samples."""
    import_enterprises(settings)
    samples = sorted((ROOT / "samples" / "eforms").glob("*.xml"))
    files = [path for path in samples if 'listName="result"' in path.read_text(encoding="utf-8")]
    run_night(settings.model_copy(update={"draft_at": 1.0}), *files)
    with TestClient(create_app(settings)) as client:
        yield client


def row(page: TestClient, name: str, address: str = "/dialog") -> str:
    """Return the piece of the page about one purchase; empty when it is not there."""
    pieces = re.findall(r"<article.*?</article>", page.get(address).text, re.DOTALL)
    return next((piece for piece in pieces if name in piece), "")


def form_of(piece: str) -> tuple[str, dict[str, str]]:
    """Return the address and the hidden fields of a row's form."""
    address = re.search(r'action="(/dialog/\w+)"', piece)
    assert address
    return address.group(1), dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', piece))


def test_the_page_says_what_when_why_and_who(page: TestClient) -> None:
    piece = row(page, CAFE)

    assert "Avtal som tar slut" in piece
    assert "högst 6 månader kvar" in piece
    assert "omkring februari 2027" in piece
    assert "bilaga 2" in piece
    assert "Kajens Kafé och Kök AB" in piece
    assert "arbetar i samma län" in piece
    assert "@" not in piece
    assert 'href="/dialog"' in page.get("/").text


def test_contracts_that_end_later_wait_and_ended_ones_are_gone(page: TestClient) -> None:
    assert row(page, "Möten och konferenser med mat") == ""
    assert "31 december 2028 enligt annonsen" in row(page, "Möten och konferenser med mat", "/dialog?every=true")
    assert row(page, "Snöröjning av gångvägar i Hyltebruk", "/dialog?every=true") == ""


def test_one_municipality_or_a_buyer_by_name(page: TestClient) -> None:
    assert row(page, CAFE, "/dialog?municipality=1380")
    assert row(page, CAFE, "/dialog?municipality=1384") == ""
    assert row(page, CAFE, "/dialog?buyer=halmstads+kommun")
    assert row(page, CAFE, "/dialog?buyer=kungsbacka") == ""
    assert page.get("/dialog?municipality=0000&start=-5").status_code == 200


def test_a_row_talked_about_is_put_aside_and_can_be_taken_up_again(page: TestClient, settings: Settings) -> None:
    address, values = form_of(row(page, CAFE))

    answer = page.post(
        address,
        data={**values, "verdict": "talked", "person": "Anna Ek", "note": "Vi ses i maj"},
        follow_redirects=False,
    )

    assert answer.status_code == 303
    assert row(page, CAFE) == ""
    assert "Vi ses i maj" in row(page, CAFE, "/dialog?every=true")
    with Session(make_engine(settings.database)) as session:
        assert session.execute(text("select person, verdict, step from dialogue_mark")).one() == (
            "Anna Ek",
            "talked",
            6,
        )
    address, values = form_of(row(page, CAFE, "/dialog?every=true"))
    page.post(address, data={**values, "verdict": "again", "person": "Anna Ek"})
    assert row(page, CAFE)


def test_what_changes_in_the_night_is_shown_at_once(page: TestClient, settings: Settings) -> None:
    assert "vi hittade inget företag" not in row(page, CAFE)

    with Session(make_engine(settings.database)) as session:
        session.execute(text("delete from match_event"))
        session.execute(text("delete from match"))
        session.execute(text("delete from service_area"))
        session.execute(text("delete from enterprise"))
        session.commit()

    assert "vi hittade inget företag" in row(page, CAFE)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"token": "wrong"}, 403),
        ({"seen": "old"}, 409),
        ({"person": " "}, 409),
        ({"verdict": "perhaps"}, 409),
        ({"owner": "SWE:0000000000"}, 409),
    ],
)
def test_a_mark_that_cannot_stand_changes_nothing(
    page: TestClient, settings: Settings, changes: dict[str, str], status: int
) -> None:
    address, values = form_of(row(page, CAFE))

    answer = page.post(address, data={**values, "verdict": "talked", "person": "Anna Ek", **changes})

    assert answer.status_code == status
    with Session(make_engine(settings.database)) as session:
        assert session.execute(text("select count(*) from dialogue_mark")).scalar_one() == 0


def test_the_calendar_has_the_warnings_to_come(page: TestClient) -> None:
    answer = page.get("/dialog/kalender.ics")

    assert answer.headers["content-type"].startswith("text/calendar")
    names = [str(event["SUMMARY"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")]
    assert "6 månader kvar: Tvätt av arbetskläder till folktandvården, Region Halland" in names
    assert not any(CAFE in name for name in names), "its last warning has passed"
