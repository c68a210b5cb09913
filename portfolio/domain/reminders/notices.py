"""On which day a person is told of a task: ahead of time, when it is late, and who else is told when it stays late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from portfolio.domain.task_kinds import Occasion
from portfolio.domain.tasks.task import Task
from portfolio.domain.working_days import after, on_or_after, on_or_before


@dataclass(frozen=True)
class Lead:
    """How long before its last day a task is told of, and how long after it the coordinator hears of it, in days."""

    ahead_days: int = 10
    escalate_days: int = 14


@dataclass(frozen=True)
class Notice:
    """One thing to tell somebody; ``persons`` are those whom it waits for, when that is somebody else."""

    occasion: Occasion
    task: Task
    persons: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What is told to a person once: this task, for this reason; again when it was given another last day."""
        due = self.task.due_on.isoformat() if self.task.due_on is not None else ""
        return f"{self.occasion}:{self.task.key}" + (f":{due}" if due else "")


def notice(task: Task, *, lead: Lead, today: date, until: date | None = None) -> Notice | None:
    """What there is to tell of a task by now to whoever is asked to do it, the latest reason alone; None before any.

    What is due is told of so many days ahead, on a working day, and on the first working day after it was due. What has
    no last day is told of when it arises; where nobody knows since when it waits, it only stands on the page.
    ``until`` is the last day before there is another chance to tell: what should be told of by then is told now.
    """
    if task.due_on is None:
        if task.asked_from is None or on_or_after(task.asked_from) > today:
            return None
        return Notice(Occasion.NEW, task)
    if after(task.due_on) <= today:
        return Notice(Occasion.LATE, task)
    if task.asked_from is not None and task.asked_from > today:
        return None
    ahead = on_or_before(task.due_on - timedelta(days=lead.ahead_days))
    return Notice(Occasion.AHEAD, task) if ahead <= (until or today) and today <= task.due_on else None


def escalated(task: Task, *, lead: Lead, today: date, persons: tuple[str, ...] = ()) -> Notice | None:
    """What the coordinator is told of a task that stays late; None as long as it does not, or has no last day."""
    if task.due_on is None or on_or_after(task.due_on + timedelta(days=lead.escalate_days)) > today:
        return None
    # On the first day it is late the person themselves is told, and nobody hears of it sooner than they do.
    return Notice(Occasion.ESCALATED, task, persons) if after(task.due_on) <= today else None
