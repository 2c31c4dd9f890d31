"""What works, what does not, and what to do: the operator's first question."""

from __future__ import annotations

import shutil
import smtplib
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from models.database import make_engine, revisions
from models.regime import missing_limits
from models.tables import Enterprise, OutboxMessage, RawNotice, Run
from settings import Settings, mask

NIGHT_EVERY = timedelta(hours=26)
LEAST_SPACE = 1_000_000_000  # bytes


class Check(NamedTuple):
    """One thing looked at."""

    name: str
    ok: bool
    what: str
    todo: str = ""
    remark: bool = False  # nothing is broken, but there is something to do


def examine(settings: Settings) -> list[Check]:
    """Look at the folder, the database, the last night, the profiles and the mail. Changes nothing."""
    checks = [_folder(settings)]
    engine = make_engine(settings.database)
    try:
        checks += _database(engine)
        if checks[-1].ok:
            with Session(engine) as session:
                checks += _contents(session, settings)
    except SQLAlchemyError as error:
        line = str(getattr(error, "orig", error)).splitlines()[0]
        checks.append(
            Check("databas", False, f"{mask(settings.database)}: {line}", "kontrollera ANBUDSLOTS_DATABASE_URL")
        )
    finally:
        engine.dispose()
    return [*checks, _limits(settings), _mail(settings)]


def _limits(settings: Settings) -> Check:
    missing = missing_limits(settings.clock().date())
    if not missing:
        return Check("gränsvärden", True, "belopp finns för i dag")
    return Check(
        "gränsvärden",
        True,
        f"belopp saknas för i dag ({', '.join(missing)}): om en annons ligger över tröskelvärdet sägs då inte",
        "skriv in de nya beloppen i models/thresholds.yml",
        remark=True,
    )


def _folder(settings: Settings) -> Check:
    if not settings.home.is_dir():
        return Check("mapp", False, f"{settings.home} finns inte än", "kör: anbudslots nightly, så skapas den")
    free = shutil.disk_usage(settings.home).free
    return Check("mapp", free > LEAST_SPACE, f"{free / 1e9:.0f} GB ledigt i {settings.home}", "frigör plats på disken")


def _database(engine: Engine) -> list[Check]:
    if engine.dialect.name == "sqlite" and engine.url.database and not shutil.os.path.exists(engine.url.database):  # type: ignore[attr-defined]
        return [Check("databas", False, "finns inte än", "kör: anbudslots nightly, så skapas den")]
    there, code = revisions(engine)
    checks = [
        Check(
            "databas",
            there == code,
            f"version {there}, programmet {code}",
            "kör: anbudslots nightly, så uppgraderas den",
        )
    ]
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            verdict = connection.execute(text("PRAGMA quick_check")).scalar_one()
        checks.insert(0, Check("databasfil", verdict == "ok", verdict, "återställ från säkerhetskopian"))
    return checks


def _contents(session: Session, settings: Settings) -> list[Check]:
    last = session.execute(
        select(Run).where(col(Run.state) != "running").order_by(col(Run.id).desc()).limit(1)
    ).scalar_one_or_none()
    if last is None or last.ended is None:
        night = Check("natten", False, "ingen natt har körts", "kör: anbudslots nightly --from samples/eforms")
    else:
        fresh = settings.clock() - last.ended < NIGHT_EVERY and last.state != "failed"
        night = Check("natten", fresh, f"{last.state}, {last.ended:%Y-%m-%d %H.%M} UTC", "kör: anbudslots nightly")
    faults = session.execute(select(func.count()).where(col(RawNotice.fault).is_not(None))).scalar_one()
    profiles = session.execute(select(func.count()).select_from(Enterprise)).scalar_one()
    stuck = session.execute(select(func.count()).where(col(OutboxMessage.state) == "failed")).scalar_one()
    return [
        night,
        Check("karantän", True, f"{faults} annonser gick inte att läsa"),
        Check("företag", profiles > 0, f"{profiles} företag", "kör: anbudslots enterprises import FIL"),
        Check(
            "utkorg", stuck == 0, f"{stuck} mejl gick inte att skicka", "rätta adressen och besluta om förslaget igen"
        ),
    ]


def _mail(settings: Settings) -> Check:
    if not settings.smtp_url:
        return Check("mejl", True, f"skrivs som .eml-filer i {settings.outbox}")
    parts = urlsplit(settings.smtp_url)
    try:
        connect = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
        with connect(parts.hostname or "", parts.port or 587, timeout=10) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        return Check(
            "mejl", False, f"{mask(settings.smtp_url)} svarar inte: {error}", "kontrollera ANBUDSLOTS_SMTP_URL"
        )
    return Check("mejl", True, f"{parts.hostname} svarar")
