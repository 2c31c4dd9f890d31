"""Notices from TED: the search API lists a day, each notice's XML is the truth. Resumable, and never the same twice.

The search is walked in ITERATION mode, which is a snapshot: it ends when a page is empty or everything announced has
come, never because a page is short. A notice is handed over as soon as it is fetched, so that the caller can keep it;
a collect that was cut off goes on with what is not yet known.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from models.values import IssueData
from scrapers.exceptions import SourceChanged, SourceUnavailable
from scrapers.files import Member, open_paths
from scrapers.http import Answer, PoliteSession

SOURCE = "ted"
API = "https://api.ted.europa.eu"
SITE = "https://ted.europa.eu"
HOSTS = frozenset({"api.ted.europa.eu", "ted.europa.eu"})
FIELDS = ("publication-number", "publication-date", "notice-type", "form-type", "buyer-country", "ojs-number")
LIMIT = 250  # notices a page, the API's most
MOST_CELLS = 10_000  # fields x limit, the API's most
MOST_PAGES = 4000  # a day has under 20
RESTARTS = 3  # times a day is begun anew before it is given up
EXPIRED = frozenset({"EXPIRED_ITERATION_TOKEN", "INVALID_ITERATION_TOKEN"})
PACKAGE_FROM = 300  # notices of a day from which its package is fetched instead of each notice
PACKAGE_BIGGEST = 500_000_000  # bytes, packed; a day is about 12 MB
PACKAGE_DEADLINE = 1800.0  # seconds
PACKED_NAME = re.compile(r"(?:^|[/:])(\d{6,8})_(\d{4})\.xml$")
SHORT = 300  # characters of an error message that are shown


class Fetched(NamedTuple):
    """One notice as published."""

    id: str  # 'ted:453517-2026'
    url: str
    fetched_at: datetime
    content: bytes
    sha256: str


@dataclass
class Report:
    """What a collect did."""

    days: int = 0
    listed: int = 0
    known: int = 0
    fetched: int = 0
    issues: list[IssueData] = field(default_factory=list)


class _StartAgain(Exception):
    """The snapshot is gone or incomplete: begin the day anew."""


def canonical(number: Any) -> str | None:
    """Return ”453517-2026” from any writing of a publication number."""
    match = re.fullmatch(r"\s*0*(\d{1,8})-(\d{4})\s*", str(number))
    return f"{match[1]}-{match[2]}" if match else None


def query_for(day: date, country: str) -> str:
    """Return the expert query for the notices of one publication day."""
    return f"buyer-country = {country} AND publication-date = {day:%Y%m%d}"


def request_body(query: str, fields: Sequence[str], token: str | None = None) -> dict[str, Any]:
    """Return the body of a search in ITERATION mode; all but the token is the same on every page."""
    body: dict[str, Any] = {
        "query": query,
        "fields": list(fields),
        "limit": min(LIMIT, MOST_CELLS // max(len(fields), 1)),
        "scope": "ALL",
        "onlyLatestVersions": False,
        "checkQuerySyntax": False,
        "paginationMode": "ITERATION",
    }
    return body if token is None else {**body, "iterationNextToken": token}


class Ted:
    """The search and the notices of one TED, over one polite session."""

    def __init__(self, session: PoliteSession, api: str = API, site: str = SITE) -> None:
        self.session, self.api, self.site = session, api, site

    def usable_fields(self, fields: Sequence[str] = FIELDS) -> list[str]:
        """Return the fields that the API knows today: one unknown name would fail every request."""
        left = list(fields)
        for _ in fields:
            body = {**request_body("publication-date >= today(-1)", left), "limit": 1, "checkQuerySyntax": True}
            answer = self.session.post_json(f"{self.api}/v3/notices/search", body)
            error = _error(_document(answer))
            unknown = str(error.get("unsupportedValue") or "") if error.get("parameterName") == "fields" else ""
            if not unknown or unknown not in left or unknown == "publication-number":
                break
            left.remove(unknown)
        return left

    def list_day(self, day: date, country: str, fields: Sequence[str]) -> dict[str, str | None]:
        """Return the publication numbers of one day, each with its OJ S issue (”126/2026”) if said.

        Raises SourceUnavailable, SourceChanged.
        """
        fault = ""
        for _ in range(RESTARTS):
            try:
                return self._iterate(query_for(day, country), fields)
            except _StartAgain as error:
                fault = str(error)
        raise SourceUnavailable(f"TED:s lista för {day} blev inte hel ({fault})", "dagen hämtas om nästa natt")

    def _iterate(self, query: str, fields: Sequence[str]) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        token: str | None = None
        tokens: set[str] = set()
        total: int | None = None
        for _ in range(MOST_PAGES):
            page = self._page(request_body(query, fields, token))
            total = page["totalNoticeCount"] if total is None else total
            for row in page["notices"]:
                number = canonical(row.get("publication-number"))
                if number is None:
                    raise SourceChanged("TED:s svar har en rad utan publiceringsnummer", "läsaren behöver ses över")
                found.setdefault(number, row.get("ojs-number"))
            if not page["notices"] or len(found) == total:
                break
            token = page.get("iterationNextToken")
            if not token or token in tokens:
                raise _StartAgain("sidorna tog slut för tidigt" if not token else "samma sida kom om igen")
            tokens.add(token)
        if len(found) != total:
            raise _StartAgain(f"{len(found)} av {total} annonser kom")
        return found

    def _page(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return one page; a page that timed out on the server is asked for again, not taken as whole."""
        for _ in range(RESTARTS):
            answer = self.session.post_json(f"{self.api}/v3/notices/search", body)
            page = _document(answer)
            if "notices" not in page:
                kind = str(_error(page).get("type"))
                if kind in EXPIRED:
                    raise _StartAgain("listan gick ut")
                raise SourceChanged(f"TED tar inte emot frågan: {_message(page)}", "läsaren behöver ses över")
            if not isinstance(page["notices"], list) or not isinstance(page.get("totalNoticeCount"), int):
                raise SourceChanged("TED:s svar har en ny form", "läsaren behöver ses över")
            if not page.get("timedOut"):
                return page
        raise _StartAgain("servern hann inte svara helt")

    def fetch(self, number: str, now: datetime) -> Fetched:
        """Return one notice's XML. Raises SourceUnavailable when it is not there yet."""
        url = f"{self.site}/en/notice/{number}/xml"
        answer = self.session.get(url)
        if answer.status != 200:
            raise SourceUnavailable(
                f"annons {number} finns inte hos TED än (HTTP {answer.status})", "hämtas nästa natt"
            )
        if not answer.body.lstrip().startswith(b"<") or answer.body.lstrip()[:9].lower() in {b"<!doctype", b"<html"}:
            raise SourceUnavailable(f"TED svarar med en webbsida i stället för annons {number}", "hämtas nästa natt")
        return _fetched(number, url, answer.body, now)

    def package(self, issue: str, wanted: Container[str], now: Callable[[], datetime]) -> Iterator[Fetched]:
        """Yield the wanted notices of the daily package of one OJ S issue (”126/2026”), streamed by way of a file.

        Nothing comes from an issue that has no package; what is broken inside is left out, to be fetched one by one.
        """
        number, _, year = issue.partition("/")
        if not (number.isdigit() and year.isdigit()):
            return
        url = f"{self.site}/packages/daily/{year}{int(number):05d}"
        with tempfile.TemporaryDirectory(prefix="anbudslots-") as folder:
            path = Path(folder) / "day.tar.gz"
            with path.open("wb") as file:
                answer = self.session.download(url, file, PACKAGE_BIGGEST, PACKAGE_DEADLINE)
            if answer.status != 200:
                return
            for entry in open_paths([path]):
                if isinstance(entry, Member) and (name := PACKED_NAME.search(entry.name)):
                    found = canonical(f"{name[1]}-{name[2]}")
                    if found and found in wanted:
                        yield _fetched(found, f"{url}#{name[0].lstrip('/:')}", entry.content, now())


