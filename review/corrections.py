"""The form below a finding: a coordinator says what the sentence is about."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Form, HTTPException
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine
from sqlmodel import Session

from review.correct import CannotCorrect, correct
from review.forms import SentToken, check_token
from settings import Settings

STRENGTHS = {
    "demand": "ett krav på den som lämnar anbud",
    "criterion": "det ger poäng eller avdrag",
    "contract": "ett villkor under avtalet",
    "dialogue": "något att samtala om",
    "policy": "en önskan utan krav",
    "object": "det är det som köps, eller gäller vilka som får delta",
}
DETAILS = {
    "res_ws": "sociala företag och skyddade verkstäder",
    "res_exec": "utförs inom skyddad anställning",
    "res_pub": "organisationer med offentligt uppdrag",
    "res_idea": "idéburna organisationer",
    "oklart": "oklart för vilka",
}


def add_pages(app: FastAPI, engine: Engine, settings: Settings, token: str) -> None:
    """Add the form's target to the application."""

    @app.post("/consideration/{finding}")
    def correction(
        finding: int,
        match: Annotated[int, Form()],
        sent_token: SentToken,
        category: Annotated[str, Form(max_length=30)] = "",
        strength: Annotated[str, Form(max_length=30)] = "",
        person: Annotated[str, Form(max_length=200)] = "",
    ) -> Response:
        check_token(sent_token, token)
        with Session(engine) as session:
            try:
                correct(session, finding, person, {category: strength} if category else {}, settings.clock())
            except CannotCorrect as error:
                raise HTTPException(409, str(error)) from error
            session.commit()
        return RedirectResponse(f"/match/{match}", status_code=303)
