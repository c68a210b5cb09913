"""Writing what initiatives wait for, and what they learned, as a file: in orders that no order of saving can change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import selectinload

from portfolio.files.plan_file import Item
from portfolio.models import Initiative, InitiativeDependency, LearningEntry

#: What they are written from, loaded with the initiatives in one query each.
LOADED: Sequence[Any] = (
    selectinload(Initiative.dependencies).selectinload(InitiativeDependency.waits_for).joinedload(Initiative.plan),
    selectinload(Initiative.learning),
)


def dependencies(row: Initiative) -> list[Item]:
    """What the initiative waits for: in the own plan first, then by the slug of the other plans."""

    def place(link: InitiativeDependency) -> tuple[bool, str, int, int]:
        other = link.waits_for
        return other.plan_id != row.plan_id, other.plan.slug, other.position, other.id

    return [
        {
            "plan": link.waits_for.plan.slug if link.waits_for.plan_id != row.plan_id else None,
            "initiative": link.waits_for.key,
            "what": link.what,
            "example": link.example,
        }
        for link in sorted(row.dependencies, key=place)
    ]


def learning(row: Initiative) -> list[Item]:
    """The initiative's log, the earliest first; of several on a day, by key. Who wrote it stays behind."""

    def place(entry: LearningEntry) -> tuple[Any, str]:
        return entry.noted_on, entry.key

    return [
        {
            "key": one.key,
            "noted_on": one.noted_on,
            "believed": one.believed,
            "happened": one.happened,
            "next_step": one.next_step,
            "look_again_on": one.look_again_on,
            "example": one.example,
        }
        for one in sorted(row.learning, key=place)
    ]
