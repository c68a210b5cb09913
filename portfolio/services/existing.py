"""Which initiatives exist for the actor, many at a time: the same question as ``ctx.load`` asks of one."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, select

from portfolio.domain.permissions import exists_for
from portfolio.models import Decision, Initiative, Organisation, Plan, ProgrammeArea
from portfolio.services.context import Context


def initiatives(ctx: Context, *conditions: ColumnElement[bool]) -> list[Initiative]:
    """Those of the initiatives that exist for the actor, in the plans' order. Four queries, whatever their number."""
    return split(ctx, *conditions)[0]


def split(ctx: Context, *conditions: ColumnElement[bool]) -> tuple[list[Initiative], list[Initiative]]:
    """Those that exist for the actor, and those that do not; the latter only to be left out of something."""
    session = ctx.session
    # Held on to, so that no scope has to ask the database for the areas and organisations that it lies in.
    above = [list(session.scalars(select(table))) for table in (Plan, ProgrammeArea, Organisation)]
    query = select(Initiative).where(*conditions).order_by(Initiative.plan_id, Initiative.position, Initiative.id)
    seen: list[Initiative] = []
    hidden: list[Initiative] = []
    for one in session.scalars(query):
        (seen if exists_for(ctx.actor, one.scope()) else hidden).append(one)
    del above
    return seen, hidden


def state_examples(ctx: Context, initiative_ids: Collection[int]) -> set[int]:
    """Those of the initiatives whose state is example data: the last change of it tells. One query."""
    query = (
        select(Decision.initiative_id, Decision.example)
        .where(Decision.initiative_id.in_(initiative_ids), Decision.to_state.is_not(None))
        .order_by(Decision.id)
    )
    latest = dict(ctx.session.execute(query).all())
    return {number for number, example in latest.items() if example}
