"""Dependencies as calls send and get them."""

from __future__ import annotations

from portfolio.domain.dependencies import Timing
from portfolio.schemas.fields import Base, Choice, Flag, Id, Words


class NewDependency(Base):
    """What an initiative waits for: another one, and what of it."""

    waits_for = Id(required=True, attribute="waits_for_id")
    what = Words(required=True)


class DependencySchema(Base):
    """One dependency; ``timing`` is what the times of the two say of it, ``sentence`` which of them were compared."""

    id = Id(required=True)
    initiative = Id(required=True)
    waits_for = Id(required=True)
    what = Words(required=True)
    timing = Choice(Timing, required=True)
    sentence = Words(required=True)
    example = Flag(required=True)
