"""What every command shares: the database, and how a problem is told in one line."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from portfolio.config import Settings
from portfolio.db import current_revision, head_revision, make_engine
from portfolio.domain.errors import PortfolioError
from portfolio.services import contexts
from portfolio.services.context import Context

F = TypeVar("F", bound=Callable[..., Any])


class PlainError(click.ClickException):
    """One clear line on standard error and exit status 1."""

    def show(self, file: Any = None) -> None:
        click.echo(self.format_message(), err=True)


def plainly(command: F) -> F:
    """Tell what went wrong in one Swedish line instead of a traceback."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except PortfolioError as error:
            raise PlainError(error.message) from error
        except DBAPIError as error:
            reason = database_said(error)
            raise PlainError(f"Databasen svarar inte eller saknar tabeller: {reason}. Kör portfolio check.") from error
        except UnicodeError as error:
            raise PlainError("Texten är skriven i en annan teckenkodning än UTF-8 och går inte att läsa.") from error
        except BrokenPipeError:
            # Whoever read what we write has seen enough; click ends quietly.
            raise
        except OSError as error:
            raise PlainError(_system_said(error)) from error

    return wrapped  # type: ignore[return-value]


#: What the operating system says of a file or a folder, in Swedish.
_SYSTEM_ERRORS = {
    errno.ENOENT: "finns inte",
    errno.EACCES: "får inte läsas eller skrivas",
    errno.EPERM: "får inte läsas eller skrivas",
    errno.EEXIST: "är en fil, men skulle vara en mapp",
    errno.ENOTDIR: "ligger under något som inte är en mapp",
    errno.EISDIR: "är en mapp, men skulle vara en fil",
    errno.EROFS: "ligger på en disk som det inte går att skriva på",
    errno.ENOSPC: "får inte plats: disken är full",
}


def _system_said(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "Porten används redan av ett annat program. Välj en annan med --port."
    if error.errno is None:
        return str(error)
    if error.filename is not None and error.errno in _SYSTEM_ERRORS:
        return f"{error.filename} {_SYSTEM_ERRORS[error.errno]}."
    return f"Operativsystemet säger nej: {error.strerror}."


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """Tell of the file that was asked for when it cannot be written: until it is whole it has another name."""
    if not out.parent.is_dir():
        raise PlainError(f"Mappen {out.parent} finns inte. Skapa den, eller välj en annan med --out.")
    try:
        yield
    except OSError as error:
        if error.filename is None or Path(error.filename).parent != out.parent:
            raise
        if error.errno == errno.ENOENT:
            # The folder is there, but is none in which files are made.
            raise PlainError(f"Det går inte att skapa {out}. Välj en annan mapp med --out.") from error
        raise OSError(error.errno, error.strerror, str(out)) from error


def database_said(error: DBAPIError) -> str:
    """The first line of what the database answered."""
    return next(iter(str(error.orig or "").splitlines()), "okänt fel")


@contextmanager
def connected(settings: Settings) -> Iterator[Engine]:
    """The configured database's engine, put away afterwards."""
    make_folder(settings)
    engine = make_engine(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def opened(settings: Settings) -> Iterator[Context]:
    """The system's context on the configured database."""
    with connected(settings) as engine, contexts.of_system(engine, settings.clock)() as ctx:
        yield ctx


def check_tables(settings: Settings) -> None:
    """Raise PlainError for a database whose tables belong to another version, or that has none."""
    with connected(settings) as engine, engine.connect() as connection:
        if current_revision(connection) != head_revision():
            raise PlainError("Databasens tabeller hör till en annan version. Kör portfolio migrate först.")


def make_folder(settings: Settings) -> None:
    """Make the folder that an SQLite file lies in."""
    if settings.database_url.startswith("sqlite:///"):
        Path(settings.database_url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
