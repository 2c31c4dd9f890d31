"""Joint bids (gemensamt anbud, LOU 4 kap. 5 § and 19 kap. 4 §): the smallest sensible groups for a lot.

A group is proposed only where no enterprise can do the whole alone: together they then open a purchase that none of
them could bid on, which is also what competition law asks of those who bid together. Unknown is not no: a size or a
proof that a profile lacks is a question in the proposal.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from matchers.eligibility import Eligibility, may_take
from matchers.joint_cover import STEPS, Candidate, Problem, groups
from matchers.joint_parts import Parts, Permit, Task, parts_of
from matchers.profile import Profile
from matchers.signals import Asked
from models.places import Municipality, distance_km
from models.regime import regime
from models.swedish import listed, money
from models.values import EnterpriseData, JointBidData, JointMember

VERSION = "1"
FORMS = frozenset({"competition", "change"})
ALONE = frozenset({"lov", "direct"})  # every enterprise is approved, or asked, for itself
MAIN, OTHER, PERMIT = 20, 10, 5  # what a part weighs, a trade in one municipality being one part
OF_VALUE = "procent av värdet"
STRETCH = 1.25  # figures in profiles are round: so much more is within reach
SHARE_OF_YEAR = 0.5  # of its yearly turnover that an enterprise can give to one contract
SHORT = {
    "animals": "djurskötsel", "bicycle": "cykelservice", "courier": "bud och post", "culture": "kulturarbete",
    "nature": "naturvård", "office": "kontorstjänster", "shop": "butiksdrift", "tourism": "besöksservice",
}  # fmt: skip
FAR = 100.0  # km from the seat, on average, at which distance costs most
COST_FAR, COST_SIZE, COST_PROOF, COST_NEW, COST_UNASKED = 400, 200, 200, 100, 50  # 999 at most together


@dataclass(frozen=True)
class Fit:
    """One enterprise for one lot: which parts it covers, what it carries, what is not known of it."""

    profile: Profile
    cells: frozenset[int]  # of `Lot.cells`
    permits: frozenset[int]  # of `Parts.permits`: held, or nothing is known
    carries: float  # SEK over the contract's time
    could_carry: float  # the same when what is unknown is at its best
    size_known: bool
    eligibility: Eligibility | None  # None when the lot is not reserved
    experience: tuple[str, ...]  # titles of what it has done in these trades

    @property
    def key(self) -> str:
        """Return the enterprise's id."""
        return self.profile.enterprise["id"]

    @property
    def name(self) -> str:
        """Return the enterprise's name."""
        return self.profile.enterprise["name"]


