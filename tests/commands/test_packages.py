"""`anbudslots package`: documents and logo go in, a second run changes only what changed, edits stay."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from cli import cli
from settings import Settings
from tests.drafts.cases import a_png
from tests.flows.test_drafting import publish
from tests.scrapers.document_files import pdf


@pytest.fixture
def run(settings: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that runs the command in a home with one match."""
    monkeypatch.setenv("ANBUDSLOTS_HOME", str(settings.home))
    monkeypatch.setenv("ANBUDSLOTS_NOW", "2026-09-15T03:15:00+00:00")
    match = publish(engine, "ted:1-2026")

    def invoke(out: Path, *words: str) -> Result:
        return CliRunner().invoke(cli, ["package", str(match), "--out", str(out), *words])

    return invoke


def folders(out: Path) -> list[str]:
    """Return the packages there are."""
    return sorted(folder.name for folder in out.iterdir())


def test_documents_and_logo_go_into_the_package(run: Any, tmp_path: Path) -> None:
    demand = "Leverantören ska ha en ansvarsförsäkring på minst 10 miljoner kr."
    (tmp_path / "krav.pdf").write_bytes(pdf("Krav", ["Inledning.", demand]))
    (tmp_path / "avtal.txt").write_text("Leverantören får inte anlita underleverantörer utan lov.", "utf-8")
    (tmp_path / "logo.png").write_bytes(a_png())
    out = tmp_path / "out"

    done = run(out, "--documents", str(tmp_path / "krav.pdf"), str(tmp_path / "avtal.txt"), "--logo",
               str(tmp_path / "logo.png"))  # fmt: skip

    assert done.exit_code == 0, done.output
    (folder,) = out.iterdir()
    sheet = openpyxl.load_workbook(io.BytesIO((folder / "02-kravlista.xlsx").read_bytes()))["Krav"]
    rows = [[sheet.cell(row, column).value for column in (2, 3, 4, 5, 6)] for row in range(5, 10)]
    assert ["ska-krav", "Försäkring", demand, "krav.pdf", "sida 2"] in rows
    assert any(row[0] == "förbud" and row[3] == "avtal.txt" for row in rows)
    made = json.loads((folder / "paket.json").read_bytes())
    assert [document["name"] for document in made["documents"]] == ["krav.pdf", "avtal.txt"]
    assert made["logo"]


def test_a_second_run_leaves_what_is_there(run: Any, tmp_path: Path) -> None:
    first = run(tmp_path / "out")
    second = run(tmp_path / "out")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "Inget har ändrats" in second.stdout
    assert len(folders(tmp_path / "out")) == 1


def test_a_new_document_makes_a_new_version_beside_the_edited_one(run: Any, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(out)
    (first,) = out.iterdir()
    (first / "01-anbud.docx").write_bytes(b"edited by a person")
    (tmp_path / "krav.txt").write_text("Leverantören ska ha en arbetsledare på plats.", "utf-8")

    done = run(out, "--documents", str(tmp_path / "krav.txt"))

    assert done.exit_code == 0
    assert "Ändrat: Dokumentet krav.txt är läst." in done.stdout
    assert "Ändrat: Ni har ändrat i 01-anbud.docx." in done.stdout
    assert folders(out) == [first.name, f"{first.name}-v2"]
    assert (first / "01-anbud.docx").read_bytes() == b"edited by a person"
    assert json.loads((out / f"{first.name}-v2" / "paket.json").read_bytes())["version"] == 2
    assert "Inget har ändrats" in run(out, "--documents", str(tmp_path / "krav.txt")).stdout


def test_a_folder_of_something_else_is_not_touched(run: Any, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(out)
    (first,) = out.iterdir()
    shutil.rmtree(first)
    first.mkdir()
    (first / "viktigt.txt").write_text("mitt")

    done = run(out)

    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)
    assert [path.name for path in first.iterdir()] == ["viktigt.txt"]


def test_a_document_that_cannot_be_read_is_named_and_listed(run: Any, tmp_path: Path) -> None:
    (tmp_path / "trasig.pdf").write_bytes(b"no pdf")

    done = run(tmp_path / "out", "--documents", str(tmp_path / "trasig.pdf"))

    assert done.exit_code == 1
    assert "trasig.pdf" in done.stderr
    (folder,) = (tmp_path / "out").iterdir()
    assert json.loads((folder / "paket.json").read_bytes())["documents"][0]["fault"]


@pytest.mark.parametrize("content", [b"no picture", b"", a_png()[:40]])
def test_a_broken_logo_is_one_clear_line(run: Any, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "logo.png").write_bytes(content)

    done = run(tmp_path / "out", "--logo", str(tmp_path / "logo.png"))

    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)
    assert not (tmp_path / "out").exists()


def test_the_day_of_the_decision_puts_the_standstill_in_the_calendar_and_stays(run: Any, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(out)
    told = run(out, "--decided", "2026-11-18")
    (tmp_path / "avtal.txt").write_text("Leverantören får inte anlita underleverantörer utan lov.", "utf-8")
    later = run(out, "--documents", str(tmp_path / "avtal.txt"))

    assert (told.exit_code, later.exit_code) == (0, 0), told.output + later.output
    assert "Dagen då köparen valde vinnare är ny." in told.stdout
    first, second, third = [(out / name / "kalender.ics").read_text("utf-8") for name in folders(out)]
    assert "Avtalsspärren" not in first
    assert "DTSTART;VALUE=DATE:20261130" in second
    assert "DTSTART;VALUE=DATE:20261130" in third


def test_a_day_that_is_none_is_bad_usage(run: Any, tmp_path: Path) -> None:
    assert run(tmp_path / "out", "--decided", "i går").exit_code == 2
