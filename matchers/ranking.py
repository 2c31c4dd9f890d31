"""From lots and enterprises to matches: candidates, the table of signals, a score, the best of each lot.

A pair is a candidate when the lot names a trade of the enterprise, or a CPV group is shared, or the texts are alike:
when a telling signal speaks. No other pair can become a match, so no match is lost to the choice of candidates.
All values are computed as arrays over the candidate pairs of a block of lots, so that memory is bounded by the block;
sentences are made for what is shown. A match depends on its lot and its enterprise only, so matching new lots with all
enterprises and new enterprises with open lots gives the same as matching everything.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.asked import Asked
from matchers.likeness import Texts
from matchers.profile import Profile
from matchers.signal import NOTHING, Row, RowSignal
from matchers.signals import LIKE, ROWS, SIGNALS
from matchers.vectors import Vectors, vectors
from matchers.weights import Weights, prior
from models.swedish import STOCKHOLM
from models.values import ConsiderationData, EnterpriseData, LotData, MatchData, NoticeData, SignalData

VERSION = "5"  # of the code; the weights have a version of their own (version_of)
SHOW_AT = 0.4  # chosen on the judged notices (docs/matching.md)
FORMS = frozenset({"competition", "planning", "consultation", "change"})
LEAST = 2  # reasons that a match needs, one of them telling
CELLS = 1_000_000  # pairs of lot and enterprise in a block
KEPT = 20_000_000  # values of rows that are kept for later blocks, for each signal
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


def version_of(weights: Weights) -> str:
    """Return the version of matching with these weights: what is matched under another is matched anew."""
    return f"{VERSION}-{weights.version}"


def scores(totals: Any) -> Any:
    """Return the scores, 0..1 and never certain, of sums of bias and weight times value."""
    return np.clip(np.round(1 / (1 + np.exp(-np.asarray(totals, dtype=np.float64))), 4), 0.0001, 0.9999)


def deadline_of(lot: LotData) -> datetime | None:
    """Return the lot's deadline; a date without time is taken to its end in Sweden."""
    try:
        moment = datetime.fromisoformat(lot["deadline"]) if lot["deadline"] else None
    except ValueError:
        return None
    if moment is None or moment.tzinfo is not None:
        return moment
    return datetime.combine(moment.date(), time(23, 59), STOCKHOLM)


def open_lots(notice: NoticeData, considerations: Sequence[ConsiderationData], now: datetime) -> list[Asked]:
    """Return the lots that can still be answered at `now`."""
    if notice["form_type"] not in FORMS:
        return []
    asked = []
    for lot in notice["lots"]:
        deadline = deadline_of(lot)
        if deadline is None or deadline > now:
            own = [c for c in considerations if c["lot"] in {None, lot["id"]}]
            asked.append(Asked(notice, lot, own, deadline, now))
    return asked


@dataclass(frozen=True)
class Lots:
    """A block of lots as the signals look at them: by signal its keys and which is each lot's; the texts' vectors."""

    count: int
    keys: Mapping[str, tuple[Sequence[Hashable], Ints]]
    vectors: Vectors

    @classmethod
    def of(cls, asked: Sequence[Asked]) -> Lots:
        """Read what the signals look at, once for each lot."""
        keys: dict[str, tuple[Sequence[Hashable], Ints]] = {}
        for signal in ROWS:
            numbers: dict[Hashable, int] = {}
            which = [numbers.setdefault(signal.key(one), len(numbers)) for one in asked]
            keys[signal.name] = list(numbers), np.array(which, dtype=np.int64)
        return cls(len(asked), keys, vectors([one.text for one in asked]))


class Pairs(NamedTuple):
    """Pairs of a lot and an enterprise, by their numbers, with their signals' values (one row a signal) and sums."""

    lot: Ints
    enterprise: Ints
    values: Floats
    total: Floats

    def take(self, which: Any) -> Pairs:
        """Return some of the pairs."""
        return Pairs(self.lot[which], self.enterprise[which], self.values[:, which], self.total[which])

    def enough(self) -> Any:
        """Say which pairs have the reasons that a match needs."""
        speaking = self.values > 0
        telling = speaking[[n for n, signal in enumerate(SIGNALS) if signal.is_telling]].any(axis=0)
        reasons = speaking[[n for n, signal in enumerate(SIGNALS) if signal.is_reason]].sum(axis=0, dtype=np.int8)
        return telling & (reasons >= LEAST)


