"""Plans, what they are made of, and organisations, a page at a time: the same few queries whatever their number."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portfolio.domain.errors import NotFound
from portfolio.domain.permissions import Permission
from portfolio.models import (
    Forum,
    Goal,
    Measure,
    MeasureVersion,
    Organisation,
    Plan,
    PlanDecider,
    PlanParty,
    PlanRole,
    ProgrammeArea,
    Series,
)
from portfolio.services import plans
from portfolio.services.changes import changed_since
from portfolio.services.context import Context
from portfolio.services.paging import TOGETHER, Page, Slice, take

Kind = Literal["areas", "goals", "forums", "measures"]

_TABLES: dict[Kind, type[Any]] = {"areas": ProgrammeArea, "goals": Goal, "forums": Forum, "measures": Measure}

#: What is told of a part besides its own columns, and whose change is a change of it.
_OF_PARTS: dict[Kind, tuple[tuple[Any, ...], tuple[tuple[type[Any], str], ...]]] = {
    "measures": (
        (
            selectinload(Measure.versions, chunksize=TOGETHER),
            selectinload(Measure.series, chunksize=TOGETHER),
            joinedload(Measure.plan),
        ),
        ((MeasureVersion, "measure_id"), (Series, "measure_id")),
    )
}

#: What belongs to a plan so closely that its change is a change of the plan.
PARTS = ((PlanParty, "plan_id"), (PlanRole, "plan_id"), (PlanDecider, "plan_id"))

#: What is told of a plan besides its own columns.
_LOADED = (
    selectinload(Plan.parties),
    selectinload(Plan.plan_roles),
    selectinload(Plan.deciders).joinedload(PlanDecider.forum),
)


def page_of(ctx: Context, page: Page, *, updated_since: datetime | None = None) -> Slice[Plan]:
    """One page of the plans that exist for the actor, in the order of their ids."""
    query = select(Plan).options(*_LOADED)
    if not ctx.actor.is_system:
        query = query.where(Plan.id.in_(ctx.actor.plan_ids))
    if updated_since is not None:
        query = query.where(changed_since(Plan, updated_since, parts=PARTS))
    return take(ctx, query, Plan.id, page)


def parts(
    ctx: Context, kind: Kind, slug: str, page: Page, *, updated_since: datetime | None = None
) -> Slice[ProgrammeArea | Goal | Forum | Measure]:
    """One page of what a plan has of this kind, concluded ones too, in the order of their ids. Raises NotFound."""
    table = _TABLES[kind]
    along, closely = _OF_PARTS.get(kind, ((), ()))
    query = select(table).where(table.plan_id == plans.get(ctx, slug).id).options(*along)
    if updated_since is not None:
        query = query.where(changed_since(table, updated_since, parts=closely))
    return take(ctx, query, table.id, page)


def organisations(ctx: Context, page: Page, *, updated_since: datetime | None = None) -> Slice[Organisation]:
    """One page of all organisations, in the order of their ids.

    Raises NotFound for those without any role: for them there is no plan, and so none of its parties.
    """
    if not ctx.can(Permission.READ_PLAN):
        raise NotFound
    query = select(Organisation)
    if updated_since is not None:
        query = query.where(changed_since(Organisation, updated_since))
    return take(ctx, query, Organisation.id, page)
