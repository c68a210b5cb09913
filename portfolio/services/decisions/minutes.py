"""The minutes of a meeting: what one forum decided on one day in a plan, numbered in the order of recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portfolio.domain.stories import decision_sentence
from portfolio.models import Decision, Forum, Initiative, Plan
from portfolio.services.context import Context
from portfolio.services.initiative_lists import unhidden


@dataclass(frozen=True)
class Meeting:
    """A day on which a forum decided something; without a forum, what was decided between meetings."""

    decided_on: date
    forum: Forum | None
    count: int


@dataclass(frozen=True)
class MinutesRow:
    """One decision of the meeting, and what it says in a sentence."""

    number: int
    decision: Decision
    initiative: Initiative
    sentence: str


@dataclass(frozen=True)
class Minutes:
    """All that was decided."""

    plan: Plan
    on: date
    forum: Forum | None
    matters: Sequence[MinutesRow]


def meetings(ctx: Context, plan: Plan) -> list[Meeting]:
    """The days of decisions, by forum, the latest first. What came with the plan is no meeting. Few queries, always."""
    query = (
        select(Decision.decided_on, Decision.forum_id, func.count(Decision.id))
        .join(Initiative, Initiative.id == Decision.initiative_id)
        .where(
            Initiative.plan_id == plan.id,
            Decision.decided_on.is_not(None),
            Decision.retrospective.is_(False),
            *unhidden(ctx, plan),
        )
        .group_by(Decision.decided_on, Decision.forum_id)
        .order_by(Decision.decided_on.desc(), Decision.forum_id)
    )
    forums = {one.id: one for one in plan.forums}
    return [
        Meeting(on, forums.get(forum_id or 0), count)
        for on, forum_id, count in ctx.session.execute(query)
        if on is not None
    ]


def minutes(ctx: Context, plan: Plan, *, on: date, forum_id: int | None) -> Minutes:
    """What the forum decided that day, as far as it exists for the actor; corrected decisions stand there too."""
    query = (
        select(Decision)
        .join(Initiative, Initiative.id == Decision.initiative_id)
        .where(
            Initiative.plan_id == plan.id,
            Decision.decided_on == on,
            Decision.forum_id == forum_id if forum_id is not None else Decision.forum_id.is_(None),
            Decision.retrospective.is_(False),
            *unhidden(ctx, plan),
        )
        .options(
            joinedload(Decision.initiative),
            joinedload(Decision.assessment),
            joinedload(Decision.benefit),
            joinedload(Decision.corrects),
        )
        .order_by(Decision.id)
    )
    forum = next((one for one in plan.forums if one.id == forum_id), None)
    rows = [
        MinutesRow(number, one, one.initiative, told(one, forum))
        for number, one in enumerate(ctx.session.scalars(query), start=1)
    ]
    return Minutes(plan, on, forum, rows)


def told(decision: Decision, forum: Forum | None) -> str:
    """A decision in a sentence."""
    return decision_sentence(
        forum=forum.name if forum else None,
        matter=decision.matter,
        outcome=decision.outcome,
        to_state=decision.to_state,
        level=decision.assessment.level if decision.assessment else None,
        benefit=decision.benefit.title if decision.benefit else None,
        until=decision.until,
        start=decision.start,
        waived=decision.waived,
        corrects=decision.corrects.matter if decision.corrects else None,
        moved=decision.successor is not None,
    )
