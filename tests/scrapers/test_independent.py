"""Two readers agree on every field: always on the samples, and on every real notice when those are here."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from samples.write import UNREADABLE, files
from scrapers.eforms import ROOTS, parse_root
from scrapers.exceptions import UnreadableNotice
from scrapers.files import Member, open_paths
from scrapers.xml import parse_xml
from tests import SHARED, needs_shared
from tests.scrapers import independent


def disagreements(content: bytes) -> list[tuple[str, Any, Any]]:
    """Return (field, ours, theirs) wherever the two readers differ."""
    root = parse_xml(content)
    if root.tag not in ROOTS:
        return []
    ours: Any = parse_root(root)
    theirs = independent.read(content)
    found: list[tuple[str, Any, Any]] = []
    for key, value in theirs.items():
        if key in {"lots", "buyers", "winners"}:
            found += parts(key, ours[key], value)
        elif ours[key] != value:
            found.append((key, ours[key], value))
    return found


def parts(key: str, ours: list[Any], theirs: list[Any]) -> list[tuple[str, Any, Any]]:
    """Compare two lists, item by item and field by field."""
    if len(ours) != len(theirs):
        return [(key, len(ours), len(theirs))]
    found = []
    for mine, other in zip(ours, theirs, strict=True):
        for field, value in other.items():
            own = mine[field]
            if field == "award_criteria":
                own = [{name: c[name] for name in ("type", "name", "weight")} for c in own]
            if own != value:
                found.append((f"{key}.{field}", own, value))
    return found


@pytest.mark.parametrize("name", sorted(set(files()) - set(UNREADABLE)))
def test_they_agree_on_the_samples(name: str) -> None:
    assert disagreements(files()[name]) == []


@needs_shared
@pytest.mark.parametrize("archive", ["notices.tar.gz", "more.tar.gz"])
def test_they_agree_on_every_real_eforms_notice(archive: str) -> None:
    differing: Counter[str] = Counter()
    examples = []
    read = 0
    for entry in open_paths([SHARED / "data" / "eforms-real" / archive]):
        assert isinstance(entry, Member)
        if b"TED_EXPORT" in entry.content[:3000] or entry.content[:1] == b"{":
            continue
        try:
            found = disagreements(entry.content)
        except UnreadableNotice:
            continue
        read += 1
        differing.update(field for field, _, _ in found)
        examples += [(entry.name[-20:], *each) for each in found][:2]
    assert not differing, (differing, examples[:5])
    assert read > 200
