"""The dialogue list: what to talk about with which buyer, when and why, before the requirements are written.

Three kinds of row. `silent`: a purchase in a trade of the enterprises in whose notice no social consideration was found
(never: that it has none). `planned`: a purchase that is announced, or that the buyer asks the market about. `ending`: a
contract that runs out, warned of 18, 12 and 6 months ahead. A contract whose last possible day has passed is not
mentioned again.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from matchers.deliverers import Deliverer, Deliverers, Place, trades_of
from models.contracts import Term, after_duration, day, term
from models.database import content_hash
from models.dialogue import Material, Seen
from models.places import by_name, municipalities
from models.regime import is_annex2
from models.tables import DialogueMark
from models.values import LotData, NoticeData

Kind = Literal["silent", "planned", "ending"]
STEPS = (6, 12, 18)  # months ahead of the end of a contract
SWEDEN = frozenset({"SWE", "SE"})
UNKNOWN_FROM, UNKNOWN_TO = 18, 48  # months since the award: a contract without known end may be near it


class Talk(NamedTuple):
    """One row. `when` is the day it is about: the last day to answer, or the next possible end of the contract.

    `step` is 18, 12 or 6 when the contract ends within so many months; None when it is further away or not known.
    `fingerprint` is of what the row says; when it changes, a row that was put aside comes back.
    """

    key: str
    kind: Kind
    buyer: str
    buyer_name: str
    country: str | None
    notice: str
    title: str
    lots: tuple[str, ...]
    cpv: tuple[str, ...]
    annex2: tuple[str, ...]  # those of the codes that are social and other special services
    trades: frozenset[str]
    published: date | None
    when: date | None
    is_open: bool  # the notice can still be answered
    term: Term | None
    step: int | None
    suppliers: tuple[str, ...]  # who has the contract
    deliverers: tuple[Deliverer, ...]
    fingerprint: str

    @property
    def is_due(self) -> bool:
        """Say whether it belongs on the list today; a contract that ends later waits, and is in the calendar only."""
        return self.kind != "ending" or self.step is not None or self.when is None

    @property
    def is_abroad(self) -> bool:
        """Say whether the buyer is of another country, where Swedish law does not hold."""
        return _abroad(self.country)


def _abroad(country: str | None) -> bool:
    """Say whether a buyer is of another country, where Swedish law does not hold; unknown is taken for Sweden."""
    return country is not None and country not in SWEDEN


def talks(material: Material, deliverers: Deliverers, today: date) -> list[Talk]:
    """Return every row, by buyer, then the most urgent first."""
    found = [row for seen in material.silent if (row := _of_notice("silent", seen, deliverers))]
    found += [row for seen in material.planned if (row := _of_notice("planned", seen, deliverers))]
    found += _endings(material.awards, material.earlier, deliverers, today)
    return sorted(found, key=_order)


def _order(talk: Talk) -> tuple[object, ...]:
    """Buyers by name; of each the soonest day first, and last what can no longer be answered."""
    is_past = talk.kind == "silent" and not talk.is_open
    return talk.buyer_name.casefold(), talk.buyer, is_past, talk.when or date.max, talk.kind, talk.key


def is_put_aside(talk: Talk, mark: DialogueMark | None) -> bool:
    """Say whether a coordinator is done with a row: until it changes, or a contract comes a step nearer its end."""
    if mark is None or mark.verdict == "again" or mark.fingerprint != talk.fingerprint:
        return False
    return mark.verdict == "not_relevant" or (talk.step or 99) >= (mark.step or 99)


def warnings(talk: Talk, today: date) -> list[tuple[int, date]]:
    """Return the coming days on which a contract's end is 18, 12 and 6 months away, as (months, day)."""
    if talk.kind != "ending" or talk.when is None:
        return []
    days = ((months, after_duration(talk.when, f"P-{months}M")) for months in sorted(STEPS, reverse=True))
    return [(months, found) for months, found in days if found is not None and found >= today]


