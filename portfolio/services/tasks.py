"""What is expected of whom: of the actor in all their plans, of everybody in one, and who is late with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.permissions import Permission, Role
from portfolio.domain.tasks import Facts, Task, TaskKind, Unasked, coming_of, in_order, tasks_of, together, unasked
from portfolio.domain.texts import swedish_key
from portfolio.models import Initiative, Plan, User
from portfolio.services import people, plans, task_facts
from portfolio.services.context import Context

#: Nothing is ever asked of those who hold these alone.
_NEVER_ASKED = frozenset({Role.READER, Role.ADMIN})


@dataclass(frozen=True)
class Expected:
    """What waits for somebody, by the day that it is due; and what comes first, where nothing waits and it is known."""

    tasks: Sequence[Task]
    coming: Task | None = None


@dataclass(frozen=True)
class Late:
    """What one person is late with, the oldest first; of each the others who are asked for the same, by its key."""

    user: User
    tasks: Sequence[Task]
    others: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Follow:
    """Who is late with what in a plan: by person, those with the oldest first; and what nobody is asked for."""

    late: Sequence[Late]
    unasked: Sequence[Unasked]

    @property
    def number(self) -> int:
        """How many things are late, each once whoever is asked for it."""
        return len({task.key for one in self.late for task in one.tasks})

    @property
    def waiting(self) -> int:
        """How many things nobody is asked for."""
        return sum(len(one.tasks) for one in self.unasked)


def expected(ctx: Context) -> Expected:
    """What the actor can do something about in all their plans, several values of a series as one thing.

    The same few queries for each plan. The system itself is asked for nothing.
    """
    facts = [task_facts.of_plan(ctx, plan) for plan in _asking(ctx)]
    tasks = in_order(together(_of_all(ctx, facts)))
    ahead = [] if tasks else in_order(task for one in facts for task in coming_of(ctx.actor, one, today=ctx.today))
    return Expected(tasks, ahead[0] if ahead else None)


def of_actor(ctx: Context) -> list[Task]:
    """What the actor can do something about in all their plans, one by one, by the day that it is due."""
    return in_order(_of_all(ctx, [task_facts.of_plan(ctx, plan) for plan in _asking(ctx)]))


def with_coming(ctx: Context, until: date) -> list[Task]:
    """What the actor can do something about, and what will be asked of them by a day, each once, by the day it is due.

    The same few queries for each plan.
    """
    found: dict[str, Task] = {}
    for one in [task_facts.of_plan(ctx, plan) for plan in _asking(ctx)]:
        ahead = coming_of(ctx.actor, one, today=ctx.today, until=until)
        for task in (*tasks_of(ctx.actor, one, today=ctx.today), *ahead):
            found.setdefault(task.key, task)
    return in_order(found.values())


def of_people(ctx: Context, plan: Plan) -> dict[int, list[Task]]:
    """What is expected of each active person in the plan, by the users' ids; those of whom nothing is are left out.

    As the actor sees it: the system sees everything, a coordinator what is theirs to see. Raises Denied for others.
    The same few queries, always.
    """
    ctx.check(plan, Permission.FOLLOW_TASKS)
    facts = task_facts.of_plan(ctx, plan)
    actors = people.actors_for(ctx.session, _people(ctx, plan))
    found = {number: tasks_of(actor, facts, today=ctx.today) for number, actor in actors.items()}
    return {number: tasks for number, tasks in found.items() if tasks}


def follow(ctx: Context, plan: Plan, *, kind: TaskKind | None = None) -> Follow:
    """Who is late with what in the plan, and what waits for nobody; of one kind alone where it is named.

    Raises Denied. The same few queries, always.
    """
    ctx.check(plan, Permission.FOLLOW_TASKS)
    facts = task_facts.of_plan(ctx, plan)
    users = {user.id: user for user in _people(ctx, plan)}
    actors = people.actors_for(ctx.session, list(users.values()))
    late = {
        number: together(
            task
            for task in tasks_of(actor, facts, today=ctx.today)
            if task.is_late(ctx.today) and kind in (None, task.kind)
        )
        for number, actor in actors.items()
    }
    asked: dict[str, list[str]] = {}
    for number, tasks in late.items():
        for task in tasks:
            asked.setdefault(task.key, []).append(users[number].name)
    found = [
        Late(
            users[number],
            tasks,
            {task.key: [name for name in asked[task.key] if name != users[number].name] for task in tasks},
        )
        for number, tasks in late.items()
        if tasks
    ]
    return Follow(
        sorted(found, key=lambda one: str(one.tasks[0].due_on)),
        unasked(facts, actors.values(), today=ctx.today, kind=kind),
    )


def _of_all(ctx: Context, facts: Iterable[Facts]) -> list[Task]:
    return [task for one in facts for task in tasks_of(ctx.actor, one, today=ctx.today)]


def _asking(ctx: Context) -> list[Plan]:
    """The plans in which something may be asked of the actor: where they hold a role, or wrote what came back."""
    if ctx.actor.is_system or ctx.actor.user_id is None:
        return []
    asked = {number for grant in ctx.actor.grants if grant.role not in _NEVER_ASKED for number in grant.plan_ids}
    found = [plan for plan in plans.visible(ctx) if plan.id in asked]
    # Everybody may propose to any plan, and is then asked to complete it without a role there.
    written = (
        select(Initiative.plan_id)
        .where(Initiative.author_id == ctx.actor.user_id, Initiative.state == InitiativeState.RETURNED)
        .distinct()
    )
    elsewhere = select(Plan).where(Plan.id.in_(written), Plan.id.not_in(asked))
    return sorted([*found, *ctx.session.scalars(elsewhere)], key=lambda plan: swedish_key(plan.name))


def _people(ctx: Context, plan: Plan) -> list[User]:
    """Active people of whom something may be asked in the plan, by name."""
    authors = (
        select(User)
        .join(Initiative, Initiative.author_id == User.id)
        .where(Initiative.plan_id == plan.id, Initiative.state == InitiativeState.RETURNED, User.active)
    )
    found = {user.id: user for user in (*people.of_plan(ctx.session, plan.id), *ctx.session.scalars(authors))}
    return sorted(found.values(), key=lambda user: swedish_key(user.name))
