"""A polite session: it says who it is, keeps a pace, gives up in time, and goes nowhere it was not sent.

Retries are for what may pass (network errors, 429, 5xx), never for a refusal (400, 404). Redirects are followed only
inside the allowed hosts, and only to public addresses.
"""

from __future__ import annotations

import ipaddress
import random
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from scrapers.exceptions import SourceChanged, SourceUnavailable

VERSION = "0.1"
PACE = 1.0  # seconds between requests
DEADLINE = 120.0  # seconds for a whole request, body included
READ_TIMEOUT = 30.0  # seconds without a byte
BIGGEST = 50_000_000  # unpacked bytes of an answer
TRIES = 5
FIRST_WAIT = 5.0  # seconds before the second try; then twice as long each time
LONGEST_WAIT = 300.0
REFUSALS = 3  # so many 403 or 429 in a row and the source is left alone tonight
PASSING = frozenset({429, 500, 502, 503, 504})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 5
CHUNK = 65536


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers, unpacked body, and the address that answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


@dataclass
class PoliteSession:
    """One connection to a source. `local` allows this machine's own addresses, for tests against a stand-in."""

    contact: str
    hosts: frozenset[str]
    pace: float = PACE
    deadline: float = DEADLINE
    biggest: int = BIGGEST
    local: bool = False
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    rng: random.Random = field(default_factory=random.Random)
    _last: float = field(default=float("-inf"), init=False)
    _refused: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["User-Agent"] = f"anbudslots/{VERSION} ({self.contact})"

    @property
    def has_given_up(self) -> bool:
        """Say whether the source has refused so often that it is left alone."""
        return self._refused >= REFUSALS

    def get(self, url: str) -> Answer:
        """Return the answer to a GET. Raises SourceUnavailable or SourceChanged."""
        return self._ask("GET", url, None)

    def download(self, url: str, file: IO[bytes], biggest: int, deadline: float) -> Answer:
        """Stream the answer to a GET into a file; its body is then empty. A try that fails begins the file anew."""
        return self._ask("GET", url, None, _Sink(file, biggest, deadline))

    def post_json(self, url: str, body: Any) -> Answer:
        """Return the answer to a POST of JSON. Raises SourceUnavailable or SourceChanged."""
        return self._ask("POST", url, body)

    def _ask(self, method: str, url: str, body: Any, sink: _Sink | None = None) -> Answer:
        fault = ""
        for attempt in range(TRIES):
            self._wait_for_turn()
            try:
                answer = self._follow(method, url, body, sink)
            except (requests.RequestException, HTTPError, OSError, _TooSlow) as error:
                fault, asked = _short(error), None
            else:
                if answer.status not in PASSING and answer.status != 403:
                    self._refused = 0
                    return answer
                fault, asked = f"HTTP {answer.status}", answer.headers.get("Retry-After")
                self._count_refusal(answer.status, url)
            if attempt + 1 < TRIES:
                self.sleep(self._pause(attempt, asked))
        raise SourceUnavailable(f"{_where(url)} svarar inte som den ska ({fault})", "försök igen nästa natt")

    def _count_refusal(self, status: int, url: str) -> None:
        self._refused = self._refused + 1 if status in {403, 429} else 0
        if self._refused >= REFUSALS:
            raise SourceUnavailable(
                f"{_where(url)} har sagt nej {REFUSALS} gånger i rad (HTTP {status})",
                "hämta färre dagar åt gången, eller fråga källan om lov",
            )

    def _pause(self, attempt: int, asked: str | None) -> float:
        """Return seconds to wait: what the source asked for, else twice as long each time, with jitter."""
        if asked and asked.strip().isdigit():
            return min(float(asked), LONGEST_WAIT)
        return float(min(FIRST_WAIT * 2.0**attempt, LONGEST_WAIT) * self.rng.uniform(0.8, 1.2))

    def _wait_for_turn(self) -> None:
        left = self._last + self.pace - self.clock()
        if left > 0:
            self.sleep(left)
        self._last = self.clock()

    def _follow(self, method: str, url: str, body: Any, sink: _Sink | None) -> Answer:
        """Send, and follow redirects inside the allowed hosts."""
        end = self.clock() + (sink.deadline if sink else self.deadline)
        for _ in range(MOST_REDIRECTS + 1):
            self._check(url)
            with self._session.request(
                method, url, json=body, stream=True, allow_redirects=False, timeout=(10, READ_TIMEOUT)
            ) as response:
                if response.status_code not in REDIRECTS:
                    return Answer(response.status_code, response.headers, self._read(response, end, sink), url)
                url = urljoin(url, response.headers.get("Location", ""))
                if response.status_code == 303:
                    method, body = "GET", None
        raise SourceChanged(f"{_where(url)} skickar runt i ring", "kontrollera adressen")

    def _check(self, url: str) -> None:
        """Refuse an address that is not the source's, not https, or not public."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if host not in self.hosts or parts.scheme not in ({"https", "http"} if self.local else {"https"}):
            raise SourceChanged(
                f"källan skickar vidare till {parts.scheme}://{host}", "det följs inte; kontrollera källan"
            )
        for family, _, _, _, address in socket.getaddrinfo(host, parts.port or 443, type=socket.SOCK_STREAM):
            if family in {socket.AF_INET, socket.AF_INET6}:
                ip = ipaddress.ip_address(str(address[0]).split("%")[0])
                if not (ip.is_global or (self.local and ip.is_loopback)):
                    raise SourceChanged(
                        f"{host} pekar på en adress som inte är publik", "det följs inte; kontrollera källan"
                    )

    def _read(self, response: requests.Response, end: float, sink: _Sink | None) -> bytes:
        """Return the unpacked body, or write it to the sink; size and time have limits, whatever the headers say."""
        body = bytearray()
        size, biggest = 0, self.biggest
        if sink:
            sink.file.seek(0)
            sink.file.truncate()
            biggest = sink.biggest
        while chunk := response.raw.read1(CHUNK, decode_content=True):
            size += len(chunk)
            if sink and response.status_code == 200:
                sink.file.write(chunk)
            else:
                body += chunk
            if size > biggest:
                raise SourceChanged(
                    f"{_where(response.url)} svarar med mer än {biggest // 1_000_000} MB", "kontrollera källan"
                )
            if self.clock() > end:
                raise _TooSlow("svaret kom inte i tid")
        expected = response.headers.get("Content-Length")
        packed = response.headers.get("Content-Encoding")
        if expected and expected.isdigit() and not packed and size != int(expected):
            raise _TooSlow("svaret kapades")
        return bytes(body)


class _Sink(NamedTuple):
    """Where a large answer goes, and its own limits."""

    file: IO[bytes]
    biggest: int  # bytes
    deadline: float  # seconds


class _TooSlow(Exception):
    """The answer did not come whole in time; may pass."""


def _where(url: str) -> str:
    return urlsplit(url).hostname or url


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:160]
