"""Activities and enablers in lists: those of one initiative, those that it could share, and those of a whole plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import selectinload

from portfolio.domain.activities import ActivityKind, ActivityStatus, Reading, due_label, is_late
from portfolio.domain.permissions import Permission
from portfolio.domain.phases import Phase
from portfolio.models import Activity, Benefit, BenefitActivity, Initiative, InitiativeActivity, Plan
from portfolio.services import changes, plans
from portfolio.services.context import Context
from portfolio.services.initiative_lists import unhidden
from portfolio.services.paging import Page, Slice, take

#: Something that a list links to: id and title.
Named = tuple[int, str]


@dataclass(frozen=True)
class ActivityRow:
    """One activity or enabler as the list shows it; ``late`` tells by when it should have been done, else nothing."""

    id: int
    kind: ActivityKind
    title: str
    phase: Phase | None
    time: Reading | None
    late: str
    responsible: tuple[str, ...]
    status: ActivityStatus | None
    note: str | None
    organisation: str | None
    example: bool
    benefits: tuple[Named, ...]
    others: tuple[Named, ...]


@dataclass(frozen=True)
class ActivityFacts:
    """An activity, and the ids of the initiatives that have it and exist for the actor, in the plan's order."""

    activity: Activity
    initiative_ids: tuple[int, ...]


@dataclass(frozen=True)
class Shareable:
    """An initiative that exists for the actor, with those of its activities that another one could share."""

    id: int
    title: str
    activities: tuple[Activity, ...]


def of_initiative(ctx: Context, initiative: Initiative) -> list[ActivityRow]:
    """The initiative's activities and enablers in their order. The same few queries whatever their number."""
    query = (
        select(Activity)
        .join(InitiativeActivity, InitiativeActivity.activity_id == Activity.id)
        .where(InitiativeActivity.initiative_id == initiative.id)
        .order_by(InitiativeActivity.position, InitiativeActivity.id)
        .options(selectinload(Activity.organisation))
    )
    needed, others = _needed(ctx, initiative), _others(ctx, initiative)
    return [
        _row(one, today=ctx.today, benefits=needed.get(one.id, ()), others=others.get(one.id, ()))
        for one in ctx.session.scalars(query)
    ]


def page_of(
    ctx: Context,
    plan: Plan,
    page: Page,
    *,
    initiative_id: int | None = None,
    kind: ActivityKind | None = None,
    updated_since: datetime | None = None,
) -> Slice[ActivityFacts]:
    """One page of what the plan's initiatives that exist for the actor do and need, in the order of ids."""
    conditions = unhidden(ctx, plan)
    held = (
        select(InitiativeActivity.activity_id)
        .join(Initiative, Initiative.id == InitiativeActivity.initiative_id)
        .where(Initiative.plan_id == plan.id, *conditions)
    )
    if initiative_id is not None:
        held = held.where(Initiative.id == initiative_id)
    query = select(Activity).where(Activity.id.in_(held))
    if kind is not None:
        query = query.where(Activity.kind == kind)
    if updated_since is not None:
        # Where it is shared or taken off is a change of it too: it is told with its initiatives.
        parts = ((InitiativeActivity, "activity_id"),)
        changed = changes.changed_since(Activity, updated_since, parts=parts)
        revealed = held.where(Initiative.id.in_(changes.revealed_since(updated_since)))
        query = query.where(or_(changed, Activity.id.in_(revealed)))
    found = take(ctx, query, Activity.id, page)
    return Slice(_facts(ctx, found.rows, conditions), found.after)


def facts(ctx: Context, plan: Plan, activity: Activity) -> ActivityFacts:
    """The activity, and who has it."""
    return _facts(ctx, [activity], unhidden(ctx, plan))[0]


def needed_by(ctx: Context, initiative: Initiative, activity: Activity) -> tuple[Named, ...]:
    """The initiative's benefits that need the activity."""
    return tuple(_needed(ctx, initiative).get(activity.id, ()))


def shared_with(ctx: Context, initiative: Initiative, activity: Activity) -> tuple[Named, ...]:
    """The other initiatives that share the activity and exist for the actor, in the plan's order."""
    return tuple(_others(ctx, initiative).get(activity.id, ()))


