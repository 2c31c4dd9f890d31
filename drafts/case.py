"""What a package is made of: one lot, one enterprise, and what is known about the two."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal, NamedTuple

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

Kind = Literal["bid", "direct", "lov", "concession", "partnership"]
PARTNERSHIP = re.compile(r"partnerskap|\bIOP\b", re.IGNORECASE)


class Reservation(NamedTuple):
    """A route by which the lot is reserved, and whether the enterprise may take it. Unknown is not no."""

    kind: str  # res_ws, res_exec, res_pub, res_idea, or oklart
    answer: Literal["yes", "no", "unknown"]
    reason: str  # one Swedish sentence
    proof: tuple[str, ...]


class ReadDocument(NamedTuple):
    """A tender document that was read: `scanned` pages are pictures without text; with a `fault` nothing was read."""

    name: str
    sha256: str
    scanned: tuple[int, ...] = ()
    fault: str | None = None


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
    requirements: list[RequirementData] = field(default_factory=list)  # of the notice and of documents that were read
    joint: JointBidData | None = None  # the joint bid that this enterprise is a member of
    partners: list[EnterpriseData] = field(default_factory=list)  # its other members, without contact data
    logo: bytes | None = None  # PNG or JPEG
    documents: list[ReadDocument] = field(default_factory=list)
    reservations: list[Reservation] = field(default_factory=list)
    trades: list[str] = field(default_factory=list)  # ids of the trades that the lot is about
    made_by: Mapping[str, str] = field(default_factory=dict)  # step -> its version
    award_decided: str | None = None  # the day the buyer chose a winner, once somebody knows it
    earlier_calendar: bytes | None = None  # `kalender.ics` of the version before

    @cached_property
    def regime(self) -> Regime:
        """Return the rules that the purchase follows."""
        return regime(self.notice, self.lot)

    @cached_property
    def kind(self) -> Kind:
        """Return what the enterprise would send: a bid, an offer, an application; or a talk about a partnership."""
        if self.regime.name in {"lov", "concession", "direct"}:
            return self.regime.name
        return "partnership" if self._is_partnership() else "bid"

    def _is_partnership(self) -> bool:
        """Tell a partnership (IOP) from a purchase: who calls for tenders by a day is buying, whatever else it says."""
        called = self.notice["form_type"] == "competition" and self.lot["deadline"] is not None
        said = " ".join(span["text"] for c in self.considerations if c["category"] == "iop" for span in c["evidence"])
        return not called and not self.reservations and bool(PARTNERSHIP.search(said))

    @property
    def title(self) -> str:
        """Return what is bought: the lot's title, else the notice's."""
        return self.lot["title"] or self.notice["title"] or "Upphandling utan rubrik"

    @property
    def buyer(self) -> str:
        """Return the first buyer's name."""
        return next((buyer["name"] for buyer in self.notice["buyers"] if buyer["name"]), "Köparen är inte namngiven")
