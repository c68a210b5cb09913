"""The agenda of the decision meeting: what waits for a decision in a plan, and what was decided between meetings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.periods import Period
from portfolio.domain.readiness import Lack
from portfolio.models import (
    Benefit,
    BenefitMeasure,
    ComplexityAssessment,
    Decision,
    DecisionRequest,
    FirstAssessment,
    Initiative,
    Plan,
    User,
)
from portfolio.services import benefits, gates
from portfolio.services.context import Context
from portfolio.services.initiative_lists import unhidden
from portfolio.services.levels import level_of
from portfolio.services.paging import TOGETHER

#: What waits for a decision without anybody asking: what was assessed, and what has rested for as long as was decided.
_STARTING = (InitiativeState.ASSESSED, InitiativeState.DEFERRED)


@dataclass(frozen=True)
class AgendaMatter:
    """One matter of the agenda; ``number`` counts from 1, ``missing`` is what the gate lacks that it goes through."""

    number: int
    initiative: Initiative
    matter: Matter
    level: ComplexityLevel | None
    assessment: FirstAssessment | None = None
    request: DecisionRequest | None = None
    deferred_until: date | None = None
    asked_by: str | None = None
    missing: tuple[Lack, ...] = ()

    @property
    def to(self) -> InitiativeState | None:
        """The phase that is asked for."""
        return self.request.to_state if self.request else None

    @property
    def benefit(self) -> Benefit | None:
        """The benefit that it concerns."""
        return self.request.benefit if self.request else None

    @property
    def link(self) -> BenefitMeasure | None:
        """The measure of it whose target would change."""
        return self.request.link if self.request else None

    @property
    def target_value(self) -> Decimal | None:
        """The target that is asked for."""
        return self.request.target_value if self.request else None

    @property
    def target_period(self) -> Period | None:
        """By when it would be reached."""
        return self.request.target_period if self.request else None

    @property
    def waives(self) -> tuple[str, ...]:
        """The exceptions that are asked for."""
        return self.request.waives if self.request else ()

    @property
    def note(self) -> str | None:
        """What whoever asked had to say."""
        return self.request.note if self.request else None


@dataclass(frozen=True)
class Agenda:
    """What waits, in the plan's order, and what was decided since the last meeting without one."""

    plan: Plan
    matters: Sequence[AgendaMatter]
    reported: Sequence[Decision]


def agenda(ctx: Context, plan: Plan) -> Agenda:
    """The agenda as the actor sees it: a draft that does not exist for them is no matter either.

    A bounded number of queries, whatever its length.
    """
    requests = _requests(ctx, plan)
    resting = _resting(ctx, plan)
    initiatives = _initiatives(ctx, plan, {one.initiative_id for one in requests}, resting)
    missing = _missing(ctx, initiatives, requests)
    asking = _names(ctx, {one.asked_by for one in requests if one.asked_by is not None})
    found: list[AgendaMatter] = []
    for one in initiatives:
        if one.state in _STARTING and (one.state is InitiativeState.ASSESSED or one.id in resting):
            assessment = one.first_assessments[-1] if one.first_assessments else None
            level = level_of(one) or (assessment.level if assessment else None)
            found.append(AgendaMatter(len(found) + 1, one, Matter.START, level, assessment, None, resting.get(one.id)))
        for request in (request for request in requests if request.initiative_id == one.id):
            found.append(
                AgendaMatter(
                    number=len(found) + 1,
                    initiative=one,
                    matter=request.matter,
                    level=request.level or level_of(one),
                    request=request,
                    asked_by=asking.get(request.asked_by or 0),
                    missing=missing.get(request.id, ()),
                )
            )
    return Agenda(plan, found, _reported(ctx, plan))


def waiting_since(ctx: Context, plan: Plan) -> list[date | None]:
    """Since when each matter of the agenda waits, for counting: in no order, without what the agenda tells of them.

    A start that was deferred waits since the day until which it was; None where it is not known. Three queries.
    """
    requests = _requests(ctx, plan)
    found: list[date | None] = [ctx.day_of(one.asked_at) for one in requests]
    found.extend(_resting(ctx, plan).values())
    assessed = (
        select(Initiative.id, func.max(FirstAssessment.assessed_at))
        .outerjoin(FirstAssessment, FirstAssessment.initiative_id == Initiative.id)
        .where(Initiative.plan_id == plan.id, Initiative.state == InitiativeState.ASSESSED)
        .group_by(Initiative.id)
    )
    days = [at for _, at in ctx.session.execute(assessed)]
    return [*found, *(ctx.day_of(at) if at is not None else None for at in days)]