@dataclass(frozen=True)
class Lot:
    """A lot in parts: a cell is a trade in a municipality."""

    asked: Asked
    parts: Parts

    @cached_property
    def cells(self) -> list[tuple[Task, Municipality]]:
        """Return the cells, trade by trade."""
        return [(task, place) for task in self.parts.tasks if not task.small for place in self.parts.places]

    @cached_property
    def problem(self) -> Problem:
        """Return what is to be covered: cells first, then permits; the value in thousand SEK."""
        cells = [MAIN if task.main else OTHER for task, _ in self.cells]
        value = round((self.parts.value or 0) / 1000)
        return Problem((*cells, *(PERMIT for _ in self.parts.permits)), value, max(1, sum(cells) // 10))

    def phrases(self, cells: Iterable[int]) -> list[str]:
        """Return cells in Swedish, a phrase a trade: ”lokalvård i Halmstad och Laholm”, ”lokalvård” when everywhere."""
        by_trade: dict[str, list[str]] = {}
        for number in sorted(cells):
            task, place = self.cells[number]
            by_trade.setdefault(trade_name(task), []).append(place.name)
        everywhere = len(self.parts.places)
        return [name if len(where) == everywhere else f"{name} i {listed(where)}" for name, where in by_trade.items()]


def trade_name(task: Task) -> str:
    """Return a trade's name as it stands in a list inside a sentence: the first of several names."""
    name = SHORT.get(task.trade.id) or re.split(r",| och ", task.trade.sv)[0]
    return name if name[:2].isupper() else name[0].lower() + name[1:]


class Joiner:
    """Proposes joint bids among a set of enterprises."""

    def __init__(self, enterprises: Iterable[EnterpriseData]) -> None:
        self.by_trade: dict[str, list[Profile]] = {}
        for enterprise in sorted(enterprises, key=lambda e: e["id"]):
            profile = Profile(enterprise)
            for name in profile.trades:
                self.by_trade.setdefault(name, []).append(profile)

    def propose(self, asked: Asked, without: Collection[str] = ()) -> list[JointBidData]:
        """Return at most three proposals for an open lot, the best first; [] when one enterprise suffices.

        `without` names enterprises that have said no to this lot.
        """
        if asked.notice["form_type"] not in FORMS or not any(name in self.by_trade for name in asked.trades_named):
            return []
        lot = Lot(asked, parts_of(asked))
        if not lot.cells:
            return []
        able = [profile for profile in self._doing(lot.parts) if profile.enterprise["id"] not in without]
        fits = {fit.key: fit for profile in able if (fit := fit_of(lot, profile))}
        if len(fits) < 2 or any(may_suffice(lot, fit) for fit in fits.values()):
            return []
        if regime(asked.notice, asked.lot).name in ALONE:
            return []
        candidates = [candidate_of(lot, fit) for fit in fits.values()]
        found = groups(lot.problem, candidates)
        return [
            described(lot, [fits[c.key] for c in group], group)
            for group in found
            if is_sensible(lot.problem, lot, group)
        ]

    def _doing(self, parts: Parts) -> list[Profile]:
        found = {p.enterprise["id"]: p for task in parts.tasks for p in self.by_trade.get(task.trade.id, ())}
        return [found[key] for key in sorted(found)]


def fit_of(lot: Lot, profile: Profile) -> Fit | None:
    """Return how an enterprise fits a lot; None when it covers nothing, may not take it, or does not want it."""
    cells = frozenset(
        number
        for number, (task, place) in enumerate(lot.cells)
        if task.trade.id in profile.trades and works_in(profile, place)
    )
    if not cells or _unwanted(lot.asked, profile):
        return None
    reserved = lot.asked.reserved
    bid_on = (lot.asked.deadline or lot.asked.now).date()
    verdict = may_take(profile.enterprise, reserved["detail"], bid_on) if reserved else None
    if verdict is not None and verdict.answer == "no":
        return None
    does = {lot.cells[number][0].trade.id for number in cells}
    sure, most = carries_of(profile, lot.parts, does)
    past = profile.enterprise["past_contracts"]
    return Fit(
        profile=profile,
        cells=cells,
        permits=frozenset(
            number
            for number, permit in enumerate(lot.parts.permits)
            if permit.trades & does and may_hold(profile, permit)
        ),
        carries=sure,
        could_carry=most,
        size_known=sure == most,
        eligibility=verdict,
        experience=tuple(
            contract["title"]
            for contract in past
            if any(
                task.trade.found_in(contract["title"]) or set(task.trade.cpv) & set(contract["cpv"])
                for task in lot.parts.tasks
                if task.trade.id in does
            )
        ),
    )


def may_suffice(lot: Lot, fit: Fit) -> bool:
    """Say whether an enterprise could do the whole alone, when what is unknown of its size is at its best."""
    whole = len(fit.cells) == len(lot.cells) and len(fit.permits) == len(lot.parts.permits)
    return whole and fit.could_carry >= (lot.parts.value or 0)


def works_in(profile: Profile, place: Municipality) -> bool:
    """Say whether an enterprise works in a municipality: its area, its distance, or, with neither, its county."""
    if place.code in profile.area:
        return True
    if profile.max_km and profile.seat:
        return distance_km(profile.seat, place.code) <= profile.max_km
    return not profile.area and place.nuts3 in profile.counties


def carries_of(profile: Profile, parts: Parts, does: Iterable[str]) -> tuple[float, float]:
    """Return (SEK that an enterprise carries over the contract's time, what it could carry at most).

    The largest contract it names, or half its turnover each year, whichever is more, and a quarter more than that: then
    the two are the same. A profile without figures: what an enterprise in the trade can carry at most, and half of it.
    """
    said, year = profile.enterprise["largest_contract"], profile.enterprise["yearly_value"]
    known = [amount for amount in (said, year and year * SHARE_OF_YEAR * parts.years) if amount is not None]
    if known:
        return max(known) * STRETCH, max(known) * STRETCH
    most = max(task.trade.size[1] * 1000 * parts.years for task in parts.tasks if task.trade.id in does)
    return most / 2, most


def may_hold(profile: Profile, permit: Permit) -> bool:
    """Say whether an enterprise holds a permit; one whose profile names no permits at all may."""
    return holds(profile, permit) or not (profile.enterprise["permits"] or profile.enterprise["certificates"])


def holds(profile: Profile, permit: Permit) -> bool:
    """Say whether an enterprise's profile names the permit."""
    named = [*profile.enterprise["permits"], *profile.enterprise["certificates"]]
    return any(permit.held.search(text) for text in named)


def _unwanted(asked: Asked, profile: Profile) -> bool:
    everything = f"{asked.title} {asked.body}".casefold()
    return any(wish.casefold() in everything for wish in profile.enterprise["wants_not"])


def candidate_of(lot: Lot, fit: Fit) -> Candidate:
    """Return a fit as the solver sees it; cost is distance and what is not known."""
    cost = COST_SIZE * (not fit.size_known) + COST_NEW * (not fit.experience)
    cost += COST_PROOF * (fit.eligibility is not None and fit.eligibility.answer == "unknown")
    everything = f"{lot.asked.title} {lot.asked.body}".casefold()
    cost += COST_UNASKED * (not any(wish.casefold() in everything for wish in fit.profile.enterprise["wants"]))
    if seat := fit.profile.seat:
        places = {lot.cells[number][1].code for number in fit.cells}
        far = sum(distance_km(seat, code) for code in places) / len(places)
        cost += round(COST_FAR * min(1.0, far / FAR))
    else:
        cost += COST_FAR
    covers = fit.cells | {len(lot.cells) + number for number in fit.permits}
    return Candidate(fit.key, covers, round(fit.carries / 1000), cost)


def is_sensible(problem: Problem, lot: Lot, group: Sequence[Candidate]) -> bool:
    """Say whether a group is worth a talk: it covers something main, and more than half of parts and value."""
    covered = frozenset[int]().union(*(member.covers for member in group))
    cells = range(len(lot.cells))
    weight = sum(problem.weights[number] for number in cells if number in covered)
    has_main = any(number in covered for number in cells if lot.cells[number][0].main)
    enough = 2 * weight > sum(problem.weights[number] for number in cells)
    return has_main and enough and 2 * problem.steps_lost(group) < STEPS


# ---- who does what, in words


def described(lot: Lot, fits: Sequence[Fit], group: Sequence[Candidate]) -> JointBidData:
    """Return a group as a proposal: the lead first, then by how much each does."""
    doing = shared_out(lot, fits, group)
    weights = lot.problem.weights

    def standing(fit: Fit) -> tuple[bool, int, float, int, str]:
        sure = fit.eligibility is None or fit.eligibility.answer == "yes"
        weight = sum(weights[number] for number in doing[fit.key][0])
        return not sure, -weight, -fit.carries, -len(fit.experience), fit.key

    order = sorted(fits, key=standing)
    _, *first = standing(order[0])
    _, *second = standing(order[1])
    why = ("de gör mest", "de klarar störst uppdrag", "de har gjort mest liknande förut")
    best = next((words for words, a, b in zip(why, first, second, strict=False) if a < b), "")  # type: ignore[operator]
    why_lead = f"De föreslås leda gruppen, för {best}." if best else "De föreslås leda gruppen."
    members: list[JointMember] = [
        {
            "enterprise": fit.key,
            "lead": fit is order[0],
            "covers": covers_words(lot, doing[fit.key]),
            "reason": member_reason(
                lot, fit, group, covers_words(lot, doing[fit.key]), why_lead if fit is order[0] else ""
            ),
        }
        for fit in order
    ]
    uncovered = uncovered_words(lot, group) + small_words(lot, fits)
    return {
        "notice": lot.asked.notice["id"],
        "lot": lot.asked.lot["id"],
        "members": members,
        "uncovered": uncovered,
        "reason": group_reason(lot, order, uncovered),
    }


Shares = Mapping[str, tuple[frozenset[int], frozenset[int]]]  # by enterprise: what it does alone, what it shares


def shared_out(lot: Lot, fits: Sequence[Fit], group: Sequence[Candidate]) -> Shares:
    """Share the cells out: each to one member, or to several where the value needs them all."""
    alone: dict[str, set[int]] = {fit.key: set() for fit in fits}
    shared: dict[str, set[int]] = {fit.key: set() for fit in fits}
    binding = {
        c.key for c in group if lot.problem.steps_lost([o for o in group if o is not c]) > lot.problem.steps_lost(group)
    }

    def merit(fit: Fit, number: int) -> tuple[int, int, int, float, str]:
        trade = lot.cells[number][0].trade
        permits = sum(trade.id in lot.parts.permits[place].trades for place in fit.permits)
        same = sum(lot.cells[other][0].trade is trade for other in fit.cells)
        return -permits, -same, -len(fit.experience), -fit.carries, fit.key

    for number in range(len(lot.cells)):
        able = sorted((fit for fit in fits if number in fit.cells), key=lambda fit: merit(fit, number))
        if len(able) > 1 and any(fit.key in binding for fit in able):
            for fit in able:
                shared[fit.key].add(number)
        elif able:
            alone[able[0].key].add(number)
    for fit in fits:  # needed, but not first in anything: takes part in what it can
        if not alone[fit.key] and not shared[fit.key]:
            shared[fit.key] |= fit.cells
    return {fit.key: (frozenset(alone[fit.key]), frozenset(shared[fit.key])) for fit in fits}


def covers_words(lot: Lot, does: tuple[frozenset[int], frozenset[int]]) -> list[str]:
    """Return what a member does, a phrase each; what it shares with others says so."""
    return [*lot.phrases(does[0]), *(f"{phrase} (delas)" for phrase in lot.phrases(does[1]))]


def uncovered_words(lot: Lot, group: Sequence[Candidate]) -> list[str]:
    """Return what a group leaves uncovered, in Swedish."""
    covered = frozenset[int]().union(*(member.covers for member in group))
    words = lot.phrases(number for number in range(len(lot.cells)) if number not in covered)
    words += [p.sv for number, p in enumerate(lot.parts.permits) if len(lot.cells) + number not in covered]
    if tenths := lot.problem.steps_lost(group):
        words.append(f"ungefär {tenths * 10} {OF_VALUE}")
    return words


def small_words(lot: Lot, fits: Sequence[Fit]) -> list[str]:
    """Return the small tasks that no member does, in the buyer's words."""
    does = {name for fit in fits for name in fit.profile.trades}
    return [task.words[0] for task in lot.parts.tasks if task.small and task.trade.id not in does]


def member_reason(lot: Lot, fit: Fit, group: Sequence[Candidate], covers: list[str], why_lead: str) -> str:
    """Return why a member is in the group, in short Swedish sentences."""
    without = [member for member in group if member.key != fit.key]
    missing = [words for words in uncovered_words(lot, without) if words not in uncovered_words(lot, group)]
    missing = missing[:-1] if len(missing) > 1 and missing[-1].endswith(OF_VALUE) else missing
    said = [f"{fit.name} kan stå för {listed(covers)}."]
    if fit.experience:
        said.append(f"De har gjort liknande förut: ”{fit.experience[0]}”.")
    if lot.problem.value:
        largest = fit.profile.largest
        said.append(
            f"De klarar uppdrag upp till {money(largest)}."
            if fit.size_known and largest is not None
            else "Profilen säger inte hur stora uppdrag de klarar: fråga dem."
        )
    for number in sorted(fit.permits):
        permit = lot.parts.permits[number]
        has = holds(fit.profile, permit)
        said.append(f"De har {permit.sv}, som köparen kräver." if has else f"Fråga om de har {permit.sv}.")
    if fit.eligibility is not None:
        sure = fit.eligibility.answer == "yes"
        said.append("De får ta reserverade köp." if sure else "Det är oklart om de får ta reserverade köp.")
        said.append(fit.eligibility.reason)
    if missing:
        said.append(f"Utan dem saknas {listed(missing)}.")
    return " ".join(filter(None, [*said, why_lead]))


def group_reason(lot: Lot, order: Sequence[Fit], uncovered: Sequence[str]) -> str:
    """Return why this group, what is still open, and what to ask the buyer."""
    whole = lot.phrases(range(len(lot.cells)))
    where = f" i {listed([place.name for place in lot.parts.places])}" if len(lot.parts.places) <= 4 else ""
    worth = f", värt {money(lot.parts.value)}" if lot.parts.value else ""
    said = [
        f"Uppdraget gäller {listed(whole)}{where}{worth}.",
        "Inget företag i registret klarar hela uppdraget ensamt.",
    ]
    if uncovered:
        said.append(f"Tillsammans klarar de {len(order)} företagen det mesta, men ännu saknas {listed(uncovered)}.")
        said.append("Sök en till som kan det, eller fråga köparen om en underleverantör får göra det.")
    else:
        said.append(f"Tillsammans klarar de {len(order)} företagen allt.")
    if order[0].eligibility is not None:
        said.append("Köpet är reserverat: fråga köparen om varje företag i gruppen måste uppfylla villkoret.")
    return " ".join(said)
