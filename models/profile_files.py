"""Enterprise profiles from and to Excel, CSV and JSON: one row an enterprise, the Swedish column names of COLUMNS.

A file is taken whole or not at all: every fault is named by sheet and row, and nothing is imported.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import python_calamine
import xlsxwriter

from models.places import by_name, municipalities
from models.values import EnterpriseData, PastContract

BIGGEST = 20_000_000  # bytes
MOST_ROWS = 20_000
LEGAL_FORMS = ("ekonomisk_forening", "ideell_forening", "ab", "ab_svb", "stiftelse", "other")
YES_NO = {"ja": True, "j": True, "yes": True, "true": True, "1": True}
YES_NO |= {"nej": False, "n": False, "no": False, "false": False, "0": False}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class BadFile(Exception):
    """The file cannot be imported; `faults` has one line per fault: where, what, what to do."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = list(faults)


def _text(value: str) -> str:
    return value


def _list(value: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;\n]", value) if part.strip()]


def _codes(value: str) -> list[str]:
    return [part for part in re.split(r"[;,\s]+", value) if part]


def _cpv(value: str) -> list[str]:
    codes = [code.split("-")[0] for code in _codes(value)]
    for code in codes:
        if not re.fullmatch(r"\d{8}", code):
            raise ValueError(f"”{code}” är ingen CPV-kod; skriv åtta siffror, till exempel 90910000")
    return codes


def _municipality(value: str) -> str:
    code = value.strip().zfill(4)
    if code in municipalities():
        return code
    place = by_name(value)
    if place is None:
        raise ValueError(f"”{value}” är ingen kommun; skriv namnet eller koden, till exempel Halmstad eller 1380")
    return place.code


def _municipalities(value: str) -> list[str]:
    return sorted({_municipality(part) for part in re.split(r"[;,\n]", value) if part.strip()})


def _number(value: str) -> float:
    try:
        return float(re.sub(r"\s|kr$|\u00a0", "", value).replace(",", "."))
    except ValueError as error:
        raise ValueError(f"”{value}” är inget tal; skriv bara siffror") from error


def _whole(value: str) -> int:
    number = _number(value)
    if number != int(number) or number < 0:
        raise ValueError(f"”{value}” är inget antal; skriv ett heltal")
    return int(number)


def _yes_no(value: str) -> bool:
    if value.casefold() not in YES_NO:
        raise ValueError(f"”{value}” är varken ja eller nej")
    return YES_NO[value.casefold()]


def _day(value: str) -> str:
    try:
        return date.fromisoformat(value[:10]).isoformat()
    except ValueError as error:
        raise ValueError(f"”{value}” är inget datum; skriv till exempel 2026-09-15") from error


def _org_number(value: str) -> str:
    digits = re.sub(r"\D", "", value.removesuffix(".0"))
    digits = digits[2:] if len(digits) == 12 and digits.startswith("16") else digits
    if len(digits) != 10:
        raise ValueError(f"”{value}” är inget organisationsnummer; skriv tio siffror, till exempel 769600-0000")
    return digits


def _legal_form(value: str) -> str:
    form = value.casefold().replace(" ", "_").replace("ö", "o").replace("å", "a")
    form = {"aktiebolag": "ab", "annan": "other"}.get(form, form)
    if form not in LEGAL_FORMS:
        raise ValueError(f"”{value}” är ingen känd företagsform; välj en av {', '.join(LEGAL_FORMS)}")
    return form


def _contracts(value: str) -> list[PastContract]:
    """Read past contracts, one per line: title | buyer | year | value | CPV codes."""
    found: list[PastContract] = []
    for part in filter(str.strip, value.splitlines()):
        title, buyer, year, amount, cpv = (*(cell.strip() for cell in part.split("|")), "", "", "", "")[:5]
        found.append(
            {
                "title": title,
                "buyer": buyer or None,
                "year": _whole(year) if year else None,
                "value": _number(amount) if amount else None,
                "cpv": _cpv(cpv) if cpv else [],
            }
        )
    return found


class Column(NamedTuple):
    """A column of the file: Swedish heading, how a cell is read, help for the template, what an empty cell is."""

    heading: str
    read: Callable[[str], Any]
    help: str
    empty: Any = None


