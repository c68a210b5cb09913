"""Engine and session factory for both databases, and the transaction mode that each needs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from portfolio.paths import migrations_dir

#: Seconds that a writer waits for another one before it gives up; a request is never that long.
BUSY_TIMEOUT = 20

SessionFactory = sessionmaker[Session]


def make_engine(url: str) -> Engine:
    """Make an engine for ``sqlite:///…`` or ``postgresql+psycopg://…``.

    SQLite runs in WAL with foreign keys on. Its driver would begin transactions late and of the wrong kind, so we begin
    them ourselves: a read that is upgraded to a write later fails at once whatever the timeout, so a write begins
    as one (``BEGIN IMMEDIATE``), told by the connection's execution option ``write``.
    """
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def make_sessions(engine: Engine) -> SessionFactory:
    """Make the session factory; what was committed stays readable without another query."""
    return sessionmaker(engine, expire_on_commit=False)


def begin_write(session: Session) -> None:
    """End what was read so far and begin a transaction that may write."""
    session.rollback()
    # A rollback expires nothing when no transaction is open, and what another one left behind may be out of date.
    session.expire_all()
    session.connection(execution_options={"write": True})


def database_label(url: str) -> str:
    """The address of the database without its password, for people and logs."""
    return make_url(url).render_as_string(hide_password=True)


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, built here so that it is the same in a checkout and in a wheel."""
    config = Config()
    config.set_main_option("script_location", str(migrations_dir()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the schema up or down to a revision, in one transaction."""
    with engine.execution_options(write=True).connect() as connection, _rebuilding(connection), connection.begin():
        config = alembic_config(connection)
        down = revision == "base" or revision.startswith("-") or _is_older(config, connection, revision)
        (command.downgrade if down else command.upgrade)(config, revision)
        if engine.dialect.name == "sqlite" and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
            raise RuntimeError(f"The migration would leave {len(broken)} references that lead nowhere.")


@contextmanager
def _rebuilding(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by rebuilding it, and would take what refers to the old one for broken meanwhile."""
    if connection.dialect.name != "sqlite":
        yield
        return
    # The setting cannot be changed within a transaction, so it passes by SQLAlchemy, which would begin one.
    driver = connection.connection.cursor()
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")
        driver.close()


@cache
def head_revision() -> str | None:
    """The revision that this version of the product expects; the files do not change while it runs."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def current_revision(connection: Connection) -> str | None:
    """The revision that the database is at; None when it was never migrated."""
    return MigrationContext.configure(connection).get_current_revision()


def _is_older(config: Config, connection: Connection, revision: str) -> bool:
    if revision in ("head", "heads") or revision.startswith("+"):
        return False
    current = current_revision(connection)
    if current is None:
        return False
    script = ScriptDirectory.from_config(config)
    below = {one.revision for one in script.iterate_revisions(current, "base")}
    return revision in below and revision != current
