"""Notices of one procedure joined: which is current, which lots can still be answered, what changed.

Pure functions over the `NoticeData` of one family, that is of one procedure (BT-04). A planning notice has no procedure
of its own and is its own family. All notices are kept; only the newest is current.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from models.values import LotData, Money, NoticeData

LotState = Literal["open", "cancelled", "awarded", "superseded"]
ANSWERABLE = frozenset({"competition", "planning", "consultation", "change"})
CLOSING = frozenset({"result", "dir-awa-pre", "cont-modif", "completion"})
CANCELLED = "cancel"  # BT-140: the notice is withdrawn
RESULT_STATES: Mapping[str | None, LotState] = {"selec-w": "awarded", "clos-nw": "cancelled"}


@dataclass
class Standing:
    """Where a notice stands in its family. `changes` are Swedish sentences against the version before."""

    current: bool = True
    superseded_by: str | None = None
    lots: dict[str, LotState] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)

    @property
    def closed(self) -> bool:
        """Say whether no lot can be answered any more."""
        return not any(state == "open" for state in self.lots.values())


def procedure_key(notice: NoticeData) -> str:
    """Return the family's key: the procedure (BT-04), else the notice itself."""
    return notice["procedure_id"] or notice["id"]


def _age(notice: NoticeData) -> tuple[str, str, str, str]:
    """Order by publication; a change comes after what it changes even on the same day."""
    return (notice["published"] or "", notice["dispatched"] or "", notice["version"] or "", notice["id"])


def _names(notice: NoticeData) -> set[str]:
    """Return what a change notice may call this notice (BT-758): UUID-version, or publication number."""
    names = {notice["publication_number"]} if notice["publication_number"] else set()
    if notice["notice_uuid"]:
        names |= {notice["notice_uuid"], f"{notice['notice_uuid']}-{notice['version']}"}
    return {name.lower() for name in names if name}


def canonical_number(name: str) -> str:
    """Return a reference with the leading zeros of a publication number dropped: 00123-2026 is 123-2026."""
    number, _, rest = name.partition("-")
    return f"{int(number)}-{rest}" if number.isdigit() and rest.isdigit() else name.lower()


def join(notices: Iterable[NoticeData]) -> dict[str, Standing]:
    """Return the standing of each notice of one family, by notice id, whatever order they are given in."""
    family = sorted(notices, key=_age)
    standings = {notice["id"]: Standing() for notice in family}
    named = {name: notice for notice in family for name in _names(notice)}
    owner: dict[str, NoticeData] = {}  # lot id -> the newest notice that asks for answers about it
    for notice in family:
        standing = standings[notice["id"]]
        if notice["form_type"] not in ANSWERABLE:
            standing.lots = {lot["id"]: "awarded" for lot in notice["lots"]}
            continue
        before = named.get(canonical_number(notice["changes"]["of"])) if notice["changes"] else None
        if before is None:
            before = next((owner[lot["id"]] for lot in notice["lots"] if lot["id"] in owner), None)
        cancelled = bool(notice["changes"] and notice["changes"]["reason"] == CANCELLED)
        standing.lots = {lot["id"]: "cancelled" if cancelled else "open" for lot in notice["lots"]}
        if before is not None and before["id"] != notice["id"] and before["form_type"] == notice["form_type"]:
            standing.changes = differences(before, notice)
            _supersede(standings, before["id"], notice["id"])
        owner.update({lot["id"]: notice for lot in notice["lots"]})
    for notice in family:
        if notice["form_type"] in CLOSING:
            _close(notice, standings, owner)
    return standings


def _supersede(standings: dict[str, Standing], old: str, new: str) -> None:
    standing = standings[old]
    standing.current, standing.superseded_by = False, new
    standing.lots = dict.fromkeys(standing.lots, "superseded")


