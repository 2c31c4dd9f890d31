"""Every file of every case in the programs that people use: LibreOffice opens it, and what was written last is there.

One LibreOffice process for all files. The programs come from Debian (`.ci/run`); without them these tests say so.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
from functools import cache
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest

from tests import needs_qpdf
from tests.drafts.cases import CASES, built

OFFICE = shutil.which("soffice")
SECONDS = 300
needs_office = pytest.mark.skipif(
    OFFICE is None, reason="LibreOffice is missing: apt-get install libreoffice-writer libreoffice-calc"
)
ENDINGS = (".docx", ".xlsx")


def convert(folder: Path, kind: str, files: list[Path]) -> None:
    """Let one LibreOffice with a profile of its own open the files and save them as `kind` in the same folder."""
    assert OFFICE
    command = [
        OFFICE, "--headless", f"-env:UserInstallation=file://{folder / 'profile'}", "--convert-to", kind, "--outdir",
        str(folder), *map(str, files),
    ]  # fmt: skip
    with (folder / "log").open("wb") as log:
        office = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        try:
            office.wait(SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(office.pid, signal.SIGKILL)
            raise
    assert office.returncode == 0, (folder / "log").read_text()


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> dict[bytes, Path]:
    """Return every different file of all cases, by its content: the PDF that LibreOffice makes of it."""
    folder = tmp_path_factory.mktemp("office")
    different = {
        content: folder / f"{case}--{file}" for case in CASES for file, content in built(case).items()
        if file.endswith(ENDINGS)
    }  # fmt: skip
    for content, path in different.items():
        path.write_bytes(content)
    convert(folder, "pdf", list(different.values()))
    return {content: path.with_suffix(".pdf") for content, path in different.items()}


@cache
def seen(path: Path) -> str:
    """Return the text of a PDF, without spaces."""
    document = pypdfium2.PdfDocument(path)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return re.sub(r"[\s\u0002\ufffe-]+", "", text)


@needs_office
@pytest.mark.parametrize("name", CASES)
def test_libreoffice_opens_it_whole(opened: dict[bytes, Path], name: str) -> None:
    for file, content in built(name).items():
        for text in _last_words(file, content):
            assert re.sub(r"[\s-]+", "", text)[:60] in seen(opened[content]), file


def _last_words(file: str, content: bytes) -> list[str]:
    """Return what stands last in a file: the last heading and the last row, or the last sheet's first cell."""
    if file.endswith(".xlsx"):
        return [str(openpyxl.load_workbook(io.BytesIO(content)).worksheets[-1]["A1"].value)]
    if not file.endswith(".docx"):
        return []
    document = docx.Document(io.BytesIO(content))
    heads = [p.text for p in document.paragraphs if p.style is not None and str(p.style.name).startswith("Heading")]
    return [heads[-1], document.tables[-1].rows[-1].cells[0].text]


@needs_office
def test_the_calculation_adds_up(tmp_path: Path) -> None:
    """Fill in the cells as a person does, let LibreOffice reckon, and compare with the sums by hand."""
    book = openpyxl.load_workbook(io.BytesIO(built("lots_three")["04-priskalkyl.xlsx"]))
    sheet = book["Område 1"]
    rows = {str(sheet.cell(row, 1).value): row for row in range(1, sheet.max_row + 1)}
    lead, overhead = rows["Arbetsledare eller handledare"], rows["Del av lokal, ekonomi och ledning, procent"]
    for column, value in ((2, 20), (3, 40), (4, 200)):
        sheet.cell(lead, column).value = value
    for text, amount in (
        ("Arbetsgivaravgifter, procent av lönen", 0.3), ("Semesterlön, procent av lönen", 0.1),
        ("Stöd till löner, kr per år (dras av)", 24000), ("Material och förbrukningsvaror", 10000),
        ("Avtalets längd i år", 2), ("Ert pris för hela avtalet, utan moms", 600000), ("Moms, procent", 0.25),
    ):  # fmt: skip
        sheet.cell(rows[text], 2).value = amount
    sheet.cell(overhead, 2).value = 0.1
    book.save(tmp_path / "filled.xlsx")
    (tmp_path / "out").mkdir()
    shutil.copy(tmp_path / "filled.xlsx", tmp_path / "out" / "filled.xlsx")
    convert(tmp_path / "out", "ods", [tmp_path / "out" / "filled.xlsx"])
    convert(tmp_path / "out", "xlsx", [tmp_path / "out" / "filled.ods"])

    reckoned = openpyxl.load_workbook(tmp_path / "out" / "filled.xlsx", data_only=True)
    found = reckoned["Område 1"]
    staff = 20 * 40 * 200 * 1.4 - 24000
    year = (staff + 10000) * 1.1
    assert found.cell(rows["Personalkostnad per år"], 2).value == pytest.approx(staff)
    assert found.cell(rows["Kostnad per år"], 2).value == pytest.approx(year)
    assert found.cell(rows["Kostnad per arbetad timme"], 2).value == pytest.approx(year / 800)
    assert found.cell(rows["Pris minus kostnad"], 2).value == pytest.approx(600000 - 2 * year)
    assert found.cell(rows["Ert pris med moms"], 2).value == pytest.approx(750000)
    assert reckoned["Område 2"].cell(rows["Kostnad per år"], 2).value in {None, ""}
    total = reckoned["Summa"]
    assert total.cell(6, 2).value == pytest.approx(year)


@needs_qpdf
def test_qpdf_finds_no_fault(tmp_path: Path) -> None:
    for case in CASES:
        (tmp_path / case).write_bytes(built(case)["00-sammanfattning.pdf"])
        done = subprocess.run(["qpdf", "--check", str(tmp_path / case)], capture_output=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
