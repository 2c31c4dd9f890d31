"""`make run`: a night over the invented day, on the sample clock, with Prefect's own local server. No network.

Run again it changes nothing. The numbers are the same on any date, because the clock is fixed.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

from sqlmodel import Session

from models.database import make_engine, migrate, reading_session
from models.profile_files import read_profiles
from models.profiles import save_enterprises
from models.queries import list_matches
from review.decide import decide
from settings import Settings, load

HERE = Path(__file__).parent
CLOCK = "2026-09-15T03:15:00+00:00"
PERSON = "Exempel Samordnare"
APPROVED = 3  # so many of the best matches are approved, to show a mail


def practice_clock(settings: Settings) -> None:
    """Set the sample clock for this folder, so that the invented deadlines are still ahead."""
    settings.home.mkdir(parents=True, exist_ok=True)
    file = settings.home / "anbudslots.env"
    if not file.exists():
        file.write_text(f"# Övningsklocka: ta bort raden när du börjar på riktigt.\nANBUDSLOTS_NOW={CLOCK}\n", "utf-8")


def import_enterprises(settings: Settings) -> None:
    """Take in the invented enterprises."""
    engine = make_engine(settings.database)
    migrate(engine)
    with Session(engine) as session:
        save_enterprises(session, read_profiles(HERE / "enterprises.json"), settings.clock())
        session.commit()
    engine.dispose()


def approve_best(settings: Settings) -> None:
    """Say yes to the best matches, once, as an invented coordinator would."""
    engine = make_engine(settings.database)
    with Session(engine) as session:
        if not any(list_matches(session, settings.clock(), state_is=state) for state in ("approved", "queued", "sent")):
            best = [row for row in list_matches(session, settings.clock(), state_is="new") if row.enterprise.email]
            for row in best[:APPROVED]:
                assert row.match.id is not None
                decide(session, row.match.id, "yes", PERSON, "Rätt bransch och nära", settings.clock())
            session.commit()
    engine.dispose()


def main() -> int:
    """Run the sample night and tell where to look next."""
    settings = Settings()
    practice_clock(settings)
    settings = load()
    settings.quiet_prefect()
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    print("En övningsnatt körs. Prefect startar sin egen server, det tar ungefär en halv minut.")
    import_enterprises(settings)
    from commands.night import print_summary, send_mails  # after the environment is set: Prefect reads it when imported
    from flows.nightly import nightly

    logging.getLogger("prefect").setLevel(logging.WARNING)
    outcome = nightly(paths=[str(HERE / "eforms")])
    approve_best(settings)
    print_summary(outcome)
    send_mails(settings, dry_run=False)
    with reading_session(make_engine(settings.database)) as session:
        waiting = len(list_matches(session, settings.clock(), state_is="new"))
    command = Path(sys.executable).parent / "anbudslots"
    print(
        f"""Titta vidare:
  make review                          granska {waiting} förslag i webbläsaren
  {command} matches         listan i terminalen
  {command} joint           gemensamma anbud, där inget företag klarar allt
  {command} dialogue        vilka köpare ni kan prata med, om vad och när
  {settings.packages}    anbudspaketen, ett per förslag
  {settings.outbox}      mejlen, öppna dem i ett mejlprogram
  {command} doctor          inställningar, vad som fungerar

Allt är påhittat: annonser, företag och klockan ({CLOCK[:10]}). Börja på riktigt: ta bort mappen {settings.home}.
"""
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
