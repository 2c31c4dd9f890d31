"""Excel workbooks alike: headings that stay, print setup, lists to choose from, cells to fill in marked.

Text from a notice, a document or a profile is written as text, never as a formula; the formulas are our own.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from math import ceil
from typing import Any, NamedTuple

import xlsxwriter

from drafts.case import Case
from drafts.sources import Cell, Gap, Said, Source, clean, parts_of
from drafts.zips import write_zip

INK, PALE, INPUT, LINE, GREY = "#1F3A5F", "#E8EEF5", "#FFF2CC", "#B8C4D2", "#595959"
LONGEST = 32_000  # characters that a cell takes, with room to spare
WIDER = 1.1  # a line holds fewer letters than the column's width says
LINE_HEIGHT, TITLE_HEIGHT, HIGHEST = 15.0, 24.0, 400.0  # points; Excel takes no row higher than 409
BASE = {"font_name": "Calibri", "font_size": 11, "text_wrap": True, "valign": "vcenter"}
STYLES: dict[str, dict[str, Any]] = {
    "text": {},
    "title": {"bold": True, "font_size": 14, "font_color": INK, "text_wrap": False},
    "head": {
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": INK,
        "border": 1,
        "border_color": LINE,
        "valign": "vcenter",
    },
    "cell": {"border": 1, "border_color": LINE},
    "bold": {"bold": True, "border": 1, "border_color": LINE},
    "note": {"font_color": GREY, "text_wrap": False},
    "input": {"border": 1, "border_color": LINE, "bg_color": INPUT, "locked": False},
    "input_money": {"border": 1, "border_color": LINE, "bg_color": INPUT, "num_format": "#,##0.00", "locked": False},
    "input_number": {"border": 1, "border_color": LINE, "bg_color": INPUT, "num_format": "#,##0.0", "locked": False},
    "input_percent": {"border": 1, "border_color": LINE, "bg_color": INPUT, "num_format": "0.00 %", "locked": False},
    "money": {"border": 1, "border_color": LINE, "num_format": "#,##0.00"},
    "sum": {"border": 1, "border_color": LINE, "num_format": "#,##0.00", "bold": True, "bg_color": PALE},
    "number": {"border": 1, "border_color": LINE, "num_format": "#,##0.0"},
    "count": {"border": 1, "border_color": LINE, "num_format": "0"},
}


class Written(NamedTuple):
    """A piece of text in a workbook and its source; None for fixed text."""

    sheet: str
    text: str
    source: Source | None


class Book:
    """A workbook being written."""

    def __init__(self, case: Case, title: str) -> None:
        self.statements: list[Written] = []
        self._raw = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book = xlsxwriter.Workbook(self._raw, options)
        self._styles = {name: self._book.add_format({**BASE, **look}) for name, look in STYLES.items()}
        self._case, self.title = case, title
        self._book.set_properties(
            {
                "title": clean(f"{title}: {case.title}")[:250],
                "subject": clean(f"{case.buyer}, {case.notice['id']}, {case.lot['id']}")[:250],
                "author": "Anbudslots",
                "created": case.made_at.replace(tzinfo=None, microsecond=0),
            }
        )

    def sheet(self, name: str, widths: Sequence[float], *, landscape: bool = False, repeat: int | None = None) -> Sheet:
        """Add a sheet. `widths` are in characters; `repeat` is the row (from 1) that heads every printed page."""
        return Sheet(self, self._book.add_worksheet(name), name, widths, landscape, repeat)

    def style(self, name: str) -> Any:
        """Return a format by its name in `STYLES`."""
        return self._styles[name]

    @property
    def footer(self) -> str:
        """Return what stands at the foot of a printed page."""
        name = clean(self._case.enterprise["name"])[:60].replace("&", "&&")
        return f"&L{self.title}, {name}. Utkast, version {self._case.version}&Rsida &P av &N"

    def save(self) -> bytes:
        """Return the workbook's bytes: the same content gives the same bytes."""
        self._book.close()
        with zipfile.ZipFile(self._raw) as archive:
            return write_zip({name: archive.read(name) for name in archive.namelist()})


