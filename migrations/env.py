"""Alembic's environment: the connection comes from the product, never from a configuration file."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy.types import TypeDecorator

from portfolio.models import Base


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our column types as the plain ones below them: a migration must not change when the code does."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


connection = context.config.attributes["connection"]
# SQLite cannot alter most things in place, so tables are rebuilt there.
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=render_item,
    transaction_per_migration=False,
)
context.run_migrations()
