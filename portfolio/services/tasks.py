"""What waits for a person, as far as the product knows: proposals, decisions, and what a plan still lacks, by role."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portfolio.domain.initiatives import DRAFT_STATES, FINAL_STATES, InitiativeKind, InitiativeState
from portfolio.domain.permissions import Permission, Role, Scope, allows
from portfolio.models import Plan
from portfolio.services import benefits, decisions, handovers, learning, overview, plans
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


@dataclass(frozen=True)
class Meeting:
    """The matters of a plan that wait for somebody who decides, or writes down what is decided."""

    plan: Plan
    matters: int

    @property
    def minutes(self) -> int:
        """What it would take."""
        return self.matters * _MATTER_MINUTES


#: Until somebody has decided to start it, an initiative waits for that alone.
_UNSTARTED = DRAFT_STATES | {InitiativeState.ASSESSED, InitiativeState.DEFERRED}

#: What it takes to read and decide on one matter, and to assess a proposal, in minutes.
_MATTER_MINUTES = 5
_ASSESSMENT_MINUTES = 10

#: The states in which the line is asked to accept what an initiative hands over.
HANDING_OVER = frozenset({InitiativeState.DELIVERY, InitiativeState.REALISATION})

#: What it takes to read what is handed over and accept it, in minutes.
_HANDOVER_MINUTES = 5

#: What it takes to answer one of the seven steps, in minutes, and to begin a benefit at all.
_STEP_MINUTES = 2
_BENEFIT_MINUTES = 10
_LEARNING_MINUTES = 10


def waiting(ctx: Context) -> list[Task]:
    """What the actor can do something about, in the plans' order: proposals first, nothing about what has ended."""
    found: list[Task] = []
    for plan in plans.visible(ctx):
        organisations = plan.owner.with_ancestors()
        rows = overview.rows(ctx, plan)
        described = benefits.of_initiatives(ctx, {row.id: row.level for row in rows if _leads(ctx, row)})
        found.extend(_to_assess(ctx, plan, rows, organisations))
        found.extend(_to_accept(ctx, plan, rows))
        found.extend(_to_note(ctx, plan, rows, organisations))
        for row in rows:
            if row.state in FINAL_STATES | _UNSTARTED or row.kind is InitiativeKind.ONGOING:
                continue
            scope = _scope(plan, row, organisations)
            if not row.has_timetable and allows(ctx.actor, Permission.PLAN_PHASES, scope):
                found.append(Task(plan, row, "Tidplan saknas", "plan_phases", 5))
            if row.level is None and allows(ctx.actor, Permission.CLASSIFY_INITIATIVE, scope):
                found.append(Task(plan, row, "Inte klassat som enkelt, komplicerat eller komplext", "classify", 3))
            if row.id in described:
                found.extend(_to_describe(plan, row, described[row.id]))
    return found


def meetings(ctx: Context) -> list[Meeting]:
    """The plans' decision meetings with something on the agenda, for those who decide in the whole plan."""
    deciding = [plan for plan in plans.visible(ctx) if ctx.can(Permission.RECORD_DECISION, plan)]
    found = [Meeting(plan, len(decisions.agenda(ctx, plan).matters)) for plan in deciding]
    return [one for one in found if one.matters]


def _to_assess(
    ctx: Context, plan: Plan, rows: Sequence[InitiativeRow], organisations: frozenset[int]
) -> Iterator[Task]:
    for row in rows:
        if row.state is InitiativeState.PROPOSED and allows(
            ctx.actor, Permission.ASSESS_INITIATIVE, _scope(plan, row, organisations)
        ):
            yield Task(plan, row, "Förslaget är inte bedömt", "assess", _ASSESSMENT_MINUTES)


def _to_accept(ctx: Context, plan: Plan, rows: Sequence[InitiativeRow]) -> Iterator[Task]:
    waits = {one.initiative.id: len(one.adoptions) + len(one.benefits) for one in handovers.waiting(ctx, plan)}
    for row in rows:
        # Before anything is introduced there is nothing to take over yet, though somebody may do so early.
        number = waits.get(row.id, 0) if row.state in HANDING_OVER else 0
        if number:
            what = "En sak lämnas" if number == 1 else f"{number} saker lämnas"
            yield Task(plan, row, f"{what} över till dig i linjen", "accept_handover", _HANDOVER_MINUTES)


def _scope(plan: Plan, row: InitiativeRow, organisations: frozenset[int]) -> Scope:
    return Scope(
        plan_id=plan.id,
        area_ids=row.area.with_ancestors(),
        organisation_ids=organisations,
        initiative_ids=frozenset({row.id}),
    )


def _leads(ctx: Context, row: InitiativeRow) -> bool:
    """Whether the actor leads this very initiative; a coordinator is not asked to describe everybody's benefits."""
    return any(grant.role is Role.PROJECT_LEAD and grant.initiative_id == row.id for grant in ctx.actor.grants)


def _to_note(ctx: Context, plan: Plan, rows: Sequence[InitiativeRow], organisations: frozenset[int]) -> Iterator[Task]:
    """What should be written in learning logs, before what is lacking: it has a day, which the rest has not.

    It is for the project lead, or for whoever else may as long as nobody leads the initiative.
    """
    silent = learning.reminders(ctx, plan, rows)
    for row in rows:
        may_edit = allows(ctx.actor, Permission.EDIT_INITIATIVE, _scope(plan, row, organisations))
        if row.id in silent and (_leads(ctx, row) or (may_edit and not row.leads)):
            yield Task(plan, row, silent[row.id], "note_learning", _LEARNING_MINUTES)


def _to_describe(plan: Plan, row: InitiativeRow, described: Sequence[BenefitRow]) -> Iterator[Task]:
    # What has been concluded needs no more describing.
    described = [benefit for benefit in described if benefit.concluded_on is None]
    if not described:
        yield Task(plan, row, "Ingen nytta är beskriven än", "add_benefit", _BENEFIT_MINUTES)
    for benefit in described:
        if missing := len(benefit.incomplete):
            what = f"{missing} av 7 steg saknas för nyttan ”{benefit.title}”"
            step = benefit.incomplete[0]
            yield Task(plan, row, what, "describe_benefit", missing * _STEP_MINUTES, benefit.id, step)
