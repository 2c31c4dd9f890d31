"""The pages of joint bids: list, one proposal, answers, and when contact data shows."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from review.app import create_app
from settings import Settings
from tests import ROOT
from tests.flows.test_night import import_enterprises, run_night


@pytest.fixture
def page(settings: Settings) -> Iterator[TestClient]:
    """Return a client of the page after a night over one purchase that nobody does alone."""
    import_enterprises(settings)
    run_night(settings.model_copy(update={"draft_at": 1.0}), ROOT / "samples" / "eforms" / "600577-2026.xml")
    with TestClient(create_app(settings)) as client:
        yield client


def address(page: TestClient) -> str:
    """Return the address of the first joint bid."""
    found = re.search(r'href="(/joint/\d+)"', page.get("/joint").text)
    assert found
    return found.group(1)


def forms(page: TestClient) -> list[dict[str, str]]:
    """Return the hidden fields of each member's form."""
    shown = page.get(address(page)).text
    return [
        dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
        for form in re.findall(r"<form.*?</form>", shown, re.DOTALL)
    ]


def test_the_list_and_the_match_lead_to_the_proposal(page: TestClient) -> None:
    assert "Gröna Tråden Halmstad (leder)" in page.get("/joint").text
    match = re.search(r'href="(/match/\d+)"', page.get("/").text)
    assert match
    assert address(page) in page.get(match.group(1)).text


def test_the_proposal_says_who_does_what_and_what_is_missing(page: TestClient) -> None:
    shown = page.get(address(page)).text

    assert "Städkooperativet Havsbris kan stå för lokalvård." in shown
    assert "Utan dem saknas lokalvård." in shown
    assert "<li>kafé</li>" in shown
    assert "Kommunen ser positivt på gemensamma anbud" in shown
    assert ".example.se" not in shown


def test_contact_data_shows_after_the_last_yes(page: TestClient) -> None:
    where = address(page)
    for number, form in enumerate(forms(page)):
        assert ".example.se" not in page.get(where).text, number
        answer = page.post(where, data={**form, "answer": "yes", "person": "Anna Ek"}, follow_redirects=False)
        assert answer.status_code == 303

    shown = page.get(where).text
    assert "alla har sagt ja" in shown
    assert shown.count(".example.se") == 2


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"token": "wrong"}, 403),
        ({"seen": "old"}, 409),
        ({"answer": "perhaps"}, 409),
        ({"person": " "}, 409),
        ({"enterprise": "7696000999"}, 409),
    ],
)
def test_an_answer_that_cannot_stand_is_refused(page: TestClient, changes: dict[str, str], status: int) -> None:
    values = {**forms(page)[0], "answer": "yes", "person": "Anna Ek"} | changes

    assert page.post(address(page), data=values).status_code == status
    assert "Har inte svarat" in page.get(address(page)).text


def test_what_is_not_there_is_not_found(page: TestClient) -> None:
    assert page.get("/joint/999").status_code == 404
    assert page.post("/joint/999", data={**forms(page)[0], "answer": "yes", "person": "A"}).status_code == 404
