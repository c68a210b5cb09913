"""The chain of effect of a plan: from enablers and activities over benefits to goals, in the same few queries."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select

from portfolio.domain.activities import ActivityKind, ActivityStatus
from portfolio.domain.benefits import BenefitKind
from portfolio.domain.effect_chains import Benefit, Enabler, Goal, Initiative, Told
from portfolio.domain.initiatives import InitiativeState
from portfolio.models import (
    Activity,
    BenefitActivity,
    BenefitGoal,
    BenefitLink,
    InitiativeActivity,
    Plan,
)
from portfolio.models import Benefit as StoredBenefit
from portfolio.models import Initiative as StoredInitiative
from portfolio.services import existing, goals, plans
from portfolio.services.context import Context

#: What was never begun, or was given up, leads nowhere and is not expected to.
_GIVEN_UP = (InitiativeState.DECLINED, InitiativeState.CANCELLED)


def told(ctx: Context, plan: Plan) -> Told:
    """Everything of the plan's chain that exists for the actor. The same few queries whatever the plan's size.

    Benefits that were concluded (avförda) are left out, and so are initiatives that were declined or cancelled.
    """
    # Held on to, so that no initiative asks the database for the area that it lies in.
    areas = {one.id: one for one in plans.areas(ctx, plan.id)}
    found = existing.initiatives(ctx, StoredInitiative.plan_id == plan.id, StoredInitiative.state.not_in(_GIVEN_UP))
    order = {area_id: number for number, area_id in enumerate(areas)}
    ordered = sorted(found, key=lambda one: (order[one.area_id], one.position, one.id))
    within = StoredInitiative.plan_id == plan.id
    kept = {one.id for one in ordered}
    return Told(
        initiatives=tuple(Initiative(one.id, one.title, tuple(areas[one.area_id].with_ancestors())) for one in ordered),
        enablers=_enablers(ctx, within, kept),
        benefits=_benefits(ctx, within, kept),
        goals=_goals(ctx, plan),
    )


def shown(everything: Told, *, area_id: int | None = None, initiative_id: int | None = None) -> list[int]:
    """The ids of the initiatives that a choice of area and initiative leaves, in the plan's order."""
    return [
        one.id
        for one in everything.initiatives
        if (area_id is None or area_id in one.area_ids) and (initiative_id is None or one.id == initiative_id)
    ]


def _enablers(ctx: Context, within: ColumnElement[bool], kept: set[int]) -> tuple[Enabler, ...]:
    query = (
        select(Activity.id, Activity.title, Activity.kind, Activity.status, InitiativeActivity.initiative_id)
        .join(InitiativeActivity, InitiativeActivity.activity_id == Activity.id)
        .join(StoredInitiative, StoredInitiative.id == InitiativeActivity.initiative_id)
        .where(within)
        .order_by(Activity.position, Activity.id, InitiativeActivity.position, InitiativeActivity.id)
    )
    belongs: dict[int, list[int]] = {}
    texts: dict[int, tuple[str, bool]] = {}
    for number, title, kind, status, initiative_id in ctx.session.execute(query):
        if initiative_id in kept:
            belongs.setdefault(number, []).append(initiative_id)
            texts[number] = title, kind is ActivityKind.ENABLER and status is not ActivityStatus.CANCELLED
    return tuple(Enabler(one, texts[one][0], tuple(held), texts[one][1]) for one, held in belongs.items())


def _benefits(ctx: Context, within: ColumnElement[bool], kept: set[int]) -> tuple[Benefit, ...]:
    stored = StoredBenefit
    query = (
        select(stored.id, stored.title, stored.initiative_id, stored.changed_state, stored.kind)
        .join(stored.initiative)
        .where(within, stored.concluded_on.is_(None))
        .order_by(StoredInitiative.position, StoredInitiative.id, stored.position, stored.id)
    )

    def linked(table: Any, target: Any) -> dict[int, list[int]]:
        query = (
            select(table.benefit_id, target)
            .join(stored, stored.id == table.benefit_id)
            .join(stored.initiative)
            .where(within)
            .order_by(table.id)
        )
        found: dict[int, list[int]] = {}
        for benefit_id, linked_id in ctx.session.execute(query):
            found.setdefault(benefit_id, []).append(linked_id)
        return found

    needs = linked(BenefitActivity, BenefitActivity.activity_id)
    leads = linked(BenefitLink, BenefitLink.target_id)
    serves = linked(BenefitGoal, BenefitGoal.goal_id)
    return tuple(
        Benefit(
            id=number,
            title=title,
            initiative_id=initiative_id,
            changed_state=changed_state,
            is_disbenefit=kind is BenefitKind.DISBENEFIT,
            enabler_ids=tuple(needs.get(number, ())),
            leads_to=tuple(leads.get(number, ())),
            goal_ids=tuple(serves.get(number, ())),
        )
        for number, title, initiative_id, changed_state, kind in ctx.session.execute(query)
        if initiative_id in kept
    )


def _goals(ctx: Context, plan: Plan) -> tuple[Goal, ...]:
    found = goals.of_plan(ctx, plan.id, active_only=True)
    return tuple(Goal(one.id, one.name, one.parent_id, depth) for one, depth in found)
