"""Corrections on the page and on the command line: kept, held to the next night, written out in the corpus's form."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlmodel import Session, col

from cli import cli
from matchers.corpus.check import problems
from models.database import make_engine
from models.tables import Consideration, Correction, Notice
from settings import Settings
from tests import ROOT
from tests.flows.test_night import run_night
from tests.review.test_pages import first_match, page

__all__ = ["page"]  # the fixture


def findings(settings: Settings) -> list[Consideration]:
    """Return the findings from text, as they stand in the database."""
    with Session(make_engine(settings.database)) as session:
        query = select(Consideration).where(col(Consideration.basis) != "field").order_by(col(Consideration.id))
        return list(session.execute(query).scalars())


def form_on(page: TestClient) -> tuple[str, dict[str, str]]:
    """Return the address and the hidden fields of the first correction form of the best match."""
    shown = page.get(first_match(page)).text
    form = re.search(r'action="(/consideration/\d+)">(.*?)</form>', shown, re.DOTALL)
    assert form
    return form[1], dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[2]))


def test_a_correction_on_the_page_holds_from_the_next_night(page: TestClient, settings: Settings) -> None:
    address, hidden = form_on(page)
    number = int(address.rsplit("/", 1)[1])
    before = next(found for found in findings(settings) if found.id == number)
    values = {**hidden, "category": "", "strength": "contract", "person": "Anna Ek"}

    assert page.post(address, data=values, follow_redirects=False).status_code == 303

    with Session(make_engine(settings.database)) as session:
        kept = session.execute(select(Correction)).scalars().one()
        assert (kept.text, kept.stated, kept.person) == (before.evidence[0]["text"], {}, "Anna Ek")
        assert session.get_one(Notice, before.notice).classified is None
    run_night(settings.model_copy(update={"draft_at": 0.99}), ROOT / "samples" / "eforms" / "600101-2026.xml")
    texts = [span["text"] for found in findings(settings) for span in found.evidence]
    assert before.evidence[0]["text"] not in texts


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"token": "wrong"}, 403), ({"person": " "}, 409), ({"category": "grön"}, 409), ({"strength": "stark"}, 409)],
)
def test_a_correction_that_cannot_stand_changes_nothing(
    page: TestClient, settings: Settings, changes: dict[str, str], status: int
) -> None:
    address, hidden = form_on(page)
    values = {**hidden, "category": "labour", "strength": "contract", "person": "Anna Ek"} | changes

    assert page.post(address, data=values).status_code == status
    with Session(make_engine(settings.database)) as session:
        assert session.execute(select(Correction)).first() is None


def test_the_page_says_in_swedish_what_was_found(page: TestClient) -> None:
    shown = page.get(first_match(page)).text

    assert "Reserverad upphandling</strong>" in shown
    assert "sociala företag och skyddade verkstäder" in shown
    assert "res_ws" not in shown


def test_corrections_by_command(
    page: TestClient, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ANBUDSLOTS_HOME", str(settings.home))
    found = findings(settings)[0]

    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(cli, ["considerations", *words])
        return result.exit_code, result.output

    listed = run("list", found.notice, "--json")
    assert found.id in {row["id"] for row in json.loads(listed[1])}
    assert "ett villkor under avtalet, regel" in run("list", found.notice)[1]
    assert run("list", "ted:nothing")[0] == 2
    assert run("correct", str(found.id), "--by", "Anna Ek")[0] == 2
    assert run("correct", "99999", "--by", "Anna Ek", "--nothing") == (
        2, "anbudslots: det finns inget fynd 99999; annonsen kan ha lästs om, öppna den igen\n"
    )  # fmt: skip
    assert run("correct", str(found.id), "--by", "Anna Ek", "--states", "labour", "contract")[0] == 0
    file = tmp_path / "rättningar.jsonl"
    assert run("export", str(file)) == (0, f"1 rättningar skrivna till {file}.\n")
    passage = json.loads(file.read_text(encoding="utf-8"))
    assert problems([passage]) == []
    assert passage["labels"][0]["category"] == "labour"
    assert run("train", "--back") == (
        2,
        "anbudslots: ingen egen modell är i bruk, det finns ingen att gå tillbaka från\n",
    )