COLUMNS: dict[str, Column] = {
    "id": Column("Organisationsnummer", _org_number, "tio siffror"),
    "name": Column("Namn", _text, "företagets namn"),
    "legal_form": Column("Företagsform", _legal_form, "ekonomisk förening, ideell förening, ab, ab svb, stiftelse"),
    "municipality": Column("Kommun", _municipality, "där ni finns"),
    "service_area": Column("Arbetar i kommuner", _municipalities, "skilj med semikolon", []),
    "nuts": Column("Arbetar i län (NUTS)", _codes, "till exempel SE231", []),
    "max_km": Column("Längst bort (km)", _number, "hur långt ni kan åka"),
    "description": Column("Vad ni gör", _text, "med egna ord, gärna flera meningar"),
    "trades": Column("Branscher", _codes, "till exempel cleaning; cafe", []),
    "cpv": Column("CPV-koder", _cpv, "om ni känner till dem", []),
    "past_contracts": Column("Tidigare uppdrag", _contracts, "vad | åt vem | år | kronor | CPV; ett per rad", []),
    "persons": Column("Personer som kan arbeta", _whole, "samtidigt"),
    "yearly_value": Column("Omsättning per år (kr)", _number, "utan moms"),
    "largest_contract": Column("Största uppdrag (kr)", _number, "som ni klarar, utan moms"),
    "certificates": Column("Certifikat", _list, "skilj med semikolon", []),
    "insurances": Column("Försäkringar", _list, "skilj med semikolon", []),
    "permits": Column("Tillstånd", _list, "skilj med semikolon", []),
    "occupied_total": Column("Sysselsatta", _whole, "alla, anställda och andra"),
    "occupied_target_group": Column("Sysselsatta i målgruppen", _whole, "personer som har svårt att få jobb"),
    "counted_on": Column("Räknat den", _day, "datum"),
    "integration_purpose": Column("Syftet är integration", _yes_no, "ja eller nej, enligt stadgarna"),
    "public_service_purpose": Column("Offentligt uppdrag som syfte", _yes_no, "ja eller nej (LOU 19 kap. 25 §)"),
    "reinvests": Column("Återinvesterar vinsten", _yes_no, "ja eller nej"),
    "participation": Column("Delaktighet", _yes_no, "ja eller nej: anställda eller brukare äger eller bestämmer"),
    "won_19_25_until": Column("Reserverat avtal till", _day, "slutdatum för avtal enligt 19 kap. 25 §"),
    "registered_idea_driven": Column("Registrerad idéburen", _yes_no, "ja eller nej (lag 2022:900)"),
    "f_skatt": Column("F-skatt", _yes_no, "ja eller nej"),
    "vat": Column("Momsregistrerad", _yes_no, "ja eller nej"),
    "wants": Column("Vill ha", _list, "sådant ni gärna gör", []),
    "wants_not": Column("Vill inte ha", _list, "sådant ni inte gör", []),
    "contact_name": Column("Kontaktperson", _text, "den som får mejlen"),
    "email": Column("E-post", _text, ""),
    "phone": Column("Telefon", _text, ""),
    "confirmed_on": Column("Uppgifterna stämde den", _day, "datum"),
}
REQUIRED = ("id", "name")


def read_profiles(path: Path) -> list[EnterpriseData]:
    """Read profiles from .xlsx, .csv or .json. Raises BadFile with every fault."""
    if not path.is_file():
        raise BadFile([f"{path}: filen finns inte; kontrollera namnet"])
    if path.stat().st_size > BIGGEST:
        raise BadFile([f"{path}: filen är större än {BIGGEST // 1_000_000} MB; dela den"])
    kind = path.suffix.lower()
    if kind == ".json":
        return _read_json(path)
    if kind == ".xlsx":
        rows = list(_excel_rows(path))
    elif kind == ".csv":
        rows = list(_csv_rows(path))
    else:
        raise BadFile([f"{path}: kan bara läsa .xlsx, .csv och .json; spara om filen"])
    return _profiles(path, rows)


def _profiles(path: Path, rows: list[tuple[str, dict[str, str]]]) -> list[EnterpriseData]:
    faults: list[str] = []
    profiles: list[EnterpriseData] = []
    seen: dict[str, str] = {}
    for where, row in rows:
        profile, wrong = _profile(row)
        number = str(profile.get("id"))
        if not wrong and number in seen:
            wrong = [f"Organisationsnummer: {number} finns redan på {seen[number]}; ta bort den ena raden"]
        seen.setdefault(number, where)
        faults += [f"{path.name}, {where}: {fault}" for fault in wrong]
        profiles.append(profile)  # type: ignore[arg-type]
    if not rows:
        faults.append(f"{path.name}: inga företag; fyll i minst en rad under rubrikerna")
    if faults:
        raise BadFile(faults)
    return profiles


def _profile(row: dict[str, str]) -> tuple[dict[str, Any], list[str]]:
    profile: dict[str, Any] = {}
    faults: list[str] = []
    for key, column in COLUMNS.items():
        cell = row.get(column.heading.casefold(), "").strip()
        profile[key] = [] if column.empty == [] else None
        if cell:
            try:
                profile[key] = column.read(cell)
            except ValueError as error:
                faults.append(f"{column.heading}: {error}")
        elif key in REQUIRED:
            faults.append(f"{column.heading} saknas; fyll i cellen")
    total, group = profile["occupied_total"], profile["occupied_target_group"]
    if total is not None and group is not None and group > total:
        faults.append("Sysselsatta i målgruppen är fler än alla sysselsatta; kontrollera talen")
    return profile, faults