def _requests(ctx: Context, plan: Plan) -> list[DecisionRequest]:
    query = (
        select(DecisionRequest)
        .join(Initiative, Initiative.id == DecisionRequest.initiative_id)
        .where(
            Initiative.plan_id == plan.id,
            DecisionRequest.withdrawn_at.is_(None),
            DecisionRequest.decision_id.is_(None),
            *unhidden(ctx, plan),
        )
        .options(
            joinedload(DecisionRequest.benefit),
            joinedload(DecisionRequest.link).options(
                joinedload(BenefitMeasure.measure), selectinload(BenefitMeasure.targets)
            ),
        )
        .order_by(DecisionRequest.id)
    )
    return list(ctx.session.scalars(query))


def _resting(ctx: Context, plan: Plan) -> dict[int, date]:
    """The initiatives that have rested for as long as was decided, with the day."""
    query = (
        select(Decision.initiative_id, Decision.until)
        .join(Initiative, Initiative.id == Decision.initiative_id)
        .where(
            Initiative.plan_id == plan.id,
            Initiative.state == InitiativeState.DEFERRED,
            Decision.to_state == InitiativeState.DEFERRED,
            Decision.corrected.is_(False),
        )
        .order_by(Decision.id)
    )
    latest = dict(ctx.session.execute(query).all())
    return {number: until for number, until in latest.items() if until is not None and until <= ctx.today}


def _initiatives(ctx: Context, plan: Plan, asked: set[int], resting: Mapping[int, date]) -> list[Initiative]:
    query = (
        select(Initiative)
        .where(
            Initiative.plan_id == plan.id,
            (Initiative.state == InitiativeState.ASSESSED) | Initiative.id.in_(asked | set(resting)),
        )
        .order_by(Initiative.position, Initiative.id)
        .options(
            joinedload(Initiative.area),
            selectinload(Initiative.first_assessments, chunksize=TOGETHER),
            selectinload(Initiative.phases, chunksize=TOGETHER),
            selectinload(Initiative.assessments, chunksize=TOGETHER).joinedload(ComplexityAssessment.decision),
        )
    )
    return list(ctx.session.scalars(query))


def _missing(
    ctx: Context, initiatives: Sequence[Initiative], requests: Sequence[DecisionRequest]
) -> dict[int, tuple[Lack, ...]]:
    """By request what its gate lacks. An initiative goes through one gate at a time, so one round is enough."""
    wanted = {one.initiative_id: to for one in requests if (to := _gate(one)) is not None}
    asked = [one for one in initiatives if one.id in wanted]
    described = benefits.of_initiatives(ctx, {one.id: level_of(one) for one in asked})
    lacks = gates.lacking(ctx, wanted, asked, described)
    return {
        one.id: tuple(lack for lack in lacks.get(one.initiative_id, ()) if not lack.waived)
        for one in requests
        if _gate(one) is not None
    }


def _gate(request: DecisionRequest) -> InitiativeState | None:
    return InitiativeState.CLOSED if request.matter is Matter.CLOSE else request.to_state


def _reported(ctx: Context, plan: Plan) -> list[Decision]:
    """What was decided without a forum since the last meeting: by an area's lead, say, who then reports it."""
    of_plan = [
        Decision.initiative_id == Initiative.id,
        Initiative.plan_id == plan.id,
        Decision.retrospective.is_(False),
    ]
    last = ctx.session.scalar(select(func.max(Decision.id)).where(*of_plan, Decision.forum_id.is_not(None)))
    query = (
        select(Decision)
        .join(Initiative, Initiative.id == Decision.initiative_id)
        .where(*of_plan[1:], Decision.forum_id.is_(None), Decision.corrected.is_(False), *unhidden(ctx, plan))
        .where(Decision.matter.not_in([Matter.ENTRY, Matter.RESUBMIT]))
        .options(
            joinedload(Decision.initiative),
            joinedload(Decision.assessment),
            joinedload(Decision.benefit),
            joinedload(Decision.corrects),
        )
        .order_by(Decision.id)
    )
    if last is not None:
        query = query.where(Decision.id > last)
    return list(ctx.session.scalars(query))


def _names(ctx: Context, user_ids: set[int]) -> dict[int, str]:
    return dict(ctx.session.execute(select(User.id, User.name).where(User.id.in_(user_ids))).all())
