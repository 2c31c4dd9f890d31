"""Sending over a real SMTP conversation, and into files."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from digests.send import GaveUp, TryLater, to_files, to_server

MAIL = b"From: a@example.se\r\nTo: b@example.se\r\nSubject: Hej\r\nMessage-ID: <x@example.se>\r\n\r\n.hej\r\n"


class Faulty:
    """A handler that answers by the recipient's name: ok@, later@ (451), never@ (550), drop@."""

    def __init__(self) -> None:
        self.received: list[bytes] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        name = address.split("@")[0]
        if name == "drop":
            server.transport.close()
        if name == "ok":
            envelope.rcpt_tos.append(address)
        return {"later": "451 4.2.1 try later", "never": "550 5.1.1 no such user"}.get(name, "250 OK")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.received.append(envelope.content)
        return "250 OK"


@pytest.fixture
def smtp() -> Iterator[tuple[str, Faulty]]:
    """Start a real server on a free port; yields its address and what it received."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    handler = Faulty()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield f"smtp://127.0.0.1:{port}", handler
    controller.stop()


def test_a_mail_arrives_as_it_was_written(smtp: tuple[str, Faulty]) -> None:
    url, handler = smtp
    with to_server(url) as transport:
        transport("ok@example.se", "<x@example.se>", MAIL)

    assert handler.received == [MAIL]
    assert message_from_bytes(handler.received[0])["Message-ID"] == "<x@example.se>"


@pytest.mark.parametrize(("name", "error"), [("later", TryLater), ("never", GaveUp), ("drop", TryLater)])
def test_answers_of_the_server(smtp: tuple[str, Faulty], name: str, error: type[Exception]) -> None:
    url, handler = smtp
    with to_server(url) as transport, pytest.raises(error):
        transport(f"{name}@example.se", "<x@example.se>", MAIL)
    assert handler.received == []


def test_a_refused_recipient_does_not_stop_the_next(smtp: tuple[str, Faulty]) -> None:
    url, handler = smtp
    with to_server(url) as transport:
        with pytest.raises(GaveUp):
            transport("never@example.se", "<x@example.se>", MAIL)
        transport("ok@example.se", "<x@example.se>", MAIL)
    assert len(handler.received) == 1


def test_no_server_is_try_later() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(TryLater, match="svarar inte"), to_server(f"smtp://127.0.0.1:{port}"):
        pass


def test_an_address_of_another_kind_is_refused() -> None:
    with pytest.raises(GaveUp, match="smtp://"), to_server("http://example.se"):
        pass


def test_files_are_named_by_message_id_and_written_whole(tmp_path: Path) -> None:
    transport = to_files(tmp_path / "outbox")
    transport("b@example.se", "<../../x@example.se>", MAIL)
    transport("b@example.se", "<../../x@example.se>", MAIL)

    assert [path.read_bytes() for path in (tmp_path / "outbox").iterdir()] == [MAIL]
    assert [path.name for path in tmp_path.iterdir()] == ["outbox"]
