"""What was built on an entry of the log: whatever has touched, referred to or followed on the rows that it touched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased, joinedload

from portfolio.domain.log_nets import Key, Net
from portfolio.models import AuditItem, AuditLink, Base, ImportRun
from portfolio.services.context import Context

#: Rows that follow on each other, by what they have in common: a later one corrects or replaces an earlier one.
_FOLLOWING = {
    "measurements": ("series_id", "period"),
    "benefit_targets": ("benefit_measure_id",),
    "measure_versions": ("measure_id",),
}

#: So many rows are named in one query.
_CHUNK = 500

#: So many entries are told.
MOST = 20


@dataclass(frozen=True)
class Built:
    """What was built on an entry: the log's first entries of it. There may be something that the log passes by."""

    entries: tuple[AuditLink, ...]


def built_on(ctx: Context, done: Mapping[Key, Net], *, after: int) -> Built | None:
    """What was built on what an entry did, or None when nothing was. Some queries for each table, by its rows.

    An import that was undone since, and its undoing, have left everything as it was and count as nothing.
    """
    made: dict[str, set[int]] = defaultdict(set)
    touched: dict[str, set[int]] = defaultdict(set)
    for (table, number), net in done.items():
        touched[table].add(number)
        if net.is_made:
            made[table].add(number)
    others: dict[str, set[int]] = defaultdict(set)
    for table, number in (*_referring(ctx, made, touched), *_following(ctx, made)):
        others[table].add(number)
    found = (_touching(ctx, touched, after) | _touching(ctx, others, after)) - _undone(ctx, after)
    if not found and not others:
        return None
    query = select(AuditLink).where(AuditLink.id.in_(sorted(found)[:MOST])).order_by(AuditLink.id)
    return Built(tuple(ctx.session.scalars(query.options(joinedload(AuditLink.actor)))))


def _undone(ctx: Context, after: int) -> set[int]:
    undone = select(ImportRun.id).where(ImportRun.undone_at.is_not(None))
    query = select(AuditItem.link_id).where(
        AuditItem.entity == ImportRun.__tablename__, AuditItem.entity_id.in_(undone), AuditItem.link_id > after
    )
    return set(ctx.session.scalars(query.distinct()))


def _touching(ctx: Context, rows: Mapping[str, set[int]], after: int) -> set[int]:
    found: set[int] = set()
    for table, numbers in rows.items():
        for some in in_chunks(numbers):
            query = select(AuditItem.link_id).where(
                AuditItem.entity == table, AuditItem.entity_id.in_(some), AuditItem.link_id > after
            )
            found |= set(ctx.session.scalars(query.distinct()))
    return found


def _referring(ctx: Context, made: Mapping[str, set[int]], touched: Mapping[str, set[int]]) -> Iterator[Key]:
    """Rows that refer to one that was made, and were made or changed by somebody else."""
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            target = key.column.table.name
            column = key.parent
            if "id" not in table.columns:
                continue
            for some in in_chunks(made.get(target, set())):
                for number in ctx.session.scalars(select(table.c.id).where(column.in_(some))):
                    if number not in touched.get(table.name, set()):
                        yield table.name, number


def _following(ctx: Context, made: Mapping[str, set[int]]) -> Iterator[Key]:
    """Rows that came after one that was made, as a correction does after the value that it corrects."""
    kinds: dict[str, Any] = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    for name, shared in _FOLLOWING.items():
        kind = kinds[name]
        later = aliased(kind)
        same = and_(*(getattr(later, one) == getattr(kind, one) for one in shared), later.number > kind.number)
        for some in in_chunks(made.get(name, set())):
            query = select(later.id).join(kind, same).where(kind.id.in_(some))
            yield from ((name, number) for number in ctx.session.scalars(query) if number not in made[name])


def in_chunks(numbers: Iterable[int]) -> Iterator[Sequence[int]]:
    """Numbers of rows, as many at a time as one query names."""
    told = sorted(numbers)
    for start in range(0, len(told), _CHUNK):
        yield told[start : start + _CHUNK]
