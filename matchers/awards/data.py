"""Procurements and awards as Upphandlingsmyndigheten publishes them: CSV, plain or .gz, one row per award and supplier.

Only what is known before a procurement is awarded is read: never the winner's size, sector or industry codes.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple, cast

from models.places import by_name, municipalities

COLUMNS = {
    "id": "Upphandlings-ID",
    "title": "Upphandlingens titel",
    "date": "Publiceringsdatum",
    "cpv": "Huvudsaklig CPV-kod",
    "buyer": "Organisationsnummer för köpare",
    "buyer_name": "Namn för köpare",
    "nature": "Upphandlingsslag",
    "sector": "Delsektor för köpare",
    "agreement": "Typ av avtal",
    "above": "Direktivstyrd",
    "basis": "Rättslig grund",
    "industry": "SNI-Avdelning för köpare",
    "procedure": "Förfarande",
    "lots": "Anbudsområden",
    "joint": "Samordnad upphandling",
    "dynamic": "Dynamiskt inköpssystem",
}
SUPPLIER = "Namn för leverantör"
TRUE = frozenset({"true", "1.0", "1"})


class FileFault(Exception):
    """Says which file is wrong and how, in Swedish."""


class Procurement(NamedTuple):
    """One procurement before its award. `place` is the buyer's (latitude, longitude), None when not known."""

    id: str
    title: str
    date: str  # ISO
    cpv: str  # eight digits, or empty
    label: str  # of the CPV code
    buyer: str  # organisation number, else name
    place: tuple[float, float] | None
    kinds: tuple[str, ...]  # nature, sector, agreement, above, basis, industry, procedure
    flags: tuple[bool, ...]  # framework, lots, above the thresholds, joint, dynamic


class Award(NamedTuple):
    """That a supplier (by published name) won a procurement, or a part of it."""

    supplier: str
    procurement: Procurement


def read_procurements(path: Path) -> list[Procurement]:
    """Return the procurements of a file, each once, in order. Raises FileFault."""
    return list({row[COLUMNS["id"]]: _procurement(row) for row in _rows(path, ())}.values())


def read_awards(path: Path) -> list[Award]:
    """Return the awards of a file that name a supplier, in order. Raises FileFault."""
    return [Award(row[SUPPLIER], _procurement(row)) for row in _rows(path, (SUPPLIER,)) if row[SUPPLIER].strip()]


def _rows(path: Path, more: tuple[str, ...]) -> Iterator[dict[str, str]]:
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as raw:
            file = io.TextIOWrapper(cast("IO[bytes]", raw), encoding="utf-8-sig", newline="")
            reader = csv.DictReader(file)
            lacking = [name for name in (*COLUMNS.values(), *more) if name not in (reader.fieldnames or ())]
            if lacking:
                raise FileFault(
                    f"{path}: kolumnen ”{lacking[0]}” saknas; använd Upphandlingsmyndighetens fil oförändrad"
                )
            for row in reader:
                yield {key: value or "" for key, value in row.items() if isinstance(value, str) or value is None}
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise FileFault(f"{path}: går inte att läsa ({error}); hämta filen igen") from error


def _procurement(row: dict[str, str]) -> Procurement:
    value = {key: row.get(column, "") for key, column in COLUMNS.items()}
    above = value["above"].lower() in TRUE
    kinds = (value["nature"], value["sector"], value["agreement"], str(above), value["basis"], value["industry"],
             value["procedure"])  # fmt: skip
    flags = (value["agreement"] == "Ramavtal", value["lots"].lower() in TRUE, above, value["joint"].lower() in TRUE,
             value["dynamic"].lower() in TRUE)  # fmt: skip
    code, _, label = value["cpv"].partition(" ")
    number = re.sub(r"\D", "", value["buyer"])
    return Procurement(
        value["id"], value["title"], value["date"], code[:8], label, number or value["buyer_name"],
        place_of(number, value["buyer_name"]), kinds, flags,
    )  # fmt: skip


def place_of(number: str, name: str) -> tuple[float, float] | None:
    """Return where a buyer is: the municipality with its number, else the first that its name mentions."""
    found = {place.org_number: place for place in municipalities().values()}.get(number) if number else None
    words = (by_name(word) for word in re.findall(r"[^\W\d_]{3,}", name))
    found = found or next((place for place in words if place), None)
    return (found.latitude, found.longitude) if found else None
