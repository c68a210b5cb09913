"""A throw-away PostgreSQL server for tests, or databases of our own in a running one that the environment names."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from itertools import count
from pathlib import Path
from types import TracebackType

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

#: Names a running server: postgresql+psycopg://user:password@host/database, whose user may create databases.
SERVER_VARIABLE = "PORTFOLIO_TEST_DATABASE_URL"

# What is thrown away afterwards need not survive a power cut.
_OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "jit": "off",
    "max_connections": "60",
    # Nobody but this machine's own processes reach a socket in a folder, and it takes no port from anyone.
    "listen_addresses": "",
}


#: Free bytes of memory that let a server live there.
_PLENTY = 12 * 1024**3


class PostgresMissingError(RuntimeError):
    """There is no PostgreSQL to start; the message says in Swedish what to install or set."""


class PostgresServer:
    """Start it, create databases in it, stop it; as a context manager it does the first and the last by itself.

    Database names are the caller's own short words. In a throw-away server they are used as they are; in a server that
    ``PORTFOLIO_TEST_DATABASE_URL`` names they get a prefix, so that several test processes can share it, and everything
    created is dropped at the end.
    """

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._base: URL | None = None
        self._prefix = ""
        self._created: set[str] = set()
        self._numbers = count(1)
        self._connection: psycopg.Connection[tuple[object, ...]] | None = None

    def __enter__(self) -> PostgresServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start a server of our own, or reach the named one. Raises PostgresMissingError when there is neither.

        The kernel ends a server of our own when the thread that started it ends, so start it from the main thread.
        """
        if self._base is not None:
            return
        atexit.register(self.stop)
        try:
            if named := os.environ.get(SERVER_VARIABLE):
                self._prefix = f"test_{uuid.uuid4().hex[:12]}_"
                self._base = make_url(named)
                self._connect().close()
            else:
                self._start_own()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Leave nothing behind: no process, no folder, no database. Safe to call at any time and again."""
        atexit.unregister(self.stop)
        if self._process is None and self._base is not None:
            for name in sorted(self._created):
                self.drop_database(name)
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is not None:
            # SIGQUIT is the quick way out: clients are cut off and nothing is written, since nothing is kept.
            self._process.send_signal(signal.SIGQUIT)
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
        self._created.clear()
        self._base = None

    def create_database(self, name: str, template: str | None = None) -> str:
        """Create a database that sorts å, ä and ö as Swedish does, and return its address.

        ``template`` is a database created here before, copied with its tables and rows; it may have no connection open
        meanwhile, so dispose of its engine first.
        """
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(self._prefix + name),
            sql.Identifier(self._prefix + template if template else "template0"),
        )
        connection = self._held()
        # Before version 15 a database as a whole could not sort by ICU.
        if template is None and connection.info.server_version >= 150000:
            command += sql.SQL(" ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'sv-SE'")
        connection.execute(command)
        self._created.add(name)
        return self.url(name)

    def new_name(self, word: str) -> str:
        """A name for a database that nobody else has taken, from a word and a number."""
        return f"{word}_{next(self._numbers)}"

    def drop_database(self, name: str) -> None:
        """Drop a database, whether or not somebody still has a connection to it; one that is gone already is fine."""
        self._held().execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self._prefix + name))
        )
        self._created.discard(name)

    def url(self, name: str) -> str:
        """The address of a database, as ``PORTFOLIO_DATABASE_URL`` takes it."""
        address = self._address().set(drivername="postgresql+psycopg", database=self._prefix + name)
        # A slash needs no escape in a query, and Alembic's configuration would read an escape's % as its own.
        return address.render_as_string(hide_password=False).replace("%2F", "/")

    def _address(self) -> URL:
        if self._base is None:
            raise RuntimeError("The PostgreSQL server is not started.")
        return self._base

    def _held(self) -> psycopg.Connection[tuple[object, ...]]:
        """The connection that databases are made over, kept: to connect takes half as long again as to make one."""
        if self._connection is None or self._connection.closed:
            self._connection = self._connect()
        return self._connection

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            self._address().set(drivername="postgresql").render_as_string(hide_password=False),
            autocommit=True,
            connect_timeout=10,
        )

    def _start_own(self) -> None:
        programs = _programs()
        # The folder of temporary files may be one that the postgres user cannot enter, or too deep for a socket's name.
        self._folder = folder = Path(tempfile.mkdtemp(prefix="pg-", dir=_place()))
        data = folder / "data"
        prefix = _as_unprivileged(folder)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        environment |= {"LC_ALL": "C.UTF-8", "HOME": str(folder)}

        initdb = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "--auth=trust", "--no-sync"]
        initdb += ["--encoding=UTF8", "--locale=C.UTF-8"]
        if _major_version(programs) >= 15:
            initdb += ["--locale-provider=icu", "--icu-locale=sv-SE"]
        made = subprocess.run([*prefix, *initdb], cwd="/", env=environment, capture_output=True, text=True, check=False)
        if made.returncode != 0:
            raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")

        options = [part for name, value in _OPTIONS.items() for part in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [*prefix, str(programs / "postgres"), "-D", str(data), "-k", str(folder), "-p", "5432", *options],
                cwd="/",
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C at the terminal is for pytest, which stops the server when it has finished with it.
                start_new_session=True,
            )
        self._base = URL.create(
            "postgresql", username="postgres", database="postgres", query={"host": str(folder), "port": "5432"}
        )
        self._wait_until_ready(folder / "log")

    def _wait_until_ready(self, log: Path) -> None:
        deadline = time.monotonic() + 30
        while True:
            try:
                with self._connect():
                    return
            except psycopg.OperationalError as error:
                gone = self._process is None or self._process.poll() is not None
                if gone or time.monotonic() > deadline:
                    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()[-4000:]}") from error
            time.sleep(0.02)


def _place() -> str:
    """Where a server of our own keeps what nobody keeps: in memory where there is plenty, since each test has a
    database of its own, and some hundreds of them make a few gigabytes.
    """
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > _PLENTY else "/tmp"


def _programs() -> Path:
    """The folder of the newest server's programs. Debian keeps them off PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    if elsewhere := shutil.which("initdb"):
        return Path(elsewhere).resolve().parent
    raise PostgresMissingError(
        "PostgreSQL saknas. Kör «sudo apt-get install postgresql», ange en server i PORTFOLIO_TEST_DATABASE_URL "
        "eller hoppa över testerna med PORTFOLIO_TEST_SKIP=postgres."
    )


def _major_version(programs: Path) -> int:
    answer = subprocess.run([programs / "initdb", "--version"], capture_output=True, text=True, check=True).stdout
    match = re.search(r"\d+", answer)
    return int(match.group()) if match else 0


def _as_unprivileged(folder: Path) -> list[str]:
    """What to put before a command: PostgreSQL refuses to run as root, so root lends it the packaged user.

    A server must not outlive the tests even when they are killed, so the kernel is asked to end it with its parent.
    """
    command = ["setpriv", "--pdeathsig=QUIT"] if shutil.which("setpriv") else []
    if os.geteuid() != 0:
        return command
    try:
        shutil.chown(folder, user="postgres", group="postgres")
    except LookupError as error:
        raise PostgresMissingError(
            "PostgreSQL kan inte köras som root, och användaren postgres som Debians paket lägger upp saknas."
        ) from error
    if not command:
        raise PostgresMissingError(
            "Programmet setpriv (paketet util-linux) saknas; det behövs när testerna körs som root."
        )
    return [*command, "--reuid=postgres", "--regid=postgres", "--init-groups"]
