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
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest

from drafts.package import build_package
from tests.drafts.cases import CASES

OFFICE, QPDF = shutil.which("soffice"), shutil.which("qpdf")
SECONDS = 300
needs_office = pytest.mark.skipif(
    OFFICE is None, reason="LibreOffice is missing: apt-get install libreoffice-writer libreoffice-calc"
)
needs_qpdf = pytest.mark.skipif(QPDF is None, reason="qpdf is missing: apt-get install qpdf")
FILES = {
    f"{name}--{document.name}": document.content
    for name, case in CASES.items()
    for document in build_package(case)
    if document.name.endswith((".docx", ".xlsx", ".pdf"))
}
OPENED = list({content: name for name, content in FILES.items() if name.endswith((".docx", ".xlsx"))}.values())


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
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with all files of all cases, each also as PDF as LibreOffice shows it."""
    folder = tmp_path_factory.mktemp("office")
    for name in OPENED:
        (folder / name).write_bytes(FILES[name])
    convert(folder, "pdf", [folder / name for name in OPENED])
    return folder


def seen(path: Path) -> str:
    """Return the text of a PDF, without spaces."""
    document = pypdfium2.PdfDocument(path)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return re.sub(r"[\s\u0002\ufffe-]+", "", text)


@needs_office
@pytest.mark.parametrize("name", OPENED)
def test_libreoffice_opens_it_whole(opened: Path, name: str) -> None:
    shown = seen(opened / f"{Path(name).stem}.pdf")

    for text in _last_words(name):
        assert re.sub(r"[\s-]+", "", text)[:60] in shown


def _last_words(name: str) -> list[str]:
    """Return what stands last in a file: the last heading and the last row, or the last sheet's first cell."""
    if name.endswith(".xlsx"):
        return [str(openpyxl.load_workbook(io.BytesIO(FILES[name])).worksheets[-1]["A1"].value)]
    document = docx.Document(io.BytesIO(FILES[name]))
    heads = [p.text for p in document.paragraphs if p.style is not None and str(p.style.name).startswith("Heading")]
    return [heads[-1], document.tables[-1].rows[-1].cells[0].text]


@needs_office
def test_the_calculation_adds_up(tmp_path: Path) -> None:
    """Fill in the cells as a person does, let LibreOffice reckon, and compare with the sums by hand."""
    book = openpyxl.load_workbook(io.BytesIO(FILES["lots_three--04-priskalkyl.xlsx"]))
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
    assert QPDF
    for name in [name for name in FILES if name.endswith(".pdf")]:
        (tmp_path / name).write_bytes(FILES[name])
        done = subprocess.run([QPDF, "--check", str(tmp_path / name)], capture_output=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
