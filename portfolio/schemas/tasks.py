"""What is expected of a token's owner, as a call gets it."""

from __future__ import annotations

from portfolio.domain.permissions import Role
from portfolio.domain.task_kinds import About, TaskKind
from portfolio.domain.texts import LONG
from portfolio.schemas.fields import LARGEST_ID, Base, Choice, Day, Flag, Id, Items, Part, Whole, Words
from portfolio.schemas.register import NoMore


class TaskSchema(Base):
    """One thing to do: on which row, what in words, where, by when, and by which of the owner's roles."""

    kind = Choice(TaskKind, required=True)
    about = Choice(About, required=True)
    id = Id(required=True)
    href = Words(required=True)
    name = Words(required=True, longest=LONG)
    text = Words(required=True, longest=LONG)
    minutes = Whole(least=1, most=LARGEST_ID, required=True)
    asked_from = Day(required=True, allow_none=True)
    due_on = Day(required=True, allow_none=True)
    late = Flag(required=True)
    why = Items(Choice(Role), required=True)
    plan = Words(required=True)
    initiative = Id(required=True, allow_none=True)


class TasksSchema(Base):
    """All of it, shaped as other lists are."""

    items = Items(Part(TaskSchema), required=True)
    next = NoMore(required=True)