class Matcher:
    """Matches lots with a set of enterprises, by these weights (those set by hand when none are given).

    What is looked up of the enterprises is laid out once.
    """

    def __init__(self, enterprises: Sequence[EnterpriseData], weights: Weights | None = None) -> None:
        self.weights = weights or prior()
        self._lay_out([Profile(enterprise) for enterprise in sorted(enterprises, key=lambda e: e["id"])])

    @classmethod
    def of(cls, profile: Profile, weights: Weights | None = None) -> Matcher:
        """Return a matcher for one enterprise."""
        matcher = cls([], weights)
        matcher._lay_out([profile])
        return matcher

    def _lay_out(self, profiles: Sequence[Profile]) -> None:
        self.profiles = list(profiles)
        self.block = max(1, CELLS // max(1, len(self.profiles)))  # lots at a time
        self._indexes = {signal.name: signal.index(self.profiles) for signal in ROWS} if self.profiles else {}
        self._kept: dict[str, dict[Hashable, Row]] = {signal.name: {} for signal in ROWS}
        self._texts = Texts(self.profiles, LIKE)

    def match(
        self,
        notices: Iterable[NoticeData],
        considerations: Mapping[str, Sequence[ConsiderationData]],
        *,
        now: datetime,
        top: int | None = None,
        show_at: float = SHOW_AT,
    ) -> list[MatchData]:
        """Return the matches of every open lot: by lot in order, the best enterprise first, at most `top` a lot."""
        every = (a for notice in notices for a in open_lots(notice, considerations.get(notice["id"], ()), now))
        found: list[MatchData] = []
        for block in _blocks(every, self.block):
            lots = Lots.of(block)
            found += self.tell(block, lots, self.rank(lots, top=top, show_at=show_at))
        return found

    def tell(self, asked: Sequence[Asked], lots: Lots, pairs: Pairs) -> list[MatchData]:
        """Return these pairs of a block of lots as matches, with their sentences, in their order."""
        for lot in np.unique(pairs.lot).tolist():
            asked[lot].take_over(lots.vectors[lot])
        each = zip(pairs.lot.tolist(), pairs.enterprise.tolist(), scores(pairs.total).tolist(), strict=True)
        return [
            {
                "notice": asked[lot].notice["id"],
                "lot": asked[lot].lot["id"],
                "enterprise": self.profiles[enterprise].enterprise["id"],
                "score": score,
                "signals": signals_of(asked[lot], self.profiles[enterprise], values, self.weights),
            }
            for (lot, enterprise, score), values in zip(each, pairs.values.T, strict=True)
        ]

    def rank(self, lots: Lots, *, top: int | None = None, show_at: float = 0.0) -> Pairs:
        """Return the matches of a block of lots: by lot in order, the best enterprise first, at most `top` a lot."""
        pairs = self.candidates(lots)
        which = np.flatnonzero(pairs.enough())
        if top is not None:
            which = which[_near_top(pairs.lot[which], pairs.total[which], top)]
        which = which[scores(pairs.total[which]) >= show_at]
        which = which[np.lexsort((pairs.enterprise[which], -pairs.total[which], pairs.lot[which]))]
        if top is not None:
            lot = pairs.lot[which]
            which = which[np.arange(len(which)) - np.searchsorted(lot, lot) < top]
        return pairs.take(which)

    def candidates(self, lots: Lots) -> Pairs:
        """Return the pairs worth comparing and their values: a trade or CPV group is shared, or the texts are alike."""
        if not self.profiles or not lots.count:
            nothing = np.zeros(0, dtype=np.int64)
            return Pairs(nothing, nothing, np.zeros((len(SIGNALS), 0), dtype=np.float32), nothing.astype(np.float32))
        count = len(self.profiles)
        alike = self._texts.values(lots.vectors)
        worth = np.zeros((lots.count, count), dtype=bool)
        for likely in (part for parts in alike.values() for part in parts):
            worth.reshape(-1)[likely.cell] = True
        tables = {signal.name: self._table(signal, lots) for signal in ROWS}
        for signal in ROWS:
            if signal.is_telling:
                table, which = tables[signal.name]
                worth |= (table > 0)[which]
        flat = np.flatnonzero(worth.reshape(-1))
        each = np.count_nonzero(worth, axis=1)
        lot = np.repeat(np.arange(lots.count), each)
        enterprise = flat - lot * count
        values = np.empty((len(SIGNALS), len(flat)), dtype=np.float32)
        for number, signal in enumerate(ROWS):
            table, which = tables[signal.name]
            width = table.shape[1]
            where = np.repeat(which * width, each)
            values[number] = table.reshape(-1).take(where + enterprise if width > 1 else where)
        for number, likeness in enumerate(LIKE, start=len(ROWS)):
            best = np.zeros(lots.count * count, dtype=np.float32)
            for likely in alike[likeness.name]:
                _raise(best, likely.cell, likely.value)
            values[number] = best.take(flat)
        return Pairs(lot, enterprise, values, _totals(values, self.weights))

    def _table(self, signal: RowSignal, lots: Lots) -> tuple[Floats, Ints]:
        """Return the rows of the keys that these lots have, and for each lot which row is its own."""
        keys, which = lots.keys[signal.name]
        kept = self._kept[signal.name]
        if len(kept) * len(self.profiles) > KEPT:
            kept.clear()
        rows: dict[int, Row] = {}  # each once: most lots have nothing to say on some signals
        own = []
        for key in keys:
            row = kept.get(key)
            if row is None:
                row = NOTHING if key is None else signal.row(key, self._indexes[signal.name])
                if signal.is_kept:
                    kept[key] = row
            identity = id(row)
            rows[identity] = row
            own.append(identity)
        places = {name: place for place, name in enumerate(rows)}
        which = np.array([places[name] for name in own])[which]
        width = max(map(len, rows.values()))
        table = np.empty((len(rows), width), dtype=np.float32)
        for number, row in enumerate(rows.values()):
            table[number] = row
        return table, which


def _blocks(every: Iterable[Asked], size: int) -> Iterator[list[Asked]]:
    block: list[Asked] = []
    for asked in every:
        block.append(asked)
        if len(block) == size:
            yield block
            block = []
    if block:
        yield block


def _totals(values: Floats, weights: Weights) -> Floats:
    """Return the sums of bias and weight times value."""
    total = np.full(values.shape[1], weights.bias, dtype=np.float32)
    for row, signal in zip(values, SIGNALS, strict=True):
        total += row * np.float32(weights.of[signal.name])
    return total


def _raise(best: Floats, cell: Ints, value: Floats) -> None:
    """Put the values in their cells where they are larger than what is there; a cell can come up several times."""
    while len(cell):
        above = value > best.take(cell)
        cell, value = cell[above], value[above]
        best[cell] = value


def _near_top(lot: Ints, total: Floats, top: int) -> Any:
    """Say which pairs, in the order of their lots, can be among the `top` best of the lot: few besides them.

    A lot's pairs are dealt into groups; its `top` best are not below the least of the `top` best heads of groups.
    """
    counts = np.bincount(lot)
    groups = 4 * top
    deep = -(-int(counts.max(initial=0)) // groups)
    first = np.cumsum(counts) - counts
    dealt = np.full((len(counts), groups * deep), -np.inf, dtype=np.float32)
    dealt[lot, np.arange(len(lot)) - first[lot]] = total
    heads = dealt.reshape(len(counts), groups, deep).max(axis=2) if deep else dealt
    last = np.partition(heads, groups - top, axis=1)[:, groups - top] if deep else np.zeros(0, dtype=np.float32)
    return total >= last[lot]


def signals_of(asked: Asked, profile: Profile, values: Floats, weights: Weights) -> list[SignalData]:
    """Return the signals that have something to say, with their sentences, the strongest first."""
    found: list[SignalData] = []
    for signal, exact in zip(SIGNALS, values.tolist(), strict=True):
        reason = signal.reason(asked, profile, exact)
        if reason is not None:
            value, weight = round(exact, 4), round(weights.of[signal.name], 4)
            found.append({"name": signal.name, "value": value, "weight": weight, "reason": reason})
    return sorted(found, key=lambda s: -abs(s["value"] * s["weight"]))


def match_one(asked: Asked, profile: Profile, weights: Weights) -> MatchData | None:
    """Return the match of one lot and one enterprise; None when nothing ties them, or the reasons are too few."""
    matcher, lots = Matcher.of(profile, weights), Lots.of([asked])
    return next(iter(matcher.tell([asked], lots, matcher.rank(lots))), None)
