"""How tasks are listed for whoever has many: by when they are due, and many of a kind as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.domain.task_kinds import TaskKind, When
from portfolio.domain.tasks.task import Task

#: More of a kind than this stand together: a list is there to begin at, and not to be frightened by.
APART = 3


@dataclass(frozen=True)
class Group:
    """One line of a list: one task, or many of a kind, by the day that they are due."""

    tasks: Sequence[Task]

    @property
    def first(self) -> Task:
        """The one to begin with."""
        return self.tasks[0]

    @property
    def is_alone(self) -> bool:
        """Whether it is one task."""
        return len(self.tasks) == 1

    @property
    def title(self) -> str:
        """What many of a kind have in common, in words."""
        return _MANY[self.first.kind].format(len(self.tasks))

    @property
    def minutes(self) -> int:
        """What they take together."""
        return sum(task.minutes for task in self.tasks)


@dataclass(frozen=True)
class Section:
    """The lines that are late, that have a day to come, or that have none."""

    when: When
    groups: Sequence[Group]

    @property
    def number(self) -> int:
        """How many tasks it holds."""
        return sum(len(group.tasks) for group in self.groups)


def sections(tasks: Iterable[Task], *, today: date) -> list[Section]:
    """The tasks, which stand in order, by when they are due; a group stands where its first task would."""
    by_when: dict[When, list[Task]] = {}
    for task in tasks:
        by_when.setdefault(_when(task, today), []).append(task)
    return [Section(when, _grouped(by_when[when])) for when in When if when in by_when]


def _when(task: Task, today: date) -> When:
    if task.due_on is None:
        return When.UNDATED
    return When.LATE if task.is_late(today) else When.DATED


def _grouped(tasks: Sequence[Task]) -> list[Group]:
    of_kind: dict[TaskKind, list[Task]] = {}
    for task in tasks:
        of_kind.setdefault(task.kind, []).append(task)
    found = []
    for task in tasks:
        several = of_kind[task.kind]
        if len(several) <= APART:
            found.append(Group([task]))
        elif task is several[0]:
            found.append(Group(several))
    return found


#: What many tasks of a kind are called together.
_MANY = {
    TaskKind.DECIDE: "{} planer har ärenden som väntar på beslut",
    TaskKind.ASSESS: "{} förslag är inte bedömda",
    TaskKind.RESUBMIT: "{} förslag kom tillbaka för komplettering",
    TaskKind.ACCEPT_HANDOVER: "{} initiativ lämnar över till dig i linjen",
    TaskKind.CORRECT_VALUES: "{} mätetal har värden som kom tillbaka från granskningen",
    TaskKind.SUBMIT_VALUES: "{} mätetal har värden som inte är inlämnade",
    TaskKind.RECORD_VALUES: "{} mätetal saknar värden",
    TaskKind.REVIEW_VALUES: "{} mätetal har värden som väntar på granskning",
    TaskKind.UPDATE_PHASES: "{} initiativ är efter sin tidplan",
    TaskKind.NOTE_LEARNING: "{} initiativ väntar på en ny anteckning i lärandeloggen",
    TaskKind.PLAN_PHASES: "{} initiativ saknar tidplan",
    TaskKind.CLASSIFY: "{} initiativ är inte klassade som enkla, komplicerade eller komplexa",
    TaskKind.ADD_BENEFIT: "{} initiativ har ingen nytta beskriven än",
    TaskKind.DESCRIBE_BENEFIT: "{} nyttor är inte färdigt beskrivna",
}


def how_late(due_on: date, today: date) -> str:
    """How long ago something was due, as roughly as people say it: ``5 dagar``, ``3 veckor``, ``7 månader``."""
    days = (today - due_on).days
    if days < 14:
        return "1 dag" if days == 1 else f"{days} dagar"
    if days < 60:
        return f"{days // 7} veckor"
    months = (today.year - due_on.year) * 12 + today.month - due_on.month - (today.day < due_on.day)
    # Sixty days may lie within one month and the next.
    return f"{max(months, 2)} månader" if months < 24 else f"{months // 12} år"
