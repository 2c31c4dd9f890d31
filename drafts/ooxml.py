"""The XML of Word documents: paragraphs, tables, fields, parts of the file. Texts go in escaped, never as markup."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from functools import cache
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

INK, PALE, LINE, GREY = "1F3A5F", "E8EEF5", "B8C4D2", "595959"
FONT = "Calibri"
WIDTH = 9070  # of the text, in twentieths of a point: 16 cm
NAMESPACES = nsdecls("w", "r", "wp", "a", "pic")
EMU = 360_000  # in a centimetre
UNUSED = ("/stylesWithEffects", "/customXml", "/thumbnail", "/webSettings")  # of the library's template


def run(text: str, properties: str = "") -> str:
    """Return a run of text."""
    inside = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inside}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def bold(text: str) -> str:
    """Return a bold run."""
    return run(text, "<w:b/>")


def paragraph(content: str, style: str | None = None, properties: str = "") -> str:
    """Return a paragraph of runs. `style` is a style's id."""
    inside = (f'<w:pStyle w:val="{style}"/>' if style else "") + properties
    return f"<w:p>{f'<w:pPr>{inside}</w:pPr>' if inside else ''}{content}</w:p>"


def bookmark(number: int, name: str, content: str) -> str:
    """Return content that a link can go to."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{number}"/>'


def link(to: str, content: str) -> str:
    """Return content that goes to a bookmark."""
    return f'<w:hyperlink w:anchor="{to}" w:history="1">{content}</w:hyperlink>'


def field(code: str, shown: str, properties: str = "") -> str:
    """Return a field with what it shows until it is reckoned anew."""
    mark = '<w:r>{0}<w:fldChar w:fldCharType="{1}"/></w:r>'
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    words = f'<w:r>{look}<w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
    return (
        mark.format(look, "begin") + words + mark.format(look, "separate") + run(shown, properties)
        + mark.format(look, "end")
    )  # fmt: skip


def contents(heading: str, entries: Sequence[tuple[str, str]]) -> str:
    """Return a table of contents of (heading, bookmark): a real field, already filled, without page numbers."""
    lines = [paragraph(run(heading), "TOCHeading")]
    start = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-1" \\h \\n \\z </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    for number, (text, name) in enumerate(entries):
        before, after = start if number == 0 else "", end if number == len(entries) - 1 else ""
        lines.append(paragraph(before + link(name, run(text)) + after, "TOC1"))
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
    return f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{''.join(lines)}</w:sdtContent></w:sdt>"


def table(
    description: str, widths: Sequence[int], header: Sequence[str], rows: Sequence[Sequence[tuple[str, str | None]]]
) -> str:
    """Return a table: header texts, then cells as (paragraphs, colour behind or None). `widths` are shares."""
    whole = sum(widths)
    sizes = [WIDTH * share // whole for share in widths]
    grid = "".join(f'<w:gridCol w:w="{size}"/>' for size in sizes)
    look = '<w:tblLook w:val="0620" w:firstRow="1" w:noHBand="1" w:noVBand="1"/>'
    properties = (
        f'<w:tblPr><w:tblStyle w:val="Anbudslots"/><w:tblW w:w="{sum(sizes)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{look}<w:tblDescription w:val={quoteattr(description)}/></w:tblPr>'
    )
    top = "".join(
        _cell(paragraph(run(text, '<w:b/><w:color w:val="FFFFFF"/>')), size, INK)
        for text, size in zip(header, sizes, strict=True)
    )
    lines = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{top}</w:tr>"]
    for row in rows:
        cells = "".join(_cell(content, size, colour) for (content, colour), size in zip(row, sizes, strict=True))
        lines.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
    return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"


def _cell(content: str, width: int, colour: str | None) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>' if colour else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{content}</w:tc>'


def picture(relation: str, words: str, width: float, height: float) -> str:
    """Return an inline picture (centimetres) with its text for those who do not see it."""
    size = f'cx="{int(width * EMU)}" cy="{int(height * EMU)}"'
    label = quoteattr(words)
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="1" name="Logotyp" descr={label}/><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="1" name="Logotyp" descr={label}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def part(root: str, content: str) -> bytes:
    """Return a part of the file."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f"{head}<w:{root} {NAMESPACES}>{content}</w:{root}>".encode()


@cache
def base_parts() -> dict[str, bytes]:
    """Return the parts that all documents share: styles, numbering, settings, and what names them. Built once."""
    document: Any = docx.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = section.footer.paragraphs[0].text = ""
    _styles(document.styles)
    language = OxmlElement("w:themeFontLang")
    language.set(qn("w:val"), "sv-SE")
    known = document.settings.element.find(qn("w:themeFontLang"))
    if known is not None:
        document.settings.element.replace(known, language)
    for holder in (document.part, document.part.package):
        for name, relation in list(holder.rels.items()):
            if relation.reltype.endswith(UNUSED):
                holder.rels.pop(name)
    raw = io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    types = parts["[Content_Types].xml"].decode()
    for ending, kind in (("png", "image/png"), ("jpeg", "image/jpeg")):
        if f'Extension="{ending}"' not in types:
            types = types.replace("<Default ", f'<Default Extension="{ending}" ContentType="{kind}"/><Default ', 1)
    parts["[Content_Types].xml"] = types.encode()
    return parts


def _styles(styles: Any) -> None:
    for style in [style for style in styles if style.type == WD_STYLE_TYPE.TABLE and style.name != "Normal Table"]:
        style.element.getparent().remove(style.element)
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for language in defaults.findall(qn("w:lang")):
        defaults.remove(language)
    defaults.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="sv-SE" w:eastAsia="sv-SE" w:bidi="ar-SA"/>'))
    normal = styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(6), 1.15
    for name, size, before in (("Title", 26, 0), ("Subtitle", 13, 0), ("Heading 1", 16, 18), ("Heading 2", 13, 12)):
        style = styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor.from_string(INK)
        style.font.italic = False
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(4)
        style.paragraph_format.keep_with_next = True
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(attribute), None)
    title = styles["Title"].element.pPr
    for border in title.findall(qn("w:pBdr")):
        title.remove(border)
    entry = styles.add_style("TOC 1", WD_STYLE_TYPE.PARAGRAPH)
    entry.base_style, entry.paragraph_format.space_after = normal, Pt(2)
    note = styles.add_style("Note", WD_STYLE_TYPE.PARAGRAPH)
    note.base_style, note.font.size, note.font.color.rgb = normal, Pt(9.5), RGBColor.from_string(GREY)
    quote = styles.add_style("Quoted", WD_STYLE_TYPE.PARAGRAPH)
    quote.base_style, quote.paragraph_format.left_indent = normal, Cm(0.8)
    quote.element.get_or_add_pPr().insert(
        0, parse_xml(f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="18" w:space="8" w:color="{LINE}"/></w:pBdr>')
    )
    styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="Anbudslots">'
            '<w:name w:val="Anbudslots"/>'
            '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>'
            '<w:pPr><w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/></w:pPr>'
            '<w:rPr><w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr><w:tblPr><w:tblBorders>'
            f'<w:top w:val="single" w:sz="6" w:space="0" w:color="{INK}"/>'
            f'<w:bottom w:val="single" w:sz="6" w:space="0" w:color="{INK}"/>'
            f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/></w:tblBorders>'
            '<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
            "</w:tblPr></w:style>"
        )
    )
