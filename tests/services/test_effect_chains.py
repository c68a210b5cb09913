"""The chain of a plan as it is read: what exists for whom, without what was concluded, in the same few queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event, select

from portfolio.domain.activities import ActivityKind
from portfolio.domain.effect_chains import Told
from portfolio.domain.initiatives import InitiativeState
from portfolio.models import (
    Activity,
    Benefit,
    BenefitActivity,
    BenefitGoal,
    BenefitLink,
    Goal,
    Initiative,
    InitiativeActivity,
    Plan,
    ProgrammeArea,
)
from portfolio.services import benefits, effect_chains
from portfolio.services.context import Context
from tests.cast import PLAN


def read(ctx: Context) -> Told:
    return effect_chains.told(ctx, ctx.session.scalars(select(Plan).where(Plan.slug == PLAN)).one())


def grown(ctx: Context, number: int) -> list[int]:
    """So many benefits more, each with an enabler, a goal and the next benefit that it leads to."""
    with ctx.transaction():
        ctx.record("test:chain")
        plan = ctx.session.scalars(select(Plan).where(Plan.slug == PLAN)).one()
        goal = ctx.session.scalars(select(Goal).order_by(Goal.id)).first()
        of_plan = ctx.session.scalars(select(Initiative).where(Initiative.plan_id == plan.id)).all()
        made: list[Benefit] = []
        for at in range(number):
            initiative = of_plan[at % len(of_plan)]
            benefit = benefits.add(ctx, initiative.id, title=f"Nytta {at}", description=None, kind=None)
            benefit.changed_state = f"Läge {at}"
            activity = Activity(
                plan_id=plan.id,
                key=f"chain-{at}",
                kind=ActivityKind.ENABLER,
                title=f"Möjliggörare {at}",
                responsible=[],
                example=False,
                position=900 + at,
            )
            ctx.session.add(activity)
            ctx.session.flush()
            ctx.session.add(InitiativeActivity(initiative_id=initiative.id, activity_id=activity.id, position=99))
            benefit.activities.append(BenefitActivity(activity_id=activity.id))
            benefit.goals.append(BenefitGoal(goal_id=goal.id))
            if made:
                made[-1].leads_to.append(BenefitLink(target_id=benefit.id))
            made.append(benefit)
        ctx.session.flush()
        return [one.id for one in made]


def test_what_was_linked_is_told_and_what_was_given_up_is_not(ctx: Context, acting: Callable[[str], Context]) -> None:
    first, second = grown(ctx, 2)
    told = read(ctx)
    one = told.by_id[first]
    assert (one.title, one.changed_state, one.leads_to, len(one.goal_ids)) == ("Nytta 0", "Läge 0", (second,), 1)
    enabler = next(each for each in told.enablers if each.id == one.enabler_ids[0])
    assert (enabler.title, enabler.is_enabler, enabler.initiative_ids) == ("Möjliggörare 0", True, (one.initiative_id,))
    assert first in told.arriving

    with ctx.transaction():
        ctx.record("test:given-up")
        ctx.session.get_one(Benefit, second).concluded_on = ctx.today
    assert second not in read(ctx).by_id

    with ctx.transaction():
        ctx.record("test:given-up")
        ctx.session.get_one(Initiative, one.initiative_id).state = InitiativeState.CANCELLED
    told = read(ctx)
    assert first not in told.by_id
    assert enabler.id not in {each.id for each in told.enablers}

    with ctx.transaction():
        ctx.record("test:draft")
        ctx.session.get_one(Initiative, one.initiative_id).state = InitiativeState.PROPOSED
    assert first in read(ctx).by_id, "the coordinator sees drafts"
    assert first not in read(acting("reader")).by_id


def test_an_area_holds_what_lies_in_the_areas_below_it(ctx: Context) -> None:
    told = read(ctx)
    area = ctx.session.scalars(select(ProgrammeArea).where(ProgrammeArea.parent_id.is_(None))).first()
    within = set(effect_chains.shown(told, area_id=area.id))
    stored = {one.id for one in told.initiatives if area.id in one.area_ids}
    assert within == stored
    assert 0 < len(within) < len(told.initiatives)
    one = next(iter(within))
    assert effect_chains.shown(told, area_id=area.id, initiative_id=one) == [one]
    assert effect_chains.shown(told, area_id=0) == []


def test_a_large_plan_takes_the_queries_of_a_small_one(ctx: Context, acting: Any, engine: Engine) -> None:
    def queries() -> int:
        fresh = acting("reader")
        seen: list[str] = []

        def note(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        read(fresh)
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    before = queries()
    grown(ctx, 40)
    assert queries() == before <= 14
