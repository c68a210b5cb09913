"""From the log's stored values to words: what each column holds, and what references are called at present."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import select

from portfolio.domain.labels import label
from portfolio.domain.log_values import FieldChange, Kind, RowChange, merged, value
from portfolio.domain.periods import Period
from portfolio.domain.phases import Phase
from portfolio.models import AuditItem, Base, Benefit, Initiative, RoleAssignment, User
from portfolio.models.base import EnumText, PeriodText, UtcDateTime
from portfolio.services import existing
from portfolio.services.context import Context

#: One row of one table.
Key = tuple[str, int]

#: What stands for something that does not exist for the reader, or is there no longer.
UNSEEN = "något som du inte ser"

#: The column that tells what a row is called; a reference tells that it is called as what it leads to.
NAMED_BY = {
    "activities": "title",
    "adoptions": "unit_id",
    "api_tokens": "name",
    "benefit_activities": "activity_id",
    "benefit_assessments": "benefit_id",
    "benefit_goals": "goal_id",
    "benefit_impacts": "area",
    "benefit_links": "target_id",
    "benefit_measures": "measure_id",
    "benefit_targets": "value",
    "benefits": "title",
    "complexity_assessments": "level",
    "decision_requests": "matter",
    "decisions": "matter",
    "excluded_periods": "period",
    "first_assessments": "recommendation",
    "former_titles": "title",
    "forums": "name",
    "goals": "name",
    "import_runs": "file_name",
    "initiative_activities": "activity_id",
    "initiative_dependencies": "waits_for_id",
    "initiative_phases": "phase",
    "initiatives": "title",
    "interim_targets": "period",
    "learning_entries": "noted_on",
    "measure_versions": "measure_id",
    "measurements": "period",
    "measures": "name",
    "organisations": "name",
    "personal_calendars": "user_id",
    "plan_deciders": "change",
    "plan_parties": "organisation_id",
    "plan_roles": "name",
    "plans": "name",
    "preliminary_steps": "step",
    "programme_areas": "name",
    "role_assignments": "user_id",
    "series": "measure_id",
    "users": "name",
}

#: What nobody reads as a field: what a decision was made on and what it changed stand on its own page, in words.
_APART = frozenset({("decisions", "material"), ("decisions", "changed")})

#: Every table that is logged, by its name.
TABLES: dict[str, type[Base]] = {
    mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers if mapper.class_.__audited__
}


def _kind(column: Any) -> Kind:
    match column.type:
        case EnumText():
            return column.type.kind
        case PeriodText():
            return Period
        case UtcDateTime():
            return datetime
        case _:
            return str


_KINDS = {table: {c.key: _kind(c) for c in kind.__table__.columns} for table, kind in TABLES.items()}
_LEADS_TO = {
    table: {c.key: next(iter(c.foreign_keys)).column.table.name for c in kind.__table__.columns if c.foreign_keys}
    for table, kind in TABLES.items()
}


def in_words(ctx: Context, items: Sequence[AuditItem], *, zone: tzinfo) -> dict[int, list[RowChange]]:
    """What the items tell, by link: each row that changed, with its fields in words.

    A bounded number of queries, by the number of tables: what is named is loaded a table at a time.
    """
    wanted = {(item.entity, item.entity_id) for item in items} | set(_references(items))
    called = names(ctx, wanted)
    told: dict[int, list[RowChange]] = {}
    for link_id, of_link in groupby(items, key=lambda item: item.link_id):
        rows = [
            _row(list(of_row), called, zone)
            for _, of_row in groupby(of_link, key=lambda item: (item.entity, item.entity_id, item.operation))
        ]
        told[link_id] = merged([*told.get(link_id, []), *rows])
    return told


def names(ctx: Context, wanted: Iterable[Key]) -> dict[Key, str]:
    """What rows are called at present, as far as they are there and exist for the actor."""
    found: dict[Key, Any] = {}
    pending = {key for key in wanted if key[0] in NAMED_BY}
    # What is called as something else is looked up in a second round, and nothing takes a third.
    for _ in range(3):
        missing: dict[str, set[int]] = defaultdict(set)
        for table, number in pending - found.keys():
            missing[table].add(number)
        for table, numbers in missing.items():
            found |= _load(ctx, table, numbers)
        pending = {one for one in found.values() if isinstance(one, tuple)}
    return {key: text for key in found if (text := _follow(found, key)) is not None}


def _load(ctx: Context, table: str, numbers: set[int]) -> dict[Key, Any]:
    """What each row is called: a text, or the row that it is called as."""
    if table == Initiative.__tablename__:
        return {(table, one.id): one.title for one in existing.initiatives(ctx, Initiative.id.in_(numbers))}
    kind: Any = TABLES[table]
    if table == Benefit.__tablename__:
        rows = ctx.session.execute(select(Benefit.id, Benefit.title, Benefit.initiative_id).where(kind.id.in_(numbers)))
        titles = {(number, title): initiative_id for number, title, initiative_id in rows}
        seen = {one.id for one in existing.initiatives(ctx, Initiative.id.in_(set(titles.values())))}
        return {(table, number): title for (number, title), owner in titles.items() if owner in seen}
    if table == RoleAssignment.__tablename__:
        held_by = select(RoleAssignment.id, RoleAssignment.role, User.name).join(
            User, User.id == RoleAssignment.user_id
        )
        rows_of_roles = ctx.session.execute(held_by.where(RoleAssignment.id.in_(numbers)))
        return {(table, number): f"{name} som {_text(role)}" for number, role, name in rows_of_roles}
    column = NAMED_BY[table]
    target = _LEADS_TO[table].get(column)
    query = select(kind.id, getattr(kind, column)).where(kind.id.in_(numbers))
    return {
        (table, number): (target, held) if target else _text(held) for number, held in ctx.session.execute(query).all()
    }


def _text(held: Any) -> str:
    if isinstance(held, Phase):
        return f"fas {list(Phase).index(held) + 1}"
    if isinstance(held, StrEnum):
        text = label(held)
        return text[:1].lower() + text[1:]
    return held.label if isinstance(held, Period) else str(held)


def _follow(found: Mapping[Key, Any], key: Key) -> str | None:
    for _ in range(3):
        held = found.get(key)
        if not isinstance(held, tuple):
            return held
        key = held
    return None


def _references(items: Iterable[AuditItem]) -> Iterable[Key]:
    for item in items:
        target = _LEADS_TO.get(item.entity, {}).get(item.field)
        if target is not None:
            yield from ((target, int(text)) for text in (item.old, item.new) if text is not None)


def _row(items: Sequence[AuditItem], called: Mapping[Key, str], zone: tzinfo) -> RowChange:
    first = items[0]
    fields = tuple(_field(item, called, zone) for item in items if (item.entity, item.field) not in _APART)
    name = called.get((first.entity, first.entity_id))
    if name is None:
        # The row is gone, or never had more of a name than what the log keeps of it.
        by = next((one for one in fields if one.column == NAMED_BY.get(first.entity)), None)
        name = (by.new or by.old) if by else None
    return RowChange(first.entity, first.entity_id, first.operation, name, fields)


def _field(item: AuditItem, called: Mapping[Key, str], zone: tzinfo) -> FieldChange:
    target = _LEADS_TO.get(item.entity, {}).get(item.field)
    kind = _KINDS.get(item.entity, {}).get(item.field, str)

    def word(text: str | None) -> str | None:
        if target is not None and text is not None:
            return called.get((target, int(text)), UNSEEN)
        return value(text, kind, zone=zone)

    logged = item.old is not None or item.new is not None
    return FieldChange(item.entity, item.field, word(item.old), word(item.new), logged)
