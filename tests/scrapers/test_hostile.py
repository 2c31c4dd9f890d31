"""Hostile input: each ends as one named issue or error, quickly, with nothing fetched and nothing written outside."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
import zipfile
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from samples.write import files
from scrapers.exceptions import UnreadableNotice
from scrapers.files import Member, open_paths
from scrapers.reading import read
from scrapers.xml import BIGGEST

GOOD = files()["600101-2026.xml"]
SLOWEST = 5.0  # seconds
BOMB = "<!DOCTYPE x [" + '<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{n} "{"&a" + str(n - 1) + ";" * 1}{("&a" + str(n - 1) + ";") * 9}">' for n in range(1, 12)
) + "]><x>&a11;</x>"  # fmt: skip


def deep(levels: int) -> bytes:
    """Return XML nested so deep."""
    return b"<a>" * levels + b"</a>" * levels


HOSTILE: dict[str, bytes] = {
    "entity bomb": BOMB.encode(),
    "external entity": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "external document type": b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><x/>',
    "depth": deep(100_000),
    "long text": b"<x>" + b"a" * 12_000_000 + b"</x>",
    "too large": b"<x>" + b" " * (BIGGEST + 1) + b"</x>",
    "truncated": GOOD[: len(GOOD) // 2],
    "two roots": GOOD + GOOD[GOOD.index(b"<Contract") :],
    "login page": b"<!DOCTYPE html><html><body>Logga in</body></html>",
    "html without doctype": b"<html><body>Underhall</body></html>",
    "empty": b"",
    "blanks": b" \n\t ",
    "nul": b"\x00" * 1000,
    "random": bytes(range(256)) * 40,
    "wrong encoding": GOOD.replace(b'encoding="UTF-8"', b'encoding="utf-7777"').replace(
        b"encoding='UTF-8'", b"encoding='x-7777'"
    ),
    "latin in utf-8": GOOD.replace("å".encode(), b"\xe5"),
    "utf-16 without saying": b"\xff\xfe" + GOOD,
    "nul inside": GOOD.replace(b"Falkenberg", b"Falken\x00berg", 1),
    "json deep": b"[" * 100_000,
    "json nan": b'{"ocid": NaN}',
    "json integer of 100,000 digits": b'{"ocid": "x", "id": ' + b"9" * 100_000 + b"}",
    "json of another kind": b'{"a": 1}',
    "json list": b"[1, 2]",
    "json without id": b'{"ocid": "x"}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_one_clear_error(name: str) -> None:
    began = monotonic()

    with pytest.raises(UnreadableNotice) as caught:
        read(HOSTILE[name])

    assert monotonic() - began < SLOWEST
    assert caught.value.what
    assert caught.value.todo
    assert "\n" not in str(caught.value)
    assert "root:" not in str(caught.value)


def test_includes_are_left_alone() -> None:
    include = b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    (notice,) = read(GOOD.replace(b"</cbc:RegulatoryDomain>", b"</cbc:RegulatoryDomain>" + include, 1))

    assert "root:" not in json.dumps(notice)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_other_true_encodings_are_read(encoding: str) -> None:
    text = GOOD.decode().replace("UTF-8", encoding.removesuffix("-sig").upper())

    assert read(text.encode(encoding)) == read(GOOD)


def test_a_wild_release_is_read_without_its_wild_parts() -> None:
    wild: dict[str, Any] = {
        "ocid": "x", "id": "1", "date": 7, "tag": ["tender", 3], "parties": ["x", {"roles": None}], "buyer": [],
        "tender": {"title": "\ud800a\x00b", "lots": [{"id": None}, {"id": "1"}, {"id": "1"}], "value": {"amount": True},
                   "items": [{"classification": "x"}], "tenderPeriod": {"endDate": "tomorrow"}},
        "awards": [{"suppliers": [{"name": 5}], "relatedLots": [[1]], "value": {"amount": 10**400}}],
    }  # fmt: skip
    (notice,) = read(json.dumps(wild).encode())

    assert notice["title"] == "?a b"
    assert notice["published"] is None
    json.dumps(notice).encode()


def write_tar(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    """Write a .tar.gz of these members."""
    with tarfile.open(path, "w:gz") as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    """Return a tar member of a kind."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def kinds(path: Path) -> tuple[int, int]:
    """Return how many members and how many issues a path gives, in time."""
    began = monotonic()
    found = list(open_paths([path]))
    assert monotonic() - began < SLOWEST
    return sum(isinstance(entry, Member) for entry in found), sum(not isinstance(entry, Member) for entry in found)


