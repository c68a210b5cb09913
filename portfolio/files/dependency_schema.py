"""The part of a plan file's schema that tells which initiatives wait for which."""

from __future__ import annotations

from portfolio.strict.fields import Base, Flag, Key, line


class DependencySchema(Base):
    """What is waited for; ``plan`` is the slug of another plan, null where both lie in the file's own."""

    plan = Key(allow_none=True)
    initiative = Key(required=True)
    what = line()
    example = Flag()
