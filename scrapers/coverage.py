"""Which elements of eForms notices the reader does not use: handled, ignored by name, or reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from lxml.etree import _Element as Element

from scrapers.eforms_takers import Node
from scrapers.eforms_tree import TREE

# Ignored by name: what stands below is not about the lots, or is a person's address, or repeats what is read
IGNORED = frozenset(
    {
        "ID", "UBLVersionID", "ProfileID", "IssueTime", "RequestedPublicationDate", "GazetteID",  # technical
        "Contact", "TelephoneNumber", "Telephone", "ElectronicMail", "Telefax", "ServiceProviderParty",  # persons
        "StreetName", "AdditionalStreetName", "PostalZone", "AddressLine", "Region", "Department",  # addresses
        "AppealTerms", "FiscalLegislationDocumentReference", "EnvironmentalLegislationDocumentReference",
        "EmploymentLegislationDocumentReference", "AdditionalInformationParty", "DocumentProviderParty",  # who answers
        "TenderResult",  # the dummy award date that UBL requires
        "UltimateBeneficialOwner", "FieldsPrivacy", "TransmissionDate", "TransmissionTime",
    }
)  # fmt: skip


def local(element: Element) -> str:
    """Return the element's name without namespace."""
    return str(element.tag).rpartition("}")[2]


def unused(root: Element) -> list[str]:
    """Return the paths of elements with text that nothing reads and no name ignores, in document order."""
    found: list[str] = []
    _compare(root, TREE, "", found)
    return found


def _compare(element: Element, node: Node, path: str, found: list[str]) -> None:
    for child in element:
        name = local(child)
        if name in IGNORED:
            continue
        where = f"{path}/{name}"
        known = node.get(child.tag)
        if known is None:
            _leaves(child, where, found)
        elif known[2]:
            _compare(child, known[2], where, found)


def _leaves(element: Element, path: str, found: list[str]) -> None:
    if not len(element):
        if element.text and element.text.strip():
            found.append(path)
        return
    for child in element:
        if local(child) not in IGNORED:
            _leaves(child, f"{path}/{local(child)}", found)


def report(roots: Iterable[Element]) -> Counter[str]:
    """Return in how many notices each unused path has a value."""
    counts: Counter[str] = Counter()
    for root in roots:
        counts.update(set(unused(root)))
    return counts
