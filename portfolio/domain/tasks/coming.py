"""What will be asked of a person next, as far as it is known beforehand: for whoever has nothing to do now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from portfolio.domain.labels import label
from portfolio.domain.periods import Period, following
from portfolio.domain.permissions import Actor
from portfolio.domain.task_kinds import TaskKind
from portfolio.domain.tasks.arising import tasks_of
from portfolio.domain.tasks.facts import Facts, InitiativeFacts, SeriesFacts
from portfolio.domain.tasks.task import Task


def coming_of(actor: Actor, facts: Facts, *, today: date, until: date | None = None) -> list[Task]:
    """The values of the periods that go on, and what the timetables say happens next, by the day they are due.

    ``until`` asks for the values of later periods too, as long as they are due by that day. Judged as if those days had
    come, so that nobody is told of what they will not be asked for.
    """
    ahead = replace(
        facts,
        initiatives=[replace(one, late=one.ahead) for one in facts.initiatives],
        series=[replace(one, missing=_ahead(one, facts.plan.grace_days, until)) for one in facts.series],
    )
    by_id = {one.id: one for one in facts.initiatives}
    found = []
    for task in tasks_of(actor, ahead, today=date.max):
        if task.due_on is None or task.due_on < today:
            continue
        if task.kind is TaskKind.RECORD_VALUES:
            found.append(replace(task, what=f"Mätvärdet för {task.periods[0].label} ska in"))
        elif task.kind is TaskKind.UPDATE_PHASES:
            found.append(replace(task, what=_boundary(by_id[task.row_id])))
    return found


def _ahead(one: SeriesFacts, grace_days: int, until: date | None) -> list[Period]:
    """The period that goes on, and those after it whose values are due by the day, as far as they are expected."""
    if one.running is None:
        return []
    found = [one.running]
    while until is not None and (end := (later := following(found[-1])).end) is not None:
        if end + timedelta(days=grace_days) > until or (one.expected_until is not None and end > one.expected_until):
            break
        found.append(later)
    return found


def _boundary(one: InitiativeFacts) -> str:
    if one.ahead is None:
        return ""
    does = "börja" if one.ahead.starts else "ta slut"
    return f"{label(one.ahead.phase)} ska {does} {one.ahead.planned.label}"
