"""TED XML and OCDS in the same shape as eForms; every real file is read or named with a true reason."""

from __future__ import annotations

import json
from collections import Counter
from itertools import islice
from typing import Any

import pytest

from models.values import LotData, NoticeData
from scrapers.exceptions import UnreadableNotice
from scrapers.files import Member, open_paths
from scrapers.reading import read
from tests import SHARED, needs_shared

TED = """<TED_EXPORT xmlns="http://publications.europa.eu/resource/schema/ted/R2.0.9/publication"
 xmlns:n="http://publications.europa.eu/resource/schema/ted/2021/nuts" DOC_ID="000123-2021" EDITION="2021133">
<CODED_DATA_SECTION><REF_OJS><DATE_PUB>20210713</DATE_PUB></REF_OJS><NOTICE_DATA><ISO_COUNTRY VALUE="{country}"/>
</NOTICE_DATA><CODIF_DATA><DS_DATE_DISPATCH>20210708</DS_DATE_DISPATCH><TD_DOCUMENT_TYPE CODE="3"/>
<NC_CONTRACT_NATURE CODE="4"/></CODIF_DATA></CODED_DATA_SECTION><FORM_SECTION>
<F02_2014 CATEGORY="TRANSLATION" LG="EN"><OBJECT_CONTRACT><TITLE><P>Wrong</P></TITLE></OBJECT_CONTRACT></F02_2014>
<F02_2014 CATEGORY="ORIGINAL" LG="SV" FORM="F02"><LEGAL_BASIS VALUE="32014L0024"/><CONTRACTING_BODY>
<ADDRESS_CONTRACTING_BODY><OFFICIALNAME>Exempels kommun</OFFICIALNAME><NATIONALID>212000-1215</NATIONALID>
<TOWN>Halmstad</TOWN><COUNTRY VALUE="{country}"/><E_MAIL>x@example.se</E_MAIL><n:NUTS CODE="SE231"/>
</ADDRESS_CONTRACTING_BODY><URL_DOCUMENT>https://example.se/d</URL_DOCUMENT></CONTRACTING_BODY>
<OBJECT_CONTRACT><TITLE><P>Lokalvård</P></TITLE><CPV_MAIN><CPV_CODE CODE="90910000"/></CPV_MAIN>
<SHORT_DESCR><P>Ett.</P><P>Två.</P></SHORT_DESCR>
<VAL_ESTIMATED_TOTAL CURRENCY="SEK">1200000.00</VAL_ESTIMATED_TOTAL>
<OBJECT_DESCR ITEM="1"><LOT_NO>1</LOT_NO><TITLE><P>Norr</P></TITLE><n:NUTS CODE="SE231"/>
<SHORT_DESCR><P>N</P></SHORT_DESCR>
<AC><AC_QUALITY><AC_CRITERION>Metod</AC_CRITERION><AC_WEIGHTING>40 %</AC_WEIGHTING></AC_QUALITY><AC_PRICE>
<AC_WEIGHTING>60</AC_WEIGHTING></AC_PRICE></AC><DURATION TYPE="MONTH">24</DURATION></OBJECT_DESCR>
<OBJECT_DESCR ITEM="2"><LOT_NO>2</LOT_NO><SHORT_DESCR><P>S</P></SHORT_DESCR></OBJECT_DESCR></OBJECT_CONTRACT>
<LEFTI>{lefti}</LEFTI><PROCEDURE><PT_OPEN/><DATE_RECEIPT_TENDERS>2021-08-18</DATE_RECEIPT_TENDERS>
<TIME_RECEIPT_TENDERS>23:59</TIME_RECEIPT_TENDERS></PROCEDURE></F02_2014></FORM_SECTION></TED_EXPORT>"""


def ted(country: str = "SE", lefti: str = "") -> NoticeData:
    """Read a small TED XML notice."""
    (notice,) = read(TED.format(country=country, lefti=lefti).encode())
    return notice


def test_ted_xml_has_the_shape_of_eforms() -> None:
    notice = ted()

    assert notice["id"] == "ted:123-2021"
    assert (notice["title"], notice["description"]) == ("Lokalvård", "Ett. Två.")
    assert (notice["form_type"], notice["subtype"], notice["legal_basis"]) == ("competition", "F02_2014", "32014L0024")
    assert notice["buyers"][0]["org_number"] == "2120001215"
    assert notice["buyers"][0]["country"] == "SWE"
    assert [lot["id"] for lot in notice["lots"]] == ["LOT-0001", "LOT-0002"]
    assert [(c["type"], c["weight"]) for c in notice["lots"][0]["award_criteria"]] == [
        ("quality", 40.0),
        ("price", 60.0),
    ]
    assert notice["lots"][0]["duration"] == "P24M"
    assert "example.se" not in str(notice["buyers"])


