"""Plans: which exist for whom."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portfolio.domain.errors import NotFound
from portfolio.domain.permissions import Permission
from portfolio.domain.texts import swedish_key
from portfolio.models import Forum, Plan, ProgrammeArea
from portfolio.services.context import Context


def visible(ctx: Context) -> list[Plan]:
    """The plans that exist for the actor, by name."""
    query = select(Plan)
    if not ctx.actor.is_system:
        query = query.where(Plan.id.in_(ctx.actor.plan_ids))
    return sorted(ctx.session.scalars(query), key=lambda plan: swedish_key(plan.name))


def open_for_proposals(ctx: Context) -> list[Plan]:
    """Every plan: anybody who is signed in may propose to any of them. Raises Denied for those who are not."""
    ctx.require(Permission.PROPOSE_INITIATIVE)
    query = select(Plan)
    if ctx.actor.within_plan is not None:
        query = query.where(Plan.id == ctx.actor.within_plan)
    return sorted(ctx.session.scalars(query), key=lambda plan: swedish_key(plan.name))


def get(ctx: Context, slug: str, *, to: Permission = Permission.READ_PLAN) -> Plan:
    """The plan with this slug. Raises NotFound or Denied, as ``ctx.load`` does."""
    query = select(Plan).where(Plan.slug == slug).options(selectinload(Plan.owner))
    # PostgreSQL takes no such character, not even to look for.
    plan = ctx.session.scalar(query) if "\0" not in slug else None
    if plan is None:
        raise NotFound("Planen finns inte, eller så har du ingen roll i den.")
    ctx.check(plan, to)
    return plan


def areas(ctx: Context, plan_id: int) -> list[ProgrammeArea]:
    """The plan's areas in their order, sub-areas after the area they are part of."""
    found = list(ctx.session.scalars(select(ProgrammeArea).where(ProgrammeArea.plan_id == plan_id)))
    by_parent: dict[int | None, list[ProgrammeArea]] = {}
    for area in sorted(found, key=lambda area: area.position):
        by_parent.setdefault(area.parent_id, []).append(area)

    def below(parent_id: int | None) -> list[ProgrammeArea]:
        return [one for area in by_parent.get(parent_id, []) for one in (area, *below(area.id))]

    return below(None)


def forums(ctx: Context, plan_id: int) -> list[Forum]:
    """The plan's forums in their order."""
    return list(ctx.session.scalars(select(Forum).where(Forum.plan_id == plan_id).order_by(Forum.position)))
