"""`python -m scrapers.document_readers FILE`: read one tender document to JSON on stdout, inside limits of its own.

Run as a child (`scrapers.documents`), because PDF, Word and Excel files are strangers' files read by large libraries:
a file that makes one of them crash, spin or swell takes only this process with it.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

MEMORY = 2_000_000_000  # bytes of address space
SECONDS = 60  # of CPU
BIGGEST = 100_000_000  # unpacked bytes of one file
MOST_FILES = 200  # in a .zip
MOST_PAGES = 2000
MOST_ROWS = 50_000
FEWEST_LETTERS = 20  # a page with fewer, and a picture, is a scanned page
KINDS = frozenset({".pdf", ".docx", ".xlsx", ".xlsm", ".xls", ".ods", ".txt"})
BREAK = re.compile(r"\x02\n?|(?<=\w)[-\u00ad]\n(?=[a-zåäö])")  # pdfium marks a hyphen that the margin made as \x02
LINE_ENDS = re.compile(r"[.:;!?|]$")
NEW_ITEM = re.compile(r"^(?:[•▪◦·–*-]\s|\(?[a-zA-Z0-9][.)]\s|\d+(?:\.\d+)*\.?\s+\S|[A-Z]{1,4}[.-]?\d[\d.]*\s)")
FULL_LINE = 45  # characters; a shorter line ends its paragraph unless the next goes on in lower case
Part = dict[str, Any]


class Unreadable(Exception):
    """Says what is wrong with a document, in Swedish."""


def read(name: str, content: bytes) -> Iterator[Part]:
    """Yield the documents of a file: {name, kind, pages: [{place, page, text}], scanned: [page]}, or {name, fault}."""
    suffix = PurePosixPath(name.lower()).suffix
    if suffix == ".zip":
        yield from _zip(name, content)
        return
    try:
        yield {"name": name, "kind": suffix[1:], **_one(suffix, content)}
    except Unreadable as error:
        yield {"name": name, "fault": str(error)}


def _zip(name: str, content: bytes) -> Iterator[Part]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, ValueError, OSError):
        yield {"name": name, "fault": "arkivet är trasigt; hämta det igen"}
        return
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > 5 * BIGGEST:
        yield {
            "name": name,
            "fault": f"arkivet har mer än {MOST_FILES} filer eller är för stort; läs filerna var för sig",
        }
        return
    for entry in sorted(entries, key=lambda entry: entry.filename):
        inside = f"{name}:{entry.filename}"
        if PurePosixPath(entry.filename.lower()).suffix not in KINDS:
            yield {"name": inside, "fault": "är ingen sort som läses (PDF, Word .docx, Excel, text)"}
            continue
        try:
            with archive.open(entry) as file:
                inner = file.read(BIGGEST + 1)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError):
            yield {"name": inside, "fault": "går inte att packa upp; är den låst med lösenord?"}
            continue
        if len(inner) > BIGGEST:
            yield {"name": inside, "fault": f"är större än {BIGGEST // 1_000_000} MB uppackad"}
            continue
        yield from read(inside, inner)


def _one(suffix: str, content: bytes) -> Part:
    if not content:
        raise Unreadable("filen är tom; hämta den igen")
    if suffix == ".pdf":
        return _pdf(content)
    if suffix == ".docx":
        return _docx(content)
    if suffix in {".xlsx", ".xlsm", ".xls", ".ods"}:
        return _sheets(content)
    if suffix == ".txt":
        return {"pages": [{"place": None, "page": None, "text": reflow(_decoded(content))}], "scanned": []}
    if suffix in {".doc", ".odt", ".rtf"}:
        raise Unreadable("äldre eller annat ordbehandlingsformat; spara den som .docx eller .pdf och läs den igen")
    raise Unreadable("är ingen sort som läses (PDF, Word .docx, Excel, text, zip)")


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _pdf(content: bytes) -> Part:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise Unreadable(
            "är låst med lösenord; be köparen om en öppen fil" if locked else "är ingen hel PDF; hämta den igen"
        ) from error
    texts, scanned = [], []
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        text = (
            page.get_textpage().get_text_bounded().replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "\x02")
        )
        if sum(map(str.isalpha, text)) < FEWEST_LETTERS and any(
            item.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE for item in page.get_objects(max_depth=3)
        ):
            scanned.append(number + 1)
        texts.append(text)
        page.close()
    return {"pages": _pages(_without_margins(texts)), "scanned": scanned}


def _pages(texts: list[str]) -> list[Part]:
    """Return the pages as paragraphs; a sentence that runs over a page's end belongs to the page where it begins."""
    pages = [reflow(text) for text in texts]
    for number in range(len(pages) - 1):
        here, following = pages[number], pages[number + 1]
        if here and following[:1].islower() and not LINE_ENDS.search(here):
            head, _, rest = following.partition("\n")
            stop = re.search(r"[.!?](?=\s|$)", head)
            cut = stop.end() if stop else len(head)
            pages[number] = f"{here} {head[:cut]}"
            pages[number + 1] = f"{head[cut:].strip()}\n{rest}".strip("\n")
    return [{"place": f"sida {n}", "page": n, "text": text} for n, text in enumerate(pages, start=1)]


