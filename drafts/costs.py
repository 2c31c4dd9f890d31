"""`04-priskalkyl.xlsx`: arithmetic for a price, a concession or an approval. People fill in; formulas add up.

Never a price: every amount is an empty cell until somebody writes in it, and the price is the enterprise's own.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.utility import xl_rowcol_to_cell

from drafts import facts
from drafts.case import Case
from drafts.sheets import Book, Sheet
from drafts.sources import clean, excerpt, notice
from models.values import LotData

MOST_LOTS = 12
ROLES = ("Arbetsledare eller handledare", "Medarbetare", "Medarbetare", "Medarbetare", "Vikarie", "Administration")
OTHER = (
    "Material och förbrukningsvaror", "Maskiner och verktyg", "Fordon och drivmedel", "Arbetskläder", "Försäkring",
    "Utbildning", "Underleverantör", "Annat",
)  # fmt: skip
ADDED = (
    ("Arbetsgivaravgifter, procent av lönen", "Fråga den som sköter lönerna. Procentsatsen ändras ibland."),
    ("Semesterlön, procent av lönen", "Fråga den som sköter lönerna."),
    ("Pension och försäkring enligt avtal, procent av lönen", "Se ert kollektivavtal."),
)
VAT = "Fråga den som sköter ekonomin. Procentsatsen beror på vad ni säljer."


def cell(row: int, column: int) -> str:
    """Return the name of a cell: (0, 1) is B1."""
    return str(xl_rowcol_to_cell(row, column))


def build(case: Case) -> bytes | None:
    """Return the workbook; None for a partnership, where nothing is sold."""
    return None if case.kind == "partnership" else write(case).save()


def write(case: Case) -> Book:
    """Return the workbook as written."""
    book = Book(case, "Priskalkyl")
    _guide(book, case)
    if case.kind == "concession":
        _concession(Steps(book, "Koncession", case.lot))
    elif case.kind == "lov":
        _choice(Steps(book, "Valfrihet", case.lot))
    else:
        lots = [case.lot, *(lot for lot in case.notice["lots"] if lot["id"] != case.lot["id"])][:MOST_LOTS]
        totals = [_lot(Steps(book, f"Område {number}", lot)) for number, lot in enumerate(lots, start=1)]
        _sum(book, lots, totals)
    return book


def _guide(book: Book, case: Case) -> None:
    sheet = book.sheet("Så gör ni", (120,))
    sheet.write(
        0,
        0,
        {"concession": "Räkna på koncessionen", "lov": "Räkna på antal kunder"}.get(case.kind, "Räkna på priset"),
        "title",
    )
    lines = [
        "Fyll i de gula cellerna. Allt annat räknas ut. Inga belopp är ifyllda: bara ni vet era kostnader.",
        "Ta med tid för handledning, resor, möten och sjukdom.",
        "Lönerna ska vara minst så höga som köparen kräver och som ert kollektivavtal säger.",
        "Kalkylen är er egen. Skicka den inte. Skriv priset i köparens egen prisbilaga, utan moms.",
    ]
    if case.kind == "concession":
        lines[3] = "Kalkylen är er egen. Skicka den inte. Skriv öppettider, hyra och koncept i 01-anbud.docx."
    if case.kind == "lov":
        lines[3] = "Köparen har bestämt ersättningen. Kalkylen visar hur många kunder ni behöver. Skicka den inte."
    for row, line in enumerate(lines, start=2):
        sheet.write(row, 0, line, "text")
    row = len(lines) + 3
    for name, said in (("Avtalets längd", facts.term(case)), ("Uppskattat värde", facts.value_of(case))):
        sheet.write(row, 0, (f"{name} enligt annonsen: ", said or "står inte"), "text")
        row += 1


class Steps:
    """A sheet of labels and values, written from the top; each value's cell is handed back for the formulas."""

    def __init__(self, book: Book, name: str, lot: LotData) -> None:
        self.sheet: Sheet = book.sheet(name, (60, 16, 16, 16, 16, 18))
        self.name, self.row = name, 3
        self.sheet.write(0, 0, f"{name}: kalkyl", "title")
        title = clean(lot["title"] or "")
        self.sheet.write(
            1,
            0,
            (notice(lot["id"], "anbudsområde"), ": ", notice(title, "rubrik"))
            if title
            else notice(lot["id"], "anbudsområde"),
            "note",
        )

    def head(self, *texts: str) -> None:
        """Write a row of headings, with an empty row above."""
        self.row += 1
        self.sheet.head(self.row, texts)
        self.row += 1

    def amount(self, text: str, style: str = "input_money", most: float | None = None, note: str | None = None) -> str:
        """Write a label and a cell to fill in; return the cell's name."""
        self.sheet.write(self.row, 0, text)
        self.sheet.amount(self.row, 1, style, most)
        if note:
            self.sheet.write(self.row, 2, note, "note")
        return self._next()

    def percent(self, text: str, note: str | None = None) -> str:
        """Write a label and a cell that takes a share of 0 to 100 percent."""
        return self.amount(text, "input_percent", 1, note)

    def result(self, text: str, formula: str, needs: Sequence[str], style: str = "sum") -> str:
        """Write a label and a formula that is shown when one of the cells it `needs` has a number."""
        self.sheet.write(self.row, 0, text, "bold")
        self.sheet.formula(self.row, 1, f'=IF(COUNT({",".join(needs)})=0,"",{formula})', style)
        return self._next()

    def _next(self) -> str:
        self.row += 1
        return cell(self.row - 1, 1)