def _close(result: NoticeData, standings: dict[str, Standing], owner: Mapping[str, NoticeData]) -> None:
    """Close the lots that a result notice says were won or given up. A purchasing system goes on after a result."""
    states = {r["lot"]: RESULT_STATES.get(r["status"]) for r in result["results"] if r["lot"]}
    states |= {w["lot"]: "awarded" for w in result["winners"] if w["lot"] and not states.get(w["lot"])}
    for lot_id, state in states.items():
        notice = owner.get(lot_id or "")
        if notice is None or state is None or _age(notice) > _age(result):
            continue
        lot = next(lot for lot in notice["lots"] if lot["id"] == lot_id)
        if lot["dps"] in {None, "none"} and standings[notice["id"]].lots[lot["id"]] == "open":
            standings[notice["id"]].lots[lot["id"]] = state


def _money(value: Money | None) -> str:
    if value is None:
        return "inte angivet"
    return f"{value['amount']:,.0f} {value['currency'] or ''}".replace(",", "\u00a0").strip()


def _when(value: str | None) -> str:
    return value.replace("T", " kl. ")[:20].rstrip(":") if value else "inte angiven"


def differences(old: NoticeData, new: NoticeData) -> list[str]:
    """Return what changed between two versions, one Swedish sentence each: deadline, lots, value, ..."""
    found: list[str] = []
    before = {lot["id"]: lot for lot in old["lots"]}
    after = {lot["id"]: lot for lot in new["lots"]}
    found += [f"Anbudsområde {name} har tagits bort." for name in before if name not in after]
    found += [f"Anbudsområde {name} är nytt." for name in after if name not in before]
    for name, lot in after.items():
        if name in before:
            found += [f"{name}: {change}" for change in _lot_differences(before[name], lot)]
    if old["title"] != new["title"]:
        found.append(f"Rubriken är nu ”{new['title']}”.")
    if old["description"] != new["description"]:
        found.append("Beskrivningen är ändrad.")
    if old["value"] != new["value"]:
        found.append(f"Värdet är ändrat från {_money(old['value'])} till {_money(new['value'])}.")
    if old["documents_url"] != new["documents_url"]:
        found.append("Länken till upphandlingsdokumenten är ändrad.")
    if new["change_description"]:
        found.append(f"Köparen skriver: ”{new['change_description']}”")
    return found


def _lot_differences(old: LotData, new: LotData) -> list[str]:
    found = []
    if _moment(old["deadline"]) != _moment(new["deadline"]):
        found.append(f"sista dag är flyttad från {_when(old['deadline'])} till {_when(new['deadline'])}.")
    if old["value"] != new["value"]:
        found.append(f"värdet är ändrat från {_money(old['value'])} till {_money(new['value'])}.")
    if old["title"] != new["title"]:
        found.append(f"rubriken är nu ”{new['title']}”.")
    if old["description"] != new["description"]:
        found.append("beskrivningen är ändrad.")
    reserved = ("reserved_participation", "reserved_execution")
    if any(old[key] != new[key] for key in reserved):  # type: ignore[literal-required]
        found.append("uppgiften om att köpet är reserverat är ändrad.")
    return found


def _moment(value: str | None) -> datetime | str | None:
    """Two ways of writing the same moment are the same deadline."""
    if value is None or "T" not in value:
        return value
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return value


def reservation(result: NoticeData, family: Sequence[NoticeData]) -> dict[str, tuple[list[str], str | None]]:
    """Return (BT-71, BT-736) per lot of a result notice, taken from the competition notices of its family.

    Result notices carry no reservation themselves; the newest competition notice that names the lot decides.
    """
    found: dict[str, tuple[list[str], str | None]] = {}
    lots = {lot["id"] for lot in result["lots"]} | {r["lot"] for r in result["results"] if r["lot"]}
    for notice in sorted((n for n in family if n["form_type"] in ANSWERABLE), key=_age):
        for lot in notice["lots"]:
            if lot["id"] in lots:
                found[lot["id"]] = (lot["reserved_participation"], lot["reserved_execution"])
    return found
