"""The doctor tells what is missing without calling it broken."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.doctor import examine
from settings import Settings


@pytest.mark.parametrize(("year", "remark"), [(2024, False), (2090, True)])
def test_missing_amounts_are_a_remark(tmp_path: Path, year: int, remark: bool) -> None:
    checks = examine(Settings(home=tmp_path, now=datetime(year, 6, 1, tzinfo=UTC)))

    limits = next(check for check in checks if check.name == "gränsvärden")
    assert (limits.ok, limits.remark) == (True, remark)
    assert ("annex2" in limits.what) == remark
