"""Databases, contexts and browsers for the tests.

Every test has a database of its own, copied from one that was migrated and filled once: transactions, locks and the
log's chain are what many tests are about, so nothing is wrapped in a transaction that would hide them.
"""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Dialect, Engine
from sqlalchemy.orm import Session

from portfolio.app import connect, create_app
from portfolio.config import Settings
from portfolio.db import make_engine, make_sessions, migrate
from portfolio.domain.permissions import Actor
from portfolio.models.audit import install_hooks
from portfolio.services import demo
from portfolio.services.context import ANONYMOUS, SYSTEM, Context
from tests import cast
from tests.pages import Person
from tests.postgres import PostgresServer

TODAY = date(2023, 5, 15)
SKIPPED = frozenset(os.environ.get("PORTFOLIO_TEST_SKIP", "").replace(" ", "").split(",")) - {""}
#: By database, what its statements are compiled for, and what became of them: every test has an engine of its own.
COMPILED: dict[str, tuple[Dialect, dict[Any, Any]]] = {}

if SKIPPED:
    warnings.warn(f"PORTFOLIO_TEST_SKIP: tests are left out: {', '.join(sorted(SKIPPED))}", UserWarning, stacklevel=1)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of a test's cases the first alone runs on PostgreSQL too: the others differ in words, not in how they are stored.

    Where the database itself may take each case differently, the mark ``every_case`` keeps them all.
    """
    seen: set[tuple[str, str]] = set()
    kept, left_out = [], []
    for item in items:
        name = (item.location[0], getattr(item, "originalname", item.name))
        again = _database_of(item) == "postgres" and name in seen and item.get_closest_marker("every_case") is None
        (left_out if again else kept).append(item)
        if _database_of(item) == "postgres":
            seen.add(name)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


def _database_of(item: pytest.Item) -> str | None:
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("database_url") if callspec is not None else None


def settings_for(url: str, folder: Path, **env: str) -> Settings:
    """Settings of an installation on this database, on the demo's day."""
    return Settings.from_env(
        {
            "PORTFOLIO_DATABASE_URL": url,
            "PORTFOLIO_SECRET_KEY": "k" * 40,
            "PORTFOLIO_TODAY": TODAY.isoformat(),
            "PORTFOLIO_INSTANCE": str(folder),
            **env,
        }
    )


def fill(url: str, folder: Path) -> None:
    """Migrate, load the shipped plan with its example data, and add the cast."""
    engine = make_engine(url)
    migrate(engine)
    sessions = make_sessions(engine)
    install_hooks(sessions)
    with sessions() as session:
        ctx = Context(session, SYSTEM, settings_for(url, folder).clock)
        # Tests make their own proposals and decisions, and so know what there is.
        demo.load_plan(ctx, demo.FILES[:2])
        cast.add(ctx)
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled SQLite file, to be copied."""
    folder = tmp_path_factory.mktemp("sqlite")
    file = folder / "template.sqlite"
    fill(f"sqlite:///{file}", folder)
    return file


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A PostgreSQL server with a filled database ``template_plan``, to be copied."""
    with PostgresServer() as server:
        fill(server.create_database("template_plan"), tmp_path_factory.mktemp("postgres"))
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A filled database of this test's own, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        file = tmp_path / "portfolio.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    if "postgres" in SKIPPED:
        pytest.skip("PORTFOLIO_TEST_SKIP names postgres")
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.new_name("plan")
    yield server.create_database(name, template="template_plan")
    # Kept until the end, hundreds of them fill the memory, and to throw them away together takes minutes.
    server.drop_database(name)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return settings_for(database_url, tmp_path)


def share_compiled(engine: Engine) -> None:
    """Let an engine find the statements that were compiled for another one of its kind.

    They are kept by the dialect as an object, which otherwise comes and goes with its engine. The first one has met its
    server, and knows what it needs to know of it.
    """
    name = engine.dialect.name
    if name not in COMPILED:
        engine.connect().close()
        COMPILED[name] = (engine.dialect, {})
    engine.dialect, compiled = COMPILED[name]
    engine.update_execution_options(compiled_cache=compiled)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    share_compiled(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def new_session(engine: Engine) -> Iterator[Callable[[], Session]]:
    """Makes sessions with the log's hooks, closed at the end."""
    sessions = make_sessions(engine)
    install_hooks(sessions)
    made: list[Session] = []

    def make() -> Session:
        made.append(sessions())
        return made[-1]

    yield make
    for session in made:
        session.close()


@pytest.fixture
def acting(new_session: Callable[[], Session], settings: Settings) -> Callable[[str], Context]:
    """A context for one of the cast by name, or for "system"."""

    def make(name: str) -> Context:
        session = new_session()
        actor: Actor = SYSTEM if name == "system" else cast.actor(session, name)
        return Context(session, actor, settings.clock)

    return make


@pytest.fixture
def ctx(acting: Callable[[str], Context]) -> Context:
    """The coordinator's context."""
    return acting("coordinator")


@pytest.fixture(scope="session")
def application(sqlite_template: Path) -> Flask:
    """The application of this process: made once, since making one takes longer than most requests to it."""
    return create_app(settings_for(f"sqlite:///{sqlite_template}", sqlite_template.parent))


@pytest.fixture
def app(application: Flask, settings: Settings) -> Iterator[Flask]:
    """The application on this test's database, as if nobody had called it yet."""
    connect(application, settings)
    engine = application.extensions["portfolio.engine"]
    share_compiled(engine)
    application.extensions["portfolio.rate"].storage.reset()
    yield application
    engine.dispose()


@pytest.fixture
def person(app: Flask, settings: Settings) -> Callable[[str], Person]:
    """A browser without scripts in which one of the cast has signed in (or nobody: "nobody")."""

    def sign_in(name: str, **kwargs: Any) -> Person:
        someone = Person(app.test_client(**kwargs))
        if name != "nobody":
            with app.extensions["portfolio.sessions"]() as session:
                someone.client.set_cookie("session", cast.sign_in(Context(session, ANONYMOUS, settings.clock), name))
        return someone

    return sign_in
