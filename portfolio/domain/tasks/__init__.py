"""What is expected of whom: tasks as values, and which of them arise from what is stored, by role and date."""

from portfolio.domain.task_kinds import About, TaskKind, When
from portfolio.domain.tasks.arising import HANDING_OVER, in_order, tasks_of
from portfolio.domain.tasks.coming import coming_of
from portfolio.domain.tasks.facts import (
    Facts,
    Handover,
    HeldValue,
    InitiativeFacts,
    MeetingFacts,
    PlanFacts,
    SeriesFacts,
)
from portfolio.domain.tasks.listing import Group, Section, how_late, sections
from portfolio.domain.tasks.places import late_path, path_of
from portfolio.domain.tasks.task import MINUTES, Task, together
from portfolio.domain.tasks.vacant import Unasked, unasked

__all__ = [
    "HANDING_OVER",
    "MINUTES",
    "About",
    "Facts",
    "Group",
    "Handover",
    "HeldValue",
    "InitiativeFacts",
    "MeetingFacts",
    "PlanFacts",
    "Section",
    "SeriesFacts",
    "Task",
    "TaskKind",
    "Unasked",
    "When",
    "coming_of",
    "how_late",
    "in_order",
    "late_path",
    "path_of",
    "sections",
    "tasks_of",
    "together",
    "unasked",
]