def test_a_daily_package_is_streamed(tmp_path: Path) -> None:
    path = write_tar(
        tmp_path / "20260915_178.tar.gz",
        (member("20260915_178", tarfile.DIRTYPE), b""),
        (member("20260915_178/00600101_2026.xml"), GOOD),
        (member("20260915_178/README.txt"), b"x"),
    )
    assert kinds(path) == (1, 0)


def test_a_monthly_package_holds_daily_ones(tmp_path: Path) -> None:
    inner = write_tar(tmp_path / "inner.tar.gz", (member("a/00600101_2026.xml"), GOOD)).read_bytes()
    path = write_tar(tmp_path / "2026-09.tar.gz", (member("09/20260915_178.tar.gz"), inner))

    assert kinds(path) == (1, 0)


@pytest.mark.parametrize(
    "info",
    [
        member("../outside.xml"),
        member("/etc/outside.xml"),
        member("link.xml", tarfile.SYMTYPE, "/etc/passwd"),
        member("hard.xml", tarfile.LNKTYPE, "/etc/passwd"),
        member("pipe.xml", tarfile.FIFOTYPE),
        member("device.xml", tarfile.CHRTYPE),
    ],
    ids=lambda info: info.name,
)
def test_unsafe_members_are_issues_and_the_rest_goes_on(info: tarfile.TarInfo, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write_tar(folder / "x.tar.gz", (info, b""), (member("good.xml"), GOOD))

    assert kinds(folder) == (1, 1)
    assert [path.name for path in tmp_path.rglob("*")] == ["in", "x.tar.gz"]


def test_bombs_stop_at_the_limit(tmp_path: Path) -> None:
    (tmp_path / "zeros.xml.gz").write_bytes(gzip.compress(b"\x00" * (BIGGEST + 10_000_000), 9))
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"\x00" * (BIGGEST + 10_000_000))
        archive.writestr("b.xml", GOOD)
        archive.writestr("../c.xml", GOOD)
    write_tar(tmp_path / "tar.tar.gz", (member("a.xml"), b"\x00" * (BIGGEST + 1)), (member("b.xml"), GOOD))

    assert kinds(tmp_path / "zeros.xml.gz") == (0, 1)
    assert kinds(tmp_path / "bomb.zip") == (1, 2)
    assert kinds(tmp_path / "tar.tar.gz") == (1, 1)


@pytest.mark.parametrize(
    "content", [b"", b"not an archive", gzip.compress(b"not a tar"), gzip.compress(b"x" * 600)[:-9]]
)
def test_broken_archives_are_issues(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.tar.gz").write_bytes(content)
    (tmp_path / "y.zip").write_bytes(content)

    assert kinds(tmp_path / "x.tar.gz") == (0, 1)
    assert kinds(tmp_path / "y.zip") == (0, 1)


def test_a_cut_archive_gives_what_it_has(tmp_path: Path) -> None:
    whole = write_tar(tmp_path / "x.tar.gz", *((member(f"{n}.xml"), os.urandom(50_000)) for n in range(9)))
    whole.write_bytes(whole.read_bytes()[:200_000])

    read_members, issues = kinds(whole)
    assert 1 <= read_members <= 4
    assert issues == 1


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xml")
    (tmp_path / "good.xml").write_bytes(GOOD)

    assert kinds(tmp_path) == (1, 1)
    assert kinds(tmp_path / "pipe.xml") == (0, 1)


def test_links_and_hidden_files_in_a_folder_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "good.xml").write_bytes(GOOD)
    (tmp_path / "link.xml").symlink_to("/etc/passwd")
    (tmp_path / ".hidden.xml").write_bytes(GOOD)
    (tmp_path / "notes.txt").write_bytes(b"x")
    (tmp_path / "loop").symlink_to(tmp_path)

    assert kinds(tmp_path) == (1, 0)


def test_a_path_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableNotice, match="finns inte"):
        list(open_paths([tmp_path / "nothing"]))
