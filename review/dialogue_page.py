"""The page of the dialogue list: per buyer what to talk about and when, the calendar file, and marks on the rows."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated, Any, Protocol
from urllib.parse import urlencode

from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Engine
from sqlmodel import Session

from matchers import dialogue_words
from matchers.dialogue_calendar import calendar
from models.database import reading_session
from models.dialogue import buyers_named
from models.places import municipalities
from review.dialogue import CannotMark, Memory, Row, dialogue_rows, set_mark, today_of
from review.forms import SentToken, check_token
from settings import Clock

BUYERS = 50  # on a page


class Page(Protocol):
    """Renders a template of the application."""

    def __call__(self, request: Request, name: str, status: int = 200, **values: Any) -> HTMLResponse:
        """Return the page."""


def add_dialogue(app: FastAPI, engine: Engine, page: Page, token: str, clock: Clock) -> None:
    """Add the page, its calendar and its form to the application."""

    memory = Memory()

    def rows_of(municipality: str, buyer: str) -> list[Row]:
        code = municipality if municipality in municipalities() else None
        with reading_session(engine) as session:
            buyers = buyers_named(session, buyer) if buyer.strip() else None
            return dialogue_rows(session, clock(), municipality=code, buyers=buyers, memory=memory)

    def show(
        request: Request, municipality: str, buyer: str, every: bool, start: int, fault: str = "", status: int = 200
    ) -> HTMLResponse:
        rows = rows_of(municipality, buyer)
        shown = [row for row in rows if every or (row.talk.is_due and not row.is_aside)]
        groups = [(name, list(group)) for (name, _), group in groupby(shown, key=_buyer)]
        places = sorted((place.name, place.code) for place in municipalities().values())
        return page(
            request,
            "dialogue.html",
            status,
            groups=groups[start : start + BUYERS],
            buyers=len(groups),
            start=start,
            per_page=BUYERS,
            total=len(shown),
            aside=sum(row.is_aside for row in rows),
            later=sum(not row.talk.is_due for row in rows),
            municipality=municipality,
            buyer=buyer,
            every=every,
            places=places,
            query=urlencode({"municipality": municipality, "buyer": buyer}),
            words=dialogue_words,
            today=today_of(clock()),
            fault=fault,
        )

    @app.get("/dialog", response_class=HTMLResponse)
    def dialogue(
        request: Request, municipality: str = "", buyer: str = "", every: bool = False, start: int = 0
    ) -> HTMLResponse:
        return show(request, municipality, buyer, every, max(start, 0))

    @app.get("/dialog/kalender.ics")
    def dialogue_calendar(municipality: str = "", buyer: str = "") -> Response:
        rows = rows_of(municipality, buyer)
        content = calendar((row.talk for row in rows if not row.is_aside), clock())
        headers = {"Content-Disposition": 'attachment; filename="samtal.ics"'}
        return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)

    @app.post("/dialog/{key}", response_class=HTMLResponse)
    def mark(
        request: Request,
        key: str,
        verdict: Annotated[str, Form(max_length=20)],
        seen: Annotated[str, Form(max_length=64)],
        owner: Annotated[str, Form(max_length=500)],
        sent_token: SentToken,
        person: Annotated[str, Form(max_length=200)] = "",
        note: Annotated[str, Form(max_length=2000)] = "",
        municipality: Annotated[str, Form(max_length=10)] = "",
        buyer: Annotated[str, Form(max_length=200)] = "",
    ) -> Response:
        check_token(sent_token, token)
        with Session(engine) as session:
            try:
                set_mark(session, key, owner, verdict, person, note, clock(), seen)
                session.commit()
            except CannotMark as error:
                session.rollback()
                return show(request, municipality, buyer, False, 0, str(error), 409)
        return RedirectResponse(f"/dialog?{urlencode({'municipality': municipality, 'buyer': buyer})}", status_code=303)


def _buyer(row: Row) -> tuple[str, str]:
    return row.talk.buyer_name, row.talk.buyer
