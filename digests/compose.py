"""What an ASF is told: one mail about its approved matches, in plain Swedish, as text and HTML. No sending here.

The bytes are final: the same matches give the same mail, with the same Message-ID, so that a mail sent twice by a
broken line is one mail to the receiver.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import NamedTuple

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models import swedish
from models.values import ConsiderationData, EnterpriseData, LotData, NoticeData, SignalData

TEMPLATES = Path(__file__).parent / "templates"
REASONS = 3  # at most so many reasons per match
PLAIN = frozenset({"trade", "past", "place", "size", "wishes"})  # signals whose sentence has no code and no law in it
SHOWN = 280  # characters of a description


@dataclass(frozen=True)
class Item:
    """One approved match, as the mail needs it."""

    notice: NoticeData
    lot_id: str
    deadline: datetime | None
    deadline_has_time: bool
    signals: Sequence[SignalData]
    considerations: Sequence[ConsiderationData]
    content_hash: str


@dataclass(frozen=True)
class Sender:
    """Whom the mail is from, and whom the enterprise can ring."""

    address: str
    name: str
    phone: str
    reply_to: str


class Mail(NamedTuple):
    """A mail ready to send: `content` is the whole message as bytes with CRLF."""

    recipient: str
    subject: str
    message_id: str
    content: bytes


class Told(NamedTuple):
    """What the templates show of one match."""

    title: str
    buyer: str
    what: str
    value: str
    reserved: bool
    reasons: list[str]
    deadline: str
    left: str
    link: str


def clean(text: str) -> str:
    """Return one line: control and direction characters dropped, white space collapsed. Safe in a header."""
    kept = "".join(
        " " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in {"Cc", "Cf"}
    )
    return " ".join(kept.split())


def compose(enterprise: EnterpriseData, items: Sequence[Item], sender: Sender, now: datetime) -> Mail:
    """Return the mail to `enterprise` about `items` (at least one). Raises ValueError when there is no address."""
    if not enterprise["email"]:
        raise ValueError(f"{enterprise['name']} har ingen e-postadress")
    told = [_told(item, now) for item in items]
    subject = f"Ett jobb som kan passa er: {told[0].title}" if len(told) == 1 else f"{len(told)} jobb som kan passa er"
    key = hashlib.sha256(
        "|".join([enterprise["id"], *(f"{i.notice['id']}/{i.lot_id}:{i.content_hash}" for i in items)]).encode()
    ).hexdigest()
    message = EmailMessage(policy=SMTP)
    domain = sender.address.rpartition("@")[2] or "localhost"
    message["From"] = Address("Anbudslots", addr_spec=sender.address)
    message["To"] = Address(clean(enterprise["name"]), addr_spec=enterprise["email"])
    if sender.reply_to:
        message["Reply-To"] = Address(addr_spec=sender.reply_to)
    message["Subject"] = clean(subject)
    message["Date"] = now
    message["Message-ID"] = f"<{key[:32]}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["List-Id"] = f"Anbudslots <anbudslots.{domain}>"
    values = {"enterprise": enterprise, "items": told, "sender": sender, "subject": clean(subject)}
    message.set_content(_render("digest.txt", values))
    html = css_inline.CSSInliner(load_remote_stylesheets=False).inline(_render("digest.html", values))
    message.add_alternative(html, subtype="html")
    message["Content-Language"] = "sv"  # after the parts: setting content drops such headers
    message.set_boundary(f"=={key[32:56]}==")
    return Mail(enterprise["email"], clean(subject), str(message["Message-ID"]), message.as_bytes())


def _render(name: str, values: dict[str, object]) -> str:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name).render(values)


def _told(item: Item, now: datetime) -> Told:
    notice = item.notice
    lot: LotData = next(lot for lot in notice["lots"] if lot["id"] == item.lot_id)
    title = clean(lot["title"] or notice["title"] or "utan rubrik")
    value = lot["value"] or notice["value"]
    plain = [s for s in item.signals if s["name"] in PLAIN and s["value"] > 0]
    reasons = sorted(plain, key=lambda s: -s["value"] * s["weight"])
    reserved = any(c["category"] == "reserved" and c["probability"] >= 0.5 for c in item.considerations)
    return Told(
        title=title,
        buyer=clean(next((b["name"] for b in notice["buyers"] if b["name"]), "Köparen är inte namngiven")),
        what=_short(clean(lot["description"] or notice["description"] or "")),
        value=f"{swedish.money(value['amount'], value['currency'])} utan moms" if value and value["amount"] else "",
        reserved=reserved,
        reasons=[clean(signal["reason"]) for signal in reasons[:REASONS]],
        deadline=swedish.moment(item.deadline, item.deadline_has_time) if item.deadline else "",
        left=swedish.days_left(item.deadline, now) if item.deadline else "",
        link=lot["documents_url"] or notice["documents_url"] or "",
    )


def _short(text: str) -> str:
    """Cut a long text at the end of a sentence or a word."""
    if len(text) <= SHOWN:
        return text
    head = text[:SHOWN]
    stop = head.rfind(". ")
    return head[: stop + 1] if stop > SHOWN // 2 else head[: head.rfind(" ")] + " …"
