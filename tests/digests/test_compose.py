"""The mail to an enterprise: safe headers, both parts, the same bytes every time."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.compose import Item, Mail, Sender, clean, compose
from models.plain import problems
from tests import a_lot, a_notice, an_enterprise

NOW = datetime(2026, 11, 19, 5, 0, tzinfo=UTC)
NAMES = ("Exempelkooperativet", "Halmstads kommun")
SENDER = Sender("anbudslots@example.se", "samordnaren", "000-00 00 00", "samordnare@example.se")


def an_item(title: str = "Lokalvård i Halmstad", **changes: Any) -> Item:
    """Return an approved match of an invented notice."""
    notice = a_notice(
        title=title,
        buyers=[
            {"name": "Halmstads kommun", "org_number": None, "org_number_raw": None, "country": "SWE", "nuts": None,
             "city": None, "legal_type": None}
        ],
        lots=[a_lot(title=title, description="Städning av tre förskolor fem dagar i veckan.")],
    )  # fmt: skip
    values: dict[str, Any] = {
        "notice": notice,
        "lot_id": "LOT-0001",
        "deadline": datetime(2026, 12, 3, 22, 59, tzinfo=UTC),
        "deadline_has_time": True,
        "signals": [{"name": "trade", "value": 1.0, "weight": 2.0, "reason": "Ni städar redan."}],
        "considerations": [],
        "content_hash": "h",
    }
    return Item(**{**values, **changes})


def mail_to(name: str = "Exempelkooperativet", *items: Item) -> Mail:
    """Return the mail to an enterprise of this name."""
    return compose(an_enterprise(name=name, email="asf@example.se"), items or (an_item(),), SENDER, NOW)


def read(mail: Mail) -> EmailMessage:
    """Read the bytes back."""
    message = message_from_bytes(mail.content, policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


def text_of(mail: Mail) -> str:
    """Return the plain part."""
    part = read(mail).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_the_mail_says_what_for_whom_by_when_and_why() -> None:
    text = text_of(mail_to())

    for words in ("Lokalvård i Halmstad", "Halmstads kommun", "Ni städar redan.", "torsdag 3 december 2026 kl. 23.59",
                  "14 dagar kvar", "000-00 00 00", "Vad gör du nu?"):  # fmt: skip
        assert words in text


def test_the_mail_says_how_to_answer() -> None:
    mail = mail_to()
    html = read(mail).get_body(("html",))
    assert html is not None
    for part in (text_of(mail), html.get_content()):
        told = " ".join(part.split())
        assert "Svara på det här mejlet. Skriv ja eller nej. Blir det nej, skriv gärna varför." in told
    assert read(mail)["Reply-To"] == SENDER.reply_to


def test_the_mail_is_text_and_html_in_swedish() -> None:
    message = read(mail_to())

    html = message.get_body(("html",))
    assert html is not None
    assert '<html lang="sv">' in html.get_content()
    assert message["Content-Language"] == "sv"
    assert message["Auto-Submitted"] == "auto-generated"


def test_the_same_matches_give_the_same_bytes_and_message_id() -> None:
    assert mail_to() == mail_to()
    assert mail_to().message_id != mail_to("Exempelkooperativet", an_item(content_hash="other")).message_id


def test_the_mail_is_plain_swedish() -> None:
    reasons = [
        ("trade", "Köparen skriver ”städning” och ”lokalvård”, det hör till er bransch lokalvård."),
        ("past", "Ni har gjort något liknande: ”Lokalvård” åt Halmstads kommun."),
        ("place", "Arbetet är i Halmstad, där ni arbetar."),
        ("size", "Värdet 600 000 kr ryms i det ni klarar, 900 000 kr."),
        ("wishes", "Ni har sagt att ni gärna vill ha ”förskol”, och det står i köparens text."),
    ]
    signals = [{"name": name, "value": 1.0, "weight": 1.0, "reason": reason} for name, reason in reasons]
    for chosen in (signals[:3], signals[2:]):
        items = (an_item(signals=chosen), an_item("Skötsel av gräsytor"))
        assert problems(text_of(mail_to("Exempelkooperativet", *items)), 35, NAMES) == []


def test_codes_and_laws_stay_out_of_the_mail() -> None:
    signals = [
        {"name": "cpv", "value": 1.0, "weight": 9.0, "reason": "Köpets CPV-kod 90910000 är samma CPV-kod som er."},
        {"name": "reserved", "value": 1.0, "weight": 9.0, "reason": "Stämmer med 19 kap. 25 § LOU."},
        {"name": "place", "value": 1.0, "weight": 1.0, "reason": "Arbetet är i Halmstad, där ni arbetar."},
    ]
    text = text_of(mail_to("E", an_item(signals=signals)))

    assert "Arbetet är i Halmstad" in text
    assert "CPV" not in text
    assert "§" not in text


def test_markup_in_a_title_stays_text() -> None:
    html = read(mail_to("A & B", an_item("<script>alert(1)</script>"))).get_body(("html",))

    assert html is not None
    assert "<script>" not in html.get_content()


def test_without_an_address_nothing_is_composed() -> None:
    with pytest.raises(ValueError, match="ingen e-postadress"):
        compose(an_enterprise(email=None), [an_item()], SENDER, NOW)


def test_several_matches_are_one_mail() -> None:
    mail = mail_to("E", an_item("Första"), an_item("Andra"))
    html = read(mail).get_body(("html",))
    assert html is not None
    for part in (text_of(mail), html.get_content()):
        assert "Svara på det här mejlet. Skriv ja eller nej till varje jobb." in part

    assert mail.subject == "2 jobb som kan passa er"
    assert "Första" in text_of(mail)
    assert "Andra" in text_of(mail)


@given(st.text(max_size=300), st.text(min_size=1, max_size=60))
def test_no_title_or_name_breaks_or_injects_a_header(title: str, name: str) -> None:
    mail = compose(an_enterprise(name=name, email="asf@example.se"), [an_item(title)], SENDER, NOW)
    message = read(mail)

    assert message["To"].addresses[0].addr_spec == "asf@example.se"
    assert len(message.get_all("To", [])) == 1
    assert message["Bcc"] is None
    assert max(map(len, mail.content.split(b"\r\n"))) <= 998


@given(st.text(max_size=200))
def test_clean_is_one_line_without_control_characters(text: str) -> None:
    assert clean(text) == clean(clean(text))
    assert not set(clean(text)) & set("\r\n\x00\u202e\u2028")
