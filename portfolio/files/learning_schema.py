"""The part of a plan file's schema that holds the learning log; who wrote an entry stays behind."""

from __future__ import annotations

from portfolio.strict.fields import Base, Day, Flag, Key, Text


class LearningSchema(Base):
    key = Key(required=True)
    noted_on = Day()
    believed = Text()
    happened = Text()
    next_step = Text()
    look_again_on = Day(allow_none=True)
    example = Flag()
