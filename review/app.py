"""The coordinators' page: the list of matches, one match with its reasons, and the verdict.

It listens on this machine only. Every form carries a token of the running server, so that another page open in the
same browser cannot decide.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, cast
from urllib.parse import urlsplit

from fastapi import FastAPI, Form, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates
from sqlalchemy import or_, select
from sqlmodel import Session, col

from matchers.categories import categories
from models import swedish
from models.answers import ANSWERS, REASONS, answers_to, mailed, told
from models.database import make_engine, migrate, reading_session
from models.joint_bids import SWEDISH as JOINT_STATES
from models.joint_bids import list_joint_bids
from models.places import municipalities
from models.queries import MatchRow, list_matches
from models.states import SWEDISH
from models.tables import Consideration, Decision, Draft, Run
from models.values import NoticeData
from review import answers, corrections, joint
from review.decide import DECIDABLE, VERDICTS, CannotDecide, decide, find
from review.dialogue_page import add_dialogue
from review.forms import SentToken, check_token
from settings import Settings

HERE = Path(__file__).parent
SHOWN = 100  # matches on a page
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
LOCAL = ("127.0.0.1", "localhost", "[::1]", "testserver")


def create_app(settings: Settings) -> FastAPI:
    """Return the application over the settings' database."""
    engine = make_engine(settings.database)
    migrate(engine)
    token = secrets.token_urlsafe(24)
    pages = Jinja2Templates(HERE / "templates")
    pages.env.globals.update(
        states=SWEDISH, joint_states=JOINT_STATES, verdicts=VERDICTS, swedish=swedish, token=token,
        categories=categories(), strengths=corrections.STRENGTHS, details=corrections.DETAILS,
        answer_words=ANSWERS, answer_reasons=REASONS, told=told,
    )  # fmt: skip
    app = FastAPI(title="Anbudslots", docs_url=None, redoc_url=None, openapi_url=None)

    @app.middleware("http")
    async def guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        host = re.sub(r":\d+$", "", request.headers.get("host", ""))
        origin = request.headers.get("origin")
        if host not in LOCAL or (origin and urlsplit(origin).netloc != request.headers.get("host")):
            return Response("Sidan svarar bara på den här datorn.", status_code=403)
        response = await call_next(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    def page(request: Request, name: str, status: int = 200, **values: Any) -> HTMLResponse:
        values["now"] = settings.clock()
        return pages.TemplateResponse(request, name, values, status_code=status)

    @app.get("/style.css")
    def style() -> FileResponse:
        return FileResponse(HERE / "templates" / "style.css", media_type="text/css")

    @app.get("/", response_class=HTMLResponse)
    def matches(request: Request, state: str = "new", municipality: str = "", start: int = 0) -> HTMLResponse:
        with reading_session(engine) as session:
            rows = list_matches(
                session,
                settings.clock(),
                state_is=state if state in SWEDISH else None,
                municipality=municipality or None,
            )
            places = municipalities()
            here = sorted({p.name: p.code for p in places.values() if p.county_code == "13"}.items())
            last = session.execute(select(Run).order_by(col(Run.id).desc()).limit(1)).scalar_one_or_none()
            return page(
                request,
                "matches.html",
                rows=rows[start : start + SHOWN],
                total=len(rows),
                start=start,
                shown=SHOWN,
                state=state,
                municipality=municipality,
                places=here,
                run=last,
            )

    def show(request: Request, session: Session, row: MatchRow, fault: str = "", status: int = 200) -> HTMLResponse:
        notice = cast(NoticeData, row.notice.data)
        lot = next(lot for lot in notice["lots"] if lot["id"] == row.lot.lot)
        here = or_(col(Consideration.lot).is_(None), col(Consideration.lot) == lot["id"])
        found = select(Consideration).where(col(Consideration.notice) == notice["id"], here)
        decisions = select(Decision).where(col(Decision.match) == row.match.id).order_by(col(Decision.id).desc())
        drafts = select(Draft).where(col(Draft.match) == row.match.id).order_by(col(Draft.version).desc()).limit(1)
        return page(
            request,
            "match.html",
            status,
            row=row,
            notice_data=notice,
            lot_data=lot,
            considerations=session.execute(found.order_by(col(Consideration.id))).scalars().all(),
            decisions=session.execute(decisions).scalars().all(),
            draft=session.execute(drafts).scalar_one_or_none(),
            joint_bids=list_joint_bids(session, settings.clock(), lots=[row.lot.id]),
            mailed=mailed(session, cast(int, row.match.id)),
            answers=answers_to(session, cast(int, row.match.id)),
            decidable=row.state in DECIDABLE,
            fault=fault,
        )

    @app.get("/match/{match}", response_class=HTMLResponse)
    def match_page(request: Request, match: int) -> HTMLResponse:
        with reading_session(engine) as session:
            try:
                return show(request, session, find(session, match, settings.clock()))
            except CannotDecide as error:
                raise HTTPException(404, str(error)) from error

    @app.post("/match/{match}", response_class=HTMLResponse)
    def verdict(
        request: Request,
        match: int,
        verdict: Annotated[str, Form(max_length=10)],
        seen: Annotated[str, Form(max_length=64)],
        sent_token: SentToken,
        person: Annotated[str, Form(max_length=200)] = "",
        reason: Annotated[str, Form(max_length=2000)] = "",
    ) -> Response:
        check_token(sent_token, token)
        with Session(engine) as session:
            try:
                decide(session, match, verdict, person, reason, settings.clock(), seen)
                session.commit()
            except CannotDecide as error:
                session.rollback()
                try:
                    return show(request, session, find(session, match, settings.clock()), str(error), 409)
                except CannotDecide:
                    raise HTTPException(404, str(error)) from error
        return RedirectResponse("/", status_code=303)

    @app.get("/match/{match}/package/{version}/{name}")
    def document(match: int, version: int, name: str) -> FileResponse:
        with reading_session(engine) as session:
            draft = session.execute(
                select(Draft).where(col(Draft.match) == match, col(Draft.version) == version)
            ).scalar_one_or_none()
        names = {file["name"] for file in draft.files} | {"paket.zip"} if draft else set()
        if draft is None or name not in names:
            raise HTTPException(404, "Filen finns inte.")
        return FileResponse(settings.packages / draft.folder / name, filename=name)

    answers.add_pages(app, engine, settings, show, token)
    corrections.add_pages(app, engine, settings, token)
    joint.add_pages(app, engine, settings, page, token)
    add_dialogue(app, engine, page, token, settings.clock)
    return app
