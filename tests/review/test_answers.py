"""Taking down an enterprise's answer on the page of its match: only after a mail, and to what the mail told of."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text
from sqlmodel import Session

from review.app import create_app
from settings import Settings
from tests.flows.test_drafting import publish
from tests.mailed import approve_and_mail, change_notice


@pytest.fixture
def match(engine: Engine) -> int:
    """Return a match to be decided on."""
    return publish(engine, "ted:1-2026")


@pytest.fixture
def page(settings: Settings, match: int) -> TestClient:
    """Return a client of the page."""
    return TestClient(create_app(settings))


def form_of(page: TestClient, match: int) -> dict[str, str]:
    """Return the hidden fields of the answer's form; none when the page has no such form."""
    shown = page.get(f"/match/{match}").text
    form = re.search(rf'<form method="post" action="/match/{match}/answer">.*?</form>', shown, re.DOTALL)
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form.group())) if form else {}


def answers(engine: Engine) -> list[tuple[str, ...]]:
    """Return the answers that are stored."""
    with Session(engine) as session:
        rows = session.execute(text("select answer, reason, person, content_hash from answer order by id"))
        return [tuple(row) for row in rows]


def test_there_is_nothing_to_answer_before_a_mail(page: TestClient, settings: Settings, match: int) -> None:
    assert form_of(page, match) == {}
    approved = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.get(f"/match/{match}").text))
    values = {**approved, "answer": "bids", "person": "Anna Ek"}

    refused = page.post(f"/match/{match}/answer", data=values)

    assert refused.status_code == 409
    assert "är inte skickat" in refused.text


def test_an_answer_is_kept_and_shown(page: TestClient, engine: Engine, settings: Settings, match: int) -> None:
    approve_and_mail(engine, settings, match)
    assert "har inte svarat än" in page.get(f"/match/{match}").text
    assert "har inte svarat" in page.get("/?state=sent").text
    said = {**form_of(page, match), "answer": "declines", "reason": "too_far", "person": " Anna  Ek "}

    answer = page.post(f"/match/{match}/answer", data=said, follow_redirects=False)

    assert answer.status_code == 303
    assert [row[:3] for row in answers(engine)] == [("declines", "too_far", "Anna Ek")]
    shown = page.get(f"/match/{match}").text
    assert "avstår (för långt bort). Antecknat av Anna Ek." in shown
    assert "har inte svarat" not in shown
    assert "avstår (för långt bort)" in page.get("/?state=sent").text

    page.post(f"/match/{match}/answer", data={**form_of(page, match), "answer": "won", "person": "Bo Ek"})
    shown = page.get(f"/match/{match}").text
    assert "<dd>vann</dd>" in shown
    assert "avstår (för långt bort)" in shown


def test_an_answer_to_the_old_notice_is_not_one_to_the_new(
    page: TestClient, engine: Engine, settings: Settings, match: int
) -> None:
    approve_and_mail(engine, settings, match)
    old = form_of(page, match)
    page.post(f"/match/{match}/answer", data={**old, "answer": "bids", "person": "Anna Ek"})
    change_notice(engine, settings, match, "changed")

    assert "lämnar anbud, men annonsen har ändrats sedan dess" in page.get("/").text
    assert "Ett svar här gäller annonsen som den var då." in page.get(f"/match/{match}").text
    page.post(f"/match/{match}/answer", data={**old, "answer": "declines", "reason": "terms", "person": "Anna Ek"})
    assert {row[3] for row in answers(engine)} == {old["seen"]}

    approve_and_mail(engine, settings, match)
    assert "har inte svarat på den ändrade annonsen än" in page.get(f"/match/{match}").text
    late = page.post(f"/match/{match}/answer", data={**old, "answer": "bids", "person": "Anna Ek"})
    assert late.status_code == 409
    assert "ett nytt mejl har gått" in late.text.lower()
    page.post(f"/match/{match}/answer", data={**form_of(page, match), "answer": "bids", "person": "Anna Ek"})
    assert answers(engine)[-1][3] == "changed"
    assert "<dd>lämnar anbud</dd>" in page.get(f"/match/{match}").text


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"token": "wrong"}, 403),
        ({"seen": "old"}, 409),
        ({"answer": "perhaps"}, 409),
        ({"reason": "too_far"}, 409),
        ({"answer": "declines", "reason": "too_blue"}, 409),
        ({"person": " "}, 409),
    ],
)
def test_an_answer_that_cannot_stand_changes_nothing(
    page: TestClient, engine: Engine, settings: Settings, match: int, changes: dict[str, str], status: int
) -> None:
    approve_and_mail(engine, settings, match)
    values = {**form_of(page, match), "answer": "bids", "person": "Anna Ek"} | changes

    assert page.post(f"/match/{match}/answer", data=values).status_code == status
    assert answers(engine) == []


def test_a_match_that_is_not_there_is_not_found(
    page: TestClient, engine: Engine, settings: Settings, match: int
) -> None:
    approve_and_mail(engine, settings, match)
    values = {**form_of(page, match), "answer": "bids", "person": "Anna Ek"}

    assert page.post("/match/999/answer", data=values).status_code == 404
