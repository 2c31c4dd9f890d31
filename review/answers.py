"""The form on a match's page that takes down what the enterprise answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import FastAPI, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Engine
from sqlmodel import Session

from review.answer import take_down
from review.consent import CannotAnswer
from review.decide import CannotDecide, find
from review.forms import SentToken, check_token
from settings import Settings


def add_pages(app: FastAPI, engine: Engine, settings: Settings, show: Callable[..., HTMLResponse], token: str) -> None:
    """Add the form's target to the application. `show` renders the match's page, with what was wrong."""

    @app.post("/match/{match}/answer", response_class=HTMLResponse)
    def answer(
        request: Request,
        match: int,
        answer_given: Annotated[str, Form(alias="answer", max_length=20)],
        seen: Annotated[str, Form(max_length=64)],
        sent_token: SentToken,
        person: Annotated[str, Form(max_length=200)] = "",
        reason: Annotated[str, Form(max_length=20)] = "",
    ) -> Response:
        check_token(sent_token, token)
        with Session(engine) as session:
            try:
                row = find(session, match, settings.clock())
            except CannotDecide as error:
                raise HTTPException(404, str(error)) from error
            try:
                take_down(session, row, answer_given, reason, person, settings.clock(), seen)
                session.commit()
            except CannotAnswer as error:
                session.rollback()
                return show(request, session, find(session, match, settings.clock()), str(error), 409)
        return RedirectResponse(f"/match/{match}", status_code=303)
