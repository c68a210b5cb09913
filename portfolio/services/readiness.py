"""What an initiative lacks for its next step, and what its gates lack, from what is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from portfolio.domain.activities import ActivityKind
from portfolio.domain.gates import gate_before, marked
from portfolio.domain.initiatives import FINAL_STATES, InitiativeState
from portfolio.domain.readiness import Lack, Progress, lacking
from portfolio.models import Activity, Initiative, InitiativeActivity
from portfolio.services import benefits as benefit_service
from portfolio.services import gates, people
from portfolio.services.benefits import BenefitRow
from portfolio.services.context import Context
from portfolio.services.levels import level_of


def of_initiative(ctx: Context, initiative: Initiative, benefits: Sequence[BenefitRow]) -> list[Lack]:
    """Everything that is lacking, in the order in which it is best put right."""
    return of_initiatives(ctx, [initiative], {initiative.id: benefits})[initiative.id]


def of_initiatives(
    ctx: Context, initiatives: Sequence[Initiative], benefits: Mapping[int, Sequence[BenefitRow]]
) -> dict[int, list[Lack]]:
    """The same of several, by the initiatives' ids; a bounded number of queries besides what is loaded already.

    What the next gate asks for is told long before; what a decision made an exception from is told too, and last.
    What has ended lacks nothing more.
    """
    ids = [one.id for one in initiatives]
    leads = people.project_leads(ctx.session, ids)
    unplaced = _unplaced(ctx, ids)
    ahead = {one.id: gate_before(one.state, one.kind) for one in initiatives}
    asked = gates.lacking(ctx, ahead, initiatives, benefits)
    waived = gates.waived(ctx, ids)
    found: dict[int, list[Lack]] = {}
    for one in initiatives:
        if one.state in FINAL_STATES:
            found[one.id] = []
            continue
        general = lacking(
            kind=one.kind,
            has_timetable=any(row.planned_start or row.actual_start for row in one.phases),
            has_level=level_of(one) is not None,
            has_lead=bool(leads.get(one.id) or one.project_lead),
            unplaced=unplaced.get(one.id, 0),
            benefits=[
                Progress(row.id, row.title, row.incomplete, row.key)
                for row in benefits[one.id]
                if row.concluded_on is None
            ],
        )
        told = {lack.waiver for lack in general}
        every = [*general, *(lack for lack in asked[one.id] if lack.waiver not in told)]
        found[one.id] = marked(every, waived.get(one.id, ()))
    return found


def gate(ctx: Context, initiative: Initiative, to: InitiativeState) -> list[Lack]:
    """What the gate before one state lacks; what was excepted is marked."""
    rows = benefit_service.of_initiative(ctx, initiative)
    # What goes on over time has no gates, whatever state it stands in.
    ahead = to if gate_before(initiative.state, initiative.kind) is not None else None
    return gates.lacking(ctx, {initiative.id: ahead}, [initiative], {initiative.id: rows})[initiative.id]


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
