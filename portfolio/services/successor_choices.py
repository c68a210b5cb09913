"""The initiatives that can take over a benefit."""

from __future__ import annotations

from portfolio.domain.initiatives import DRAFT_STATES, FINAL_STATES
from portfolio.domain.permissions import Permission
from portfolio.models import Benefit, Initiative
from portfolio.services import existing, plans
from portfolio.services.context import Context


def offered(ctx: Context, benefit: Benefit) -> list[Initiative]:
    """Those that go on and where the actor records decisions, of every plan: its own first, in the plans' order."""
    seen = existing.initiatives(ctx, Initiative.plan_id.in_([plan.id for plan in plans.visible(ctx)]))
    found = [
        one
        for one in seen
        if one.id != benefit.initiative_id
        and one.state not in DRAFT_STATES | FINAL_STATES
        and ctx.can(Permission.RECORD_DECISION, one)
    ]
    return sorted(found, key=lambda one: one.plan_id != benefit.initiative.plan_id)
