"""Settings: the only reader of the environment. Every name begins with ANBUDSLOTS_.

They may also stand in the file `anbudslots.env` in the home folder, one NAME=value a line.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent
Clock = Callable[[], datetime]


class Settings(BaseSettings):
    """What an operator can set; `anbudslots doctor` prints them all."""

    model_config = SettingsConfigDict(env_prefix="ANBUDSLOTS_", extra="ignore")

    home: Path = Field(default=ROOT / "var", description="mappen där allt sparas")
    database_url: str = Field(default="", description="SQLite eller PostgreSQL; tomt: SQLite i mappen")
    smtp_url: str = Field(default="", description="smtp://namn:lösenord@server:587; tomt: .eml-filer i outbox")
    mail_from: str = Field(default="anbudslots@example.se", description="avsändare i mejlen")
    coordinator_name: str = Field(default="samordnaren", description="vem företagen kan ringa")
    coordinator_phone: str = Field(default="", description="telefon till samordnaren")
    coordinator_mail: str = Field(default="", description="dit svar på mejlen går")
    contact: str = Field(default="", description="adress som visas för TED när vi hämtar därifrån")
    pace: float = Field(default=1.0, ge=0, description="sekunder mellan frågor till en källa")
    ted_api: str = Field(default="https://api.ted.europa.eu", description="TED:s sökning")
    ted_site: str = Field(default="https://ted.europa.eu", description="TED:s webbplats")
    ted_country: str = Field(default="SWE", description="köparens land")
    days_back: int = Field(default=7, ge=1, le=400, description="så många dagar hämtas om varje natt")
    show_at: float = Field(default=0.4, ge=0, le=1, description="lägsta poäng för ett förslag")
    explore: bool = Field(default=True, description="1: visa några förslag strax under gränsen på prov; 0: inga")
    draft_at: float = Field(default=0.7, ge=0, le=1, description="lägsta poäng för ett anbudspaket i förväg")
    now: datetime | None = Field(default=None, description="fast klocka för övning, t.ex. 2026-09-15T03:15:00+00:00")

    @field_validator("home")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("now")
    @classmethod
    def _aware(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("must have a time zone, for example 2026-09-15T03:15:00+00:00")
        return value

    @property
    def database(self) -> str:
        """Return the database address, with the driver for PostgreSQL named."""
        url = self.database_url or f"sqlite:///{self.home / 'anbudslots.db'}"
        return str(re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url))

    @property
    def outbox(self) -> Path:
        """Return the folder of the `.eml` files."""
        return self.home / "outbox"

    @property
    def packages(self) -> Path:
        """Return the folder of the bid-support packages."""
        return self.home / "packages"

    @property
    def reader_models(self) -> Path:
        """Return the folder of the models that read considerations, trained on coordinators' corrections."""
        return self.home / "models" / "considerations"

    def clock(self) -> datetime:
        """Return now, in UTC; the fixed time when one is set."""
        return (self.now or datetime.now(UTC)).astimezone(UTC)

    def quiet_prefect(self) -> None:
        """Switch off Prefect's two ways of calling home, and keep its files in our folder. Call before importing it."""
        os.environ["DO_NOT_TRACK"] = "1"
        os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
        os.environ["PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY"] = "false"
        os.environ["PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS"] = "false"
        os.environ["PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT"] = "false"
        os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "180")
        os.environ.setdefault("PREFECT_HOME", str(self.home / "prefect"))

    def shown(self) -> dict[str, str]:
        """Return every setting as text, passwords masked."""
        return {name: mask(str(getattr(self, name))) for name in type(self).model_fields} | {
            "database": mask(self.database)
        }


def load() -> Settings:
    """Return the settings: the environment first, then the file `anbudslots.env` in the home folder."""
    chosen = Settings()
    return Settings(_env_file=chosen.home / "anbudslots.env")


def mask(text: str) -> str:
    """Hide the password of an address: postgresql://anna:***@host/db."""
    return re.sub(r"(?<=://)([^:/@\s]+):[^@\s]+@", r"\1:***@", text)
