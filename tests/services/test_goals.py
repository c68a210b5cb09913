"""The goals of a plan, in the order of their trees."""

from __future__ import annotations

from sqlalchemy import select

from portfolio.domain.goals import GoalKind
from portfolio.domain.versions import version_of
from portfolio.models import Goal, Plan
from portfolio.services import goals, plan_parts
from portfolio.services.context import Context
from tests import cast


def test_goals_stand_in_their_trees_and_concluded_ones_can_be_left_out(ctx: Context) -> None:
    plan_id = ctx.session.scalars(select(Plan.id).where(Plan.slug == cast.PLAN)).one()
    before = len(goals.of_plan(ctx, plan_id))

    def add(name: str, parent: Goal | None = None) -> Goal:
        with ctx.transaction():
            parent_id = parent.id if parent else None
            made: Goal = plan_parts.add(
                ctx, plan_parts.GOAL, plan_id, name=name, kind=GoalKind.GOAL, parent_id=parent_id, summary=None
            )
        return made

    first, second = add("Först"), add("Sedan")
    below, lowest = add("Under först", first), None
    lowest = add("Underst", below)
    assert [(goal.name, depth) for goal, depth in goals.of_plan(ctx, plan_id)][before:] == [
        ("Först", 0),
        ("Under först", 1),
        ("Underst", 2),
        ("Sedan", 0),
    ]
    stored = plan_parts.edited_values(plan_parts.GOAL, below)
    with ctx.transaction():
        fields = {**stored, "active": False}
        plan_parts.edit(ctx, plan_parts.GOAL, plan_id, below.id, version=version_of(stored), **fields)
    assert [(goal.id, depth) for goal, depth in goals.of_plan(ctx, plan_id, active_only=True)][before:] == [
        (first.id, 0),
        (lowest.id, 2),
        (second.id, 0),
    ]
    assert len(goals.of_plan(ctx, plan_id)) == before + 4
    assert goals.of_plan(ctx, 99_999) == []
