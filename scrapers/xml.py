"""The one parser for strangers' XML: strict, offline, no entities, no document types, with limits."""

from __future__ import annotations

from lxml import etree

from scrapers.exceptions import UnreadableNotice

BIGGEST = 20_000_000  # bytes; the largest real notices are under 2 MB
ADVICE = "hämta annonsen igen från källan"
PROLOGUE = 2000  # bytes in which a document type can stand before the root


def parse_xml(content: bytes) -> etree._Element:
    """Return the root element. Raises UnreadableNotice for anything that is not one well-formed, harmless document.

    libxml2 itself refuses text over 10 MB, depth over 256 and amplified entities; comments and processing instructions
    are dropped, because they would cut an element's text in two.
    """
    if len(content) > BIGGEST:
        raise UnreadableNotice(f"filen är {len(content) / 1e6:.0f} MB, mer än {BIGGEST // 1_000_000} MB", ADVICE)
    if not content.strip():
        raise UnreadableNotice("filen är tom", ADVICE)
    head = content[:PROLOGUE].lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html")):
        raise UnreadableNotice("filen är en webbsida (HTML), inte en annons", "hämta annonsens XML i stället")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=True,  # indentation is a quarter of the parse, and nothing reads it
        collect_ids=False,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableNotice(f"filen är inte hel XML: {_short(error)}", ADVICE) from error
    except (ValueError, LookupError) as error:
        raise UnreadableNotice(f"filen går inte att läsa som XML: {_short(error)}", ADVICE) from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableNotice(
            "filen har en DOCTYPE, det har ingen riktig annons", "kontrollera var filen kommer ifrån"
        )
    return root


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:160]