class Sheet:
    """One sheet. Rows and columns count from 0, as the library has it; formulas name cells from A1."""

    def __init__(
        self, book: Book, sheet: Any, name: str, widths: Sequence[float], landscape: bool, repeat: int | None
    ) -> None:
        self._book, self._sheet, self.name, self._widths = book, sheet, name, widths
        self._lines: dict[int, int] = {}
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, book.style("text"))
        if landscape:
            sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.8)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(book.footer)
        sheet.hide_gridlines(2)
        sheet.set_default_row(LINE_HEIGHT + 2)
        if repeat is not None:
            sheet.repeat_rows(repeat - 1)
            sheet.freeze_panes(repeat, 0)

    def write(self, row: int, column: int, cell: Cell, style: str = "cell") -> None:
        """Write text; a gap is shown as a marked cell with its question."""
        parts = parts_of(cell)
        texts = [
            part.what if isinstance(part, Gap) else part.text if isinstance(part, Said) else part for part in parts
        ]
        for part, text in zip(parts, texts, strict=True):
            if not isinstance(part, Gap):
                source = part.source if isinstance(part, Said) else None
                self._book.statements.append(Written(self.name, clean(text), source))
        look = "input" if any(isinstance(part, Gap) for part in parts) else style
        text = clean("".join(texts))[:LONGEST]
        self._sheet.write_string(row, column, text, self._book.style(look))
        if look == "title":
            self._sheet.set_row(row, TITLE_HEIGHT)
        if STYLES[look].get("text_wrap", True):
            lines = sum(ceil((len(line) + 1) * WIDER / self._widths[column]) for line in text.split("\n"))
            if lines > self._lines.get(row, 1):
                self._lines[row] = lines
                self._sheet.set_row(row, min(lines * LINE_HEIGHT + 2, HIGHEST))

    def head(self, row: int, texts: Sequence[str]) -> None:
        """Write a row of headings."""
        for column, text in enumerate(texts):
            self.write(row, column, text, "head")

    def input(self, row: int, column: int, style: str = "input", note: str | None = None) -> None:
        """Mark an empty cell to fill in, with a hint shown beside it when it is chosen."""
        self._sheet.write_blank(row, column, None, self._book.style(style))
        if note:
            self._sheet.data_validation(row, column, row, column, {"validate": "any", "input_message": note[:255]})

    def amount(self, row: int, column: int, style: str, most: float | None = None) -> None:
        """Mark an empty cell that takes a number not below zero, and not above `most`."""
        self._sheet.write_blank(row, column, None, self._book.style(style))
        rule: dict[str, Any] = {"validate": "decimal", "criteria": ">=", "value": 0}
        if most is not None:
            rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": most}
        self._sheet.data_validation(
            row, column, row, column, {**rule, "error_title": "Skriv ett tal", "error_message": "Skriv bara siffror."}
        )

    def choice(self, first: int, last: int, column: int, choices: Sequence[str]) -> None:
        """Give cells of a column a list to choose from, and mark them."""
        for row in range(first, last + 1):
            self._sheet.write_blank(row, column, None, self._book.style("input"))
        self._sheet.data_validation(
            first, column, last, column,
            {
                "validate": "list", "source": list(choices), "error_title": "Välj i listan",
                "error_message": "Välj ett av svaren i listan.",
            },
        )  # fmt: skip

    def formula(self, row: int, column: int, formula: str, style: str = "money", shown: float | str = "") -> None:
        """Write a formula of ours; `shown` is its value before anybody has filled in anything."""
        self._sheet.write_formula(row, column, formula, self._book.style(style), shown)

    def colour(self, first: int, last: int, column: int, words: Sequence[tuple[str, str]]) -> None:
        """Colour cells by the answer chosen in them."""
        for word, colour in words:
            look = self._book._book.add_format({"bg_color": colour})
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": look}
            self._sheet.conditional_format(first, column, last, column, rule)

    def filter(self, first: int, last: int, columns: int) -> None:
        """Let people sort and choose rows."""
        self._sheet.autofilter(first, 0, last, columns - 1)
