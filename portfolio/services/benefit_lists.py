"""Benefits with everything that is told of each, many at a time: the same few queries whatever their number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portfolio.domain.initiatives import DRAFT_STATES
from portfolio.domain.steps import lacks
from portfolio.models import (
    Benefit,
    BenefitActivity,
    BenefitAssessment,
    BenefitGoal,
    BenefitImpact,
    BenefitLink,
    BenefitMeasure,
    ComplexityAssessment,
    Initiative,
    Plan,
    PreliminaryStep,
)
from portfolio.services import benefits, changes, existing, initiative_lists
from portfolio.services.benefit_changes import edited_values
from portfolio.services.context import Context
from portfolio.services.paging import TOGETHER, Page, Slice, take

#: What belongs to a benefit so closely that its change is a change of the benefit.
PARTS = (
    (BenefitGoal, "benefit_id"),
    (BenefitActivity, "benefit_id"),
    (BenefitLink, "benefit_id"),
    (BenefitImpact, "benefit_id"),
    (BenefitMeasure, "benefit_id"),
    (PreliminaryStep, "benefit_id"),
    (BenefitAssessment, "benefit_id"),
)


@dataclass(frozen=True)
class BenefitFacts:
    """A benefit and what is told of it beside its own columns.

    ``values`` are all fields of the steps, ``measures`` the ids in their order, ``leads_to`` the ids that exist for the
    actor; ``lacking`` tells by step what is missing, nothing for a complete one.
    """

    benefit: Benefit
    values: Mapping[str, Any]
    measures: tuple[int, ...]
    leads_to: tuple[int, ...]
    lacking: Mapping[int, tuple[str, ...]]


def page_of(
    ctx: Context,
    plan: Plan,
    page: Page,
    *,
    initiative_id: int | None = None,
    updated_since: datetime | None = None,
) -> Slice[BenefitFacts]:
    """One page of the benefits of the plan's initiatives that exist for the actor, in the order of their ids."""
    query = (
        select(Benefit)
        .join(Benefit.initiative)
        .where(Initiative.plan_id == plan.id, *initiative_lists.unhidden(ctx, plan))
    )
    if initiative_id is not None:
        query = query.where(Benefit.initiative_id == initiative_id)
    if updated_since is not None:
        changed = changes.changed_since(Benefit, updated_since, parts=PARTS)
        query = query.where(or_(changed, Initiative.id.in_(changes.revealed_since(updated_since))))
    found = take(ctx, query, Benefit.id, page)
    return Slice(facts(ctx, found.rows), found.after)


def facts(ctx: Context, found: Sequence[Benefit]) -> list[BenefitFacts]:
    """What is told of each of the benefits, in their order."""
    of_initiative = joinedload(Benefit.initiative)
    query = (
        select(Benefit)
        .where(Benefit.id.in_([one.id for one in found]))
        .options(
            *benefits.LOADED,
            of_initiative.joinedload(Initiative.plan),
            of_initiative.selectinload(Initiative.assessments, chunksize=TOGETHER).joinedload(
                ComplexityAssessment.decision
            ),
        )
    )
    ctx.session.scalars(query).all()
    # Held on to, so that asking whether a draft exists does not ask the database for where it lies.
    plans = {one.initiative.plan_id for one in found}
    drafts = existing.split(ctx, Initiative.plan_id.in_(plans), Initiative.state.in_(DRAFT_STATES))
    told = [_facts(ctx, one) for one in found]
    del drafts
    return told


def _facts(ctx: Context, benefit: Benefit) -> BenefitFacts:
    level = benefits.level_of(benefit.initiative)
    return BenefitFacts(
        benefit=benefit,
        values=edited_values(benefit),
        measures=tuple(link.measure_id for link in benefit.measures),
        leads_to=tuple(sorted(one.id for one in benefits.led_to(ctx, benefit))),
        lacking=lacks(benefits.answers(benefit), level=level, today=ctx.today),
    )
