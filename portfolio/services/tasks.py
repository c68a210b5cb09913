"""What waits for a person, as far as the product knows: today what a plan still lacks, by role."""

from __future__ import annotations

from dataclasses import dataclass

from portfolio.domain.initiatives import DRAFT_STATES, FINAL_STATES, InitiativeKind
from portfolio.domain.permissions import Permission, Scope, allows
from portfolio.models import Plan
from portfolio.services import overview, plans
from portfolio.services.context import Context
from portfolio.services.overview import InitiativeRow


@dataclass(frozen=True)
class Task:
    """One thing that the person can do: on which initiative, what is missing, and what it would take."""

    plan: Plan
    row: InitiativeRow
    what: str
    action: str
    minutes: int


def waiting(ctx: Context) -> list[Task]:
    """What the actor can do something about, in the plans' order; nothing about what is a draft or has ended."""
    found = []
    for plan in plans.visible(ctx):
        organisations = plan.owner.with_ancestors()
        for row in overview.rows(ctx, plan):
            if row.state in FINAL_STATES | DRAFT_STATES or row.kind is InitiativeKind.ONGOING:
                continue
            scope = Scope(
                plan_id=plan.id,
                area_ids=row.area.with_ancestors(),
                organisation_ids=organisations,
                initiative_ids=frozenset({row.id}),
            )
            if not row.has_timetable and allows(ctx.actor, Permission.PLAN_PHASES, scope):
                found.append(Task(plan, row, "Tidplan saknas", "plan_phases", 5))
            if row.level is None and allows(ctx.actor, Permission.CLASSIFY_INITIATIVE, scope):
                found.append(Task(plan, row, "Inte klassat som enkelt, komplicerat eller komplext", "classify", 3))
    return found
