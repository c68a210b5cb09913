"""The benefits that hang on the timetable: what a change would do to them, and doing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from portfolio.domain.anchors import FOLLOWING, BenefitMove, ends_moved, follow
from portfolio.domain.phases import Phase, PhaseTimes
from portfolio.models import Benefit, Initiative
from portfolio.services.context import Context


def moves(ctx: Context, initiative: Initiative, times: Mapping[Phase, PhaseTimes]) -> list[BenefitMove]:
    """What becomes of the initiative's benefits when its timetable becomes ``times``, in the benefits' order.

    Those whose anchor stays where it is are left out, and those that state no times. What is found is read anew and
    locked, since it is what is saved afterwards.
    """
    quarters = ends_moved(initiative.times(), times)
    if not quarters:
        return []
    query = (
        select(Benefit)
        .where(Benefit.initiative_id == initiative.id, Benefit.anchor_phase.in_(quarters))
        .order_by(Benefit.position, Benefit.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = []
    for benefit in ctx.session.scalars(query):
        if benefit.anchor_phase is not None:
            by = quarters[benefit.anchor_phase]
            following = follow({field: getattr(benefit, field) for field in FOLLOWING}, by)
            if following:
                found.append(BenefitMove(benefit.id, benefit.title, benefit.anchor_phase, by, following))
    return found


def move(ctx: Context, found: Sequence[BenefitMove]) -> tuple[BenefitMove, ...]:
    """Move the benefits' times as :func:`moves` found them; returns those that moved, which are no example data now."""
    done = tuple(one for one in found if one.moves)
    for one in done:
        benefit = ctx.session.get_one(Benefit, one.benefit_id)
        for time in one.times:
            if time.after is not None:
                setattr(benefit, time.field, time.after)
        benefit.example = False
    return done
