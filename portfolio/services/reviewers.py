"""Who may review which measured value: the four-eyes rule, asked of many values at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select

from portfolio.domain.errors import Denied
from portfolio.domain.measurements import check_reviewer
from portfolio.domain.permissions import Role, roles_at
from portfolio.models import Benefit, BenefitMeasure, Initiative, Measure, Measurement
from portfolio.services import people, recorders
from portfolio.services.context import Context


def why_not(ctx: Context, rows: Collection[Measurement]) -> dict[int, Denied]:
    """The values that the actor may not review, with why; those left out they may. A few queries for each measure."""
    if ctx.actor.is_system:
        return {}
    found: dict[int, Denied] = {}
    for measure in {one.series.measure for one in rows}:
        of_measure = [one for one in rows if one.series.measure_id == measure.id]
        found |= _of_measure(ctx, measure, of_measure)
    return found


def _of_measure(ctx: Context, measure: Measure, rows: Iterable[Measurement]) -> dict[int, Denied]:
    leads, (controllers, _) = _leads(ctx, measure), recorders.of_plan(ctx, measure.plan)
    is_controller = Role.CONTROLLER in roles_at(ctx.actor, measure.scope())
    found = {}
    for one in rows:
        try:
            check_reviewer(
                recorded_by=one.recorded_by,
                reviewer=ctx.actor.user_id,
                leads=leads,
                is_controller=is_controller,
                others=len(controllers - {one.recorded_by}),
            )
        except Denied as problem:
            found[one.id] = problem
    return found


def _leads(ctx: Context, measure: Measure) -> set[int]:
    """The project leads of every initiative that uses the measure."""
    query = (
        select(Initiative.id)
        .join(Benefit, Benefit.initiative_id == Initiative.id)
        .join(BenefitMeasure, BenefitMeasure.benefit_id == Benefit.id)
        .where(BenefitMeasure.measure_id == measure.id)
    )
    leads = people.project_leads(ctx.session, list(ctx.session.scalars(query)))
    return {user.id for users in leads.values() for user in users}
