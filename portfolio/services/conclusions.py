"""Benefits that were concluded, and what was learned: read from the decisions that stand."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portfolio.domain.decisions import Matter, Outcome
from portfolio.models import Decision, Initiative, Plan
from portfolio.services.context import Context
from portfolio.services.initiative_lists import unhidden


def of_benefits(ctx: Context, benefit_ids: Collection[int]) -> dict[int, Decision]:
    """The decision that concluded each of the benefits, by their ids: why, and what was learned. One query."""
    query = (
        select(Decision)
        .where(
            Decision.benefit_id.in_(benefit_ids),
            Decision.matter == Matter.CONCLUDE_BENEFIT,
            Decision.outcome == Outcome.APPROVED,
            Decision.corrected.is_(False),
        )
        .options(joinedload(Decision.forum))
        .order_by(Decision.id)
    )
    return {one.benefit_id: one for one in ctx.session.scalars(query) if one.benefit_id is not None}


def lessons(ctx: Context, plan: Plan) -> list[Decision]:
    """The plan's decisions that say what was learned, the latest first, as far as they exist for the actor."""
    query = (
        select(Decision)
        .join(Initiative, Initiative.id == Decision.initiative_id)
        .where(
            Initiative.plan_id == plan.id,
            Decision.lesson.is_not(None),
            Decision.corrected.is_(False),
            *unhidden(ctx, plan),
        )
        .options(joinedload(Decision.initiative), joinedload(Decision.benefit))
        .order_by(Decision.decided_on.desc(), Decision.id.desc())
    )
    return list(ctx.session.scalars(query))
