"""The coordinators' page over a real database: list, one match, verdicts, and who may not."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlmodel import Session

from models.database import make_engine
from review.app import create_app
from settings import Settings
from tests.flows.test_night import import_enterprises, run_night


@pytest.fixture
def page(settings: Settings) -> Iterator[TestClient]:
    """Return a client of the page after a small night."""
    from tests import ROOT

    import_enterprises(settings)
    eforms = ROOT / "samples" / "eforms"
    run_night(settings.model_copy(update={"draft_at": 0.99}), eforms / "600101-2026.xml", eforms / "600108-2026.xml")
    with TestClient(create_app(settings)) as client:
        yield client


def first_match(page: TestClient) -> str:
    """Return the address of the best match."""
    found = re.search(r'href="(/match/\d+)"', page.get("/").text)
    assert found
    return found.group(1)


def form_of(page: TestClient, address: str) -> dict[str, str]:
    """Return the hidden fields of the verdict's form."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.get(address).text))


def test_the_list_shows_matches_with_a_reason(page: TestClient) -> None:
    answer = page.get("/")

    assert answer.status_code == 200
    assert "Lokalvård på förskolor" in answer.text
    assert "Köparen skriver" in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_match_shows_reasons_evidence_and_package(page: TestClient) -> None:
    shown = page.get(first_match(page)).text

    assert "<blockquote>" in shown
    assert "paket.zip" in shown
    download = re.search(r'href="(/match/\d+/package/1/01-anbud.docx)"', shown)
    assert download
    assert page.get(download.group(1)).content[:2] == b"PK"


def test_yes_is_kept_with_person_and_reason(page: TestClient, settings: Settings) -> None:
    address = first_match(page)
    values = {**form_of(page, address), "verdict": "yes", "person": "Anna Ek", "reason": "Nära"}

    answer = page.post(address, data=values, follow_redirects=False)

    assert answer.status_code == 303
    with Session(make_engine(settings.database)) as session:
        assert session.execute(text("select person, verdict, reason from decision")).one() == ("Anna Ek", "yes", "Nära")
    assert "godkänd" in page.get(address).text


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"token": "wrong"}, 403),
        ({"seen": "old"}, 409),
        ({"verdict": "no", "reason": ""}, 409),
        ({"person": " "}, 409),
        ({"verdict": "perhaps"}, 409),
    ],
)
def test_a_verdict_that_cannot_stand_changes_nothing(
    page: TestClient, settings: Settings, changes: dict[str, str], status: int
) -> None:
    address = first_match(page)
    values = {**form_of(page, address), "verdict": "yes", "person": "Anna Ek", "reason": "Nära"} | changes

    assert page.post(address, data=values).status_code == status
    with Session(make_engine(settings.database)) as session:
        assert session.execute(text("select count(*) from decision")).scalar_one() == 0


def test_another_site_cannot_reach_the_page(page: TestClient) -> None:
    assert page.get("/", headers={"host": "evil.example"}).status_code == 403
    address = first_match(page)
    values = {**form_of(page, address), "verdict": "yes", "person": "A", "reason": ""}
    assert page.post(address, data=values, headers={"origin": "https://evil.example"}).status_code == 403


@pytest.mark.parametrize("address", ["/match/99999", "/match/1/package/9/x", "/match/1/package/1/..%2f..%2fx"])
def test_what_is_not_there_is_not_found(page: TestClient, address: str) -> None:
    assert page.get(address).status_code == 404
