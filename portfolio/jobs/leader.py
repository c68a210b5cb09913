"""One process leads, however many run: by a lock that its death releases.

On PostgreSQL it is an advisory lock that a connection of its own holds, beside SQLite a lock on a file. It limits who
leads, not what is run: between the loss of such a connection and its discovery, two may believe that they lead. So the
one that took over also writes its name into the database, and nothing is taken by another name (``job_runs.claim``).
A pooler of transactions in front of PostgreSQL does not fit, since the lock belongs to a session.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

#: Any number that nothing else locks in the product's database.
_KEY = 7_041_968_231


class Lock(Protocol):
    """The lock that makes a process the leader."""

    def hold(self) -> bool:
        """Whether this process holds the lock, now that it has tried; it is safe to ask again and again."""

    def release(self) -> None:
        """Let another process lead. Safe to call at any time and again."""


def lock_for(url: str) -> Lock:
    """The lock that belongs to the database with this address."""
    if make_url(url).get_backend_name() == "sqlite":
        return FileLock(Path(f"{make_url(url).database}.scheduler"))
    return AdvisoryLock(url)


class FileLock:
    """A lock on a file; the operating system releases it with the process. The file itself stays, empty."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._opened: int | None = None

    def hold(self) -> bool:
        if self._opened is not None and self._is_same():
            return True
        self.release()
        opened = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(opened)
            return False
        self._opened = opened
        # Whoever put the file away between the two has made room for another one.
        return self._is_same()

    def release(self) -> None:
        if self._opened is not None:
            os.close(self._opened)
            self._opened = None

    def _is_same(self) -> bool:
        """Whether the file that is locked is the one that others would lock: it may have been moved away."""
        try:
            return self._opened is not None and os.path.samestat(os.fstat(self._opened), self._file.stat())
        except FileNotFoundError:
            return False


class AdvisoryLock:
    """A lock of PostgreSQL's that a connection of its own holds; the server releases it when the connection ends."""

    def __init__(self, url: str) -> None:
        # What waits in no pool is no other's, and a transaction would be kept open for as long as the lock is held.
        self._engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        self._connection: Connection | None = None

    def hold(self) -> bool:
        if self._connection is not None:
            try:
                self._connection.execute(text("SELECT 1"))
                return True
            except DBAPIError:
                # The session has ended, and the lock with it.
                self.release()
        connection = self._engine.connect()
        try:
            taken = bool(connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _KEY}))
        except BaseException:
            connection.close()
            raise
        if taken:
            self._connection = connection
        else:
            connection.close()
        return taken

    def release(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
