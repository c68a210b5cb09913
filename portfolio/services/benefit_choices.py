"""What can be chosen in a benefit's steps, and what is suggested so that a simple initiative types least."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portfolio.domain.activities import ActivityKind
from portfolio.domain.benefits import is_project_role
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.labels import label
from portfolio.domain.measures import MANY, frequency_of
from portfolio.domain.periods import provably_before
from portfolio.domain.permissions import Permission, Role
from portfolio.domain.phases import Phase
from portfolio.models import Activity, Benefit, Initiative, InitiativeActivity, Measure
from portfolio.services import goals, organisations, people, plans
from portfolio.services.context import Context


@dataclass(frozen=True)
class Choices:
    """For each field that chooses among rows: (id or word, text)."""

    goals: list[tuple[int, str]]
    activities: list[tuple[int, str]]
    leads_to: list[tuple[int, str]]
    leads_to_other: list[tuple[int, str]]
    units: list[tuple[int, str]]
    people: list[tuple[int, str]]
    anchors: list[tuple[str, str]]
    forums: list[tuple[int, str]]
    measures: list[tuple[int, str]]
    library: list[tuple[int, str]]


def choices(ctx: Context, benefit: Benefit) -> Choices:
    """Everything that the steps' form offers for this benefit."""
    initiative = benefit.initiative
    held = {link.measure_id for link in benefit.measures}
    library = [(one.id, _measure(one)) for one in _measures(ctx, initiative.plan_id)]
    own, others = _benefits(ctx, benefit)
    chosen = {link.goal_id for link in benefit.goals}
    return Choices(
        goals=[
            (goal.id, "– " * depth + goal.name)
            for goal, depth in goals.of_plan(ctx, initiative.plan_id)
            if goal.active or goal.id in chosen
        ],
        activities=[(one.id, _activity(one)) for one in _activities(ctx, initiative)],
        leads_to=own,
        leads_to_other=others,
        units=[(unit.id, "– " * depth + unit.name) for unit, depth in organisations.tree(ctx)],
        people=_people(ctx, benefit),
        anchors=anchors(initiative),
        forums=[
            (forum.id, forum.name)
            for forum in plans.forums(ctx, initiative.plan_id)
            if forum.active or forum.id == benefit.forum_id
        ],
        measures=[one for one in library if one[0] in held],
        library=[one for one in library if one[0] not in held],
    )


def suggested(ctx: Context, benefit: Benefit, level: ComplexityLevel | None) -> dict[int, dict[str, Any]]:
    """What a simple initiative's person only has to confirm: by step and field, for what is empty."""
    if level is not ComplexityLevel.SIMPLE:
        return {}
    initiative = benefit.initiative
    found: dict[int, dict[str, Any]] = {}
    if not benefit.activities and initiative.activities:
        found[2] = {"activities": tuple(link.activity_id for link in initiative.activities)}
    five: dict[str, Any] = {}
    if not benefit.follow_up_method:
        five["follow_up_method"] = "Följs upp tillsammans med planen."
    if benefit.frequency is None and (rhythm := frequency_of(initiative.plan.follow_up_months)):
        five["frequency"] = rhythm
    if five:
        found[5] = five
    if benefit.controller_user_id is None and not benefit.controller_role:
        area_ids = initiative.area.with_ancestors()
        near = people.controllers(ctx.session, plan_id=initiative.plan_id, area_ids=area_ids)
        if near:
            found[6] = {"controller_user_id": near[0].id}
    return found


