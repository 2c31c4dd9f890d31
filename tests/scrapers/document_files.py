"""Invented tender documents as real files: PDF by typst, Word by python-docx, Excel by XlsxWriter."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import docx
import typst
import xlsxwriter
import yaml

SETS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "document_sets.yml").read_text(encoding="utf-8"))
PAGE = """#let data = json(bytes(sys.inputs.data))
#set page(paper: "a4", header: [#data.title], footer: context [Sida #counter(page).display()])
#set text(lang: "sv", size: 11pt, hyphenate: true)
#set par(justify: true)
#for (n, page) in data.pages.enumerate() {
  if n > 0 { pagebreak() }
  for part in page.split("\\n\\n") { par(part.trim()) }
}
"""


def pdf(title: str, pages: list[str]) -> bytes:
    """Return a PDF with a header, page numbers and justified, hyphenated lines."""
    data = json.dumps({"title": title, "pages": pages})
    return bytes(typst.compile(PAGE.encode(), sys_inputs={"data": data}))


def word(title: str, pages: list[str], breaks: bool = True) -> bytes:
    """Return a Word file; lines that begin with # are headings."""
    document = docx.Document()
    document.core_properties.title = title
    for number, page in enumerate(pages):
        if number and breaks:
            document.add_page_break()  # type: ignore[no-untyped-call]
        for line in filter(None, page.splitlines()):
            if line.startswith("# "):
                document.add_heading(line[2:], 1)
            else:
                document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def excel(sheets: dict[str, list[list[str]]]) -> bytes:
    """Return an Excel file."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return file.getvalue()


def content(entry: dict[str, Any]) -> bytes:
    """Return the bytes of one document set."""
    if entry["kind"] == "pdf":
        return pdf(entry["title"], entry["pages"])
    if entry["kind"] == "docx":
        return word(entry["title"], entry["pages"])
    if entry["kind"] == "xlsx":
        return excel(entry["sheets"])
    return "\n".join(entry["pages"]).encode()
