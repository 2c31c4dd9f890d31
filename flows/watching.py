"""Watch the shares of the social considerations: a jump of a source's newest month is told to a coordinator."""

from __future__ import annotations

from collections import Counter, defaultdict

from sqlalchemy import func, select
from sqlmodel import Session, col

from flows.night import Night
from matchers.categories import categories
from matchers.drift import Jump, Month, jumps
from models.tables import Consideration, Notice
from models.values import IssueData

SURE = 0.5  # probability from which a finding counts


def batches(night: Night) -> list[list[str]]:
    """Return one batch per source that has classified notices."""
    with night.reading() as session:
        return [[name] for name in session.execute(select(col(Notice.source)).distinct().order_by("source")).scalars()]


def work(night: Night, batch: list[str]) -> dict[str, int]:
    """Report the jumps of one source."""
    (source,) = batch
    with night.transaction() as session:
        for jump in jumps(months_of(session, source)):
            night.report(session, issue(source, jump))
    return {}


def months_of(session: Session, source: str) -> dict[str, Month]:
    """Return what each month of publication held, for one source."""
    month = func.substr(col(Notice.published), 1, 7)
    counts: Counter[str] = Counter()
    rows = session.execute(select(month, func.count()).where(col(Notice.source) == source).group_by(month))
    counts.update({name: count for name, count in rows if name})
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    categorised = session.execute(
        select(month, col(Consideration.category), func.count(func.distinct(col(Notice.id))))
        .join(Notice, col(Notice.id) == col(Consideration.notice))
        .where(col(Notice.source) == source, col(Consideration.probability) >= SURE)
        .group_by(month, col(Consideration.category))
    )
    for name, category, count in categorised:
        if name:
            found[name][category] = count
    return {name: Month(count, found[name]) for name, count in counts.items()}


def issue(source: str, jump: Jump) -> IssueData:
    """Return what is told about a jump."""
    name = categories()[jump.category].sv.lower()
    return {
        "level": "warning",
        "source": source,
        "notice": None,
        "what": f"{name} finns i {jump.share:.0%} av annonserna {jump.month}, förut i {jump.before:.0%}",
        "todo": "läs några av månadens annonser: har källan ändrat sig, eller läser vi fel?",
    }
