"""What is stored of a plan, as far as it tells what is to be done: loaded once, whoever asks and for whomever."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portfolio.domain.decisions import Matter
from portfolio.domain.initiatives import DRAFT_STATES, FINAL_STATES, InitiativeState
from portfolio.domain.periods import LAST_YEAR
from portfolio.domain.permissions import Scope
from portfolio.domain.phases import Phase
from portfolio.domain.readiness import Progress
from portfolio.domain.stages import late
from portfolio.domain.steps import incomplete, lacks
from portfolio.domain.tasks import Facts, Handover, InitiativeFacts, MeetingFacts, PlanFacts
from portfolio.domain.trees import above
from portfolio.models import Adoption, Benefit, BenefitActivity, Decision, Initiative, Organisation, Plan, User
from portfolio.services import benefits, decisions, learning, overview, recorders, value_facts
from portfolio.services.context import Context
from portfolio.services.learning import Wanted
from portfolio.services.overview import InitiativeRow
from portfolio.services.paging import TOGETHER

#: Nothing is described, handed over or begun in these: they wait for a decision, or for nothing more.
_NOT_YET_OR_NO_MORE = DRAFT_STATES | FINAL_STATES | {InitiativeState.ASSESSED, InitiativeState.DEFERRED}

#: Where something is introduced, and so handed over.
_INTRODUCED = frozenset({InitiativeState.DELIVERY, InitiativeState.REALISATION})

#: A day after all that a timetable can hold.
_AFTER_ALL = date(LAST_YEAR, 12, 31)


class _Reached(NamedTuple):
    """When an initiative came into its present state, and when anything began to be introduced; None when unknown."""

    state: date | None = None
    introduction: date | None = None


def of_plan(ctx: Context, plan: Plan) -> Facts:
    """All that tells what is to be done in the plan, for ``tasks_of`` to judge for each person.

    What does not exist for the actor is left out; for the system nothing is. The same few queries, always.
    """
    controllers, recording = recorders.of_plan(ctx, plan)
    return Facts(
        plan=_plan(ctx, plan),
        initiatives=_initiatives(ctx, plan),
        series=value_facts.of_plan(ctx, plan),
        controllers=controllers,
        recorders=recording,
    )


def _initiatives(ctx: Context, plan: Plan) -> list[InitiativeFacts]:
    rows = overview.rows(ctx, plan)
    reached = _reached(ctx, plan, rows)
    described = _described(ctx, rows)
    wanted = learning.reminders(ctx, plan, rows)
    waiting = _handovers(ctx, plan, reached)
    authors = _active(ctx, {row.author_id for row in rows if row.state is InitiativeState.RETURNED})
    organisations = plan.owner.with_ancestors()
    found = []
    for row in rows:
        log = wanted.get(row.id, Wanted(None))
        found.append(
            InitiativeFacts(
                id=row.id,
                title=row.title,
                scope=_scope(plan, row, organisations),
                state=row.state,
                kind=row.kind,
                has_level=row.level is not None,
                has_timetable=row.has_timetable,
                example=row.example,
                leads=row.lead_ids,
                author_id=row.author_id if row.author_id in authors else None,
                since=reached[row.id].state,
                steps_by=_steps_by(row),
                benefits=described.get(row.id, ()),
                late=row.late,
                ahead=late(row.times, state=row.state, kind=row.kind, today=_AFTER_ALL),
                learning=log.text,
                learning_since=log.since,
                learning_by=log.by,
                handovers=waiting.get(row.id, ()),
            )
        )
    return found


def _plan(ctx: Context, plan: Plan) -> PlanFacts:
    since = decisions.waiting_since(ctx, plan)
    days = [day for day in since if day is not None]
    return PlanFacts(
        id=plan.id,
        name=plan.name,
        scope=plan.scope(),
        grace_days=plan.grace_days,
        meeting=MeetingFacts(len(since), min(days, default=None), max(days, default=None)),
        slug=plan.slug,
    )


def _scope(plan: Plan, row: InitiativeRow, organisations: frozenset[int]) -> Scope:
    # The same as Initiative.scope() tells, from rows at hand.
    return Scope(
        plan_id=plan.id,
        area_ids=row.area.with_ancestors(),
        organisation_ids=organisations,
        initiative_ids=frozenset({row.id}),
        draft=row.state in DRAFT_STATES,
        author_id=row.author_id,
    )


def _active(ctx: Context, user_ids: Iterable[int | None]) -> frozenset[int]:
    """Those who have not left."""
    wanted = [one for one in user_ids if one is not None]
    return frozenset(ctx.session.scalars(select(User.id).where(User.id.in_(wanted), User.active)) if wanted else ())


def _reached(ctx: Context, plan: Plan, rows: Sequence[InitiativeRow]) -> dict[int, _Reached]:
    """When each initiative came where it is: by the decisions that stand, and for a new proposal when it was made.

    What was entered in retrospect without a day came there nobody knows when.
    """
    query = (
        select(
            Decision.initiative_id,
            Decision.to_state,
            Decision.decided_on,
            Decision.recorded_at,
            Decision.retrospective,
        )
        .join(Initiative, Initiative.id == Decision.initiative_id)
        .where(
            Initiative.plan_id == plan.id,
            Decision.to_state.is_not(None),
            Decision.corrected.is_(False),
            # What a correction leads back to was reached when it first was.
            Decision.matter != Matter.CORRECT,
        )
        .order_by(Decision.id)
    )
    states: dict[tuple[int, InitiativeState | None], date | None] = {}
    introduced: dict[int, date] = {}
    for initiative_id, state, decided_on, recorded_at, retrospective in ctx.session.execute(query):
        day = decided_on or (None if retrospective else ctx.day_of(recorded_at))
        states[initiative_id, state] = day
        if state in _INTRODUCED and day is not None:
            introduced.setdefault(initiative_id, day)
    created = select(Initiative.id, Initiative.created_at).where(Initiative.plan_id == plan.id)
    made = dict(ctx.session.execute(created).all())
    found = {}
    for row in rows:
        since = states.get((row.id, row.state))
        if since is None and row.state is InitiativeState.PROPOSED:
            since = ctx.day_of(made[row.id])
        found[row.id] = _Reached(since, introduced.get(row.id))
    return found


def _steps_by(row: InitiativeRow) -> date | None:
    """The last day on which benefits are described in time: the one before delivery is planned to begin."""
    times = row.times.get(Phase.DELIVERY)
    planned = times.planned.start.start if times is not None and times.planned is not None else None
    return planned - timedelta(days=1) if planned is not None else None


def _described(ctx: Context, rows: Sequence[InitiativeRow]) -> dict[int, list[Progress]]:
    """How far the benefits have come of what has begun and not ended; what was concluded is described no further."""
    levels = {row.id: row.level for row in rows if row.state not in _NOT_YET_OR_NO_MORE}
    query = (
        select(Benefit)
        .where(Benefit.initiative_id.in_(levels), Benefit.concluded_on.is_(None))
        .order_by(Benefit.position, Benefit.id)
        .options(
            selectinload(Benefit.activities, chunksize=TOGETHER).joinedload(BenefitActivity.activity),
            selectinload(Benefit.measures, chunksize=TOGETHER),
            selectinload(Benefit.preliminary, chunksize=TOGETHER),
            selectinload(Benefit.assessments, chunksize=TOGETHER),
        )
    )
    found: dict[int, list[Progress]] = {}
    for one in ctx.session.scalars(query):
        lacking = lacks(benefits.answers(one), level=levels[one.initiative_id], today=ctx.today)
        found.setdefault(one.initiative_id, []).append(Progress(one.id, one.title, incomplete(lacking), one.key))
    return found


def _handovers(ctx: Context, plan: Plan, reached: Mapping[int, _Reached]) -> dict[int, list[Handover]]:
    """What waits to be accepted in the line, by initiative; whoever is to accept it, and in whatever state it is."""
    of_plan = select(Initiative.id).where(Initiative.plan_id == plan.id)
    adoptions = ctx.session.execute(
        select(Adoption.initiative_id, Adoption.unit_id, Adoption.adopted_on)
        .where(Adoption.initiative_id.in_(of_plan), Adoption.accepted_on.is_(None))
        .order_by(Adoption.id)
    )
    owned = ctx.session.execute(
        select(Benefit.initiative_id, Benefit.owner_unit_id, Benefit.created_at)
        .where(
            Benefit.initiative_id.in_(of_plan),
            Benefit.owner_unit_id.is_not(None),
            Benefit.accepted_on.is_(None),
            Benefit.concluded_on.is_(None),
        )
        .order_by(Benefit.id)
    )
    parents = dict(ctx.session.execute(select(Organisation.id, Organisation.parent_id)).all())
    waits: list[tuple[int, int, date | None]] = [(number, unit, day) for number, unit, day in adoptions]
    for number, unit, at in owned:
        if unit is not None:
            waits.append((number, unit, ctx.day_of(at)))
    found: dict[int, list[Handover]] = {}
    for initiative_id, unit_id, day in waits:
        begun = reached.get(initiative_id, _Reached()).introduction
        # Nothing waits before it is introduced, and what came later waits since then.
        since = max((one for one in (day, begun) if one is not None), default=None)
        found.setdefault(initiative_id, []).append(Handover(above(unit_id, parents) | {unit_id}, since))
    return found
