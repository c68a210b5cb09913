"""Initiatives with everything that is told of each, many at a time: the same few queries whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.initiatives import DRAFT_STATES, InitiativeState
from portfolio.domain.readiness import Lack
from portfolio.models import ComplexityAssessment, Decision, FormerTitle, Initiative, InitiativePhase, Plan
from portfolio.services import benefits, changes, existing, people, readiness
from portfolio.services.benefits import BenefitRow, level_of
from portfolio.services.context import Context
from portfolio.services.paging import TOGETHER, Page, Slice, take

#: What belongs to an initiative so closely that its change is a change of the initiative.
PARTS = (
    (FormerTitle, "initiative_id"),
    (InitiativePhase, "initiative_id"),
    (Decision, "initiative_id"),
    (ComplexityAssessment, "initiative_id"),
)


@dataclass(frozen=True)
class InitiativeFacts:
    """An initiative and what is told of it beside its own fields; ``leads`` are the ids of its project leads."""

    initiative: Initiative
    level: ComplexityLevel | None
    leads: tuple[int, ...]
    benefits: Sequence[BenefitRow]
    missing: Sequence[Lack]


def page_of(
    ctx: Context,
    plan: Plan,
    page: Page,
    *,
    state: InitiativeState | None = None,
    area_id: int | None = None,
    updated_since: datetime | None = None,
) -> Slice[InitiativeFacts]:
    """One page of the plan's initiatives that exist for the actor, in the order of their ids."""
    query = select(Initiative).where(Initiative.plan_id == plan.id, *unhidden(ctx, plan))
    if state is not None:
        query = query.where(Initiative.state == state)
    if area_id is not None:
        query = query.where(Initiative.area_id == area_id)
    if updated_since is not None:
        query = query.where(changes.changed_since(Initiative, updated_since, parts=PARTS))
    found = take(ctx, query, Initiative.id, page)
    return Slice(facts(ctx, found.rows), found.after)


def unhidden(ctx: Context, plan: Plan) -> list[ColumnElement[bool]]:
    """The condition that leaves out the plan's drafts that do not exist for the actor."""
    _, hidden = existing.split(ctx, Initiative.plan_id == plan.id, Initiative.state.in_(DRAFT_STATES))
    return [Initiative.id.not_in([one.id for one in hidden])] if hidden else []


def facts(ctx: Context, initiatives: Sequence[Initiative]) -> list[InitiativeFacts]:
    """What is told of each of the initiatives, in their order."""
    ids = [one.id for one in initiatives]
    query = (
        select(Initiative)
        .where(Initiative.id.in_(ids))
        .options(
            selectinload(Initiative.plan, chunksize=TOGETHER),
            selectinload(Initiative.phases, chunksize=TOGETHER),
            selectinload(Initiative.former_titles, chunksize=TOGETHER),
            selectinload(Initiative.assessments, chunksize=TOGETHER).joinedload(ComplexityAssessment.decision),
        )
    )
    ctx.session.scalars(query).all()
    levels = {one.id: level_of(one) for one in initiatives}
    described = benefits.of_initiatives(ctx, levels)
    leads = people.project_leads(ctx.session, ids)
    missing = readiness.of_initiatives(ctx, initiatives, described)
    return [
        InitiativeFacts(
            initiative=one,
            level=levels[one.id],
            leads=tuple(user.id for user in leads.get(one.id, ())),
            benefits=described[one.id],
            missing=missing[one.id],
        )
        for one in initiatives
    ]
