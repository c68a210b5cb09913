"""Everything that is stored, into one file and back, on both databases alike.

Rows pass by the models' own types as plain values, so that nothing is interpreted on the way. What belongs to a
moment stays out: sessions, attempts to sign in, and which process leads.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Engine,
    ForeignKeyConstraint,
    LargeBinary,
    Table,
    TableClause,
    column,
    func,
    insert,
    select,
    table,
    text,
)
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlalchemy.types import TypeDecorator, TypeEngine

from portfolio.db import BUSY_TIMEOUT, current_revision, head_revision, migrate
from portfolio.domain.errors import Conflict
from portfolio.files import backup_file
from portfolio.files.backup_file import BackupFileError, Manifest
from portfolio.models import AuditHead, Base, CarriedForm, JobRun, LoginAttempt, LoginSession, SchedulerLeader
from portfolio.models.base import UtcDateTime

#: What a restored database begins without: nobody is signed in, and nothing leads.
LEFT_OUT = {kind.__tablename__ for kind in (LoginSession, LoginAttempt, CarriedForm, SchedulerLeader)}

#: Rows that an installation has before anybody has used it.
_FROM_THE_START = LEFT_OUT | {kind.__tablename__ for kind in (AuditHead, JobRun)}

#: Rows are read and written so many at a time, and those that hold whole files one by one.
_AT_A_TIME = 500


@dataclass(frozen=True)
class Restored:
    """What was read back: when the backup was made (ISO, UTC), how many tables and rows."""

    made_at: str
    tables: int
    rows: int


def write(engine: Engine, file: Path, *, now: datetime) -> Manifest:
    """Write all that is stored into a file, as of one moment, and read the file again before it gets its name.

    A file of that name is replaced, and is kept when something goes wrong. Nobody has to wait meanwhile. The file is
    readable for its owner alone: it holds names, addresses and hashes of passwords. Raises OSError, BackupFileError,
    and Conflict for a database whose tables belong to another version.
    """
    unfinished = file.with_name(f".{file.name}.{os.getpid()}.part")
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    try:
        with engine.connect() as connection:
            _check_version(connection)
            told = {"schema": str(head_revision()), "made_at": now.astimezone(UTC).isoformat(timespec="seconds")}
            with backup_file.writing(unfinished, **told) as writer:
                for one in _tables():
                    writer.table(one.name, one.columns.keys(), _rows(connection, one))
        manifest = backup_file.check(unfinished)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def restore(engine: Engine, file: Path, *, replace: bool = False) -> Restored:
    """Read everything back from a file, all of it or nothing. An empty database gets its tables first.

    Raises BackupFileError for a file that is damaged or of another version; Conflict for a database that holds
    something, unless that is to be replaced, that somebody uses, or whose tables belong to another version.
    """
    manifest = backup_file.check(file)
    if manifest.schema != head_revision():
        raise BackupFileError(
            f"Säkerhetskopian har tabeller av version {manifest.schema} och programmet är på {head_revision()}."
            " Installera samma version som kopian gjordes med, läs tillbaka den och uppgradera sedan."
        )
    with engine.connect() as connection:
        revision = current_revision(connection)
    if revision is None:
        migrate(engine)
    try:
        with engine.execution_options(write=True).connect() as connection, connection.begin():
            _check_version(connection)
            if not replace and (name := _first_filled(connection)) is not None:
                raise Conflict(
                    f"Databasen är inte tom: det finns rader i {name}. Läs tillbaka till en tom databas,"
                    " eller lägg till --replace för att ersätta allt som finns."
                )
            _load(connection, file)
    except IntegrityError as error:
        raise BackupFileError(f"{file} hänger inte ihop: rader hänvisar till andra som saknas.") from error
    except OperationalError as error:
        # Before those below: what the database refuses for another's sake is no fault of the file's.
        raise Conflict(
            "Någon annan använder databasen, så inget är ändrat. Stoppa servern och schemaläggaren och försök igen."
        ) from error
    except (ValueError, TypeError, StatementError) as error:
        raise BackupFileError(f"{file} är skadad: ett värde i den är inte av det slag som det ska vara.") from error
    return Restored(manifest.made_at, len(manifest.tables), manifest.rows)


def prune(folder: Path, pattern: str, *, keep: int) -> int:
    """Remove all but the last ``keep`` files of a folder by their names, which tell the day. How many were removed."""
    old = sorted(folder.glob(pattern))[:-keep]
    for one in old:
        one.unlink(missing_ok=True)
    return len(old)


def sweep(folder: Path, pattern: str) -> None:
    """Remove what was begun of such files by a process that died; nobody else may be writing one."""
    for one in folder.glob(f".{pattern}.*.part"):
        one.unlink(missing_ok=True)


def _check_version(connection: Connection) -> None:
    if current_revision(connection) != head_revision():
        raise Conflict("Databasens tabeller hör till en annan version. Kör portfolio migrate först.")


def _tables() -> list[Table]:
    return [one for one in Base.metadata.sorted_tables if one.name not in LEFT_OUT]


def _first_filled(connection: Connection) -> str | None:
    """The name of a table that somebody has used; None when there is none."""
    for one in Base.metadata.sorted_tables:
        if one.name not in _FROM_THE_START and connection.execute(select(one).limit(1)).first() is not None:
            return one.name
    used = connection.scalar(select(func.max(AuditHead.link_id)))
    return AuditHead.__tablename__ if used else None


def _load(connection: Connection, file: Path) -> None:
    """Put the rows of a file into the tables instead of what they hold."""
    known = {one.name: one for one in _tables()}
    with _references_later(connection), backup_file.reading(file) as archive:
        for one in reversed(Base.metadata.sorted_tables):
            connection.execute(one.delete())
        manifest = backup_file.manifest_of(archive)
        for entry in manifest.tables:
            place = known.pop(entry.name, None)
            if place is None or list(entry.columns) != place.columns.keys():
                raise BackupFileError(f"{file} är skadad: tabellen {entry.name} är inte som den ska vara.")
            rows = iter(backup_file.rows_of(archive, entry))
            while some := list(islice(rows, _at_a_time(place))):
                _insert(connection, place, some)
        if known:
            raise BackupFileError(f"{file} är skadad: tabellen {min(known)} saknas.")
    if connection.dialect.name == "postgresql":
        _set_sequences(connection)


@contextmanager
def _references_later(connection: Connection) -> Iterator[None]:
    """Hold references against each other at the end: rows refer to others of their own table, and tables in circles."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        yield
        # Until now nothing was refused, and a commit that is could no longer be told from one that went well.
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise IntegrityError("foreign_key_check", None, ValueError("a reference leads nowhere"))
        return
    # Whoever writes meanwhile would mix new rows with those of the file; whoever reads may go on.
    connection.execute(text(f"SET LOCAL lock_timeout = '{BUSY_TIMEOUT}s'"))
    names = ", ".join(f'"{one.name}"' for one in Base.metadata.sorted_tables)
    connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
    for statement in _of_references("DEFERRABLE INITIALLY DEFERRED"):
        connection.execute(text(statement))
    yield
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for statement in _of_references("NOT DEFERRABLE"):
        connection.execute(text(statement))