def shareable(ctx: Context, initiative: Initiative) -> list[Shareable]:
    """What the initiative could share instead of copying: activities of the plan's others that exist for the actor.

    Each stands once, under the first initiative that has it. The same few queries whatever their number.
    """
    query = (
        select(Initiative, Activity)
        .join(InitiativeActivity, InitiativeActivity.initiative_id == Initiative.id)
        .join(Activity, Activity.id == InitiativeActivity.activity_id)
        .where(Initiative.plan_id == initiative.plan_id, Initiative.id != initiative.id)
        .order_by(InitiativeActivity.position, InitiativeActivity.id)
    )
    offered: dict[Initiative, list[Activity]] = {}
    for one, activity in ctx.session.execute(query):
        offered.setdefault(one, []).append(activity)
    held = select(InitiativeActivity.activity_id).where(InitiativeActivity.initiative_id == initiative.id)
    taken = set(ctx.session.scalars(held))
    found = []
    for one in _existing(ctx, initiative.plan_id, offered):
        of_it = tuple(activity for activity in offered[one] if activity.id not in taken)
        taken.update(activity.id for activity in of_it)
        if of_it:
            found.append(Shareable(one.id, one.title, of_it))
    return found


def kept_by(ctx: Context, initiative: Initiative, activity: Activity) -> str:
    """Why the activity cannot be taken off the initiative, and what to do; empty when it can."""
    if needed := needed_by(ctx, initiative, activity):
        titles = ", ".join(f"”{title}”" for _, title in needed)
        return f"Den behövs för {titles}. Ta bort den ur nyttans steg 2 först."
    query = select(func.count(InitiativeActivity.id)).where(InitiativeActivity.activity_id == activity.id)
    if ctx.session.scalar(query) == 1:
        return "Den finns bara i det här initiativet. Ändra status till Avbruten om den inte ska göras."
    return ""


def _row(one: Activity, *, today: date, benefits: Iterable[Named], others: Iterable[Named]) -> ActivityRow:
    late = is_late(one.status, one.period, today)
    return ActivityRow(
        id=one.id,
        kind=one.kind,
        title=one.title,
        phase=one.phase,
        time=Reading.stored(one.period_text, one.period),
        late=due_label(one.period) if late and one.period is not None else "",
        responsible=one.responsible,
        status=one.status,
        note=one.note,
        organisation=one.organisation.name if one.organisation is not None else None,
        example=one.example,
        benefits=tuple(benefits),
        others=tuple(others),
    )


def _facts(
    ctx: Context, activities: Sequence[Activity], conditions: Sequence[ColumnElement[bool]]
) -> list[ActivityFacts]:
    query = (
        select(InitiativeActivity.activity_id, Initiative.id)
        .join(Initiative, Initiative.id == InitiativeActivity.initiative_id)
        .where(InitiativeActivity.activity_id.in_([one.id for one in activities]), *conditions)
        .order_by(Initiative.position, Initiative.id)
    )
    having: dict[int, list[int]] = {}
    for activity_id, initiative_id in ctx.session.execute(query):
        having.setdefault(activity_id, []).append(initiative_id)
    return [ActivityFacts(one, tuple(having.get(one.id, ()))) for one in activities]


def _needed(ctx: Context, initiative: Initiative) -> dict[int, list[Named]]:
    """By activity the initiative's benefits that need it."""
    query = (
        select(BenefitActivity.activity_id, Benefit.id, Benefit.title)
        .join(Benefit, Benefit.id == BenefitActivity.benefit_id)
        .where(Benefit.initiative_id == initiative.id)
        .order_by(Benefit.position, Benefit.id)
    )
    found: dict[int, list[Named]] = {}
    for activity_id, benefit_id, title in ctx.session.execute(query):
        found.setdefault(activity_id, []).append((benefit_id, title))
    return found


def _others(ctx: Context, initiative: Initiative) -> dict[int, list[Named]]:
    """By activity the other initiatives that share it and exist for the actor."""
    held = select(InitiativeActivity.activity_id).where(InitiativeActivity.initiative_id == initiative.id)
    query = (
        select(InitiativeActivity.activity_id, Initiative)
        .join(Initiative, Initiative.id == InitiativeActivity.initiative_id)
        .where(InitiativeActivity.activity_id.in_(held), Initiative.id != initiative.id)
    )
    shared: dict[Initiative, list[int]] = {}
    for activity_id, one in ctx.session.execute(query):
        shared.setdefault(one, []).append(activity_id)
    found: dict[int, list[Named]] = {}
    for one in _existing(ctx, initiative.plan_id, shared):
        for activity_id in shared[one]:
            found.setdefault(activity_id, []).append((one.id, one.title))
    return found


def _existing(ctx: Context, plan_id: int, initiatives: Iterable[Initiative]) -> Sequence[Initiative]:
    """Those of the plan's initiatives that exist for the actor, each once, in the plan's order."""
    # All areas in one query, and held on to: asking where each initiative lies then finds them at hand.
    areas = plans.areas(ctx, plan_id)
    found = [one for one in dict.fromkeys(initiatives) if ctx.can(Permission.READ_INITIATIVE, one)]
    return sorted(found, key=lambda one: (areas.index(one.area), one.position, one.id))
