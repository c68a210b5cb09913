"""Decisions on initiatives: listed, and recorded by what they concern."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter, Outcome, check_recordable
from portfolio.domain.permissions import Permission
from portfolio.models import ComplexityAssessment, Decision, Initiative, Plan
from portfolio.services import changes, complexity
from portfolio.services.context import Context
from portfolio.services.initiative_lists import unhidden
from portfolio.services.paging import Page, Slice, take


def page_of(
    ctx: Context,
    plan: Plan,
    page: Page,
    *,
    initiative_id: int | None = None,
    updated_since: datetime | None = None,
) -> Slice[Decision]:
    """One page of the decisions on the plan's initiatives that exist for the actor, in the order of ids."""
    query = (
        select(Decision)
        .join(Initiative, Initiative.id == Decision.initiative_id)
        .where(Initiative.plan_id == plan.id, *unhidden(ctx, plan))
        .options(joinedload(Decision.assessment))
    )
    if initiative_id is not None:
        query = query.where(Decision.initiative_id == initiative_id)
    if updated_since is not None:
        parts = ((ComplexityAssessment, "decision_id"),)
        changed = changes.changed_since(Decision, updated_since, parts=parts)
        query = query.where(or_(changed, Initiative.id.in_(changes.revealed_since(updated_since))))
    return take(ctx, query, Decision.id, page)


def record(
    ctx: Context,
    initiative_id: int,
    *,
    matter: Matter,
    outcome: Outcome,
    level: ComplexityLevel | None,
    decided_on: date | None,
    forum_id: int | None,
    motivation: str,
    diarienummer: str | None = None,
) -> Decision:
    """Record what was decided on the initiative. Call within a transaction. Raises Invalid or InvalidFields."""
    initiative = ctx.load(Initiative, initiative_id, to=Permission.CLASSIFY_INITIATIVE)
    check_recordable(matter, outcome)
    made = complexity.classify(
        ctx,
        initiative.id,
        # Nothing was shown that could have become old since: what is recorded is added to what there is.
        version=complexity.classification_version(initiative),
        level=level,
        decided_on=decided_on,
        forum_id=forum_id,
        motivation=motivation,
        diarienummer=diarienummer,
    )
    ctx.session.flush()
    return made.decision
