"""The pages of joint bids: the list, one proposal with its members, and what each of them answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import FastAPI, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Engine
from sqlmodel import Session

from models.database import reading_session
from models.joint_bids import JointRow, contacts, list_joint_bids
from review.consent import ANSWERABLE, CannotAnswer, answer, find
from review.forms import SentToken, check_token
from settings import Settings

SHOWN = 100  # joint bids on a page


def description_of(row: JointRow) -> str | None:
    """Return the description of the lot, else of the notice."""
    data = row.notice.data
    lot = next((lot for lot in data["lots"] if lot["id"] == row.lot.lot), None)
    text: str | None = (lot and lot["description"]) or data["description"]
    return text


def add_pages(app: FastAPI, engine: Engine, settings: Settings, page: Callable[..., HTMLResponse], token: str) -> None:
    """Add the pages to the application. `page` renders a template; every form carries the server's token."""

    @app.get("/joint", response_class=HTMLResponse)
    def joint_list(request: Request, start: int = 0) -> HTMLResponse:
        with reading_session(engine) as session:
            rows = list_joint_bids(session, settings.clock(), in_time=True)
            shown = rows[start : start + SHOWN]
            return page(request, "joint_list.html", rows=shown, total=len(rows), start=start, shown=SHOWN)

    def show(request: Request, session: Session, bid: int, fault: str = "", status: int = 200) -> HTMLResponse:
        try:
            row = find(session, bid, settings.clock())
        except CannotAnswer as error:
            raise HTTPException(404, str(error)) from error
        return page(
            request,
            "joint.html",
            status,
            row=row,
            text=description_of(row),
            contacts=contacts(session, row),
            answerable=row.state in ANSWERABLE,
            fault=fault,
        )

    @app.get("/joint/{bid}", response_class=HTMLResponse)
    def joint_page(request: Request, bid: int) -> HTMLResponse:
        with reading_session(engine) as session:
            return show(request, session, bid)

    @app.post("/joint/{bid}", response_class=HTMLResponse)
    def joint_answer(
        request: Request,
        bid: int,
        answer_given: Annotated[str, Form(alias="answer", max_length=10)],
        enterprise: Annotated[str, Form(max_length=20)],
        seen: Annotated[str, Form(max_length=64)],
        sent_token: SentToken,
        person: Annotated[str, Form(max_length=200)] = "",
    ) -> Response:
        check_token(sent_token, token)
        with Session(engine) as session:
            try:
                answer(session, bid, enterprise, answer_given, person, settings.clock(), seen)
                session.commit()
            except CannotAnswer as error:
                session.rollback()
                return show(request, session, bid, str(error), 409)
        return RedirectResponse(f"/joint/{bid}", status_code=303)
