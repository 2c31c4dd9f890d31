"""Word documents alike: styles, language, header, page numbers, and numbered gaps that a person must fill.

What is written is also remembered with its source (`statements`), so that a reader, and a test, can see where it
comes from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from docx.image.image import Image

from drafts import ooxml
from drafts.case import Case
from drafts.ooxml import paragraph, run
from drafts.sources import Cell, Gap, Part, Said, Source, parts_of
from drafts.sources import clean as clean
from drafts.zips import write_zip

LONGEST = 250  # characters that Word takes in a property
LOGO_CM = (5.0, 1.6)  # at most this wide and high
YELLOW = '<w:highlight w:val="yellow"/>'
LIGHTS = {"Grönt": "D9EAD3", "Gult": "FFF2CC", "Rött": "F4CCCC"}


class Statement(NamedTuple):
    """A piece of text, under which heading it stands, and its source; None for fixed text."""

    heading: str
    text: str
    source: Source | None


class NumberedGap(NamedTuple):
    """A gap and the heading it stands under."""

    number: int
    heading: str
    what: str


class Word:
    """A document being written."""

    def __init__(self, case: Case, title: str, subtitle: Cell = (), *, is_sent: bool = True) -> None:
        """Begin a document. One that `is_sent` carries the enterprise's logo and name at the top."""
        self.statements: list[Statement] = []
        self.gaps: list[NumberedGap] = []
        self._case, self._title, self._sent = case, clean(title), is_sent
        self._heading, self._blocks = self._title, [paragraph(run(self._title), "Title")]
        self._chapters: list[tuple[str, str]] = []
        self._contents_at: int | None = None
        self._breaks = False
        if subtitle:
            self._blocks.append(paragraph(self._runs(subtitle), "Subtitle"))

    def contents(self) -> None:
        """Put the table of contents here; what follows begins on a new page."""
        self._contents_at = len(self._blocks)
        self.new_page()

    def heading(self, *text: Part, level: int = 1, is_listed: bool = True) -> None:
        """Add a heading (level 1 or 2). One of level 1 stands in the table of contents unless it is not listed."""
        runs = self._runs(text)
        self._heading = plain(text)
        if level == 1 and is_listed:
            name = f"_Toc{len(self._chapters) + 1:06d}"
            self._chapters.append((self._heading, name))
            runs = ooxml.bookmark(len(self._chapters), name, runs)
        self._blocks.append(paragraph(runs, f"Heading{level}", "<w:pageBreakBefore/>" if self._breaks else ""))
        self._breaks = False

    def text(self, *text: Part, style: str | None = None) -> None:
        """Add a paragraph."""
        self._blocks.append(paragraph(self._runs(text), style))

    def note(self, *text: Part) -> None:
        """Add a paragraph in small type."""
        self.text(*text, style="Note")

    def quote(self, said: Said, is_cut: bool = False) -> None:
        """Add the buyer's own words; `is_cut` marks that more follows in the source."""
        self.text("”", said, "” …" if is_cut else "”", style="Quoted")

    def points(self, *texts: Cell) -> None:
        """Add a list."""
        for text in texts:
            self.text(*parts_of(text), style="ListBullet")

    def boxes(self, *texts: Cell) -> None:
        """Add a list of boxes for a person to tick."""
        for text in texts:
            self.text("☐ ", *parts_of(text), style="ListParagraph")

    def gap(self, what: str) -> None:
        """Add a marked gap that a person must fill, and remember it for the list."""
        self.text(Gap(what))

    def known(self, label: str, value: Said | None, what: str) -> None:
        """Add ”label: value”, or a marked gap when the value is not known."""
        self._blocks.append(paragraph(ooxml.bold(f"{label}: ") + self._runs(value or Gap(what))))
        self.statements.append(Statement(self._heading, f"{label}:", None))

    def table(
        self, description: str, widths: Sequence[int], header: Sequence[str], rows: Sequence[Sequence[Cell]]
    ) -> None:
        """Add a table whose first row is its heading. `description` is for those who hear it; `widths` are shares."""
        self.statements += [Statement(self._heading, words, None) for words in header]
        cells = [[(paragraph(self._runs(cell)), LIGHTS.get(plain(cell))) for cell in row] for row in rows]
        self._blocks += [ooxml.table(clean(description), widths, header, cells), paragraph("", "Note")]

    def new_page(self) -> None:
        """Let the next heading begin a new page."""
        self._breaks = True

    def list_gaps(self) -> None:
        """Add the list of all gaps so far, each with a box to tick and a link to its place."""
        for gap in self.gaps:
            where = run(f"  ({gap.heading})", f'<w:color w:val="{ooxml.GREY}"/>')
            words = run(f"☐ {gap.number}. {gap.what[0].upper()}{gap.what[1:]}")
            self._blocks.append(paragraph(ooxml.link(f"gap{gap.number}", words) + where))

    def list_sources(self) -> None:
        """Add a table of all that is not fixed text, a row for each source, for people to check."""
        told: dict[str, dict[str, None]] = {}
        for statement in self.statements:
            if statement.source and statement.text != statement.source.where:
                told.setdefault(statement.source.where, {})[_short(statement.text)] = None
        rows = [("; ".join(texts), where, "☐") for where, texts in told.items()]
        self._blocks.append(
            ooxml.table(
                "Varje uppgift i dokumentet, var den kommer från och en ruta att kryssa i", (50, 35, 15),
                ("Uppgift", "Kommer från", "Stämmer"),
                [[(paragraph(run(text)), None) for text in row] for row in rows],
            )
        )  # fmt: skip
        self._blocks.append(paragraph("", "Note"))

    def _runs(self, cell: Cell) -> str:
        return "".join(self._run(part) for part in parts_of(cell))

    def _run(self, part: Part) -> str:
        if isinstance(part, Gap):
            number, what = len(self.gaps) + 1, clean(part.what)
            self.gaps.append(NumberedGap(number, self._heading, what))
            return ooxml.bookmark(10_000 + number, f"gap{number}", run(f"[{number}. Fyll i: {what}]", YELLOW))
        text = clean_part(part)
        self.statements.append(Statement(self._heading, text.strip(), part.source if isinstance(part, Said) else None))
        return run(text)

    def save(self) -> bytes:
        """Return the document's bytes: the same content gives the same bytes."""
        blocks = list(self._blocks)
        if self._contents_at is not None:
            blocks.insert(self._contents_at, ooxml.contents("Innehåll", self._chapters))
        files = dict(ooxml.base_parts())
        files["word/document.xml"] = ooxml.part("document", f"<w:body>{''.join(blocks)}{SECTION}</w:body>")
        files["docProps/core.xml"] = self._properties()
        files["word/header1.xml"] = ooxml.part("hdr", self._header(files))
        files["word/footer1.xml"] = ooxml.part("ftr", self._footer())
        return write_zip(files)

    def _header(self, files: dict[str, bytes]) -> str:
        name = clean(self._case.enterprise["name"])
        if not (self._sent and self._case.logo):
            words = name if self._sent else "Arbetspapper, skickas inte till köparen"
            return paragraph(run(words, f'<w:color w:val="{ooxml.GREY}"/><w:sz w:val="18"/>'), "Header")
        image = Image.from_blob(self._case.logo)
        file = "logo.png" if image.content_type == "image/png" else "logo.jpeg"
        files[f"word/media/{file}"] = self._case.logo
        files["word/_rels/header1.xml.rels"] = RELATION.format(file).encode()
        scale = min(LOGO_CM[0] / image.px_width, LOGO_CM[1] / image.px_height)
        size = image.px_width * scale, image.px_height * scale
        return paragraph(ooxml.picture("rId1", f"{name}, logotyp", *size), "Header")

    def _footer(self) -> str:
        small = f'<w:color w:val="{ooxml.GREY}"/><w:sz w:val="18"/>'
        draft = f"Utkast, version {self._case.version}. {self._title}, {clean(self._case.enterprise['name'])}"
        pages = run("sida ", small) + ooxml.field("PAGE", "1", small) + run(" av ", small)
        stops = '<w:tab w:val="clear" w:pos="4680"/><w:tab w:val="clear" w:pos="9360"/>'
        tab = f'<w:tabs>{stops}<w:tab w:val="right" w:pos="{ooxml.WIDTH}"/></w:tabs>'
        words = run(_short(draft, 80), small) + "<w:r><w:tab/></w:r>" + pages + ooxml.field("NUMPAGES", "1", small)
        return paragraph(words, "Footer", tab)

    def _properties(self) -> bytes:
        made = f"{self._case.made_at:%Y-%m-%dT%H:%M:%SZ}"
        title = escape(f"{self._title}: {clean(self._case.title)}"[:LONGEST])
        subject = escape(clean(f"{self._case.buyer}, {self._case.notice['id']}, {self._case.lot['id']}")[:LONGEST])
        return PROPERTIES.format(title=title, subject=subject, made=made).encode()


SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId9"/><w:footerReference w:type="default" r:id="rId10"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1588" w:right="1418" w:bottom="1304" w:left="1418" '
    'w:header="680" w:footer="567" w:gutter="0"/></w:sectPr>'
)
RELATION = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/{}"/>'
    "</Relationships>"
)
PROPERTIES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:subject>{subject}</dc:subject>'
    "<dc:creator>Anbudslots</dc:creator><dc:language>sv-SE</dc:language><cp:lastModifiedBy>Anbudslots</cp:lastModifiedBy>"
    '<cp:revision>1</cp:revision><dcterms:created xsi:type="dcterms:W3CDTF">{made}</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{made}</dcterms:modified></cp:coreProperties>'
)


def clean_part(part: str | Said) -> str:
    """Return a part's text; the spaces at the ends of fixed text join it to its neighbours."""
    return clean(part.text) if isinstance(part, Said) else part


def plain(cell: Cell) -> str:
    """Return the text of a cell, without its gaps."""
    return "".join(clean_part(part) for part in parts_of(cell) if not isinstance(part, Gap))


def sentence(text: str) -> str:
    """Return the text with a full stop at the end."""
    text = clean(text)
    return text if re.search(r"[.!?]$", text) else f"{text}."


def _short(text: str, longest: int = 120) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def size_of(logo: bytes) -> tuple[int, int]:
    """Return a PNG's or JPEG's width and height in pixels. Raises ValueError when it is neither."""
    try:
        image = Image.from_blob(logo)
        width, height = image.px_width, image.px_height
    except Exception as error:  # the library raises many kinds for a broken picture
        raise ValueError("not a PNG or JPEG picture") from error
    if image.content_type not in {"image/png", "image/jpeg"} or not (width and height):
        raise ValueError("not a PNG or JPEG picture")
    return width, height