def _check_headings(path: Path, where: str, headings: Sequence[str]) -> None:
    known = {column.heading.casefold() for column in COLUMNS.values()}
    unknown = [h for h in headings if h and h.casefold() not in known]
    missing = [
        COLUMNS[key].heading for key in REQUIRED if COLUMNS[key].heading.casefold() not in map(str.casefold, headings)
    ]
    faults = [f"{path.name}, {where}: okänd rubrik ”{h}”; ta bort kolumnen eller rätta namnet" for h in unknown]
    faults += [f"{path.name}, {where}: rubriken ”{h}” saknas; utgå från mallen" for h in missing]
    if faults:
        raise BadFile(faults)


def _rows_of(path: Path, where: str, table: Sequence[Sequence[str]]) -> Iterator[tuple[str, dict[str, str]]]:
    if not table:
        return
    headings = [cell.strip() for cell in table[0]]
    _check_headings(path, f"{where}rad 1", headings)
    if len(table) > MOST_ROWS:
        raise BadFile([f"{path.name}: fler än {MOST_ROWS} rader; dela filen"])
    for number, cells in enumerate(table[1:], start=2):
        if any(cell.strip() for cell in cells):
            yield f"{where}rad {number}", dict(zip((h.casefold() for h in headings), cells, strict=False))


def _excel_rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    _check_zip(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        sheet = book.get_sheet_by_index(0)
        table = [[_cell(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise BadFile([f"{path.name}: går inte att läsa som Excel ({error}); spara om den som .xlsx"]) from error
    yield from _rows_of(path, f"blad ”{book.sheet_names[0]}”, ", table)


def _check_zip(path: Path) -> None:
    """Refuse what unpacks to far more than it weighs, before anything opens it."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise BadFile([f"{path.name}: är ingen Excel-fil (.xlsx); spara om den"]) from error
    if len(entries) > 2000 or sum(entry.file_size for entry in entries) > 10 * BIGGEST:
        raise BadFile([f"{path.name}: packar upp till för mycket; kontrollera filen"])


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


def _csv_rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile([f"{path.name}: är inte sparad som UTF-8; välj ”CSV UTF-8” när du sparar"]) from error
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    try:
        table = [[_unquote(cell) for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error as error:
        raise BadFile([f"{path.name}: går inte att läsa som CSV ({error})"]) from error
    yield from _rows_of(path, "", table)


def _read_json(path: Path) -> list[EnterpriseData]:
    """Read a JSON list of objects with the keys of `EnterpriseData`; missing keys are unknown."""
    try:
        items = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadFile([f"{path.name}: går inte att läsa som JSON ({error})"]) from error
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise BadFile([f"{path.name}: ska vara en lista av företag"])
    faults: list[str] = []
    for number, item in enumerate(items, start=1):
        faults += [
            f"{path.name}, företag {number}: okänt fält ”{key}”; ta bort det" for key in item if key not in COLUMNS
        ]
    if faults:
        raise BadFile(faults)
    rows = []
    for number, item in enumerate(items, start=1):
        cells = {COLUMNS[key].heading.casefold(): _written(value) for key, value in item.items()}
        rows.append((f"företag {number}", cells))
    return _profiles(path, rows)


def _written(value: Any) -> str:
    """Write a value as a cell that reads back the same."""
    if isinstance(value, dict):
        parts = (value.get("title"), value.get("buyer"), value.get("year"), value.get("value"))
        texts = ["" if part is None else re.sub(r"[|\s]+", " ", _written(part)) for part in parts]
        return " | ".join([*texts, ", ".join(value.get("cpv") or [])])
    if isinstance(value, list):
        contracts = bool(value) and isinstance(value[0], dict)
        return ("\n" if contracts else "; ").join(_written(part) for part in value)
    return _cell(value)


def _quote(cell: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula; numbers are left alone."""
    return f"'{cell}" if cell.lstrip().startswith(FORMULA) and not re.fullmatch(r"[+-]?[\d.,]+", cell) else cell


def _unquote(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip().startswith(FORMULA) else cell


def write_profiles(path: Path, profiles: Sequence[EnterpriseData]) -> None:
    """Write profiles to .xlsx, .csv or .json; read back they are the same. No profiles: an empty template."""
    kind = path.suffix.lower()
    if kind == ".json":
        text = json.dumps(profiles, ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8")
        return
    table = [[_written(profile[key]) for key in COLUMNS] for profile in profiles]  # type: ignore[literal-required]
    if kind == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow([column.heading for column in COLUMNS.values()])
            writer.writerows([_quote(cell) for cell in row] for row in table)
    elif kind == ".xlsx":
        _write_excel(path, table)
    else:
        raise BadFile([f"{path}: kan bara skriva .xlsx, .csv och .json; välj ett av dem"])


def _write_excel(path: Path, table: Sequence[Sequence[str]]) -> None:
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Företag")
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF7", "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for number, column in enumerate(COLUMNS.values()):
        sheet.write_string(0, number, column.heading, bold)
        if column.help:
            sheet.write_comment(0, number, column.help)
        sheet.set_column(number, number, 60 if column.heading == "Vad ni gör" else 22, wrap)
    for number, row in enumerate(table, start=1):
        for place, cell in enumerate(row):
            sheet.write_string(number, place, cell)
    sheet.freeze_panes(1, 2)
    book.close()
