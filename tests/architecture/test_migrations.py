"""The migrations make the tables that the models describe, up and down, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from portfolio.db import current_revision, head_revision, make_engine, migrate
from portfolio.models import Base
from tests.conftest import SKIPPED

_NUMBERS = count(1)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without tables, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.sqlite'}"
    elif "postgres" in SKIPPED:
        pytest.skip("PORTFOLIO_TEST_SKIP names postgres")
    else:
        url = request.getfixturevalue("postgres").create_database(f"empty_{next(_NUMBERS)}")
    engine = make_engine(url)
    yield engine
    engine.dispose()


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def test_migrated_from_nothing_the_tables_are_what_the_models_say(empty: Engine) -> None:
    migrate(empty)
    assert differences(empty) == []
    with empty.connect() as connection:
        assert current_revision(connection) == head_revision()


def test_a_table_that_is_missing_would_be_seen(empty: Engine) -> None:
    migrate(empty)
    with empty.execution_options(write=True).begin() as connection:
        connection.exec_driver_sql("DROP TABLE login_attempts")
    assert differences(empty) != []


def test_every_migration_goes_down_and_up_again(empty: Engine) -> None:
    migrate(empty)
    migrate(empty, "base")
    with empty.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    migrate(empty)
    assert differences(empty) == []


def test_migrating_what_is_up_to_date_changes_nothing(empty: Engine) -> None:
    migrate(empty)
    migrate(empty)
    assert differences(empty) == []
