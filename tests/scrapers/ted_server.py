"""A stand-in for TED on loopback: the search API with its limits and errors, the notices, and faults on demand."""

from __future__ import annotations

import io
import json
import re
import socket
import struct
import tarfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KNOWN_FIELDS = frozenset(
    {
        "publication-number",
        "publication-date",
        "notice-type",
        "form-type",
        "buyer-country",
        "notice-title",
        "ojs-number",
    }
)
KEYS = frozenset(
    {"query", "fields", "page", "limit", "scope", "checkQuerySyntax", "paginationMode", "onlyLatestVersions",
     "iterationNextToken"}
)  # fmt: skip
LANGUAGES = ("SWE", "ENG", "DEU", "FRA", "POL")
BUSY = b"<html><head><title>429 Too Many Requests</title></head></html>"
Fault = Callable[["Handler"], bool]


def xml_of(number: str) -> bytes:
    """Return a small notice with this number: enough to be kept and told apart."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<ContractNotice n="{number}"/>'.encode()


class Calendar:
    """Invented notices by day: `per_day` each from `first` on, numbered through."""

    def __init__(self, first: date, count_days: int, per_day: int) -> None:
        self.days = {
            first + timedelta(days=d): [f"{d * per_day + n + 1}-{first.year}" for n in range(per_day)]
            for d in range(count_days)
        }

    def of(self, query: str) -> list[tuple[str, date]]:
        """Return (number, day) of the notices a query asks for."""
        wanted = re.search(r"publication-date = (\d{8})", query)
        chosen = [d for d in self.days if not wanted or f"{d:%Y%m%d}" == wanted[1]]
        return [(number, d) for d in chosen for number in self.days[d]]


class Server(ThreadingHTTPServer):
    """The stand-in; `faults` are tried in turn on each request, one that answers True is used up."""

    daemon_threads = True

    def __init__(self, calendar: Calendar) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.calendar = calendar
        self.faults: list[Fault] = []
        self.snapshots: dict[str, list[tuple[str, date]]] = {}
        self.requests: Counter[str] = Counter()
        self.agents: set[str] = set()
        self.missing: set[str] = set()
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        """Return the server's address."""
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def running(calendar: Calendar) -> Iterator[Server]:
    """Run the stand-in in a thread."""
    server = Server(calendar)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class Handler(BaseHTTPRequestHandler):
    """Answers as TED.md's list says a faithful stand-in must."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing."""

    def reply(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> bool:
        """Send a whole answer."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
        return True

    def reply_json(self, status: int, value: Any) -> bool:
        """Send JSON."""
        return self.reply(status, json.dumps(value).encode())

    def reset(self) -> bool:
        """Cut the line hard."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        return True

    def faulty(self) -> bool:
        """Use up the first fault that wants this request."""
        with self.server.lock:
            self.server.agents.add(self.headers.get("User-Agent", ""))
            for fault in self.server.faults:
                if fault(self):
                    self.server.faults.remove(fault)
                    return True
        return False

    def do_GET(self) -> None:
        """Serve a notice; a GET on the search is refused."""
        self.server.requests["GET"] += 1
        if self.faulty():
            return
        issue = re.fullmatch(r"/packages/daily/(\d{4})(\d{5})", self.path)
        match = re.fullmatch(r"/\w\w/notice/0*(\d+-\d{4})/xml", self.path)
        if self.path == "/v3/notices/search":
            self.reply_json(405, {"message": "Request method 'GET' is not supported"})
        elif issue and (package := self.package(int(issue[1]), int(issue[2]))):
            self.reply(200, package, "application/gzip")
        elif match and match[1] not in self.server.missing:
            self.reply(200, xml_of(match[1]), "application/xml")
        else:
            self.reply(404, b"<html>not found</html>", "text/html")

    def package(self, year: int, number: int) -> bytes | None:
        """Return the daily package of an OJ S issue: here the day of the year, with that day's notices."""
        day = date(year, 1, 1) + timedelta(days=number - 1)
        if day not in self.server.calendar.days:
            return None
        file = io.BytesIO()
        with tarfile.open(fileobj=file, mode="w:gz") as archive:
            for name in self.server.calendar.days[day]:
                if name not in self.server.missing:
                    count, _, of = name.partition("-")
                    info = tarfile.TarInfo(f"{day:%Y%m%d}_{number:03d}/{int(count):08d}_{of}.xml")
                    content = xml_of(name)
                    info.size = len(content)
                    archive.addfile(info, io.BytesIO(content))
        return file.getvalue()

    def do_POST(self) -> None:
        """Search."""
        self.server.requests["POST"] += 1
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.body = body
        if self.faulty():
            return
        if error := self.fault_of(body):
            self.reply_json(400, error)
        elif body.get("checkQuerySyntax"):
            self.reply_json(200, {"notices": [], "totalNoticeCount": None})
        else:
            self.page(body)

    def fault_of(self, body: dict[str, Any]) -> dict[str, Any] | None:
        """Return the error that the API gives for a body, or None."""
        if unknown := set(body) - KEYS:
            return {"message": f'Unrecognized field "{unknown.pop()}"'}
        if not body.get("fields") or not body.get("query"):
            return {"message": "Validation error", "error": [{"field": "fields", "message": "must not be empty"}]}
        for name in body["fields"]:
            if name not in KNOWN_FIELDS:
                error = {"type": "UNSUPPORTED_VALUE", "parameterName": "fields", "unsupportedValue": name}
                return {"message": f"Value '{name}' is not supported: " + "x" * 20_000, "error": error}
        if body.get("limit", 10) > 250 or body.get("limit", 10) * len(body["fields"]) > 10_000:
            return {"message": "exceeds maximum allowed value", "error": {"type": "UNSUPPORTED_VALUE"}}
        if "-" in re.sub(r"[a-z]+-[a-z-]+", "", body["query"]):
            return {"message": "bad date", "error": {"type": "QUERY_INVALID_FIELD_FORMAT"}}
        return None

    def page(self, body: dict[str, Any]) -> None:
        """Answer one page of an iteration: a snapshot at the first call, a new token on every page that has notices."""
        token = body.get("iterationNextToken")
        with self.server.lock:
            if token is None:
                name, start = f"s{len(self.server.snapshots)}", 0
                self.server.snapshots[name] = self.server.calendar.of(body["query"])
            else:
                name, _, place = token.partition(":")
                start = int(place)
            rows = self.server.snapshots.get(name)
        if rows is None:
            self.reply_json(400, {"message": "unknown", "error": {"type": "INVALID_ITERATION_TOKEN"}})
            return
        shown = rows[start : start + body["limit"]]
        following = f"{name}:{start + len(shown)}" if shown else None
        notices = [self.row(number, day) for number, day in shown]
        answer = {"notices": notices, "totalNoticeCount": len(rows), "iterationNextToken": following, "timedOut": False}
        self.reply_json(200, answer)

    def row(self, number: str, day: date) -> dict[str, Any]:
        """Return a row with what the API adds unasked: the links."""
        links = {
            "xml": {"MUL": f"{self.server.url}/en/notice/{number}/xml"},
            "pdf": dict.fromkeys(LANGUAGES, "https://x"),
        }
        shown: Any = f"{day}+02:00" if int(number.split("-")[0]) % 2 else [f"{day}+02:00"]
        issue = f"{day.timetuple().tm_yday}/{day.year}"
        return {"publication-number": number, "publication-date": shown, "ojs-number": issue, "links": links}
