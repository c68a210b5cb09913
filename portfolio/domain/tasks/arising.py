"""Which tasks arise for a person in a plan, from what is stored and what day it is.

Nothing that the person cannot do; nothing about what has not been started, is paused, has ended or goes on over time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from portfolio.domain.initiatives import FINAL_STATES, InitiativeKind, InitiativeState
from portfolio.domain.permissions import Actor, Permission, Role, allows
from portfolio.domain.task_kinds import About, TaskKind
from portfolio.domain.tasks.asking import reasons
from portfolio.domain.tasks.facts import Facts, InitiativeFacts
from portfolio.domain.tasks.task import MINUTES, Task
from portfolio.domain.tasks.values import values_of

#: Those that nobody is asked to go on with: not decided on, at rest, or over.
_AT_REST = FINAL_STATES | {
    InitiativeState.PROPOSED,
    InitiativeState.RETURNED,
    InitiativeState.ASSESSED,
    InitiativeState.DEFERRED,
    InitiativeState.PAUSED,
}

#: Before anything is introduced there is nothing to take over yet, though somebody may do so early.
HANDING_OVER = frozenset({InitiativeState.DELIVERY, InitiativeState.REALISATION})


def tasks_of(actor: Actor, facts: Facts, *, today: date) -> list[Task]:
    """What the actor can do something about in one plan, see :func:`in_order`."""
    found = [*_meeting(actor, facts), *values_of(actor, facts, today=today)]
    for one in facts.initiatives:
        found.extend(_of_draft(actor, facts, one))
        if one.state not in _AT_REST and one.kind is not InitiativeKind.ONGOING:
            found.extend(_of_initiative(actor, facts, one))
    return in_order(found)


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """The tasks by the day that they are due; those without one last, by kind. Otherwise as they came."""
    kinds = tuple(TaskKind)
    return sorted(tasks, key=lambda one: (one.due_on or date.max, kinds.index(one.kind)))


def _meeting(actor: Actor, facts: Facts) -> Iterator[Task]:
    plan = facts.plan
    number = plan.meeting.matters
    if number and allows(actor, Permission.RECORD_DECISION, plan.scope):
        yield Task(
            kind=TaskKind.DECIDE,
            about=About.PLAN,
            row_id=plan.id,
            plan_id=plan.id,
            name=plan.name,
            what="Ett ärende väntar på beslut" if number == 1 else f"{number} ärenden väntar på beslut",
            minutes=number * MINUTES[TaskKind.DECIDE],
            # What is told of once is told of again when another matter has come.
            occasion=plan.meeting.newest.isoformat() if plan.meeting.newest else "",
            plan_slug=plan.slug,
            asked_from=plan.meeting.since,
            why=reasons(actor, Permission.RECORD_DECISION, plan.scope),
        )


def _of_draft(actor: Actor, facts: Facts, one: InitiativeFacts) -> Iterator[Task]:
    if one.state is InitiativeState.PROPOSED and allows(actor, Permission.ASSESS_INITIATIVE, one.scope):
        yield _task(actor, facts, one, TaskKind.ASSESS, "Förslaget är inte bedömt", Permission.ASSESS_INITIATIVE)
    # Who wrote it is asked; the others who may only when nobody signed it, or whoever did has left.
    if one.state is InitiativeState.RETURNED and (
        one.author_id == actor.user_id
        if one.author_id is not None
        else _is_for(actor, one, Permission.RESUBMIT_INITIATIVE)
    ):
        what = "Förslaget kom tillbaka för komplettering"
        yield _task(actor, facts, one, TaskKind.RESUBMIT, what, Permission.RESUBMIT_INITIATIVE)


def _of_initiative(actor: Actor, facts: Facts, one: InitiativeFacts) -> Iterator[Task]:
    yield from _handover(actor, facts, one)
    if one.late is not None and _is_for(actor, one, Permission.PLAN_PHASES):
        what = f"{'Skulle ha börjat' if one.late.starts else 'Skulle ha tagit slut'} {one.late.planned.label}"
        due_on = one.late.planned.end
        occasion = f"{one.late.phase}-{'start' if one.late.starts else 'end'}"
        yield _task(
            actor, facts, one, TaskKind.UPDATE_PHASES, what, Permission.PLAN_PHASES, occasion=occasion, due_on=due_on
        )
    if one.learning is not None and _is_for(actor, one, Permission.EDIT_INITIATIVE):
        day = one.learning_by or one.learning_since
        yield _task(
            actor,
            facts,
            one,
            TaskKind.NOTE_LEARNING,
            one.learning,
            Permission.EDIT_INITIATIVE,
            occasion=day.isoformat() if day else "",
            asked_from=one.learning_since,
            due_on=one.learning_by,
        )
    if not one.has_timetable and allows(actor, Permission.PLAN_PHASES, one.scope):
        yield _task(actor, facts, one, TaskKind.PLAN_PHASES, "Tidplan saknas", Permission.PLAN_PHASES)
    if not one.has_level and allows(actor, Permission.CLASSIFY_INITIATIVE, one.scope):
        what = "Inte klassat som enkelt, komplicerat eller komplext"
        yield _task(actor, facts, one, TaskKind.CLASSIFY, what, Permission.CLASSIFY_INITIATIVE)
    # A coordinator is not asked to describe everybody's benefits.
    if _leads(actor, one):
        yield from _benefits(actor, facts, one)


def _handover(actor: Actor, facts: Facts, one: InitiativeFacts) -> Iterator[Task]:
    if one.state not in HANDING_OVER:
        return
    # The line's own units alone: a role for the plan accepts nothing on a manager's behalf.
    owns = [grant for grant in actor.grants if grant.role is Role.BENEFIT_OWNER and facts.plan.id in grant.plan_ids]
    mine = [waits for waits in one.handovers if any(grant.organisation_id in waits.organisation_ids for grant in owns)]
    if not mine:
        return
    what = "En sak lämnas" if len(mine) == 1 else f"{len(mine)} saker lämnas"
    days = [waits.since for waits in mine if waits.since is not None]
    since, newest = min(days, default=one.since), max(days, default=one.since)
    units = frozenset().union(*(waits.organisation_ids for waits in mine))
    yield Task(
        kind=TaskKind.ACCEPT_HANDOVER,
        about=About.INITIATIVE,
        row_id=one.id,
        plan_id=facts.plan.id,
        name=one.title,
        what=f"{what} över till dig i linjen",
        minutes=MINUTES[TaskKind.ACCEPT_HANDOVER],
        occasion=newest.isoformat() if newest else "",
        plan_slug=facts.plan.slug,
        initiatives=(one.title,),
        initiative_id=one.id,
        asked_from=since,
        example=one.example,
        why=tuple(grant for grant in owns if grant.organisation_id in units),
    )


def _benefits(actor: Actor, facts: Facts, one: InitiativeFacts) -> Iterator[Task]:
    # What should have been described before delivery began is late since then; after it, it is only missing.
    due_on = one.steps_by if one.state in (InitiativeState.APPROVED, InitiativeState.PREPARATION) else None
    asked_from = one.since or (due_on - timedelta(days=90) if due_on else None)
    if not one.benefits:
        kind, what = TaskKind.ADD_BENEFIT, "Ingen nytta är beskriven än"
        yield _task(actor, facts, one, kind, what, Permission.EDIT_BENEFIT, due_on=due_on, asked_from=asked_from)
    for benefit in one.benefits:
        if not benefit.incomplete:
            continue
        missing = len(benefit.incomplete)
        yield Task(
            kind=TaskKind.DESCRIBE_BENEFIT,
            about=About.BENEFIT,
            row_id=benefit.benefit_id,
            plan_id=facts.plan.id,
            name=one.title,
            what=f"{missing} av 7 steg saknas för nyttan ”{benefit.title}”",
            minutes=missing * MINUTES[TaskKind.DESCRIBE_BENEFIT],
            plan_slug=facts.plan.slug,
            initiatives=(one.title,),
            initiative_id=one.id,
            step=benefit.incomplete[0],
            asked_from=asked_from,
            due_on=due_on,
            example=one.example,
            why=reasons(actor, Permission.EDIT_BENEFIT, one.scope),
        )


def _task(
    actor: Actor,
    facts: Facts,
    one: InitiativeFacts,
    kind: TaskKind,
    what: str,
    permission: Permission,
    *,
    occasion: str = "",
    asked_from: date | None = None,
    due_on: date | None = None,
) -> Task:
    return Task(
        kind=kind,
        about=About.INITIATIVE,
        row_id=one.id,
        plan_id=facts.plan.id,
        name=one.title,
        what=what,
        minutes=MINUTES[kind],
        occasion=occasion,
        plan_slug=facts.plan.slug,
        initiatives=(one.title,),
        initiative_id=one.id,
        asked_from=asked_from or one.since,
        due_on=due_on,
        example=one.example,
        why=reasons(actor, permission, one.scope),
    )


def _leads(actor: Actor, one: InitiativeFacts) -> bool:
    """Whether the actor leads this very initiative."""
    return any(grant.role is Role.PROJECT_LEAD and grant.initiative_id == one.id for grant in actor.grants)


def _is_for(actor: Actor, one: InitiativeFacts, permission: Permission) -> bool:
    """Whether it is for the actor: for whoever leads the initiative, for others who may only while nobody does."""
    return _leads(actor, one) or (not one.leads and allows(actor, permission, one.scope))
