"""Tender documents: ten invented sets as real files, and files that are broken, locked, scanned or hostile."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner

from cli import cli
from matchers.requirements import kind_of, report
from scrapers import documents
from scrapers.documents import Document, read_documents
from tests.scrapers.document_files import SETS, content, excel, pdf, word


def document(folder: Path, name: str, data: bytes) -> Document:
    """Write and read one file."""
    path = folder / name
    path.write_bytes(data)
    (found,) = read_documents([path])
    return found


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Return the report of every set, read from its file."""
    folder = tmp_path_factory.mktemp("sets")
    return {
        entry["name"]: report(document(folder, f"{entry['name']}.{entry['kind']}", content(entry)).pages)
        for entry in SETS
    }


def test_nine_of_ten_requirements_are_found_on_the_right_page(reports: dict[str, dict[str, Any]]) -> None:
    missed = []
    total = 0
    for entry in SETS:
        found = reports[entry["name"]]["requirements"]
        for where, kind, words in entry["wanted"]:
            total += 1
            right = [
                r for r in found if words in r["text"] and r["kind"] == kind and where in {r["page"], r["place"], None}
            ]
            if not right:
                missed.append((entry["name"], where, words, [r for r in found if words[:12] in r["text"]]))

    assert total >= 50
    assert len(missed) <= total // 10, missed


def test_nothing_forbidden_is_claimed(reports: dict[str, dict[str, Any]]) -> None:
    for entry in SETS:
        found = reports[entry["name"]]["requirements"]
        claims = [r["text"] for r in found for words in entry["forbidden"] if words in r["text"]]
        assert claims == [], entry["name"]
        prohibitions = [w for _, kind, w in entry["wanted"] if kind == "får inte"]
        assert not [r for r in found for w in prohibitions if w in r["text"] and r["kind"] != "får inte"]


def test_the_considerations_of_the_sets_are_found_with_their_words(reports: dict[str, dict[str, Any]]) -> None:
    for entry in SETS:
        found = {c["category"] for c in reports[entry["name"]]["considerations"] if c["probability"] >= 0.5}
        assert set(entry["considerations"]) <= found, entry["name"]


def test_numbers_of_requirements_and_sections(reports: dict[str, dict[str, Any]]) -> None:
    numbers = {r["text"][:20]: r["number"] for r in reports["tvatt"]["requirements"]}
    assert numbers["Leverantören ska häm"] == "K1"
    assert {r["number"] for r in reports["stadning"]["requirements"] if r["page"] == 3} == {"3.1", "3.2"}
    assert [r["number"] for r in reports["park"]["requirements"] if "e-faktura" in r["text"]] == ["AFC.5"]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Arbetet får inte utföras vecka 47–52.", "får inte"),
        ("Arbetet får utföras vecka 47–52.", None),
        ("Leverantören ska inte fakturera i förskott.", "får inte"),
        ("Kommunen ska inte betala i förskott.", None),
        ("Leverantören ska samverka så att kommunen ska kunna följa upp.", "ska"),
        ("Mervärde ges för egen verkstad i kommunen.", "bör"),
    ],
)
def test_a_prohibition_is_never_a_permission(sentence: str, kind: str | None) -> None:
    assert kind_of(sentence) == kind


def test_a_scanned_page_is_named(tmp_path: Path) -> None:
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 200))
    image = pikepdf.Stream(made, bytes(300), Width=10, Height=10, ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8)
    image["/Type"], image["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Image
    page = made.pages[0]
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
    page.Contents = pikepdf.Stream(made, b"q 200 0 0 200 0 0 cm /Im0 Do Q")
    file = io.BytesIO()
    made.save(file)

    assert document(tmp_path, "skannad.pdf", file.getvalue()).scanned == [1]
    run = CliRunner().invoke(cli, ["read", str(tmp_path / "skannad.pdf")])
    assert run.exit_code == 0
    assert "sida 1 är en bild utan text" in run.output


def test_locked_broken_and_foreign_files_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(pdf("Titel", ["Leverantören ska leverera."]))) as made:
        made.save(tmp_path / "last.pdf", encryption=pikepdf.Encryption(owner="a", user="b"))
    (tmp_path / "tom.pdf").write_bytes(b"")
    (tmp_path / "trasig.docx").write_bytes(b"PK\x03\x04 no more")
    (tmp_path / "trasig.xlsx").write_bytes(b"not a sheet")
    (tmp_path / "gammal.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (tmp_path / "bra.txt").write_text("Leverantören ska leverera varje dag.", encoding="utf-8")
    names = ["last.pdf", "tom.pdf", "trasig.docx", "trasig.xlsx", "gammal.doc", "bra.txt"]
    found = {d.name: d for d in read_documents([tmp_path / name for name in names])}

    assert [found[name].fault is None for name in names] == [False] * 5 + [True]
    assert "lösenord" in (found["last.pdf"].fault or "")
    run = CliRunner().invoke(cli, ["read", "--json", *(str(tmp_path / name) for name in names)])
    assert run.exit_code == 1
    assert "Leverantören ska leverera varje dag." in run.output


def test_a_zip_holds_several_documents_and_what_is_not_one_is_named(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a/krav.xlsx", excel({"Krav": [["K1", "Leverantören ska svara."]]}))
        archive.writestr("b/avtal.docx", word("Avtal", ["Leverantören ska leverera."]))
        archive.writestr("../../ut.exe", b"MZ")
    (tmp_path / "allt.zip").write_bytes(file.getvalue())
    found = list(read_documents([tmp_path / "allt.zip"]))

    assert [d.name for d in found if d.fault is None] == ["allt.zip:a/krav.xlsx", "allt.zip:b/avtal.docx"]
    assert [d.name for d in found if d.fault] == ["allt.zip:../../ut.exe"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["allt.zip"]


def test_a_bomb_takes_only_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.txt", bytes(200_000_000))
    bomb = document(tmp_path, "bomb.zip", file.getvalue())
    assert "100 MB" in (bomb.fault or "")
    monkeypatch.setattr(documents, "SECONDS", 0.01)
    assert "sekunder" in (document(tmp_path, "sen.txt", b"Text").fault or "")
