"""What has changed since an instant, by the log: no column of its own that somebody could forget to set."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, cast, or_, select

from portfolio.models import AuditItem, AuditLink, Base, Initiative


def changed_since(kind: type[Base], since: datetime, *, parts: Iterable[tuple[type[Base], str]] = ()) -> Any:
    """The condition that rows of ``kind``, or the ``parts`` that belong to them, were changed then or later.

    A part is a table and the column that names the row it belongs to; one that was removed counts as a change.
    """
    number: Any = kind.id
    told = [number.in_(_touched(kind, since))]
    for part, column in parts:
        table: Any = part
        told.append(number.in_(select(getattr(table, column)).where(table.id.in_(_touched(part, since)))))
        told.append(number.in_(_owners(part, column, since)))
    return or_(*told)


def revealed_since(since: datetime) -> Select[int]:
    """The initiatives whose state changed then or later: what a draft held may be in sight only since."""
    return _items(Initiative.__tablename__, since, AuditItem.entity_id).where(AuditItem.field == "state")


def _touched(kind: type[Base], since: datetime) -> Select[int]:
    return _items(kind.__tablename__, since, AuditItem.entity_id)


def _owners(part: type[Base], column: str, since: datetime) -> Select[int]:
    # What a removed row belonged to stands in the log alone, as JSON: a number is the same there as elsewhere.
    return _items(part.__tablename__, since, cast(AuditItem.old, Integer)).where(
        AuditItem.field == column, AuditItem.operation == "delete"
    )


def _items(table: str, since: datetime, what: Any) -> Select[int]:
    conditions: list[ColumnElement[bool]] = [AuditItem.entity == table, AuditLink.at >= since]
    return select(what).join(AuditLink, AuditLink.id == AuditItem.link_id).where(*conditions)
