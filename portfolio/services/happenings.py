"""What others have done in a person's initiatives since they were here last, from the log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portfolio.domain.log_words import deed
from portfolio.domain.permissions import Permission, Role, roles_at
from portfolio.domain.stories import PLAN_LOAD
from portfolio.models import (
    AuditItem,
    AuditLink,
    Benefit,
    BenefitMeasure,
    Decision,
    Initiative,
    LoginSession,
    Measure,
    Measurement,
    Series,
)
from portfolio.services import decisions, people
from portfolio.services.context import Context
from portfolio.services.log_values import TABLES
from portfolio.services.owned import OF_AIM, OF_BENEFIT, OF_INITIATIVE

#: So many are told of, of so many entries of the log that are looked at: enough for a glance.
SHOWN = 5
_LOOKED_AT = 200

#: How far back it is told of to whoever has never been here before.
USUAL = timedelta(days=30)

#: Who reads everything has no initiatives of their own.
_NOT_OWN = frozenset({Role.READER, Role.ADMIN})


@dataclass(frozen=True)
class Happening:
    """One thing that somebody did with an initiative: ``sentence`` goes on after ``who``, or stands alone."""

    day: date
    who: str | None
    sentence: str
    initiative_id: int
    title: str


@dataclass(frozen=True)
class Happenings:
    """The latest first; ``since`` is the day that they are told from, and whether that is when the actor was here."""

    rows: Sequence[Happening]
    since: date
    was_here: bool


def since_last(ctx: Context) -> Happenings:
    """What others did in the actor's own initiatives since the session before this one, or in the last month.

    A bounded number of queries, whatever the length of the log.
    """
    last = _last_time(ctx)
    since = last or ctx.now - USUAL
    links = _links(ctx, since) if ctx.actor.roles - _NOT_OWN else []
    touched = _touched(ctx, [link.id for link in links])
    own = _own(ctx, {number for numbers in touched.values() for number in numbers})
    told = _decisions(ctx, [link.id for link in links])
    names = people.named(ctx.session, {link.actor_id for link in links})
    found: dict[tuple[Any, ...], Happening] = {}
    for link in links:
        # A plan that is read in touches everything, and is told of where it was done.
        for number in sorted(touched.get(link.id, set()) & own.keys() if link.action != PLAN_LOAD else ()):
            decision = told.get((link.id, number))
            happening = Happening(
                day=link.at.astimezone(ctx.zone).date(),
                who=None if decision else names.get(link.actor_id, "Systemet"),
                sentence=decision or deed(link.action).general,
                initiative_id=number,
                title=own[number].title,
            )
            # What somebody goes on with all day is one thing.
            found.setdefault((happening.day, happening.who, happening.sentence, number), happening)
    return Happenings(list(found.values())[:SHOWN], since.astimezone(ctx.zone).date(), last is not None)


def _last_time(ctx: Context) -> datetime | None:
    """When the actor's session before the latest one began."""
    query = select(LoginSession.created_at).where(LoginSession.user_id == ctx.actor.user_id)
    begun = list(ctx.session.scalars(query.order_by(LoginSession.created_at.desc(), LoginSession.id.desc()).limit(2)))
    return begun[1] if len(begun) > 1 else None


def _links(ctx: Context, since: datetime) -> list[AuditLink]:
    query = (
        select(AuditLink)
        .where(
            AuditLink.plan_id.in_(ctx.actor.plan_ids),
            AuditLink.at >= since,
            or_(AuditLink.actor_id.is_(None), AuditLink.actor_id != ctx.actor.user_id),
        )
        .order_by(AuditLink.id.desc())
        .limit(_LOOKED_AT)
    )
    return list(ctx.session.scalars(query))


def _own(ctx: Context, initiative_ids: Iterable[int]) -> dict[int, Initiative]:
    """Those of the initiatives that exist for the actor and lie where they hold a role that does something."""
    rows = ctx.session.scalars(select(Initiative).where(Initiative.id.in_(list(initiative_ids))))
    return {
        one.id: one
        for one in rows
        if ctx.can(Permission.READ_INITIATIVE, one) and roles_at(ctx.actor, one.scope()) - _NOT_OWN
    }


def _touched(ctx: Context, link_ids: Sequence[int]) -> dict[int, set[int]]:
    """By entry of the log the initiatives that it touched, as far as what it touched is still there."""
    query = select(AuditItem.link_id, AuditItem.entity, AuditItem.entity_id).where(AuditItem.link_id.in_(link_ids))
    by_table: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for link_id, table, number in ctx.session.execute(query.distinct()):
        by_table[table][number].add(link_id)
    found: dict[int, set[int]] = defaultdict(set)
    for table, numbers in by_table.items():
        for number, initiative_id in _owners(ctx, table, numbers):
            for link_id in numbers[number]:
                found[link_id].add(initiative_id)
    return found


def _owners(ctx: Context, table: str, numbers: Mapping[int, Any]) -> Iterable[tuple[int, int]]:
    """Which initiative each row of a table belongs to; a value belongs to all whose benefits use its measure."""
    kind: Any = TABLES.get(table)
    if table == Initiative.__tablename__:
        return [(number, number) for number in numbers]
    if table in OF_INITIATIVE:
        query = select(kind.id, kind.initiative_id).where(kind.initiative_id.is_not(None))
    elif table in OF_BENEFIT:
        query = select(kind.id, Benefit.initiative_id).join(Benefit, Benefit.id == kind.benefit_id)
    elif table in OF_AIM:
        query = (
            select(kind.id, Benefit.initiative_id)
            .join(BenefitMeasure, BenefitMeasure.id == kind.benefit_measure_id)
            .join(Benefit, Benefit.id == BenefitMeasure.benefit_id)
        )
    elif table == Measurement.__tablename__:
        query = (
            select(Measurement.id, Benefit.initiative_id)
            .join(Series, Series.id == Measurement.series_id)
            .join(Measure, Measure.id == Series.measure_id)
            .join(BenefitMeasure, BenefitMeasure.measure_id == Measure.id)
            .join(Benefit, Benefit.id == BenefitMeasure.benefit_id)
            .distinct()
        )
    else:
        return []
    return [(number, owner) for number, owner in ctx.session.execute(query.where(kind.id.in_(list(numbers))))]


def _decisions(ctx: Context, link_ids: Sequence[int]) -> dict[tuple[int, int], str]:
    """The decisions that the entries made, in a sentence each, by entry and initiative."""
    made = select(AuditItem.link_id, AuditItem.entity_id).where(
        AuditItem.link_id.in_(link_ids),
        AuditItem.entity == Decision.__tablename__,
        AuditItem.operation == "insert",
    )
    by_id = {number: link_id for link_id, number in ctx.session.execute(made.distinct())}
    query = (
        select(Decision)
        .where(Decision.id.in_(by_id))
        .options(
            joinedload(Decision.forum),
            joinedload(Decision.assessment),
            joinedload(Decision.benefit),
            joinedload(Decision.corrects),
        )
    )
    return {(by_id[one.id], one.initiative_id): decisions.told(one, one.forum) for one in ctx.session.scalars(query)}
