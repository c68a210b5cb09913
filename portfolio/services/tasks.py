"""What waits for a person, as far as the product knows: today what a plan still lacks, by role."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portfolio.domain.initiatives import DRAFT_STATES, FINAL_STATES, InitiativeKind
from portfolio.domain.permissions import Permission, Role, Scope, allows
from portfolio.models import Plan
from portfolio.services import benefits, learning, overview, plans
from portfolio.services.benefits import BenefitRow
from portfolio.services.context import Context
from portfolio.services.overview import InitiativeRow


@dataclass(frozen=True)
class Task:
    """One thing that the person can do: on which initiative, what is missing, and what it would take.

    ``benefit_id`` and ``step`` tell where to go on, for what concerns a benefit.
    """

    plan: Plan
    row: InitiativeRow
    what: str
    action: str
    minutes: int
    benefit_id: int | None = None
    step: int | None = None


#: What it takes to answer one of the seven steps, in minutes, and to begin a benefit at all.
_STEP_MINUTES = 2
_BENEFIT_MINUTES = 10
_LEARNING_MINUTES = 10


def waiting(ctx: Context) -> list[Task]:
    """What the actor can do something about, in the plans' order; nothing about what is a draft or has ended."""
    found: list[Task] = []
    for plan in plans.visible(ctx):
        rows = overview.rows(ctx, plan)
        found.extend(_to_note(ctx, plan, rows))
        described = benefits.of_initiatives(ctx, {row.id: row.level for row in rows if _leads(ctx, row)})
        for row in rows:
            if row.state in FINAL_STATES | DRAFT_STATES or row.kind is InitiativeKind.ONGOING:
                continue
            scope = _scope(plan, row)
            if not row.has_timetable and allows(ctx.actor, Permission.PLAN_PHASES, scope):
                found.append(Task(plan, row, "Tidplan saknas", "plan_phases", 5))
            if row.level is None and allows(ctx.actor, Permission.CLASSIFY_INITIATIVE, scope):
                found.append(Task(plan, row, "Inte klassat som enkelt, komplicerat eller komplext", "classify", 3))
            if row.id in described:
                found.extend(_to_describe(plan, row, described[row.id]))
    return found


def _leads(ctx: Context, row: InitiativeRow) -> bool:
    """Whether the actor leads this very initiative; a coordinator is not asked to describe everybody's benefits."""
    return any(grant.role is Role.PROJECT_LEAD and grant.initiative_id == row.id for grant in ctx.actor.grants)


def _to_note(ctx: Context, plan: Plan, rows: Sequence[InitiativeRow]) -> Iterator[Task]:
    """What should be written in learning logs, first of all: it has a day, which the rest has not.

    It is for the project lead, or for whoever else may as long as nobody leads the initiative.
    """
    silent = learning.reminders(ctx, plan, rows)
    for row in rows:
        may_edit = allows(ctx.actor, Permission.EDIT_INITIATIVE, _scope(plan, row))
        if row.id in silent and (_leads(ctx, row) or (may_edit and not row.leads)):
            yield Task(plan, row, silent[row.id], "note_learning", _LEARNING_MINUTES)


def _scope(plan: Plan, row: InitiativeRow) -> Scope:
    return Scope(
        plan_id=plan.id,
        area_ids=row.area.with_ancestors(),
        organisation_ids=plan.owner.with_ancestors(),
        initiative_ids=frozenset({row.id}),
    )


def _to_describe(plan: Plan, row: InitiativeRow, described: Sequence[BenefitRow]) -> Iterator[Task]:
    if not described:
        yield Task(plan, row, "Ingen nytta är beskriven än", "add_benefit", _BENEFIT_MINUTES)
    for benefit in described:
        if missing := len(benefit.incomplete):
            what = f"{missing} av 7 steg saknas för nyttan ”{benefit.title}”"
            step = benefit.incomplete[0]
            yield Task(plan, row, what, "describe_benefit", missing * _STEP_MINUTES, benefit.id, step)
