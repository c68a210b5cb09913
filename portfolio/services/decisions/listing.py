"""The decisions on a plan's initiatives, a page at a time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portfolio.domain.permissions import Permission
from portfolio.models import ComplexityAssessment, Decision, Initiative, Plan
from portfolio.services import changes
from portfolio.services.context import Context
from portfolio.services.initiative_lists import unhidden
from portfolio.services.paging import Page, Slice, take


def get(ctx: Context, decision_id: int) -> Decision:
    """A decision of an initiative that the actor may read. Raises NotFound."""
    return ctx.load(Decision, decision_id, to=Permission.READ_INITIATIVE)


def page_of(
    ctx: Context,
    plan: Plan,
    page: Page,
    *,
    initiative_id: int | None = None,
    updated_since: datetime | None = None,
) -> Slice[Decision]:
    """One page of the decisions on the plan's initiatives that exist for the actor, in the order of ids."""
    query = (
        select(Decision)
        .join(Initiative, Initiative.id == Decision.initiative_id)
        .where(Initiative.plan_id == plan.id, *unhidden(ctx, plan))
        .options(joinedload(Decision.assessment))
    )
    if initiative_id is not None:
        query = query.where(Decision.initiative_id == initiative_id)
    if updated_since is not None:
        parts = ((ComplexityAssessment, "decision_id"),)
        changed = changes.changed_since(Decision, updated_since, parts=parts)
        query = query.where(or_(changed, Initiative.id.in_(changes.revealed_since(updated_since))))
    return take(ctx, query, Decision.id, page)
