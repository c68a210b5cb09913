"""Settings: read once from the environment, checked, and never changed after that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from portfolio.clock import Clock
from portfolio.domain.errors import PortfolioError

#: Cookies are only marked Secure, and HSTS only sent, when the public address says that TLS stands in front.
DEFAULT_BASE_URL = "http://127.0.0.1:8000"

#: How many calls of the API a token may make within a minute, in each process.
USUAL_API_CALLS = 600


class SettingError(PortfolioError):
    """A setting has a value that cannot be used; the message names the variable."""


@dataclass(frozen=True)
class Settings:
    """What the environment says, see the table in README.md."""

    database_url: str
    secret_key: str | None
    base_url: str
    timezone: ZoneInfo
    today: date | None
    instance: Path
    api_calls: int = USUAL_API_CALLS

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Settings:
        """Read every ``PORTFOLIO_*`` variable. Raises SettingError, in Swedish, naming the first that is wrong."""
        instance = Path(env.get("PORTFOLIO_INSTANCE") or "instance").resolve()
        database_url = env.get("PORTFOLIO_DATABASE_URL") or f"sqlite:///{instance / 'portfolio.sqlite'}"
        if not database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise SettingError("PORTFOLIO_DATABASE_URL måste börja med sqlite:/// eller postgresql+psycopg://.")
        _check_database_url(database_url)
        base_url = (env.get("PORTFOLIO_BASE_URL") or DEFAULT_BASE_URL).rstrip("/")
        if not base_url.startswith(("http://", "https://")):
            raise SettingError("PORTFOLIO_BASE_URL måste börja med http:// eller https://.")
        secret = env.get("PORTFOLIO_SECRET_KEY") or None
        if secret is not None and len(secret) < 32:
            raise SettingError("PORTFOLIO_SECRET_KEY måste ha minst 32 tecken.")
        return cls(
            database_url=database_url,
            secret_key=secret,
            base_url=base_url,
            timezone=_zone(env.get("PORTFOLIO_TIMEZONE") or "Europe/Stockholm"),
            today=_date(env.get("PORTFOLIO_TODAY")),
            instance=instance,
            api_calls=_calls(env.get("PORTFOLIO_API_CALLS")),
        )

    @property
    def clock(self) -> Clock:
        """The clock that this installation goes by."""
        return Clock(self.timezone, self.today)

    @property
    def secure(self) -> bool:
        """Whether users reach the product over TLS."""
        return self.base_url.startswith("https://")


def _check_database_url(url: str) -> None:
    # Its text can hold a password, so it is not repeated.
    try:
        make_url(url)
    except (ArgumentError, ValueError) as error:
        raise SettingError("PORTFOLIO_DATABASE_URL går inte att läsa som en databasadress.") from error


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingError(f"PORTFOLIO_TIMEZONE: tidszonen {name!r} finns inte.") from error


def _date(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise SettingError(f"PORTFOLIO_TODAY måste vara ett datum som 2023-05-15, inte {text!r}.") from error


def _calls(text: str | None) -> int:
    if not text:
        return USUAL_API_CALLS
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:9]) <= 1_000_000:
        raise SettingError("PORTFOLIO_API_CALLS måste vara ett helt tal mellan 1 och 1000000.")
    return int(text)
