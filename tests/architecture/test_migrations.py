"""The migrations make the tables that the models describe, up and down, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from portfolio.db import current_revision, head_revision, make_engine, migrate
from portfolio.models import Base
from tests.conftest import SKIPPED
from tests.postgres import PostgresServer


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without tables, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.sqlite'}"
    elif "postgres" in SKIPPED:
        pytest.skip("PORTFOLIO_TEST_SKIP names postgres")
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.create_database(server.new_name("empty"))
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


def test_what_was_stored_before_the_second_revision_is_kept(empty: Engine) -> None:
    migrate(empty, "0001")
    with empty.execution_options(write=True).begin() as connection:
        for statement in (
            "INSERT INTO organisations (id, key, name, kind) VALUES (1, 'o', 'Regionen', 'principal')",
            (
                "INSERT INTO plans (id, slug, name, owner_id, valid_period, timeline_period)"
                " VALUES (1, 'p', 'Planen', 1, '2022', '2021/2025')"
            ),
            (
                "INSERT INTO programme_areas (id, plan_id, key, name, kind, position)"
                " VALUES (1, 1, 'a', 'Området', 'group', 1)"
            ),
            (
                "INSERT INTO initiatives (id, plan_id, key, title, area_id, position, kind, parties, target_groups,"
                " state, retrospective, example, created_at)"
                " VALUES (1, 1, 'i', 'Initiativet', 1, 1, 'initiative', '[]', '[]', 'approved', true, false,"
                " '2022-01-01')"
            ),
            (
                "INSERT INTO activities (id, plan_id, key, title, responsible, example, position)"
                " VALUES (1, 1, 'x', 'Utbilda', '[]', false, 1)"
            ),
            "INSERT INTO initiative_activities (id, initiative_id, activity_id, position) VALUES (1, 1, 1, 1)",
        ):
            connection.exec_driver_sql(statement)
    migrate(empty)
    with empty.connect() as connection:
        assert connection.exec_driver_sql("SELECT kind FROM activities").scalar_one() == "activity"
        assert connection.exec_driver_sql("SELECT grace_days FROM plans").scalar_one() == 30
        assert connection.exec_driver_sql("SELECT activity_id FROM initiative_activities").scalar_one() == 1
    migrate(empty, "0001")
    with empty.connect() as connection:
        assert connection.exec_driver_sql("SELECT title FROM activities").scalar_one() == "Utbilda"


def test_a_measure_that_was_there_becomes_a_plain_one_with_a_series_of_the_whole(empty: Engine) -> None:
    migrate(empty, "0003")
    with empty.execution_options(write=True).begin() as connection:
        for statement in (
            "INSERT INTO organisations (id, key, name, kind) VALUES (1, 'o', 'Regionen', 'principal')",
            (
                "INSERT INTO plans (id, slug, name, owner_id, valid_period, timeline_period, on_track_points,"
                " worsened_percent, fallen_back_percent, grace_days)"
                " VALUES (1, 'p', 'Planen', 1, '2022', '2021/2025', 10, 5, 95, 30)"
            ),
            (
                "INSERT INTO measures (id, plan_id, key, name, direction, position, example)"
                " VALUES (7, 1, 'm', 'Väntetid', 'decrease', 1, true)"
            ),
        ):
            connection.exec_driver_sql(statement)
    migrate(empty)
    with empty.execution_options(write=True).begin() as connection:
        plain = "SELECT multiplier, decimals, chart, summable, accumulation, version, tolerance FROM measures"
        assert connection.exec_driver_sql(plain).one() == (1, 1, "xmr", False, "period", 1, None)
        series = "SELECT measure_id, version, unit_id, sex, example FROM series"
        assert connection.exec_driver_sql(series).one() == (7, 1, None, None, True)
        connection.exec_driver_sql(
            "INSERT INTO measurements (id, series_id, period, number, value, state, recorded_at, example)"
            " SELECT 1, id, '2022-01', 1, '12.50', 'draft', '2022-02-01', false FROM series"
        )
    migrate(empty, "0003")
    with empty.connect() as connection:
        assert connection.exec_driver_sql("SELECT name, direction FROM measures").one() == ("Väntetid", "decrease")
        assert "series" not in inspect(connection).get_table_names()
