"""Word documents alike: styles, language, page numbers, and gaps that a person must fill."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import docx
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from drafts.zips import write_zip

INK = RGBColor(0x1F, 0x3A, 0x5F)
FONT = "Calibri"
LONGEST = 250  # characters that Word takes in a property


def clean(text: str) -> str:
    """Return text that Word takes: control and direction characters dropped, line breaks kept as spaces."""
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Cn", "Co"})
    return " ".join("".join(kept).split())


class Word:
    """A document being written."""

    def __init__(self, title: str, subject: str, footer: str, made_at: datetime) -> None:
        self.gaps: list[str] = []
        self.document: Any = docx.Document()
        self._styles()
        core = self.document.core_properties
        core.title, core.subject = clean(title)[:LONGEST], clean(subject)[:LONGEST]
        core.author, core.language = "Anbudslots", "sv-SE"
        core.created = core.modified = made_at.replace(tzinfo=None, microsecond=0)
        core.last_modified_by, core.revision = "Anbudslots", 1
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
        self._footer(section, clean(footer))
        self.document.add_paragraph(clean(title), style="Title")

    def _styles(self) -> None:
        styles = self.document.styles
        normal = styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(11)
        normal.paragraph_format.space_after = Pt(6)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "sv-SE")
        normal.element.get_or_add_rPr().append(language)
        for name, size in (("Title", 24), ("Heading 1", 16), ("Heading 2", 13)):
            style = styles[name]
            style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), INK
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
                fonts.attrib.pop(qn(attribute), None)

    def _footer(self, section: Any, text: str) -> None:
        paragraph = section.footer.paragraphs[0]
        paragraph.add_run(f"{text}   ·   sida ").font.size = Pt(9)
        for kind, code in (("begin", None), (None, "PAGE"), ("end", None)):
            run = paragraph.add_run()
            run.font.size = Pt(9)
            if kind:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
            else:
                mark = OxmlElement("w:instrText")
                mark.text = code
            run._r.append(mark)

    def heading(self, text: str, level: int = 1) -> None:
        """Add a heading."""
        self.document.add_heading(clean(text), level)

    def text(self, text: str) -> None:
        """Add a paragraph."""
        self.document.add_paragraph(clean(text))

    def points(self, texts: Sequence[str]) -> None:
        """Add a list."""
        for text in texts:
            self.document.add_paragraph(clean(text), style="List Bullet")

    def gap(self, what: str) -> None:
        """Add a marked gap that a person must fill, and remember it for the list at the end."""
        paragraph = self.document.add_paragraph()
        run = paragraph.add_run(f"[Fyll i: {clean(what)}]")
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
        self.gaps.append(clean(what))

    def known_or_gap(self, label: str, value: str | None, what: str | None = None) -> None:
        """Add ”label: value”, or a marked gap when the value is not known."""
        if value:
            paragraph = self.document.add_paragraph()
            paragraph.add_run(f"{label}: ").bold = True
            paragraph.add_run(clean(value))
        else:
            self.gap(what or label.lower())

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Add a table whose first row is marked as its heading."""
        table = self.document.add_table(rows=1, cols=len(headings), style="Table Grid")
        header = OxmlElement("w:tblHeader")
        header.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(header)
        for cell, text in zip(table.rows[0].cells, headings, strict=True):
            cell.paragraphs[0].add_run(clean(text)).bold = True
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.paragraphs[0].add_run(clean(text))
        self.document.add_paragraph()

    def save(self) -> bytes:
        """Return the document's bytes: the same content gives the same bytes."""
        raw = io.BytesIO()
        self.document.save(raw)
        with zipfile.ZipFile(raw) as archive:
            return write_zip({name: archive.read(name) for name in archive.namelist()})


def sentence(text: str) -> str:
    """Return the text with a full stop at the end."""
    text = clean(text)
    return text if re.search(r"[.!?]$", text) else f"{text}."
