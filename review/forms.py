"""What every form of the pages has: the token of the running server, so that no other page can post in its name."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Form, HTTPException

SentToken = Annotated[str, Form(alias="token", max_length=100)]


def check_token(sent: str, token: str) -> None:
    """Raise HTTPException 403 unless the form came from a page of this server."""
    if not hmac.compare_digest(sent, token):
        raise HTTPException(403, "Sidan är för gammal. Ladda om den och försök igen.")
