"""The audit log: append-only, one link per transaction, chained by hashes; and the hooks that write it.

The flush hook collects what changed; the outermost commit locks the head row and writes the link. (Taking the last row
as the previous one forks the chain when several write at once, and locking the head in the flush hook deadlocks.)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, event, insert, inspect, select, update
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, UOWTransaction, mapped_column, relationship

from portfolio.domain.periods import Period
from portfolio.models.base import Base, Id, Instant, OptionalLong
from portfolio.models.user import User

#: What the first link follows on.
GENESIS = "0" * 64


class AuditLink(Base):
    """One transaction's entry in the chain: who, when, what they did, and why where a reason is asked for."""

    __tablename__ = "audit_links"
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[Instant] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plans.id"), index=True)
    action: Mapped[str] = mapped_column(String(63))
    reason: Mapped[OptionalLong]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    actor: Mapped[User | None] = relationship(viewonly=True)
    items: Mapped[list[AuditItem]] = relationship(order_by="AuditItem.position", viewonly=True)


class AuditItem(Base):
    """One field of one row that a transaction changed; ``old`` and ``new`` are JSON, null where there was nothing."""

    __tablename__ = "audit_items"
    __table_args__ = (Index("ix_audit_items_entity_entity_id", "entity", "entity_id"),)
    __audited__ = False

    id: Mapped[Id]
    link_id: Mapped[int] = mapped_column(ForeignKey("audit_links.id"), index=True)
    position: Mapped[int]
    operation: Mapped[str] = mapped_column(String(8))
    entity: Mapped[str] = mapped_column(String(63))
    entity_id: Mapped[int]
    field: Mapped[str] = mapped_column(String(63))
    old: Mapped[str | None] = mapped_column(Text)
    new: Mapped[str | None] = mapped_column(Text)


class AuditHead(Base):
    """The single row that writers lock, and that tells how long the chain must be."""

    __tablename__ = "audit_head"
    __audited__ = False

    id: Mapped[Id]
    link_id: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


@dataclass
class Journal:
    """What one transaction will write to the log, kept in ``session.info``."""

    actor_id: int | None
    at: datetime
    action: str | None = None
    reason: str | None = None
    plan_id: int | None = None
    items: list[dict[str, Any]] = field(default_factory=list)
    inserted: set[tuple[str, int]] = field(default_factory=set)


def link_hash(previous: str, link: Mapping[str, Any], items: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 over the previous hash and the canonical JSON of the link and its items."""
    content = {
        "id": link["id"],
        "at": link["at"].isoformat(timespec="microseconds"),
        "actor": link["actor_id"],
        "plan": link["plan_id"],
        "action": link["action"],
        "reason": link["reason"],
        "items": [[i["operation"], i["entity"], i["entity_id"], i["field"], i["old"], i["new"]] for i in items],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}{text}".encode()).hexdigest()


def encode(value: Any) -> str | None:
    """A column's value as canonical JSON text; nothing at all stays null."""
    if value is None:
        return None
    match value:
        case StrEnum():
            value = value.value
        case Period():
            value = value.code
        case Decimal():
            value = str(value)
        case datetime() | date():
            value = value.isoformat()
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def install_hooks(sessions: Any) -> None:
    """Attach the log to a session factory. Every session made by it is covered, whoever uses it."""
    event.listen(sessions, "before_flush", _refuse_unannounced)
    event.listen(sessions, "after_flush", _collect)
    event.listen(sessions, "before_commit", _write_link)
    event.listen(sessions, "after_soft_rollback", _forget)
    event.listen(sessions, "do_orm_execute", _refuse_bulk)
    event.listen(sessions, "after_transaction_create", _refuse_savepoints)


def _refuse_unannounced(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    if "journal" not in session.info and (session.new or session.dirty or session.deleted):
        raise RuntimeError("Write inside ctx.transaction(): it takes the write lock and the log's entry.")


def _refuse_savepoints(session: Session, transaction: Any) -> None:
    if transaction.nested:
        raise RuntimeError("A savepoint could be rolled back with its log items kept; do without.")


def _refuse_bulk(state: ORMExecuteState) -> None:
    if state.is_update or state.is_delete or state.is_insert:
        table = getattr(getattr(state.statement, "table", None), "name", None)
        if any(m.class_.__audited__ and m.class_.__tablename__ == table for m in Base.registry.mappers):
            raise RuntimeError(f"Bulk changes of {table} would pass by the log.")


def _collect(session: Session, _context: UOWTransaction) -> None:
    journal: Journal = session.info["journal"]
    for operation, rows in (("insert", session.new), ("update", session.dirty), ("delete", session.deleted)):
        for row in sorted(rows, key=lambda r: (type(r).__tablename__, r.id)):
            if type(row).__audited__:
                known = (type(row).__tablename__, row.id)
                journal.items.extend(_items(operation, row, fresh=known in journal.inserted))
                if operation == "insert":
                    journal.inserted.add(known)


def _items(operation: str, row: Base, *, fresh: bool) -> Iterable[dict[str, Any]]:
    """The changed fields of one row. What a row of this transaction was never given, it was inserted with as null."""
    state = inspect(row)
    for attribute in state.mapper.column_attrs:
        if attribute.key == "id":
            continue
        value = getattr(row, attribute.key)
        if operation == "insert":
            # Their history is not asked for: a file may bring ten thousand rows, and finding it takes its time.
            old, new = None, value
        elif operation == "delete":
            deleted = state.attrs[attribute.key].history.deleted
            old, new = deleted[0] if deleted else value, None
        else:
            history = state.attrs[attribute.key].history
            if not history.has_changes():
                continue
            if not history.deleted and not fresh:
                raise RuntimeError(f"{type(row).__name__}.{attribute.key} was changed without having been read.")
            old, new = history.deleted[0] if history.deleted else None, value
        old_text, new_text = encode(old), encode(new)
        if old_text == new_text and operation == "update":
            continue
        if old_text is None and new_text is None:
            continue
        if attribute.columns[0].info.get("unlogged"):
            old_text = new_text = None
        yield {
            "operation": operation,
            "entity": type(row).__tablename__,
            "entity_id": row.id,
            "field": attribute.key,
            "old": old_text,
            "new": new_text,
        }


def _write_link(session: Session) -> None:
    session.flush()
    journal: Journal | None = session.info.get("journal")
    if journal is None or not journal.items:
        return
    if journal.action is None:
        raise RuntimeError("A change without an action: the service has to call ctx.record(...).")
    connection = session.connection()
    previous_id, previous = connection.execute(
        select(AuditHead.link_id, AuditHead.hash).where(AuditHead.id == 1).with_for_update()
    ).one()
    link = {
        "id": previous_id + 1,
        "at": journal.at,
        "actor_id": journal.actor_id,
        "plan_id": journal.plan_id,
        "action": journal.action,
        "reason": journal.reason,
    }
    digest = link_hash(previous, link, journal.items)
    connection.execute(insert(AuditLink).values(**link, previous_hash=previous, hash=digest))
    connection.execute(
        insert(AuditItem),
        [{**item, "link_id": link["id"], "position": n} for n, item in enumerate(journal.items)],
    )
    connection.execute(update(AuditHead).where(AuditHead.id == 1).values(link_id=link["id"], hash=digest))
    journal.items = []


def _forget(session: Session, _previous: Any) -> None:
    session.info.pop("journal", None)
