"""Taking the latest decision back: it stays, counts no longer, and what it changed is as it was before."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select

from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.periods import from_code
from portfolio.domain.permissions import Role
from portfolio.models import Decision, Initiative, RoleAssignment
from portfolio.services import aims
from portfolio.services.context import Context
from portfolio.services.decisions import deciders
from portfolio.services.decisions.changed import Changes, noted, put_back
from portfolio.services.decisions.entries import Stated, check_version, checked, new
from portfolio.services.decisions.material import freeze
from portfolio.services.decisions.matters import link_of
from portfolio.services.decisions.standing import correctable


def correct(ctx: Context, initiative: Initiative, stated: Stated, *, seen: str | None) -> Decision:
    """Record that the latest decision that stands was a mistake; who may make it may take it back.

    Raises Denied, Stale, Conflict when there is nothing that can be taken back, Invalid or InvalidFields.
    """
    wrong = correctable(initiative)
    deciders.check(ctx, initiative, wrong.matter, wrong.to_state)
    check_version(initiative, seen)
    forum_id = deciders.named_forum(ctx, initiative, wrong.matter, wrong.to_state, stated.forum_id)
    stated = replace(stated, forum_id=forum_id)
    values = checked(ctx, initiative, stated, after=wrong.decided_on)
    decision = new(ctx, initiative, Matter.CORRECT, Outcome.APPROVED, values)
    decision.material = freeze(ctx, initiative)
    decision.corrects, decision.benefit_id = wrong, wrong.benefit_id
    if wrong.from_state is not None and wrong.to_state is not None:
        decision.from_state, decision.to_state = initiative.state, wrong.from_state
    wrong.corrected = True
    initiative.decisions.append(decision)
    ctx.session.flush()
    changes = Changes(initiative)
    put_back(wrong, changes)
    if wrong.matter is Matter.TARGET:
        _put_back_target(ctx, wrong, decision)
    if wrong.matter is Matter.START:
        _put_back_leads(ctx, initiative, wrong)
    changes.keep(decision)
    initiative.state = decision.to_state or initiative.state
    for request in initiative.requests:
        if request.decision_id == wrong.id:
            # What it answered is undecided again, and so comes back to the agenda.
            request.decision_id = None
    ctx.session.flush()
    return decision


def _put_back_target(ctx: Context, wrong: Decision, decision: Decision) -> None:
    """The target that held before becomes the latest one again; targets are added, never taken away."""
    for one in noted(wrong):
        owner, _, rest = str(one["what"]).partition(".")
        if owner != "targets" or wrong.benefit is None or one["before"] is None:
            continue
        key = rest.removeprefix(f"{wrong.benefit.key}.")
        links = [link for link in wrong.benefit.measures if link.measure.key == key]
        for link in links:
            value, _, period = str(one["before"]).partition(" ")
            held = link_of(wrong.benefit, link.id).targets[-1]
            if f"{held.value:f} {held.period.code if held.period else ''}".strip() == one["after"]:
                aims.change_target(
                    ctx, link, Decimal(value), from_code(period) if period else None, decision.motivation
                )


def _put_back_leads(ctx: Context, initiative: Initiative, wrong: Decision) -> None:
    """Who was appointed by the decision is project lead no longer, and who was succeeded by it is again."""
    query = select(RoleAssignment).where(
        RoleAssignment.initiative_id == initiative.id, RoleAssignment.role == Role.PROJECT_LEAD
    )
    for row in list(ctx.session.scalars(query.order_by(RoleAssignment.id))):
        if row.created_at == wrong.recorded_at and row.ended_at is None:
            row.ended_at = ctx.now
        elif row.ended_at == wrong.recorded_at:
            again = RoleAssignment(user_id=row.user_id, role=row.role, initiative_id=initiative.id, created_at=ctx.now)
            ctx.session.add(again)