def _wages(steps: Steps) -> tuple[str, str]:
    """Write hours and wages by role; return the cells of hours a year and wages a year."""
    steps.head("Roll", "Timmar per vecka", "Veckor per år", "Timlön, kr", "Timmar per år", "Lön per år, kr")
    first = steps.row
    for role in ROLES:
        steps.sheet.write(steps.row, 0, role)
        for column, style, most in ((1, "input_number", None), (2, "input_number", 53), (3, "input_money", None)):
            steps.sheet.amount(steps.row, column, style, most)
        hours, weeks, wage = (cell(steps.row, column) for column in (1, 2, 3))
        year = cell(steps.row, 4)
        steps.sheet.formula(steps.row, 4, f'=IF(COUNT({hours},{weeks})<2,"",{hours}*{weeks})', "number")
        steps.sheet.formula(steps.row, 5, f'=IF(COUNT({year},{wage})<2,"",{year}*{wage})')
        steps.row += 1
    steps.sheet.write(steps.row, 0, "Summa", "bold")
    cells = []
    for column, style in ((4, "number"), (5, "sum")):
        span = f"{cell(first, column)}:{cell(steps.row - 1, column)}"
        steps.sheet.formula(steps.row, column, f'=IF(COUNT({span})=0,"",SUM({span}))', style)
        cells.append(cell(steps.row, column))
    steps.row += 1
    return cells[0], cells[1]


def _staff_cost(steps: Steps, wages: str) -> str:
    """Write what comes on top of wages; return the cell of the staff's cost a year."""
    steps.head("Tillägg till lönen", "Värde")
    added = [steps.percent(text, note) for text, note in ADDED]
    support = steps.amount("Stöd till löner, kr per år (dras av)", note="Bara beslutade stöd. Räkna också utan stöd.")
    return steps.result("Personalkostnad per år", f"N({wages})*(1+SUM({added[0]}:{added[-1]}))-{support}", [wages])


def _other_costs(steps: Steps) -> str:
    steps.head("Andra kostnader per år", "Kr")
    cells = [steps.amount(text) for text in OTHER]
    span = f"{cells[0]}:{cells[-1]}"
    return steps.result("Andra kostnader per år", f"SUM({span})", [span])


def _lot(steps: Steps) -> dict[str, str]:
    """Write the calculation of one lot; return the cells that the summary adds up."""
    hours, wages = _wages(steps)
    staff = _staff_cost(steps, wages)
    other = _other_costs(steps)
    steps.head("Gemensamma kostnader och marginal", "Värde")
    overhead = steps.percent("Del av lokal, ekonomi och ledning, procent", "Räkna från er årsredovisning.")
    margin = steps.percent("Marginal för det oväntade, procent", "Till exempel vite, sjukdom och garanti.")
    steps.head("Resultat utan moms", "Kr")
    year = steps.result("Kostnad per år", f"(N({staff})+N({other}))*(1+{overhead})*(1+{margin})", [staff, other])
    years = steps.amount("Avtalets längd i år", "input_number", 50)
    whole = steps.result("Kostnad för hela avtalet", f"N({year})*{years}", [year])
    steps.result("Kostnad per arbetad timme", f'IF(N({hours})=0,"",N({year})/{hours})', [hours])
    price = steps.amount("Ert pris för hela avtalet, utan moms", note="Ni bestämmer. Skriv det i köparens prisbilaga.")
    left = steps.result("Pris minus kostnad", f"{price}-N({whole})", [price])
    steps.head("Moms", "Värde")
    vat = steps.percent("Moms, procent", VAT)
    with_vat = steps.result("Ert pris med moms", f"{price}*(1+{vat})", [price])
    return {"year": year, "whole": whole, "price": price, "left": left, "with_vat": with_vat}


def _sum(book: Book, lots: Sequence[LotData], totals: Sequence[dict[str, str]]) -> None:
    header = (
        "Område",
        "Kostnad per år",
        "Kostnad hela avtalet",
        "Ert pris utan moms",
        "Pris minus kostnad",
        "Pris med moms",
    )
    sheet = book.sheet("Summa", (52, 18, 20, 20, 18, 18), repeat=2)
    sheet.write(0, 0, "Alla områden ni svarar på", "title")
    sheet.head(1, header)
    keys = ("year", "whole", "price", "left", "with_vat")
    for row, (lot, cells) in enumerate(zip(lots, totals, strict=True), start=2):
        title = excerpt(lot["title"] or "", 120)[0]
        sheet.write(row, 0, (f"Område {row - 1}: ", notice(title or lot["id"], "rubrik")))
        for column, key in enumerate(keys, start=1):
            there = f"'Område {row - 1}'!{cells[key]}"
            sheet.formula(row, column, f'=IF(COUNT({there})=0,"",{there})')
    end = 2 + len(lots)
    sheet.write(end, 0, "Summa", "bold")
    for column in range(1, len(keys) + 1):
        span = f"{cell(2, column)}:{cell(end - 1, column)}"
        sheet.formula(end, column, f'=IF(COUNT({span})=0,"",SUM({span}))', "sum")


