"""TED over real HTTP on loopback: every limit, error and broken line of its search, and collects that are cut off."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from scrapers.exceptions import SourceChanged, SourceForbidden, SourceUnavailable
from scrapers.http import PoliteSession
from scrapers.sources import require_open, sources
from scrapers.ted import FIELDS, Fetched, Report, Ted, canonical, collect, query_for, request_body
from tests.scrapers.ted_server import BUSY, Calendar, Handler, Server, running, xml_of

DAY = date(2026, 9, 15)
NOW = datetime(2026, 9, 16, 3, 15, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[Server]:
    """Run a stand-in with one day of 51 notices."""
    with running(Calendar(DAY, 1, 51)) as found:
        yield found


def session_to(server: Server, **changes: Any) -> tuple[PoliteSession, list[float]]:
    """Return a session to the stand-in whose waits are noted, not slept."""
    waits: list[float] = []
    values: dict[str, Any] = {"pace": 0.0, "deadline": 5.0, "local": True, "sleep": waits.append}
    session = PoliteSession("test@example.se", frozenset({"127.0.0.1"}), rng=random.Random(1), **{**values, **changes})
    return session, waits


def ted_at(server: Server, **changes: Any) -> Ted:
    """Return TED at the stand-in."""
    return Ted(session_to(server, **changes)[0], server.url, server.url)


def collect_all(server: Server, kept: dict[str, Fetched], until: date = DAY, **changes: Any) -> Report:
    """Collect into `kept`."""
    return collect(
        ted_at(server, **changes),
        DAY,
        until,
        country="SWE",
        known=kept.__contains__,
        keep=lambda notice: kept.__setitem__(notice.id, notice),
        now=lambda: NOW,
    )


def post_fault(kind: str, value: Any) -> Any:
    """Return a fault of the next search answer."""

    def fault(handler: Handler) -> bool:
        if handler.command != "POST" or handler.body.get("checkQuerySyntax"):
            return False
        if kind == "html":
            return handler.reply(value, BUSY, "text/html")
        if kind == "json":
            return handler.reply_json(value[0], value[1])
        if kind == "reset":
            return handler.reset()
        if kind == "cut":
            handler.send_response(200)
            handler.send_header("Content-Length", "1000")
            handler.end_headers()
            handler.wfile.write(b'{"notices": [')
            return handler.reset()
        assert kind == "bomb"
        import gzip

        return handler.reply(200, gzip.compress(b" " * value), Content_Encoding="gzip")

    return fault


@pytest.mark.parametrize("count", [0, 1, 51, 250, 251, 15_001])
def test_every_hit_is_listed_once(count: int) -> None:
    with running(Calendar(DAY, 1, count)) as server:
        numbers = list(ted_at(server).list_day(DAY, "SWE", FIELDS))

    assert len(numbers) == len(set(numbers)) == count


def test_a_collect_keeps_bytes_and_says_who_it_is(server: Server) -> None:
    kept: dict[str, Fetched] = {}
    report = collect_all(server, kept)

    assert (report.listed, report.fetched, report.known, report.issues) == (51, 51, 0, [])
    notice = kept["ted:7-2026"]
    assert b'n="7-2026"' in notice.content
    assert len(notice.sha256) == 64
    assert server.agents == {"anbudslots/0.1 (test@example.se)"}


def test_a_collect_again_fetches_nothing(server: Server) -> None:
    kept: dict[str, Fetched] = {}
    collect_all(server, kept)
    fetched = server.requests["GET"]
    report = collect_all(server, kept)

    assert (report.fetched, report.known) == (0, 51)
    assert server.requests["GET"] == fetched


def test_a_collect_that_was_cut_off_goes_on(server: Server) -> None:
    kept: dict[str, Fetched] = {}

    class CutOff(Exception):
        pass

    def keep(notice: Fetched) -> None:
        if len(kept) == 20:
            raise CutOff
        kept[notice.id] = notice

    with pytest.raises(CutOff):
        collect(
            ted_at(server), DAY, DAY, country="SWE", known=kept.__contains__, keep=keep, now=lambda: NOW
        )  # fmt: skip
    report = collect_all(server, kept)

    assert (report.known, report.fetched, len(kept)) == (20, 31, 51)


@pytest.mark.parametrize(
    "fault",
    [
        post_fault("html", 429),
        post_fault("html", 503),
        post_fault("json", (500, {"message": "x", "error": {}})),
        post_fault("json", (400, {"message": "gone", "error": {"type": "EXPIRED_ITERATION_TOKEN"}})),
        post_fault("json", (200, {"message": "gone", "error": {"type": "INVALID_ITERATION_TOKEN"}})),
        post_fault(
            "json", (200, {"notices": [], "totalNoticeCount": 51, "iterationNextToken": "s:0", "timedOut": True})
        ),
        post_fault("json", (200, {"notices": [], "totalNoticeCount": 51, "iterationNextToken": None})),
        post_fault("reset", None),
        post_fault("cut", None),
    ],
    ids=["429 html", "503 html", "500", "expired", "invalid with 200", "timed out", "short", "reset", "cut"],
)
def test_what_may_pass_is_tried_again(server: Server, fault: Any) -> None:
    server.faults.append(fault)

    assert collect_all(server, {}).fetched == 51


def test_a_repeated_token_begins_the_day_anew() -> None:
    with running(Calendar(DAY, 1, 600)) as server:
        row = {"publication-number": "1-2026"}
        page = {"notices": [row], "totalNoticeCount": 600, "iterationNextToken": "s0:0", "timedOut": False}
        server.faults += [post_fault("json", (200, page)), post_fault("json", (200, page))]
        numbers = list(ted_at(server).list_day(DAY, "SWE", FIELDS))

    assert len(numbers) == 600


def test_a_day_that_never_becomes_whole_is_an_issue_and_the_rest_goes_on() -> None:
    with running(Calendar(DAY, 2, 5)) as server:
        short = {"notices": [], "totalNoticeCount": 5, "iterationNextToken": None}
        server.faults += [post_fault("json", (200, short)) for _ in range(3)]
        report = collect_all(server, {}, until=date(2026, 9, 16))

    assert (report.days, report.fetched, len(report.issues)) == (1, 5, 1)
    assert "2026-09-15" in report.issues[0]["what"]


def test_a_refusal_is_not_tried_again_and_its_message_is_short(server: Server) -> None:
    server.faults.append(post_fault("json", (400, {"message": "x" * 9000, "error": {"type": "QUERY_SYNTAX_ERROR"}})))
    ted = ted_at(server)
    before = server.requests["POST"]

    with pytest.raises(SourceChanged) as caught:
        ted.list_day(DAY, "SWE", FIELDS)

    assert server.requests["POST"] == before + 1
    assert len(str(caught.value)) < 500


def test_three_refusals_in_a_row_end_the_collect(server: Server) -> None:
    server.faults += [post_fault("html", 429) for _ in range(3)]

    with pytest.raises(SourceUnavailable, match="3 gånger i rad"):
        collect_all(server, {})


def test_retry_after_is_honoured(server: Server) -> None:
    def busy(handler: Handler) -> bool:
        return handler.reply(429, BUSY, "text/html", Retry_After="37")

    server.faults.append(busy)
    session, waits = session_to(server)
    Ted(session, server.url, server.url).fetch("1-2026", NOW)

    assert waits == [37.0]


def test_waits_grow_and_vary(server: Server) -> None:
    server.faults += [lambda handler: handler.reply(503, b"") for _ in range(3)]
    session, waits = session_to(server)
    Ted(session, server.url, server.url).fetch("1-2026", NOW)

    assert [round(wait / 5) for wait in waits] == [1, 2, 4]
    assert waits != [5, 10, 20]


def test_the_pace_is_kept(server: Server) -> None:
    clock = [0.0]

    def sleep(seconds: float) -> None:
        clock[0] += seconds

    session, _ = session_to(server, pace=1.0, sleep=sleep, clock=lambda: clock[0])
    ted = Ted(session, server.url, server.url)
    for number in range(1, 6):
        ted.fetch(f"{number}-2026", NOW)

    assert clock[0] == pytest.approx(4.0)


def test_a_dripping_body_ends_at_the_deadline(server: Server) -> None:
    from threading import Event

    stop = Event()

    def drip(handler: Handler) -> bool:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        for _ in range(100):
            try:
                handler.wfile.write(b"x")
                handler.wfile.flush()
            except OSError:
                break
            if stop.wait(0.02):
                break
        return handler.reset()

    server.faults.append(drip)
    session, _ = session_to(server, deadline=0.3)
    kept = Ted(session, server.url, server.url).fetch("1-2026", NOW)
    stop.set()

    assert b"1-2026" in kept.content


def test_a_bomb_stops_at_the_size(server: Server) -> None:
    server.faults.append(post_fault("bomb", 3_000_000))
    ted = ted_at(server, biggest=1_000_000)

    with pytest.raises(SourceChanged, match="mer än 1 MB"):
        ted.list_day(DAY, "SWE", FIELDS)


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/x", "file:///etc/passwd", "http://localhost:1/", "https://evil.example/"]
)
def test_redirects_elsewhere_are_not_followed(server: Server, target: str) -> None:
    server.faults.append(lambda handler: handler.reply(302, b"", Location=target))

    with pytest.raises(SourceChanged, match="följs inte"):
        ted_at(server).fetch("1-2026", NOW)


def test_a_ring_of_redirects_ends(server: Server) -> None:
    server.faults += [lambda handler: handler.reply(302, b"", Location=handler.path) for _ in range(9)]

    with pytest.raises(SourceChanged, match="i ring"):
        ted_at(server).fetch("1-2026", NOW)


def test_without_leave_this_machine_is_not_reached(server: Server) -> None:
    session = PoliteSession("x", frozenset({"127.0.0.1"}), sleep=lambda seconds: None)

    with pytest.raises(SourceChanged):
        session.get(server.url)


def test_a_notice_that_is_not_there_yet_is_an_issue(server: Server) -> None:
    server.missing.add("9-2026")
    kept: dict[str, Fetched] = {}
    report = collect_all(server, kept)

    assert (report.fetched, len(report.issues)) == (50, 1)
    assert report.issues[0]["notice"] == "ted:9-2026"


def test_a_login_page_is_no_notice(server: Server) -> None:
    server.faults.append(lambda handler: handler.command == "GET" and handler.reply(200, b"<!DOCTYPE html><p>Log in"))

    assert len(collect_all(server, {}).issues) == 1


def test_unknown_fields_are_dropped_once(server: Server) -> None:
    assert ted_at(server).usable_fields((*FIELDS, "no-such-field")) == list(FIELDS)


def test_a_search_keeps_to_the_limits() -> None:
    body = request_body(query_for(DAY, "SWE"), [f"f{n}" for n in range(55)])

    assert body["limit"] * 55 <= 10_000
    assert body["scope"] == "ALL"
    assert "20260915" in body["query"]
    assert request_body("q", FIELDS, "t")["iterationNextToken"] == "t"


@pytest.mark.parametrize(("written", "number"), [("00453517-2026", "453517-2026"), (" 1-2026 ", "1-2026"), ("x", None)])
def test_publication_numbers_are_canonical(written: str, number: str | None) -> None:
    assert canonical(written) == number


def test_only_open_sources_are_collected() -> None:
    assert require_open("ted", DAY).title.startswith("Tenders")
    for name in set(sources()) - {"ted"}:
        with pytest.raises(SourceForbidden):
            require_open(name, DAY)
    with pytest.raises(SourceForbidden, match="ingen källa"):
        require_open("nonsense", DAY)


def test_terms_read_too_long_ago_rest_the_source() -> None:
    with pytest.raises(SourceForbidden, match="läs dem igen"):
        require_open("ted", date(2028, 1, 1))
    allowed = sources()["mercell"].model_copy(update={"permission_ref": "brev 2026-11-01"})
    assert allowed.refusal(DAY) is None


def test_a_day_with_many_notices_is_fetched_as_its_package_and_the_rest_one_by_one() -> None:
    """300 notices or more: one download; what the package lacks is asked for by number."""
    with running(Calendar(DAY, 2, 320)) as server:
        kept: dict[str, Fetched] = {}
        server.missing.add("5-2026")
        report = collect_all(server, kept, DAY + timedelta(days=1))
        assert (report.listed, report.fetched, len(kept)) == (640, 639, 639)
        assert [issue["notice"] for issue in report.issues] == ["ted:5-2026"]
        assert server.requests["GET"] <= 3 + 5  # two packages, one notice that is not there
        assert kept["ted:17-2026"].content == xml_of("17-2026")
        assert kept["ted:17-2026"].url.endswith("/packages/daily/202600258#00000017_2026.xml")
        again = collect_all(server, kept, DAY + timedelta(days=1))
        assert (again.known, again.fetched) == (639, 0)


def test_a_cut_package_is_tried_again_and_a_missing_one_is_no_loss() -> None:
    """A package that comes half is fetched again from its beginning; 404 means one by one."""

    def cut(handler: Handler) -> bool:
        if "/packages/" not in handler.path:
            return False
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        handler.wfile.write(b"half of it")
        handler.close_connection = True
        return True

    def gone(handler: Handler) -> bool:
        return "/packages/" in handler.path and handler.reply(404, b"<html>", "text/html")

    for fault in (cut, gone):
        with running(Calendar(DAY, 1, 301)) as server:
            server.faults.append(fault)
            kept: dict[str, Fetched] = {}
            assert collect_all(server, kept).fetched == len(kept) == 301


def test_a_hostile_package_yields_nothing_from_outside() -> None:
    """Members with other names, and notices nobody asked for, are left out."""
    with running(Calendar(DAY, 1, 3)) as server:
        found = list(ted_at(server).package("258/2026", {"2-2026"}, lambda: NOW))
        assert [notice.id for notice in found] == ["ted:2-2026"]
        assert list(ted_at(server).package("../../258/2026", {"2-2026"}, lambda: NOW)) == []
