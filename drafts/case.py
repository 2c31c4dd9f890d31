"""What a package is made of: one lot, one enterprise, and what is known about the two."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from models.regime import Regime, regime
from models.values import (
    ConsiderationData,
    EnterpriseData,
    JointBidData,
    LotData,
    MatchData,
    NoticeData,
    RequirementData,
)


@dataclass(frozen=True)
class Case:
    """One match, ready to be drafted. `version` is 1 for the first package of a match."""

    notice: NoticeData
    lot: LotData
    enterprise: EnterpriseData
    match: MatchData | None
    considerations: list[ConsiderationData]
    made_at: datetime
    version: int = 1
    changes: list[str] = field(default_factory=list)
    coordinator_name: str | None = None
    coordinator_phone: str | None = None
    requirements: list[RequirementData] = field(default_factory=list)  # of documents that have been read
    joint: JointBidData | None = None  # the joint bid that this enterprise is a member of
    partners: list[EnterpriseData] = field(default_factory=list)  # its other members, without contact data
    logo: bytes | None = None  # PNG or JPEG

    @cached_property
    def regime(self) -> Regime:
        """Return the rules that the purchase follows."""
        return regime(self.notice, self.lot)

    @property
    def title(self) -> str:
        """Return what is bought: the lot's title, else the notice's."""
        return self.lot["title"] or self.notice["title"] or "Upphandling utan rubrik"

    @property
    def buyer(self) -> str:
        """Return the first buyer's name."""
        return next((buyer["name"] for buyer in self.notice["buyers"] if buyer["name"]), "Köparen är inte namngiven")
