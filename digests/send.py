"""The edge of the mail: into `.eml` files, or a conversation with an SMTP server. One mail, one recipient."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from urllib.parse import unquote, urlsplit

Transport = Callable[[str, str, bytes], None]  # recipient, Message-ID, bytes
TIMEOUT = 30  # seconds for each answer of the server


class TryLater(Exception):
    """The mail could not be sent now; it may go later."""


class GaveUp(Exception):
    """The mail will never be taken for this recipient."""


def to_files(folder: Path) -> Transport:
    """Return a transport that writes each mail as an `.eml` file, whole or not at all."""

    def write(recipient: str, message_id: str, content: bytes) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = "".join(c if c.isalnum() or c in "-." else "_" for c in message_id.strip("<>").split("@")[0])
        half = folder / f".{name}.{os.getpid()}"
        try:
            with half.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            half.rename(folder / f"{name}.eml")
        except OSError as error:
            raise TryLater(f"kunde inte skriva i {folder}: {error}") from error

    return write


@contextmanager
def to_server(url: str) -> Iterator[Transport]:
    """Open a conversation with `smtp://user:password@host:port` (STARTTLS when offered) or `smtps://…`.

    Raises TryLater when the server cannot be reached.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise GaveUp(f"mejlserverns adress ska se ut som smtp://namn:lösenord@server:587, inte {parts.scheme}://…")
    try:
        server = _connect(parts.scheme, parts.hostname, parts.port)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except (OSError, smtplib.SMTPException) as error:
        raise TryLater(f"mejlservern {parts.hostname} svarar inte som den ska: {error}") from error
    try:
        yield lambda recipient, message_id, content: _deliver(server, recipient, content)
    finally:
        try:
            server.quit()
        except (OSError, smtplib.SMTPException):
            server.close()


def _connect(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT, context=context)
    server = smtplib.SMTP(host, port or 587, timeout=TIMEOUT)
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=context)
        server.ehlo()
    return server


def _deliver(server: smtplib.SMTP, recipient: str, content: bytes) -> None:
    sender = str(message_from_bytes(content, policy=SMTP)["From"].addresses[0].addr_spec)
    try:
        server.sendmail(sender, [recipient], content)
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = error.recipients[recipient]
        _refuse(code, answer, error)
    except smtplib.SMTPResponseException as error:
        _refuse(error.smtp_code, error.smtp_error, error)
    except smtplib.SMTPNotSupportedError as error:
        raise GaveUp(f"servern tar inte emot adressen {recipient}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise TryLater(f"förbindelsen bröts: {error}") from error


def _refuse(code: int, answer: bytes | str, error: Exception) -> None:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    if 500 <= code < 600:
        raise GaveUp(f"{code} {text}") from error
    raise TryLater(f"{code} {text}") from error