def _fetched(number: str, url: str, content: bytes, now: datetime) -> Fetched:
    return Fetched(f"{SOURCE}:{number}", url, now, content, hashlib.sha256(content).hexdigest())


def collect(
    ted: Ted,
    since: date,
    until: date,
    *,
    country: str,
    known: Callable[[str], bool],
    keep: Callable[[Fetched], None],
    now: Callable[[], datetime],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Collect the notices published from `since` to `until`, both included, day by day.

    `known` says whether a notice (”ted:453517-2026”) is kept already; `keep` is called with each new one at once.
    A day or a notice that fails becomes an issue and the rest goes on; a source that refuses stops the collect.
    """
    report = Report()
    fields = ted.usable_fields()
    for day in days(since, until):
        try:
            numbers = ted.list_day(day, country, fields)
        except SourceUnavailable as error:
            if ted.session.has_given_up:
                raise
            report.issues.append(_issue(None, error))
            continue
        report.days += 1
        report.listed += len(numbers)
        left = {number: issue for number, issue in numbers.items() if not known(f"{SOURCE}:{number}")}
        report.known += len(numbers) - len(left)
        for notice in _packed(ted, left, report, now):
            keep(notice)
            report.fetched += 1
            left.pop(notice.id.removeprefix(f"{SOURCE}:"), None)
        for done, number in enumerate(left, len(numbers) - len(left)):
            progress(done, len(numbers))
            try:
                keep(ted.fetch(number, now()))
            except SourceUnavailable as error:
                if ted.session.has_given_up:
                    raise
                report.issues.append(_issue(number, error))
            else:
                report.fetched += 1
    return report


def _packed(ted: Ted, left: Mapping[str, str | None], report: Report, now: Callable[[], datetime]) -> Iterator[Fetched]:
    """Yield what daily packages hold of the notices left, for each OJ S issue that has many of them."""
    for issue, count in Counter(left.values()).items():
        if issue and count >= PACKAGE_FROM:
            try:
                yield from ted.package(issue, frozenset(left), now)
            except (SourceUnavailable, SourceChanged) as error:
                report.issues.append(_issue(None, error))


def days(since: date, until: date) -> Iterator[date]:
    """Yield every day of the window."""
    for step in range((until - since).days + 1):
        yield since + timedelta(days=step)


def _issue(number: str | None, error: SourceUnavailable | SourceChanged) -> IssueData:
    notice = f"{SOURCE}:{number}" if number else None
    return {"level": "warning", "source": SOURCE, "notice": notice, "what": error.what, "todo": error.todo}


def _document(answer: Answer) -> dict[str, Any]:
    """Return the JSON object of an answer. An error page in HTML is a source that does not answer."""
    try:
        document = json.loads(answer.body)
    except ValueError as error:
        raise SourceUnavailable(f"TED svarar inte med JSON (HTTP {answer.status})", "försök igen nästa natt") from error
    if not isinstance(document, dict):
        raise SourceChanged("TED:s svar har en ny form", "läsaren behöver ses över")
    return document


def _error(document: dict[str, Any]) -> dict[str, Any]:
    """Return the error of an answer: an object, or the first of a list."""
    error = document.get("error")
    if isinstance(error, list) and error:
        error = error[0]
    return error if isinstance(error, dict) else {}


def _message(document: dict[str, Any]) -> str:
    return " ".join(str(document.get("message")).split())[:SHORT]
