"""An initiative's way through its life, by the services: proposed, assessed, decided on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select

from portfolio.domain.assessments import Recommendation
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.periods import from_code
from portfolio.models import Decision, Forum, Initiative, Plan, User
from portfolio.services import assessments, decisions, initiatives
from portfolio.services.context import Context
from tests.cast import PLAN, email

Acting = Callable[[str], Context]
DAY = date(2023, 5, 10)

#: What a start is decided with.
START: dict[str, Any] = {
    "level": ComplexityLevel.COMPLICATED,
    "start": from_code("2023-Q2"),
    "project_lead_by": date(2023, 9, 1),
}


def plan_of(ctx: Context) -> Plan:
    return ctx.session.scalars(select(Plan).where(Plan.slug == PLAN)).one()


def forum_of(ctx: Context, number: int = 0) -> int:
    return list(ctx.session.scalars(select(Forum.id).order_by(Forum.id)))[number]


def user_id(ctx: Context, name: str) -> int:
    return ctx.session.scalars(select(User.id).where(User.email == email(name))).one()


def read(ctx: Context, initiative_id: int) -> Initiative:
    """The initiative as it is stored now."""
    ctx.session.rollback()
    ctx.session.expire_all()
    return ctx.session.get_one(Initiative, initiative_id)


def propose(ctx: Context, title: str = "Digitala hembesök", area: str | None = None) -> int:
    plan = plan_of(ctx)
    areas = [one for one in plan.areas if area in (None, one.key)]
    with ctx.transaction():
        return initiatives.propose(ctx, plan.id, title=title, area_id=areas[0].id).id


def assess(ctx: Context, initiative_id: int, **fields: Any) -> int:
    given = {"priority": 1, "recommendation": Recommendation.START, "level": ComplexityLevel.SIMPLE, **fields}
    with ctx.transaction():
        return assessments.assess(ctx, initiative_id, **given).id


def decide(
    ctx: Context, initiative_id: int, matter: Matter, outcome: Outcome = Outcome.APPROVED, **fields: Any
) -> Decision:
    """Record a decision of 10 May 2023; a coordinator does so for the first forum."""
    given: dict[str, Any] = {"decided_on": DAY, "motivation": "Det är rätt tid.", **fields}
    if "forum_id" not in given and ctx.actor.name == "Coordinator":
        given["forum_id"] = forum_of(ctx)
    with ctx.transaction():
        return decisions.record(ctx, initiative_id, matter=matter, outcome=outcome, **given)


def started(acting: Acting, state: InitiativeState = InitiativeState.APPROVED, **fields: Any) -> int:
    """An initiative of the area lead's area that has come as far as a state, with everything excepted on the way."""
    clerk = acting("coordinator")
    made = propose(clerk, area="personcentrerad-vard", **fields)
    assess(clerk, made)
    decide(clerk, made, Matter.START, **START)
    way = [InitiativeState.PREPARATION, InitiativeState.DELIVERY, InitiativeState.REALISATION]
    for to in way[: way.index(state) + 1] if state in way else []:
        decide(clerk, made, Matter.PHASE, to=to, waives=_lacking(clerk, made))
    return made


def _lacking(ctx: Context, initiative_id: int) -> list[str]:
    found = decisions.why_not(ctx, read(ctx, initiative_id), Matter.PHASE)
    return [lack.waiver for lack in found.missing] if found is not None else []