def _without_margins(texts: list[str]) -> list[str]:
    """Return the pages without the lines that stand first or last on most of them: headers, footers, page numbers."""
    if len(texts) < 3:
        return texts
    pages = [[line for line in text.split("\n") if line.strip()] for text in texts]
    edges = Counter(shape for lines in pages for shape in {_shape(line) for line in (*lines[:2], *lines[-2:])})
    common = {shape for shape, count in edges.items() if count > len(texts) / 2}
    kept = []
    for lines in pages:
        last = len(lines) - 2
        kept.append(
            "\n".join(line for n, line in enumerate(lines) if not ((n < 2 or n >= last) and _shape(line) in common))
        )
    return kept


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split()))


def reflow(text: str) -> str:
    """Return the text with one paragraph on each line: lines that only the margin broke are joined."""
    text = BREAK.sub("", text)
    paragraphs: list[str] = []
    open_line = False
    for line in (" ".join(raw.split()) for raw in text.split("\n")):
        if not line:
            open_line = False
            continue
        unfinished = paragraphs and line[0].islower() and not paragraphs[-1].endswith((":", ".", "!", "?"))
        if paragraphs and (open_line or unfinished) and not NEW_ITEM.match(line):
            paragraphs[-1] += " " + line
        else:
            paragraphs.append(line)
        open_line = len(line) >= FULL_LINE and not line.endswith((":", "|"))
    return "\n".join(paragraphs)


def _docx(content: bytes) -> Part:
    import docx
    from docx.table import Table

    try:
        document = docx.Document(io.BytesIO(content))
    except Exception as error:  # python-docx raises many kinds for a broken package
        raise Unreadable("är ingen hel Word-fil (.docx); hämta den igen") from error
    page, breaks = 1, 0
    heading = ""
    parts: list[Part] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            text = "\n".join(_row(cell.text for cell in _unmerged(row)) for row in block.rows)
        else:
            before = len(block.rendered_page_breaks)
            hard = len(block._p.xpath(".//w:br[@w:type='page']"))
            breaks += before + hard
            page += before or hard
            text = " ".join(block.text.split())
            style = (block.style.name or "").lower() if block.style is not None else ""
            if text and style.startswith(("heading", "rubrik", "title")):
                heading = text
        if text:
            place = f"avsnitt ”{heading}”" if heading else None
            parts.append({"place": place, "page": page, "text": text})
    for part in parts:
        if breaks:
            part["place"] = f"sida {part['page']}" + (f", {part['place']}" if part["place"] else "")
        else:
            part["page"] = None
    return {"pages": parts, "scanned": []}


def _unmerged(row: Any) -> list[Any]:
    seen: list[Any] = []
    for cell in row.cells:
        if not seen or cell._tc is not seen[-1]._tc:
            seen.append(cell)
    return seen


def _row(cells: Any) -> str:
    return " | ".join(text for cell in cells if (text := " ".join(str(cell).split())))


def _sheets(content: bytes) -> Part:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        parts = [
            {"place": f"blad {name}, rad {number}", "page": None, "text": text}
            for name in book.sheet_names
            for number, row in enumerate(
                book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_ROWS), start=1
            )
            if (text := _row(cell for cell in row if cell != ""))
        ]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Unreadable("är ingen hel Excel-fil; hämta den igen") from error
    return {"pages": parts, "scanned": []}


def limit() -> None:
    """Set this process's limits of memory and time."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Read the file that is named."""
    limit()
    path = Path(sys.argv[1])
    for document in read(path.name, path.read_bytes()):
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
