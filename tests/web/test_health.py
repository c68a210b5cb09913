"""Whether the product can serve, for whoever keeps the server running."""

from __future__ import annotations

from sqlalchemy import text

from portfolio.db import migrate
from tests.web.conftest import one_database


def test_a_database_that_answers_with_its_tables_is_healthy(person):
    answer = person("nobody").client.get("/halsa")
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert answer.get_json() == {"status": "ok", "database": "ok", "schema": "ok", "scheduler": "never"}


def test_tables_of_another_version_are_told_of(person, engine):
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    answer = person("nobody").client.get("/halsa")
    assert answer.status_code == 503
    assert answer.get_json() == {"status": "error", "database": "ok", "schema": "outdated"}


def test_a_database_that_was_never_migrated_is_told_of(person, engine):
    migrate(engine, "base")
    answer = person("nobody").client.get("/halsa")
    assert answer.status_code == 503
    assert answer.get_json()["schema"] == "outdated"


@one_database
def test_a_database_that_does_not_answer_is_told_of_without_its_address(app, monkeypatch):
    from sqlalchemy.exc import OperationalError

    def fail(*_args: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("password=hemligt"))

    monkeypatch.setattr("portfolio.services.health.current_revision", fail)
    answer = app.test_client().get("/halsa")
    assert answer.status_code == 503
    assert answer.get_json() == {"status": "error", "database": "unreachable", "schema": "unknown"}
    assert "hemligt" not in answer.get_data(as_text=True)
