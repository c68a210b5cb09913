"""What an initiative lacks for its next step, from what is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from portfolio.domain.activities import ActivityKind
from portfolio.domain.readiness import Lack, Progress, lacking
from portfolio.models import Activity, Initiative, InitiativeActivity
from portfolio.services import people
from portfolio.services.benefits import BenefitRow, level_of
from portfolio.services.context import Context


def of_initiative(ctx: Context, initiative: Initiative, benefits: Sequence[BenefitRow]) -> list[Lack]:
    """Everything that is lacking, in the order in which it is best put right."""
    return of_initiatives(ctx, [initiative], {initiative.id: benefits})[initiative.id]


def of_initiatives(
    ctx: Context, initiatives: Sequence[Initiative], benefits: Mapping[int, Sequence[BenefitRow]]
) -> dict[int, list[Lack]]:
    """The same of several, by the initiatives' ids; two queries besides what is loaded with them already."""
    ids = [one.id for one in initiatives]
    leads = people.project_leads(ctx.session, ids)
    unplaced = _unplaced(ctx, ids)
    return {
        one.id: lacking(
            kind=one.kind,
            has_timetable=any(row.planned_start or row.actual_start for row in one.phases),
            has_level=level_of(one) is not None,
            has_lead=bool(leads.get(one.id) or one.project_lead),
            unplaced=unplaced.get(one.id, 0),
            benefits=[Progress(row.id, row.title, row.incomplete) for row in benefits[one.id]],
        )
        for one in initiatives
    }


def _unplaced(ctx: Context, initiative_ids: Sequence[int]) -> dict[int, int]:
    """By initiative, how many of its activities stand in no phase."""
    query = (
        select(InitiativeActivity.initiative_id, func.count(Activity.id))
        .join(Activity, InitiativeActivity.activity_id == Activity.id)
        .where(
            InitiativeActivity.initiative_id.in_(initiative_ids),
            Activity.kind == ActivityKind.ACTIVITY,
            Activity.phase.is_(None),
        )
        .group_by(InitiativeActivity.initiative_id)
    )
    return dict(ctx.session.execute(query).all())
