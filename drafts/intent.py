"""`06-avsiktsforklaring.docx`: a letter of intent between the members of a proposed joint bid. Nobody has said yes yet.

No contact data: each member fills in its own when it has agreed.
"""

from __future__ import annotations

from drafts import facts
from drafts.case import Case
from drafts.sources import Cell, Gap, notice, rule
from drafts.words import Word
from models.values import EnterpriseData, JointBidData, JointMember

PROPOSAL = "förslaget till gemensamt anbud"
AGREE = (
    ("Vem leder", "Den som leder skickar anbudet och är den som köparen pratar med."),
    ("Fullmakt", "De andra ger den som leder fullmakt att lämna anbudet."),
    ("Egen försäkran", "Varje företag svarar för sig på frågorna om skatt, brott och konkurs."),
    ("Ansvar", "Läs i köparens dokument om alla ansvarar för hela uppdraget."),
    ("Pengar", "Varje företag räknar sitt eget pris. Den som leder lägger ihop."),
    ("Om någon hoppar av", "Den som hoppar av säger till direkt. De andra bestämmer om de fortsätter."),
    ("Tystnad", "Det ni berättar för varandra om priser och kunder stannar i gruppen."),
)


def build(case: Case) -> bytes | None:
    """Return the Word document; None when there is no joint bid."""
    return write(case, case.joint).save() if case.joint else None


def write(case: Case, joint: JointBidData) -> Word:
    """Return the document as written."""
    word = Word(case, "Avsiktsförklaring", facts.title(case) or "", is_sent=False)
    word.text("Ett papper om att ni vill svara tillsammans. Det är ett förslag: ingen har sagt ja än.")
    number = notice(case.notice["publication_number"] or case.notice["id"], "nummer")
    word.text("Köpet: ", facts.title(case) or Gap("vad köpet heter"), ", ", facts.buyer(case) or Gap("köparen"),
              ", annons ", number, ", anbudsområde ", notice(case.lot["id"], "anbudsområde"), ".")  # fmt: skip
    if said := facts.deadline(case):
        word.text("Sista dag för anbud: ", said, ".")
    word.heading("Varför tillsammans")
    word.text(rule(joint["reason"], PROPOSAL))
    _members(word, case, joint)
    _uncovered(word, joint)
    word.heading("Det här kommer vi överens om")
    word.table("Det gruppen bestämmer", (22, 48, 30), ("Fråga", "Förslag", "Vi bestämmer"),
               [(name, text, Gap(f"ert beslut: {name.lower()}")) for name, text in AGREE])  # fmt: skip
    word.heading("Samtycke")
    word.text("Kontaktuppgifter lämnas ut först när båda sidor har sagt ja. Kryssa och skriv under var för sig.")
    _consent(word, case, joint)
    word.heading("Att fylla i")
    word.list_gaps()
    return word


def _by_id(case: Case) -> dict[str, EnterpriseData]:
    return {enterprise["id"]: enterprise for enterprise in (case.enterprise, *case.partners)}


def _name(case: Case, member: JointMember) -> Cell:
    known = _by_id(case).get(member["enterprise"])
    return rule(known["name"], "profilen, namn") if known else Gap("företagets namn")


def _members(word: Word, case: Case, joint: JointBidData) -> None:
    word.heading("Vem gör vad")
    rows: list[tuple[Cell, ...]] = []
    for member in joint["members"]:
        known = _by_id(case).get(member["enterprise"])
        number = facts.profile_fact(known, "id") if known else None
        work = ", ".join(member["covers"])
        rows.append(
            (
                _name(case, member),
                number or Gap("organisationsnummer"),
                "leder gruppen" if member["lead"] else "medlem",
                rule(work, PROPOSAL) if work else Gap("vad företaget gör"),
                Gap("andel i procent"),
            )
        )
    word.table("Företagen i gruppen", (25, 16, 14, 25, 20), ("Företag", "Nummer", "Roll", "Gör", "Andel"), rows)
    reasons = [
        (_part(case, member), rule(member["reason"], PROPOSAL)) for member in joint["members"] if member["reason"]
    ]
    if reasons:
        word.table("Varför just de", (35, 65), ("Företag", "Varför"), reasons)
    word.note("Andelarna ska bli 100 procent tillsammans.")


def _part(case: Case, member: JointMember) -> Cell:
    return _name(case, member)


def _uncovered(word: Word, joint: JointBidData) -> None:
    word.heading("Det som saknas")
    if not joint["uncovered"]:
        word.text("Alla delar av uppdraget har någon som gör dem, enligt förslaget.")
        return
    word.points(*((rule(what, PROPOSAL), ": ", Gap("vem som gör det här")) for what in joint["uncovered"]))


def _consent(word: Word, case: Case, joint: JointBidData) -> None:
    rows: list[tuple[Cell, ...]] = [
        (_name(case, member), "☐ ja   ☐ nej", "☐ ja   ☐ nej", Gap("datum, namn och underskrift"))
        for member in joint["members"]
    ]
    header = ("Företag", "Vi vill vara med", "De andra får se våra kontaktuppgifter", "Underskrift")
    word.table("Samtycke från varje företag", (26, 18, 24, 32), header, rows)
