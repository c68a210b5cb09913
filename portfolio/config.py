"""Settings: read once from the environment, checked, and never changed after that."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from email.utils import getaddresses
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from portfolio.clock import Clock
from portfolio.domain.errors import PortfolioError

#: Cookies are only marked Secure, and HSTS only sent, when the public address says that TLS stands in front.
DEFAULT_BASE_URL = "http://127.0.0.1:8000"

#: The usual ports: of a connection that is encrypted from the start, of one that becomes so, and of a plain one.
_SMTPS_PORT, _STARTTLS_PORT, _SMTP_PORT = 465, 587, 25

_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+")

#: How many calls of the API a token may make within a minute, in each process.
USUAL_API_CALLS = 600

#: So many backups the scheduler keeps, one from each night.
USUAL_BACKUPS = 14

#: So many seconds lie between the times that the scheduler looks for what is due.
USUAL_TICK = 30.0


class SettingError(PortfolioError):
    """A setting has a value that cannot be used; the message names the variable."""


@dataclass(frozen=True)
class SmtpServer:
    """The server that mail is handed over to. ``tls`` from the start, or by ``starttls``, which then is demanded."""

    host: str
    port: int
    tls: bool = False
    starttls: bool = False
    user: str | None = None
    password: str | None = field(default=None, repr=False)


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
    smtp: SmtpServer | None = None
    mail_from: str | None = None
    backup_dir: Path | None = None
    backups_kept: int = USUAL_BACKUPS
    tick: float = USUAL_TICK

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
        smtp = _smtp(env.get("PORTFOLIO_SMTP_URL"))
        mail_from = _sender(env.get("PORTFOLIO_MAIL_FROM"))
        if smtp is not None and mail_from is None:
            raise SettingError(
                "PORTFOLIO_MAIL_FROM saknas. Den säger vem mejlen kommer från, när PORTFOLIO_SMTP_URL är satt."
            )
        return cls(
            database_url=database_url,
            secret_key=secret,
            base_url=base_url,
            timezone=_zone(env.get("PORTFOLIO_TIMEZONE") or "Europe/Stockholm"),
            today=_date(env.get("PORTFOLIO_TODAY")),
            instance=instance,
            api_calls=_calls(env.get("PORTFOLIO_API_CALLS")),
            smtp=smtp,
            mail_from=mail_from,
            backup_dir=_folder(env.get("PORTFOLIO_BACKUP_DIR")),
            backups_kept=_kept(env.get("PORTFOLIO_BACKUP_KEEP")),
            tick=_tick(env.get("PORTFOLIO_TICK")),
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


def _folder(text: str | None) -> Path | None:
    return Path(text).resolve() if text else None


def _kept(text: str | None) -> int:
    if not text:
        return USUAL_BACKUPS
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:9]) <= 10_000:
        raise SettingError("PORTFOLIO_BACKUP_KEEP måste vara ett helt tal mellan 1 och 10000.")
    return int(text)


def _tick(text: str | None) -> float:
    if not text:
        return USUAL_TICK
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,3})?", text) or not 0.05 <= float(text) <= 3600:
        raise SettingError("PORTFOLIO_TICK måste vara ett antal sekunder mellan 0.05 och 3600.")
    return float(text)


def _smtp(text: str | None) -> SmtpServer | None:
    if not text:
        return None
    # Its text can hold a password, so it is not repeated.
    unreadable = SettingError(
        "PORTFOLIO_SMTP_URL går inte att läsa. Skriv till exempel smtps://användare:lösenord@server."
    )
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise unreadable from error
    if (
        parts.scheme not in ("smtp", "smtps")
        or not host
        or parts.path.strip("/")
        or parts.query not in ("", "starttls")
    ):
        raise unreadable
    tls, starttls = parts.scheme == "smtps", parts.query == "starttls"
    if tls and starttls:
        raise SettingError("PORTFOLIO_SMTP_URL: smtps:// är krypterat från början. Ta bort ?starttls.")
    if parts.username and not (tls or starttls) and host not in ("localhost", "127.0.0.1", "::1"):
        raise SettingError(
            "PORTFOLIO_SMTP_URL: lösenordet skulle gå okrypterat. Använd smtps:// eller lägg till ?starttls."
        )
    return SmtpServer(
        host=host,
        port=port or (_SMTPS_PORT if tls else _STARTTLS_PORT if starttls else _SMTP_PORT),
        tls=tls,
        starttls=starttls,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password or "") if parts.username else None,
    )


def _sender(text: str | None) -> str | None:
    if not text:
        return None
    found = [address for _, address in getaddresses([text])]
    if not text.isprintable() or len(found) != 1 or not _ADDRESS.fullmatch(found[0]):
        raise SettingError("PORTFOLIO_MAIL_FROM måste vara en e-postadress, som Nyttoportföljen <nytta@region.se>.")
    return text
