"""Adoptions as calls send and get them."""

from __future__ import annotations

from portfolio.domain.texts import LONG
from portfolio.schemas.fields import Base, Day, Flag, Id, Ids, Items, NumberOfRow, PageQuery, Part, Time, Words


class _Fields(Base):
    """The fields that each unit's adoption has."""

    manager = Words(allow_none=True)
    planned = Time(allow_none=True)
    adopted_on = Day(allow_none=True)


class NewAdoptions(_Fields):
    """Several units at once, with the same manager's role and times."""

    units = Ids(required=True, attribute="unit_ids")


class AdoptionChanges(_Fields):
    """What can be changed of an adoption.

    ``start_reason`` tells why the start of benefits that have values moves along, which is asked for then.
    """

    unit = Id(required=True, attribute="unit_id")
    start_reason = Words(longest=LONG, allow_none=True)


class AdoptionSchema(Base):
    """An initiative's introduction in one unit."""

    id = Id(required=True)
    initiative = Id(required=True, attribute="initiative_id")
    unit = Id(required=True, attribute="unit_id")
    manager = Words(required=True, allow_none=True)
    planned = Time(required=True, allow_none=True)
    adopted_on = Day(required=True, allow_none=True)
    accepted_on = Day(required=True, allow_none=True)
    example = Flag(required=True)


class AdoptionsMade(Base):
    """The adoptions that were made, in the order of the units."""

    items = Items(Part(AdoptionSchema), required=True)


class AdoptionQuery(PageQuery):
    """Which adoptions."""

    plan = Words(required=True)
    initiative = NumberOfRow()