def step_of(end: date, today: date) -> int | None:
    """Return 6, 12 or 18: the smallest such number of months within which the day comes; None when it is later."""
    ahead = ((months, after_duration(today, f"P{months}M")) for months in STEPS)
    return next((months for months, limit in ahead if limit is not None and end <= limit), None)


def _of_notice(kind: Kind, seen: Seen, deliverers: Deliverers) -> Talk | None:
    """Return the row of a notice about a trade: its lots that can still be answered, or all when none can."""
    notice = seen.notice
    every = [lot for lot in notice["lots"] if _trades(notice, lot)]
    lots = [lot for lot in every if lot["id"] in seen.open_lots] or every
    if not lots:
        return None
    return _talk(
        kind, notice["procedure_id"] or notice["id"], seen, lots, deliverers,
        facts=[[lot["title"], lot["cpv"], lot["deadline"]] for lot in every],
        when=min((found for lot in lots if (found := day(lot["deadline"]))), default=None),
        is_open=bool(seen.open_lots),
    )  # fmt: skip


def in_a_trade(notice: NoticeData) -> bool:
    """Say whether any lot of a notice is in a trade of the enterprises."""
    return any(_trades(notice, lot) for lot in notice["lots"])


def _trades(notice: NoticeData, lot: LotData) -> frozenset[str]:
    return trades_of(lot["cpv"] or notice["cpv"], lot["title"], notice["title"])


def _endings(
    awards: Iterable[Seen], earlier: Mapping[str, Sequence[NoticeData]], deliverers: Deliverers, today: date
) -> list[Talk]:
    """Return a row for the lots of a procedure that are in a trade and run out together."""
    families: dict[str, list[Seen]] = {}
    for seen in awards:
        families.setdefault(seen.notice["procedure_id"] or seen.notice["id"], []).append(seen)
    found = []
    for procedure, family in families.items():
        newest = sorted(family, key=lambda seen: (seen.notice["published"] or "", seen.notice["id"]), reverse=True)
        done = {lot for seen in newest if seen.notice["form_type"] == "completion" for lot in _lots_awarded(seen)}
        for seen in newest:
            groups: dict[Hashable, list[tuple[Term, LotData]]] = {}
            for lot_id in _lots_awarded(seen):
                if lot_id not in done:
                    done.add(lot_id)
                    lots, contract = _contract(lot_id, newest, earlier)
                    if not _is_system(lots) and _is_near(contract, today) and _trades(seen.notice, lots[0]):
                        groups.setdefault(_together(contract), []).append((contract, lots[0]))
            found += [_ending(procedure, seen, group, deliverers, today) for group in groups.values()]
    return found


def _together(contract: Term) -> Hashable:
    """Return what lots have in common that stand in one row: stated ends, or ends reckoned to the same months."""
    ends = contract.ends if contract.basis == "stated" else tuple((end.year, end.month) for end in contract.ends)
    return contract.basis, contract.renewals, ends


def _lots_awarded(seen: Seen) -> list[str]:
    """Return the lots that the notice gives a contract for; all of them when it does not say which."""
    notice = seen.notice
    won = {r["lot"] for r in notice["results"] if r["status"] in {"selec-w", None}}
    won |= {w["lot"] for w in notice["winners"]}
    said = {r["lot"] for r in notice["results"] if r["lot"]}
    ids = [lot["id"] for lot in notice["lots"]]
    return [lot for lot in ids if lot in won or (lot not in said and not (won - {None}))]


def _contract(
    lot: str, family: Sequence[Seen], earlier: Mapping[str, Sequence[NoticeData]]
) -> tuple[list[LotData], Term]:
    """Return the lot as its notices give it, the newest award first and then the invitations, and its term."""
    awards = [seen.notice for seen in family if any(entry["id"] == lot for entry in seen.notice["lots"])]
    invitations = [notice for award in awards for notice in earlier.get(award["id"], ())]
    lots = [entry for notice in [*awards, *invitations] for entry in notice["lots"] if entry["id"] == lot]
    first = awards[-1]
    signed = [r["concluded"] for notice in awards for r in notice["results"] if r["lot"] in {lot, None}]
    oldest = min(filter(None, signed), default=None)
    return lots, term(lots, oldest, first["published"], first["legal_basis"])