@pytest.mark.parametrize(
    ("country", "offset"), [("SE", "+02:00"), ("FI", "+03:00"), ("PT", "+01:00"), ("IS", "+00:00")]
)
def test_a_deadline_without_offset_is_in_the_buyers_zone(country: str, offset: str) -> None:
    assert ted(country)["lots"][0]["deadline"] == f"2021-08-18T23:59:00{offset}"


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ("<RESTRICTED_SHELTERED_WORKSHOP/>", (["res-ws"], None)),
        ("<RESTRICTED_SHELTERED_PROGRAM/>", ([], "yes")),
        ("<RESERVED_ORGANISATIONS_SERVICE_MISSION/>", (["res-pub-ser"], None)),
        ("<PARTICULAR_PROFESSION CTYPE='SERVICES'/>", ([], None)),
        ("<NO_RESERVED_CONTRACTS/>", ([], None)),
        ("", ([], None)),
    ],
)
def test_reservations_of_the_old_forms(element: str, expected: tuple[list[str], str | None]) -> None:
    for lot in ted(lefti=element)["lots"]:
        assert (lot["reserved_participation"], lot["reserved_execution"]) == expected


RELEASE: dict[str, Any] = {
    "ocid": "ocds-x-1", "id": "015562-2026", "date": "2026-02-20T10:59:13Z", "tag": ["tender"], "language": "en",
    "parties": [{"id": "B", "name": "Example Council", "roles": ["buyer"],
                 "contactPoint": {"email": "x@example.org"},
                 "identifier": {"id": "PNXC"},
                 "address": {"country": "GB", "region": "UKF12", "locality": "Town"}}],
    "tender": {"id": "1", "title": "Grounds", "description": "Grass  cutting",
               "legalBasis": {"scheme": "UKPGA", "id": "2023/54"},
               "mainProcurementCategory": "services", "value": {"amount": 65000, "currency": "GBP"},
               "tenderPeriod": {"endDate": "2026-03-13T12:00:00Z"},
               "items": [{"relatedLot": "1", "additionalClassifications": [{"scheme": "CPV", "id": "77310000-6"}],
                          "deliveryAddresses": [{"region": "UKF"}]}],
               "lots": [{"id": "1", "otherRequirements": {"reservedParticipation": ["shelteredWorkshop"]},
                         "contractTerms": {"reservedExecution": True}, "sustainability": [{"goal": "social.work"}],
                         "hasAccessibilityCriteria": True, "suitability": {"sme": True},
                         "contractPeriod": {"durationInDays": 365}}]},
}  # fmt: skip


def test_an_ocds_release_has_the_shape_of_eforms() -> None:
    (notice,) = read(json.dumps(RELEASE).encode())
    lot = notice["lots"][0]

    assert notice["id"] == "ocds:015562-2026"
    assert notice["procedure_id"] == "ocds-x-1"
    assert (notice["form_type"], notice["language"], notice["cpv"]) == ("competition", "ENG", ["77310000"])
    assert notice["buyers"][0]["country"] == "GBR"
    assert lot["reserved_participation"] == ["res-ws"]
    assert (lot["reserved_execution"], lot["strategic"], lot["accessibility"]) == ("yes", ["soc-obj"], "inc")
    assert (lot["deadline"], lot["duration"], lot["sme"]) == ("2026-03-13T12:00:00+00:00", "P365D", True)
    assert "example.org" not in str(notice)


def test_packages_give_every_release() -> None:
    second = {**RELEASE, "id": "2"}

    assert len(read(json.dumps({"releases": [RELEASE, second]}).encode())) == 2
    assert len(read(json.dumps({"records": [{"compiledRelease": RELEASE}, {"releases": [second]}]}).encode())) == 2


def test_every_notice_has_every_key() -> None:
    for notice in (ted(), *read(json.dumps(RELEASE).encode())):
        assert set(notice) == set(NoticeData.__annotations__)
        assert all(set(lot) == set(LotData.__annotations__) for lot in notice["lots"])


@needs_shared
@pytest.mark.parametrize(("archive", "step"), [("notices.tar.gz", 1), ("more.tar.gz", 7)])
def test_real_files_are_read_or_named_with_a_true_reason(archive: str, step: int) -> None:
    """`more.tar.gz` is sampled, every seventh; the figures of the whole are in docs/reading.md."""
    formats: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for entry in islice(open_paths([SHARED / "data" / "eforms-real" / archive]), 0, None, step):
        assert isinstance(entry, Member), entry
        try:
            formats.update(notice["format"] for notice in read(entry.content))
        except UnreadableNotice as error:
            reasons[error.what] += 1
    assert sum(formats.values()) > 200
    assert set(reasons) <= {"annonsen har varken publiceringsnummer eller eget id"}, "deliberately invalid examples"
