"""`02-kravlista.xlsx`: every requirement found, its words, where it stands, and cells for a person's answer.

Nothing is answered beforehand. What the profile says stands beside a demand, for a person to compare.
"""

from __future__ import annotations

from drafts import facts
from drafts.case import Case
from drafts.demands import demand_of, known_of
from drafts.sheets import Book
from drafts.sources import Cell, Said, Source, notice, required, rule, where
from models.codes import label

ANSWERS = ("Uppfylls", "Uppfylls inte", "Fråga köparen", "Gäller inte oss")
COLOURS = (("Uppfylls", "#D9EAD3"), ("Uppfylls inte", "#F4CCCC"), ("Fråga köparen", "#FFE599"))
HEADER = (
    "Nr", "Sort", "Gäller", "Köparen skriver", "Står i", "Sida eller plats", "Klarar ni kravet?",
    "Bevis som brukar krävas", "Finns i profilen (jämför)", "Ert bevis", "Vem", "Klart den",
)  # fmt: skip
WIDTHS = (6, 9, 14, 44, 19, 14, 14, 24, 22, 20, 14, 10)
KINDS = {"ska": "ska-krav", "får inte": "förbud", "bör": "önskemål"}
TOP = 3  # rows above the table


def build(case: Case) -> bytes | None:
    """Return the workbook; None for a partnership, where nothing is demanded."""
    return None if case.kind == "partnership" else write(case).save()


def write(case: Case) -> Book:
    """Return the workbook as written, with the source of each text."""
    book = Book(case, "Kravlista")
    _list(book, case)
    _criteria(book, case)
    _read(book, case)
    return book


def _list(book: Book, case: Case) -> None:
    sheet = book.sheet("Krav", WIDTHS, landscape=True, repeat=TOP + 1)
    sheet.write(0, 0, "Kravlista", "title")
    sheet.write(1, 0, facts.title(case) or "", "note")
    count = len(case.requirements)
    if count:
        sheet.write(
            2,
            0,
            "Svara på varje rad i de gula cellerna. Ett ska-krav utan svar gör att anbudet kan kastas bort.",
            "note",
        )
    else:
        sheet.write(2, 0, "Inga krav hittades. Läs köparens dokument och skriv in kraven här.", "note")
    sheet.head(TOP, HEADER)
    first, last = TOP + 1, TOP + max(count, 20)
    for row, requirement in enumerate(case.requirements, start=first):
        said, demand = required(requirement), demand_of(requirement["text"])
        known: list[Said | str] = [
            part for fact in known_of(demand, case.enterprise) for part in (_labelled(fact), "; ")
        ]
        file = requirement["file"] or "annonsen"
        cells: tuple[Cell, ...] = (
            f"{row - TOP}",
            KINDS[requirement["kind"]],
            demand.sv if demand else "Övrigt",
            said,
            said._replace(text=file),
            said._replace(text=where(requirement).removeprefix(file).removeprefix(", ") or "–"),
        )
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
        sheet.write(row, 7, demand.proof if demand else "läs kravet")
        sheet.write(row, 8, tuple(known[:-1]))
        for column in (9, 10, 11):
            sheet.input(row, column)
    for row in range(first + count, last + 1):
        for column in (0, 3, 4, 5, 9, 10, 11):
            sheet.input(row, column)
        for column in (1, 2, 7, 8):
            sheet.write(row, column, "")
    sheet.choice(first, last, 6, ANSWERS)
    sheet.colour(first, last, 6, COLOURS)
    sheet.filter(TOP, last, len(HEADER))


def _labelled(fact: Said) -> Said:
    return fact._replace(text=f"{fact.source.where.removeprefix('er profil, ')}: {fact.text}")


def _criteria(book: Book, case: Case) -> None:
    """What gives points, and the count of answers."""
    sheet = book.sheet("Kriterier och läge", (46, 14, 44, 20))
    sheet.write(0, 0, "Det köparen bedömer", "title")
    sheet.head(1, ("Kriterium", "Vikt", "Vårt svar", "Vem"))
    row = 2
    field = "kriterierna för att vinna"
    for criterion in case.lot["award_criteria"]:
        name = criterion["name"] or criterion["description"] or label("award-criterion-type", criterion["type"] or "")
        weight = "" if criterion["weight"] is None else f"{criterion['weight']:g}".replace(".", ",")
        sheet.write(row, 0, notice(name, field) if name else "står inte")
        sheet.write(row, 1, notice(weight, field) if weight else "står inte")
        sheet.input(row, 2)
        sheet.input(row, 3)
        row += 1
    if row == 2:
        sheet.write(row, 0, "Annonsen säger inte hur köparen väljer. Läs dokumenten.", "text")
        row += 1
    row += 1
    sheet.write(row, 0, "Så långt har ni kommit", "title")
    last = TOP + max(len(case.requirements), 20)
    answers = f"Krav!$G${TOP + 2}:$G${last + 1}"
    for number, answer in enumerate(ANSWERS, start=row + 1):
        sheet.write(number, 0, answer)
        sheet.formula(number, 1, f'=COUNTIF({answers},"{answer}")', "count", 0)
    number = row + 1 + len(ANSWERS)
    sheet.write(number, 0, "Krav utan svar", "bold")
    texts = f"Krav!$D${TOP + 2}:$D${last + 1}"
    sheet.formula(number, 1, f"=COUNTA({texts})-COUNTA({answers})", "count", len(case.requirements))


def _read(book: Book, case: Case) -> None:
    """Which documents were read, and which a person must read."""
    sheet = book.sheet("Lästa dokument", (50, 14, 70))
    sheet.write(0, 0, "Det här är läst", "title")
    sheet.head(1, ("Dokument", "Krav", "Att göra"))
    found = [r["file"] for r in case.requirements]
    field = Source("notice", "annonsen")
    sheet.write(2, 0, "Annonsen")
    sheet.write(2, 1, rule(found.count(None), "räknat"))
    url = facts.documents_url(case)
    sheet.write(
        2,
        2,
        ("Hämta köparens dokument här: ", url)
        if url
        else "Leta efter köparens dokument: adressen står inte i annonsen.",
    )
    for row, document in enumerate(case.documents, start=3):
        sheet.write(row, 0, Said(document.name, field._replace(kind="document", where=document.name)))
        sheet.write(row, 1, rule(found.count(document.name), "räknat"))
        sheet.write(row, 2, _todo(document.fault, document.scanned))
    if not case.documents:
        sheet.write(
            3, 0, "Inga dokument är lästa. Kravlistan är därför inte hel: läs dokumenten och skriv in kraven.", "text"
        )


def _todo(fault: str | None, scanned: tuple[int, ...]) -> Cell:
    if fault:
        return ("Gick inte att läsa: ", rule(fault, "läsningen"), ". Läs det för hand.")
    if scanned:
        pages = ", ".join(map(str, scanned[:30]))
        return ("Läs för hand, sidorna är bilder: sida ", rule(pages, "läsningen"))
    return "Läst. Kontrollera att inget krav saknas."