def _of_references(how: str) -> Iterator[str]:
    for one in Base.metadata.sorted_tables:
        for constraint in one.constraints:
            if isinstance(constraint, ForeignKeyConstraint):
                yield f'ALTER TABLE "{one.name}" ALTER CONSTRAINT "{constraint.name}" {how}'


def _set_sequences(connection: Connection) -> None:
    """Let the next row of each table get a number that is free."""
    for one in Base.metadata.sorted_tables:
        sequence = connection.scalar(select(func.pg_get_serial_sequence(one.name, "id")))
        if sequence is not None:
            most = connection.scalar(select(func.max(one.c.id)))
            connection.execute(select(func.setval(sequence, most or 1, most is not None)))


def _plain(one: Table) -> TableClause:
    """The table with columns of the databases' own types: nothing of ours interprets the values."""
    return table(one.name, *(column(c.name, _plain_type(c)) for c in one.columns))


def _plain_type(one: Column[Any]) -> TypeEngine[Any]:
    # An instant is the one thing that the two databases hand out differently.
    if isinstance(one.type, TypeDecorator) and not isinstance(one.type, UtcDateTime):
        return one.type.impl_instance
    return one.type


def _at_a_time(one: Table) -> int:
    """How many rows of the table to hold at once: of those that hold whole files, a single one."""
    return 1 if any(isinstance(c.type, LargeBinary) for c in one.columns) else _AT_A_TIME


def _rows(connection: Connection, one: Table) -> Iterator[list[Any]]:
    plain = _plain(one)
    query = select(*plain.columns).order_by(*(plain.c[key.name] for key in one.primary_key.columns))
    for row in connection.execution_options(yield_per=_at_a_time(one)).execute(query):
        yield [_written(value) for value in row]


def _insert(connection: Connection, one: Table, rows: Iterable[list[Any]]) -> None:
    columns = list(one.columns)
    values = [{c.name: _read(c, value) for c, value in zip(columns, row, strict=True)} for row in rows]
    connection.execute(insert(_plain(one)), values)


def _written(value: Any) -> Any:
    match value:
        case datetime() | date():
            return value.isoformat()
        case bytes() | memoryview():
            return base64.b64encode(value).decode("ascii")
    return value


def _read(one: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    match one.type:
        case UtcDateTime():
            return datetime.fromisoformat(value)
        case Date():
            return date.fromisoformat(value)
        case LargeBinary():
            return base64.b64decode(value, validate=True)
    return value
