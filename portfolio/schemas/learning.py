"""Entries of a learning log as calls send and get them."""

from __future__ import annotations

from portfolio.domain.texts import LONG
from portfolio.schemas.fields import Base, Day, Flag, Id, Instant, Words


class NewLearning(Base):
    """What was believed, what happened and what is done next."""

    noted_on = Day(required=True)
    believed = Words(longest=LONG, required=True)
    happened = Words(longest=LONG, required=True)
    next_step = Words(longest=LONG, required=True)
    look_again_on = Day(allow_none=True, load_default=None)


class LearningSchema(Base):
    """One entry; the author is null for what came with a plan file."""

    id = Id(required=True)
    initiative = Id(required=True, attribute="initiative_id")
    noted_on = Day(required=True)
    believed = Words(longest=LONG, required=True)
    happened = Words(longest=LONG, required=True)
    next_step = Words(longest=LONG, required=True)
    look_again_on = Day(required=True, allow_none=True)
    author = Id(required=True, allow_none=True, attribute="author_id")
    created_at = Instant(required=True)
    example = Flag(required=True)
