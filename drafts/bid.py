"""`01-anbud.docx`: a structured draft of what is sent: a bid, a one-page offer, an application, a concession's concept.

Every statement comes from the notice, the profile or a fixed text; what is not known is a numbered gap, never a guess.
"""

from __future__ import annotations

from drafts import facts, sections
from drafts.case import Case
from drafts.sources import Gap, Said, profile
from drafts.words import Word

TITLES = {
    "bid": "Anbud",
    "direct": "Erbjudande",
    "lov": "Ansökan om att bli godkänd",
    "concession": "Anbud på koncession",
}


def build(case: Case) -> bytes | None:
    """Return the Word document; None for a partnership, which is no bid."""
    return None if case.kind == "partnership" else write(case).save()


def write(case: Case) -> Word:
    """Return the document as written, with its gaps and sources."""
    title = facts.title(case)
    word = Word(case, TITLES[case.kind], title or "")
    sections.opening(word, case)
    if case.kind == "direct":
        _offer(word, case)
    elif case.kind == "lov":
        _application(word, case)
    else:
        _bid(word, case)
    sections.worksheet(word)
    return word


def _bid(word: Word, case: Case) -> None:
    sections.purchase(word, case)
    word.contents()
    sections.letter(word, case)
    sections.who_we_are(word, case)
    sections.reserved(word, case)
    if case.kind == "concession":
        _concept(word)
    sections.how(word, case)
    sections.social(word, case)
    sections.references(word, case)
    sections.labour(word, case)
    sections.together(word, case)
    if case.kind == "bid":
        word.heading("Pris och giltighet")
        word.text("Priset står i köparens prisbilaga.")
        word.gap("vilken bilaga som är köparens prisbilaga, ifylld utan moms")
        word.gap("hur länge anbudet gäller, enligt köparens dokument")
    sections.secrecy(word)
    sections.signature(word)


def _concept(word: Word) -> None:
    """A concession has no price: what is judged is the idea, the hours, and the rent."""
    word.heading("Vårt koncept")
    for head, ask in (
        ("Idén", "vad gästerna får uppleva, med två eller tre meningar"),
        ("Öppettider", "dagar och tider för varje del av året"),
        ("Sortiment och priser", "vad ni säljer, och vad det kostar för gästen"),
        ("Hyra", "hyra som ni erbjuder, eller som köparen har bestämt"),
        ("Investeringar", "vad ni köper in, och vad köparen står för"),
        ("Marknadsföring", "hur gästerna får veta att ni finns"),
    ):
        word.heading(head, level=2)
        word.gap(ask)
    word.note("I en koncession får ni betalt av gästerna. Räkna på det i 04-priskalkyl.xlsx.")


def _offer(word: Word, case: Case) -> None:
    """An offer for a small purchase fits on one page."""
    said = facts.profile_fact(case.enterprise, "description")
    word.text("Till ", facts.buyer(case) or Gap("köparens namn"))
    word.text(*_opener(case, facts.title(case)))
    word.heading("Det här gör vi")
    word.text(said or Gap("vad ni gör, med två eller tre meningar"))
    word.text("Ring oss när: ", Gap("vilka behov köparen kan ringa er om"))
    word.heading("Pris")
    word.text(Gap("pris utan moms för varje sak eller timme"), " Priset gäller till: ", Gap("sista dag för priset"))
    word.heading("Om oss")
    total, group = (facts.profile_fact(case.enterprise, key) for key in ("occupied_total", "occupied_target_group"))
    if total and group:
        word.text("Hos oss är ", total, " personer sysselsatta. ", group, " av dem har svårt att få jobb.")
    for contract in case.enterprise["past_contracts"][:2]:
        words = contract["title"] + (f", {contract['buyer']}" if contract["buyer"] else "")
        word.text("Vi har gjort: ", Said(words, profile("", "tidigare uppdrag").source))
    word.known("Organisationsnummer", facts.profile_fact(case.enterprise, "id"), "organisationsnummer")
    word.known("F-skatt", facts.profile_fact(case.enterprise, "f_skatt"), "om ni har F-skatt")
    sections.sender(word, case)
    word.text(Gap("ort, datum och underskrift"))


def _opener(case: Case, title: Said | None) -> tuple[Said | Gap | str, ...]:
    who = profile(case.enterprise["name"], "namn")
    return who, " erbjuder sig att utföra ”", title or Gap("vad köpet heter"), "”."


def _application(word: Word, case: Case) -> None:
    """In a choice system the buyer sets the price and the customer chooses; all who meet the terms are approved."""
    sections.purchase(word, case)
    word.contents()
    sections.letter(word, case, "ansöker om att bli godkänd för")
    sections.who_we_are(word, case)
    sections.reserved(word, case)
    word.heading("Tillstånd")
    word.gap("vilket tillstånd som krävs, och datum för ert beslut")
    sections.how(word, case)
    word.heading("Så många kunder kan vi ta emot")
    word.known(
        "Personer som kan arbeta samtidigt", facts.profile_fact(case.enterprise, "persons"), "hur många som arbetar"
    )
    word.gap("hur många kunder ni kan ta emot, och från vilken dag")
    word.heading("Så presenterar vi oss för kunden")
    word.gap("en kort text till kunden: vad ni gör, var, när, och vad som är speciellt med er")
    word.heading("Ersättning")
    word.text("Köparen har bestämt ersättningen. Vi lämnar inget pris.")
    word.note("Att bli godkänd ger ingen inkomst förrän en kund väljer er. Räkna i 04-priskalkyl.xlsx.")
    sections.social(word, case)
    sections.references(word, case)
    sections.labour(word, case)
    sections.signature(word)