def warnings(ctx: Context, benefit: Benefit) -> dict[int, list[str]]:
    """What the steps hold that may be right but is worth another look, by step; nothing here stops anybody."""
    found: dict[int, list[str]] = {}
    if benefit.description and not benefit.goals:
        found.setdefault(1, []).append("Nyttan bidrar inte till något av planens mål än.")
    if _owner_is_of_the_project(ctx, benefit):
        found.setdefault(3, []).append(
            "Ägaren är en projektroll. Projektet tar slut, men nyttan ska bestå: välj hellre en chef i linjen."
        )
    first, reached = benefit.first_effect, benefit.changed_state_at
    if first is not None and reached is not None and provably_before(first, reached):
        found.setdefault(4, []).append(
            f"Första effekt {first.label} ligger före det förändrade tillståndet {reached.label}. "
            "Effekter brukar komma först när det nya arbetssättet används."
        )
    if len(benefit.measures) >= MANY:
        found.setdefault(7, []).append(
            f"Nyttan har {len(benefit.measures)} mätetal. Få och stabila mätetal är lättare att följa: behövs alla?"
        )
    return found


def _owner_is_of_the_project(ctx: Context, benefit: Benefit) -> bool:
    if is_project_role(benefit.owner_role):
        return True
    if benefit.owner_user_id is None:
        return False
    roles = people.of_initiative(ctx.session, benefit.initiative_id)
    return any(user.id == benefit.owner_user_id and role is Role.PROJECT_LEAD for user, role in roles)


def _activities(ctx: Context, initiative: Initiative) -> list[Activity]:
    query = (
        select(Activity)
        .join(InitiativeActivity, InitiativeActivity.activity_id == Activity.id)
        .where(InitiativeActivity.initiative_id == initiative.id)
        .order_by(InitiativeActivity.position)
    )
    return list(ctx.session.scalars(query))


def _activity(activity: Activity) -> str:
    kind = f"{label(ActivityKind.ENABLER)}: " if activity.kind is ActivityKind.ENABLER else ""
    phase = label(activity.phase).lower() if activity.phase else "ingen fas än"
    return f"{kind}{activity.title} ({phase})"


def _benefits(ctx: Context, benefit: Benefit) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Those of the initiative with those that are linked already, and those of others that exist for the actor."""
    query = (
        select(Benefit, Initiative)
        .join(Initiative, Initiative.id == Benefit.initiative_id)
        .where(Initiative.plan_id == benefit.initiative.plan_id, Benefit.id != benefit.id)
        .order_by(Initiative.position, Benefit.position)
    )
    linked = {link.target_id for link in benefit.leads_to}
    own, others = [], []
    for one, initiative in ctx.session.execute(query).all():
        if one.initiative_id == benefit.initiative_id:
            own.append((one.id, one.title))
        elif not ctx.can(Permission.READ_INITIATIVE, initiative):
            # What somebody else linked stays linked, without telling what the draft holds.
            if one.id in linked:
                own.append((one.id, "En nytta i ett förslag som du inte ser"))
        elif one.id in linked:
            own.append((one.id, f"{one.title} ({initiative.title})"))
        else:
            others.append((one.id, f"{initiative.title}: {one.title}"))
    return own, others


def _people(ctx: Context, benefit: Benefit) -> list[tuple[int, str]]:
    found = {user.id: user.name for user in people.of_plan(ctx.session, benefit.initiative.plan_id)}
    for user in (benefit.owner_user, benefit.controller_user):
        if user is not None and user.id not in found:
            found[user.id] = f"{user.name} (har ingen roll i planen längre)"
    return list(found.items())


def anchors(initiative: Initiative) -> list[tuple[str, str]]:
    """What a benefit's times can move with: (word, text)."""
    phases = [(f"phase:{phase}", f"Slutet av {label(phase).lower()}") for phase in (Phase.PREPARATION, Phase.DELIVERY)]
    return phases + [(f"adoption:{row.id}", f"Införandet i {row.unit.name}") for row in initiative.adoptions]


def _measures(ctx: Context, plan_id: int) -> list[Measure]:
    return list(ctx.session.scalars(select(Measure).where(Measure.plan_id == plan_id).order_by(Measure.position)))


def _measure(measure: Measure) -> str:
    return f"{measure.name} ({measure.unit})" if measure.unit else measure.name
