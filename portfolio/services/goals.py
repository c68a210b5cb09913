"""Goals of a plan: what its benefits serve."""

from __future__ import annotations

from sqlalchemy import select

from portfolio.domain.trees import in_order
from portfolio.models import Goal
from portfolio.services.context import Context


def of_plan(ctx: Context, plan_id: int, *, active_only: bool = False) -> list[tuple[Goal, int]]:
    """The plan's goals with their depth (0 at the top), each tree in its order.

    With ``active_only`` those that are concluded are left out; what is part of them stands where it stood.
    """
    query = select(Goal).where(Goal.plan_id == plan_id).order_by(Goal.position, Goal.id)
    goals = {goal.id: goal for goal in ctx.session.scalars(query)}
    ordered = in_order(goals, {goal.id: goal.parent_id for goal in goals.values()})
    return [(goals[goal_id], depth) for goal_id, depth in ordered if goals[goal_id].active or not active_only]