def _is_system(lots: Sequence[LotData]) -> bool:
    """Say whether it is a dynamic purchasing system: that one stays open, and its contracts are other ones."""
    return any(lot["dps"] not in {None, "none"} for lot in lots)


def _is_near(contract: Term, today: date) -> bool:
    """Say whether the contract can still be running, and is worth a row."""
    if contract.ends:
        return contract.next_end(today) is not None
    begins = contract.begins
    if begins is None:
        return False
    first, last = after_duration(begins, f"P{UNKNOWN_FROM}M"), after_duration(begins, f"P{UNKNOWN_TO}M")
    return first is not None and last is not None and first <= today <= last


def _ending(
    procedure: str, seen: Seen, group: Sequence[tuple[Term, LotData]], deliverers: Deliverers, today: date
) -> Talk:
    contract, lots = min((found for found, _ in group), key=lambda t: t.ends), [lot for _, lot in group]
    end = contract.next_end(today)
    names = {lot["id"] for lot in lots}
    winners = [w["name"] for w in seen.notice["winners"] if w["name"] and w["lot"] in names | {None}]
    return _talk(
        "ending", f"{procedure}|{min(names)}", seen, lots, deliverers,
        facts=[[[lot["title"], lot["cpv"]] for lot in lots], contract.basis, contract.renewals, contract.ends],
        when=end, is_open=False, contract=contract, step=step_of(end, today) if end else None,
        suppliers=tuple(dict.fromkeys(winners)),
    )  # fmt: skip


def _talk(
    kind: Kind,
    identity: str,
    seen: Seen,
    lots: Sequence[LotData],
    deliverers: Deliverers,
    *,
    facts: Sequence[object],
    when: date | None,
    is_open: bool,
    contract: Term | None = None,
    step: int | None = None,
    suppliers: tuple[str, ...] = (),
) -> Talk:
    """Put a row together. `facts` is what a change is measured by, beside the title; the passing of time is none."""
    notice = seen.notice
    codes = tuple(dict.fromkeys(code for lot in lots for code in (lot["cpv"] or notice["cpv"])[:1]))
    wanted = frozenset().union(*(_trades(notice, lot) for lot in lots))
    titles = tuple(lot["title"] for lot in lots if lot["title"] and lot["title"] != notice["title"])
    return Talk(
        key=content_hash([kind, identity]),
        kind=kind,
        buyer=seen.buyer,
        buyer_name=seen.name,
        country=seen.country,
        notice=notice["id"],
        title=notice["title"] or (titles[0] if titles else notice["id"]),
        lots=titles,
        cpv=codes,
        annex2=tuple(code for code in codes if is_annex2(code)),
        trades=wanted,
        published=day(notice["published"]),
        when=when,
        is_open=is_open,
        term=contract,
        step=step,
        suppliers=suppliers,
        deliverers=tuple(deliverers.of(wanted, place_of(seen, lots))),
        fingerprint=content_hash([notice["title"], *facts]),
    )


def place_of(seen: Seen, lots: Sequence[LotData]) -> Place:
    """Return where the lots are delivered: the cities and regions they name, else the buyer's own."""
    notice = seen.notice
    named = {place.code for lot in lots for city in lot["cities"] if (place := by_name(city))}
    codes = named or ({seen.municipality} if seen.municipality else set())
    regions = {code for lot in lots for code in lot["nuts"]} or set(notice["nuts"])
    regions = regions or {buyer["nuts"] for buyer in notice["buyers"] if buyer["nuts"]}
    regions |= {municipalities()[code].nuts3 for code in codes if code in municipalities()}
    return Place(frozenset(codes), frozenset(regions), _abroad(seen.country))
