"""Bytes to notices, whatever the format: the root element or the first character tells which reader it is for."""

from __future__ import annotations

from models.values import NoticeData
from scrapers import eforms, ocds, ted_xml
from scrapers.exceptions import UnreadableNotice
from scrapers.xml import parse_xml

VERSION = "1"  # raise it when notices read before should be read again


def read(content: bytes) -> list[NoticeData]:
    """Return the notices in one file. Raises UnreadableNotice with the true reason."""
    if content.lstrip()[:1] in {b"{", b"["}:
        return ocds.parse(content)
    root = parse_xml(content)
    local = str(root.tag).rpartition("}")[2]
    if local == "BusinessRegistrationInformationNotice":
        raise UnreadableNotice("annonsen gäller registrering av ett bolag, inte ett köp", "ingenting: den hör inte hit")
    return [ted_xml.parse_root(root) if local == ted_xml.ROOT else eforms.parse_root(root)]
