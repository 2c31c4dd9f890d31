"""What the reader does not use is reported; what it uses and what is ignored by name is not."""

from __future__ import annotations

from samples.write import files
from scrapers.coverage import report, unused
from scrapers.xml import parse_xml

SAMPLE = files()["600101-2026.xml"].decode()


def test_a_sample_is_read_whole() -> None:
    assert unused(parse_xml(SAMPLE.encode())) == []


def test_a_new_element_is_reported_by_its_path_once_a_notice() -> None:
    new = "<cbc:NewThing>x</cbc:NewThing>"
    text = SAMPLE.replace("<cac:ProcurementProject>", f"<cac:ProcurementProject>{new}")
    counts = report([parse_xml(text.encode())] * 3)

    assert counts["/ProcurementProject/NewThing"] == 3
    assert counts["/ProcurementProjectLot/ProcurementProject/NewThing"] == 3


def test_a_contact_is_ignored_by_name() -> None:
    contact = "<cac:Contact><cbc:Name>N</cbc:Name></cac:Contact>"
    assert (
        unused(parse_xml(SAMPLE.replace("<cac:PartyLegalEntity>", f"{contact}<cac:PartyLegalEntity>").encode())) == []
    )
