"""Notices from files: XML and JSON, folders, archives and TED's daily packages, streamed and with limits.

Strangers' archives: only regular members are read, limits count unpacked bytes, nothing is ever written.
"""

from __future__ import annotations

import gzip
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from models.values import IssueData
from scrapers.exceptions import UnreadableNotice
from scrapers.xml import BIGGEST

NOTICES = (".xml", ".json")
ARCHIVES = (".tar.gz", ".tgz", ".tar")
MOST_MEMBERS = 100_000
MOST_BYTES = 10_000_000_000  # unpacked, over a whole archive
FAULTS = (tarfile.TarError, zipfile.BadZipFile, OSError, EOFError, zlib.error, lzma.LZMAError, RuntimeError, ValueError)


class Member(NamedTuple):
    """One file that may be a notice: where it came from, and its bytes."""

    name: str
    content: bytes


def open_paths(paths: Iterable[Path]) -> Iterator[Member | IssueData]:
    """Yield what the paths hold, folders in order of name. What cannot be opened is an issue, and the rest goes on.

    Raises UnreadableNotice for a path that does not exist.
    """
    for path in paths:
        if not path.exists():
            raise UnreadableNotice(f"{path} finns inte", "kontrollera sökvägen")
        yield from _open(path)


def _open(path: Path) -> Iterator[Member | IssueData]:
    if path.is_dir():
        for child in sorted(path.iterdir()):
            if not child.name.startswith(".") and not child.is_symlink() and (child.is_dir() or _wanted(child.name)):
                yield from _open(child)
    elif not stat.S_ISREG(path.stat().st_mode):
        yield _issue(str(path), "är ingen vanlig fil", "ta bort den eller peka på en fil")
    elif path.name.lower().endswith((*ARCHIVES, ".zip")):
        try:
            with path.open("rb") as file:
                yield from _archive(str(path), file, 0)
        except FAULTS as error:
            yield _issue(str(path), f"arkivet är trasigt: {_short(error)}", "hämta det igen")
    else:
        try:
            with path.open("rb") as file:
                yield _member(str(path), file)
        except FAULTS as error:
            yield _issue(str(path), f"går inte att läsa: {_short(error)}", "kontrollera filen")


def _wanted(name: str) -> bool:
    name = name.lower()
    return name.endswith((*NOTICES, *(f"{end}.gz" for end in NOTICES), *ARCHIVES, ".zip"))


def _member(name: str, file: IO[bytes]) -> Member | IssueData:
    """Read one file, unpacked if it is gzip, and stop at the limit."""
    if name.lower().endswith(".gz"):
        with gzip.open(file) as unpacked:
            content = unpacked.read(BIGGEST + 1)
    else:
        content = file.read(BIGGEST + 1)
    if len(content) > BIGGEST:
        return _issue(
            name, f"är större än {BIGGEST // 1_000_000} MB uppackad", "en annons är aldrig så stor; ta bort den"
        )
    return Member(name, content)


def _archive(name: str, file: IO[bytes], depth: int) -> Iterator[Member | IssueData]:
    """Stream a tar or zip archive; an archive inside it (TED's monthly packages) is opened once."""
    if name.lower().endswith(".zip"):
        yield from _zip(name, file)
        return
    total = 0
    with tarfile.open(fileobj=file, mode="r|*") as archive:
        for count, member in enumerate(archive):
            where = f"{name}:{member.name}"
            total += max(member.size, 0)
            if count >= MOST_MEMBERS or total > MOST_BYTES:
                yield _issue(name, "har för många eller för stora filer", "dela arkivet")
                return
            if member.isdir():
                continue
            if not member.isreg() or _escapes(member.name):
                yield _issue(where, "är en länk, enhet eller sökväg utanför arkivet", "den läses inte; ta bort den")
            elif member.name.lower().endswith(ARCHIVES) and depth == 0:
                inner = archive.extractfile(member)
                assert inner is not None  # a regular member
                yield from _archive(where, inner, depth + 1)
            elif _wanted(member.name) and not member.name.lower().endswith((*ARCHIVES, ".zip")):
                if member.size > BIGGEST:
                    yield _issue(where, f"är större än {BIGGEST // 1_000_000} MB", "en annons är aldrig så stor")
                    continue
                inner = archive.extractfile(member)
                assert inner is not None
                yield _member(where, inner)


def _zip(name: str, file: IO[bytes]) -> Iterator[Member | IssueData]:
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_MEMBERS:
            yield _issue(name, "har för många filer", "dela arkivet")
            return
        for entry in entries:
            where = f"{name}:{entry.filename}"
            if entry.is_dir() or not _wanted(entry.filename):
                continue
            if _escapes(entry.filename) or stat.S_ISLNK(entry.external_attr >> 16):
                yield _issue(where, "är en länk eller sökväg utanför arkivet", "den läses inte; ta bort den")
                continue
            try:
                with archive.open(entry) as inner:
                    yield _member(where, inner)
            except FAULTS as error:
                yield _issue(where, f"går inte att packa upp: {_short(error)}", "hämta arkivet igen")


def _escapes(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or "\x00" in name


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


def _issue(where: str, what: str, todo: str) -> IssueData:
    return {"level": "error", "source": None, "notice": where, "what": f"{where}: {what}", "todo": todo}
