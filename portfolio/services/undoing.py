"""Undoing an import: what it changed is put back and what it made is removed, as long as nothing was built on it.

It goes by the log's entry of the import, which tells every field that it touched (adr/0025).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, Date, inspect, select
from sqlalchemy.orm import RelationshipDirection
from sqlalchemy.orm.attributes import set_committed_value

from portfolio.domain.errors import Conflict, Denied
from portfolio.domain.log_nets import Item, Key, Net, nets
from portfolio.domain.periods import from_code
from portfolio.domain.permissions import Permission
from portfolio.models import AuditItem, AuditLink, Base, ImportRun
from portfolio.models.base import EnumText, Exact, PeriodText, TextTuple, UtcDateTime
from portfolio.services import building_on, import_runs, undo_rights
from portfolio.services.building_on import Built
from portfolio.services.context import Context
from portfolio.services.log_values import TABLES


class BuiltOn(Conflict):
    """Something was built on what would be undone; ``entries`` are the log's entries of it, the first one first."""

    def __init__(self, entries: Sequence[AuditLink]) -> None:
        super().__init__(
            "Inläsningen går inte att ångra längre, eftersom något har byggts på den sedan dess. Inget är ändrat."
        )
        self.entries = tuple(entries)


def undo(ctx: Context, run_id: int) -> ImportRun:
    """Undo an import: one entry of the log of its own. Call within a transaction.

    Raises NotFound, Denied, BuiltOn, and Conflict for one that was undone before.
    """
    run = import_runs.get(ctx, run_id)
    if not undo_rights.is_own(ctx, run):
        ctx.check(run, Permission.UNDO_IMPORT)
    link = import_runs.entry_of(ctx, run)
    done = _done(ctx, run, link)
    # What was undone has no rows left to ask about.
    if run.undone_at is not None:
        raise Conflict("Inläsningen är redan ångrad.")
    undo_rights.check(ctx, run, done)
    ctx.record("table:undo", reason=run.file_name, plan_id=run.plan_id)
    if later := building_on.built_on(ctx, done, after=link.id):
        raise BuiltOn(later.entries)
    rows = _rows(ctx, done)
    _check_unchanged(done, rows)
    _put_back(ctx, done, rows, references=True)
    _remove(ctx, done, rows)
    _put_back(ctx, done, rows, references=False)
    _restore(ctx, done)
    run = ctx.load(ImportRun, run_id, to=Permission.READ_PLAN)
    run.undone_by, run.undone_at = ctx.actor.user_id, ctx.now
    ctx.session.flush()
    return run


def refusal(ctx: Context, run: ImportRun) -> Denied | None:
    """Why the actor may not undo an import, or None when they may."""
    try:
        undo_rights.check(ctx, run, _done(ctx, run, import_runs.entry_of(ctx, run)))
    except Denied as problem:
        return problem
    return None


def standing(ctx: Context, run: ImportRun) -> Built | None:
    """What was built on an import, so that it cannot be undone any more; None when it can."""
    link = import_runs.entry_of(ctx, run)
    return building_on.built_on(ctx, _done(ctx, run, link), after=link.id)


def _done(ctx: Context, run: ImportRun, link: AuditLink) -> dict[Key, Net]:
    query = (
        select(
            AuditItem.operation, AuditItem.entity, AuditItem.entity_id, AuditItem.field, AuditItem.old, AuditItem.new
        )
        .where(AuditItem.link_id == link.id)
        .order_by(AuditItem.position)
    )
    rows = ctx.session.execute(query)
    items = (Item(operation, (table, number), name, old, new) for operation, table, number, name, old, new in rows)
    found = nets(items)
    # That there was an import stays true when it is undone.
    del found[ImportRun.__tablename__, run.id]
    return found


def _rows(ctx: Context, done: dict[Key, Net]) -> dict[Key, Base]:
    """The rows that the import made or changed, as they are stored now."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for (table, number), net in done.items():
        if net.exists:
            wanted[table].append(number)
    found: dict[Key, Base] = {}
    for table, numbers in wanted.items():
        kind: Any = TABLES[table]
        for some in building_on.in_chunks(numbers):
            query = select(kind).where(kind.id.in_(some)).execution_options(populate_existing=True)
            found |= {(table, row.id): row for row in ctx.session.scalars(query)}
    return found


def _check_unchanged(done: dict[Key, Net], rows: dict[Key, Base]) -> None:
    """Hold what is stored against what the import left: the log tells of all that was changed since, so this is a net.

    What the log keeps no values of cannot be put back.
    """
    for key, net in done.items():
        if not net.exists:
            continue
        row = rows.get(key)
        if row is None:
            raise BuiltOn(())
        columns = TABLES[key[0]].__table__.columns
        for name, text in net.new.items():
            if columns[name].info.get("unlogged"):
                raise Conflict("Inläsningen ändrade uppgifter som loggen inte sparar, så den går inte att ångra.")
            if getattr(row, name) != _value(columns[name].type, text):
                raise BuiltOn(())


def _put_back(ctx: Context, done: dict[Key, Net], rows: dict[Key, Base], *, references: bool) -> None:
    """Put changed fields back; what refers to a row that is to be removed goes before that, all else after it."""
    for key, net in done.items():
        columns = TABLES[key[0]].__table__.columns
        for name, text in net.changed.items():
            if bool(columns[name].foreign_keys) is references:
                setattr(rows[key], name, _value(columns[name].type, text))
    ctx.session.flush()


def _remove(ctx: Context, done: dict[Key, Net], rows: dict[Key, Base]) -> None:
    """Remove what was made, what refers to others before those: table by table, the latest row first."""
    for table in reversed(Base.metadata.sorted_tables):
        made = sorted((key for key, net in done.items() if key[0] == table.name and net.is_made), reverse=True)
        refers_to_itself = any(one.column.table is table for one in table.foreign_keys)
        for key in made:
            _forget_parts(rows[key])
            ctx.session.delete(rows[key])
            if refers_to_itself:
                ctx.session.flush()
        ctx.session.flush()


def _forget_parts(row: Base) -> None:
    """Spare the session from asking which rows belong to one that goes: they are gone already."""
    for relation in inspect(type(row)).relationships:
        if relation.direction is RelationshipDirection.ONETOMANY and not relation.viewonly:
            set_committed_value(row, relation.key, [] if relation.uselist else None)


def _restore(ctx: Context, done: dict[Key, Net]) -> None:
    """Make again what was removed, with its number where that is still free."""
    ctx.session.expire_all()
    for table in Base.metadata.sorted_tables:
        for (name, number), net in done.items():
            if name != table.name or not net.is_removed:
                continue
            kind = TABLES[name]
            columns = kind.__table__.columns
            values = {field: _value(columns[field].type, text) for field, text in net.old.items()}
            free = ctx.session.get(kind, number) is None
            ctx.session.add(kind(**values, **({"id": number} if free else {})))
        ctx.session.flush()


def _value(kind: Any, text: str | None) -> Any:
    """A value as it was before ``encode`` made the log's JSON of it."""
    if text is None:
        return () if isinstance(kind, TextTuple) else None
    stored = json.loads(text)
    match kind:
        case EnumText():
            return kind.kind(stored)
        case PeriodText():
            return from_code(stored)
        case Exact():
            return Decimal(stored)
        case TextTuple():
            return tuple(stored)
        case UtcDateTime():
            return datetime.fromisoformat(stored)
        case Date():
            return date.fromisoformat(stored)
        case Boolean():
            return bool(stored)
    return stored
