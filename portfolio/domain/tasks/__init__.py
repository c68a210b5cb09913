"""What is expected of whom: tasks as values, and which of them arise from what is stored, by role and date."""

from portfolio.domain.task_kinds import About, TaskKind
from portfolio.domain.tasks.arising import in_order, tasks_of
from portfolio.domain.tasks.facts import (
    Facts,
    Handover,
    HeldValue,
    InitiativeFacts,
    MeetingFacts,
    PlanFacts,
    SeriesFacts,
)
from portfolio.domain.tasks.task import MINUTES, Task, together

__all__ = [
    "MINUTES",
    "About",
    "Facts",
    "Handover",
    "HeldValue",
    "InitiativeFacts",
    "MeetingFacts",
    "PlanFacts",
    "SeriesFacts",
    "Task",
    "TaskKind",
    "in_order",
    "tasks_of",
    "together",
]
