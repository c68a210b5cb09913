"""What an initiative lacks for its next step, from what is stored."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from portfolio.domain.activities import ActivityKind
from portfolio.domain.readiness import Lack, Progress, lacking
from portfolio.models import Activity, Initiative, InitiativeActivity
from portfolio.services import people
from portfolio.services.benefits import BenefitRow, level_of
from portfolio.services.context import Context


def of_initiative(ctx: Context, initiative: Initiative, benefits: Sequence[BenefitRow]) -> list[Lack]:
    """Everything that is lacking, in the order in which it is best put right."""
    leads = people.project_leads(ctx.session, [initiative.id])
    return lacking(
        kind=initiative.kind,
        has_timetable=any(row.planned_start or row.actual_start for row in initiative.phases),
        has_level=level_of(initiative) is not None,
        has_lead=bool(leads or initiative.project_lead),
        unplaced=_unplaced(ctx, initiative),
        benefits=[Progress(row.id, row.title, row.incomplete) for row in benefits],
    )


def _unplaced(ctx: Context, initiative: Initiative) -> int:
    query = (
        select(func.count(Activity.id))
        .join(InitiativeActivity, InitiativeActivity.activity_id == Activity.id)
        .where(
            InitiativeActivity.initiative_id == initiative.id,
            Activity.kind == ActivityKind.ACTIVITY,
            Activity.phase.is_(None),
        )
    )
    return ctx.session.scalar(query) or 0
