"""Measures as calls send and get them."""

from __future__ import annotations

from portfolio.domain.measures import Direction
from portfolio.domain.texts import LONG
from portfolio.schemas.fields import LARGEST_ID, Base, Choice, Flag, Id, Whole, Words


class MeasureSchema(Base):
    """A measure of a plan's library."""

    id = Id(required=True)
    name = Words(required=True)
    definition = Words(required=True, longest=LONG, allow_none=True)
    unit = Words(required=True, allow_none=True)
    direction = Choice(Direction, required=True)
    position = Whole(least=0, most=LARGEST_ID, required=True)
    example = Flag(required=True)
