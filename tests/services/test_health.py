"""Whether the product is ready to serve, told to anybody who asks and so without anything that would help them in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from portfolio.db import make_engine, migrate
from portfolio.services import health, scheduler_leaders
from portfolio.services.context import Context
from portfolio.services.job_runs import Holder

NOW = datetime(2023, 5, 15, 10, 0, tzinfo=UTC)
FINE = {"status": "ok", "database": "ok", "schema": "ok", "scheduler": "never"}


def test_a_migrated_database_is_fine_also_when_its_scheduler_has_stopped(ctx: Context) -> None:
    assert health.report(ctx.session, ctx.now) == FINE
    ctx.session.rollback()
    scheduler_leaders.lead(ctx, Holder("token", "host", 1))
    told = [health.report(ctx.session, ctx.now + timedelta(hours=hours))["scheduler"] for hours in (0, 23, 25)]
    assert told == ["ok", "ok", "stopped"]
    assert health.report(ctx.session, ctx.now + timedelta(days=2))["status"] == "ok", "pages are served all the same"


def test_a_database_of_another_version_is_not(database_url: str) -> None:
    engine = make_engine(database_url)
    outdated = {"status": "error", "database": "ok", "schema": "outdated"}
    with engine.execution_options(write=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'framtid'"))
    with Session(engine) as session:
        assert health.report(session, NOW) == outdated
    with engine.execution_options(write=True).begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    with Session(engine) as session:
        assert health.report(session, NOW) == outdated
    engine.dispose()


@pytest.mark.parametrize("what", ["nowhere", "no database"])
def test_what_cannot_be_reached_says_so_and_no_more(tmp_path: Path, what: str) -> None:
    if what == "nowhere":
        url = "postgresql+psycopg://hemlig:hemligt@127.0.0.1:1/x?connect_timeout=2"
    else:
        (tmp_path / "text.sqlite").write_text("Det här är ingen databas, bara text. " * 100)
        url = f"sqlite:///{tmp_path / 'text.sqlite'}"
    engine = make_engine(url)
    with Session(engine) as session:
        assert health.report(session, NOW) == {"status": "error", "database": "unreachable", "schema": "unknown"}
    engine.dispose()


def test_a_database_that_was_never_migrated_is_not_ready(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'tom.sqlite'}")
    with Session(engine) as session:
        assert health.report(session, NOW)["schema"] == "outdated"
    migrate(engine)
    with Session(engine) as session:
        assert health.report(session, NOW)["status"] == "ok"
    migrate(engine, "base")
    with Session(engine) as session:
        assert health.report(session, NOW)["status"] == "error"
    engine.dispose()
