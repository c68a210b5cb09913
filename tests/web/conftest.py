"""What the pages' tests share: the database seen past the product, so that a page is not believed on its word."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from portfolio.models import AuditItem, AuditLink, Initiative


class Stored:
    """What is stored, read on a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def all(self, query: Any) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.execute(query))

    def one(self, query: Any) -> Any:
        with self.engine.connect() as connection:
            return connection.scalar(query)

    def id_of(self, key: str) -> int:
        """The id of an initiative of the shipped plan."""
        found = self.one(select(Initiative.id).where(Initiative.key == key))
        assert found is not None, key
        return int(found)

    def initiatives(self) -> int:
        return int(self.one(select(func.count(Initiative.id))))

    def changes(self) -> int:
        """The length of the log: whatever is saved makes it longer."""
        return int(self.one(select(func.count(AuditLink.id))))

    def last_change(self) -> tuple[str, set[str]]:
        """The latest entry of the log: its action, and the fields that it names."""
        link_id, action = self.all(select(AuditLink.id, AuditLink.action).order_by(AuditLink.id.desc()).limit(1))[0]
        return action, {row.field for row in self.all(select(AuditItem.field).where(AuditItem.link_id == link_id))}


#: For what has nothing to do with the database: asked once is enough.
one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def stored(engine: Engine) -> Stored:
    return Stored(engine)