def _concession(steps: Steps) -> None:
    """Guests pay and rent is paid: opening hours, guests, rent, investments."""
    steps.head(
        "Öppettider och bemanning",
        "Dagar per vecka",
        "Veckor per år",
        "Timmar per dag",
        "Personer samtidigt",
        "Arbetade timmar",
    )
    first = steps.row
    for season in ("Högsäsong", "Lågsäsong", "Annan tid"):
        steps.sheet.write(steps.row, 0, season)
        for column, most in ((1, 7), (2, 53), (3, 24), (4, None)):
            steps.sheet.amount(steps.row, column, "input_number", most)
        days, people = cell(steps.row, 1), cell(steps.row, 4)
        steps.sheet.formula(steps.row, 5, f'=IF(COUNT({days}:{people})<4,"",PRODUCT({days}:{people}))', "number")
        steps.row += 1
    spans = [f"{cell(first, n)}:{cell(first + 2, n)}" for n in (1, 2)]
    days = f"SUMPRODUCT({','.join(spans)})"
    worked = f"{cell(first, 5)}:{cell(first + 2, 5)}"
    steps.head("Försäljning", "Värde")
    guests = steps.amount("Gäster per dag, i snitt", "input_number")
    spent = steps.amount("En gäst köper för, kr med moms")
    vat = steps.percent("Moms på försäljningen, procent", VAT)
    sales = steps.result("Försäljning per år, utan moms", f"{guests}*{spent}/(1+{vat})*{days}", [guests, spent])
    goods = steps.percent("Råvaror, procent av försäljningen")
    steps.head("Kostnader per år", "Kr")
    wage = steps.amount("Timlön i snitt, kr")
    added = [steps.percent(text, note) for text, note in ADDED]
    support = steps.amount("Stöd till löner, kr per år (dras av)", note="Bara beslutade stöd. Räkna också utan stöd.")
    staff = steps.result(
        "Personalkostnad per år", f"SUM({worked})*{wage}*(1+SUM({added[0]}:{added[-1]}))-{support}", [wage]
    )
    rent = steps.amount("Hyra, kr per månad", note="Läs i köparens dokument vad som är bestämt.")
    invested = steps.amount("Investeringar, kr", note="Inredning, maskiner, skyltar.")
    years = steps.amount("Investeringarna räcker, år", "input_number", 50)
    other = _other_costs(steps)
    steps.head("Resultat per år", "Kr")
    fixed = steps.result(
        "Kostnader utom råvaror",
        f"N({staff})+{rent}*12+IF({years}>0,{invested}/{years},0)+N({other})",
        [staff, rent, other],
    )
    steps.result("Försäljning minus alla kostnader", f"N({sales})*(1-{goods})-N({fixed})", [sales, fixed])
    each = f"({spent}/(1+{vat})*(1-{goods}))"
    steps.result(
        "Gäster per dag för att gå runt",
        f'IF({each}*{days}>0,ROUNDUP(N({fixed})/({each}*{days}),0),"")',
        [fixed],
        "number",
    )


def _choice(steps: Steps) -> None:
    """The buyer sets the price: how many customers are needed to break even."""
    steps.head("En kund", "Värde")
    paid = steps.amount("Ersättning per timme eller plats, kr utan moms", note="Står i köparens villkor.")
    units = steps.amount("Timmar eller platser per kund och månad", "input_number")
    hours = steps.amount(
        "Arbetade timmar per kund och månad", "input_number", note="Räkna med resor och dokumentation."
    )
    wage = steps.amount("Timlön i snitt, kr")
    added = [steps.percent(text, note) for text, note in ADDED]
    direct = steps.amount("Andra kostnader per kund och månad, kr")
    income = steps.result("Intäkt per kund och månad", f"{paid}*{units}", [paid])
    cost = steps.result(
        "Kostnad per kund och månad", f"{hours}*{wage}*(1+SUM({added[0]}:{added[-1]}))+{direct}", [hours, direct]
    )
    kept = steps.result("Kvar per kund och månad", f"N({income})-N({cost})", [income, cost])
    fixed = _other_costs(steps)
    steps.head("Så många kunder behövs", "Värde")
    rent = steps.amount("Lokal, ledning och ekonomi, kr per år")
    steps.result(
        "Kunder för att gå runt",
        f'IF(N({kept})>0,ROUNDUP((N({fixed})+{rent})/12/{kept},0),"går inte runt")',
        [kept],
        "number",
    )
