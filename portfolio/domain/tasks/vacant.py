"""What waits for nobody: the role that would be asked is held by no one there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from portfolio.domain.permissions import Actor, Grant, Role
from portfolio.domain.task_kinds import TaskKind
from portfolio.domain.tasks.arising import in_order, tasks_of
from portfolio.domain.tasks.facts import Facts
from portfolio.domain.tasks.task import Task


@dataclass(frozen=True)
class Unasked:
    """What nobody is asked for in one initiative, in order, and the role that would be."""

    role: Role
    tasks: Sequence[Task]

    @property
    def first(self) -> Task:
        """The one that is due first."""
        return self.tasks[0]


def unasked(facts: Facts, actors: Iterable[Actor], *, today: date, kind: TaskKind | None = None) -> list[Unasked]:
    """What nobody among the actors is asked for, since an initiative has no lead or a unit no manager.

    Of one kind alone where it is named. What a coordinator is asked for in their place is not among it.
    """
    people = list(actors)
    plan = facts.plan.id
    asked = {task.key for actor in people for task in tasks_of(actor, facts, today=today)}
    leading = _somebody(plan, [Grant(Role.PROJECT_LEAD, initiative_id=one.id) for one in facts.initiatives])
    unled = replace(facts, initiatives=[one for one in facts.initiatives if not one.leads], series=())
    found = [(Role.PROJECT_LEAD, task) for task in tasks_of(leading, unled, today=today) if task.key not in asked]
    held = {grant.organisation_id for actor in people for grant in actor.grants if grant.role is Role.BENEFIT_OWNER}
    unmanaged = replace(
        facts,
        initiatives=[
            replace(one, handovers=[waits for waits in one.handovers if held.isdisjoint(waits.organisation_ids)])
            for one in facts.initiatives
        ],
        series=(),
    )
    units = {unit for one in unmanaged.initiatives for waits in one.handovers for unit in waits.organisation_ids}
    managing = _somebody(plan, [Grant(Role.BENEFIT_OWNER, organisation_id=unit) for unit in sorted(units)])
    # A unit with a manager may wait since the same day: what nobody accepts is told all the same.
    found += [(Role.BENEFIT_OWNER, task) for task in tasks_of(managing, unmanaged, today=today)]
    groups: dict[tuple[Role, int | None], list[Task]] = {}
    for role, task in found:
        if kind in (None, task.kind):
            groups.setdefault((role, task.initiative_id), []).append(task)
    first = in_order(tasks[0] for tasks in groups.values())
    return sorted(
        (Unasked(role, tasks) for (role, _), tasks in groups.items()), key=lambda one: first.index(one.tasks[0])
    )


def _somebody(plan_id: int, grants: Iterable[Grant]) -> Actor:
    """Who would hold these roles."""
    return Actor(None, "", tuple(replace(grant, plan_ids=frozenset({plan_id})) for grant in grants))
