"""People as calls get them: their names and roles, and never how to reach them."""

from __future__ import annotations

from portfolio.domain.permissions import Role
from portfolio.schemas.fields import Base, Choice, Id, Items, Part, Words


class HeldRole(Base):
    """A role, and the one thing that it is held for; the others are null."""

    role = Choice(Role, required=True)
    plan = Words(required=True, allow_none=True)
    area = Id(required=True, allow_none=True)
    organisation = Id(required=True, allow_none=True)
    initiative = Id(required=True, allow_none=True)


class PersonInBrief(Base):
    """Somebody, as what they did tells of them."""

    id = Id(required=True)
    name = Words(required=True, longest=200)


class PersonSchema(Base):
    """Somebody with a role in the plan."""

    id = Id(required=True)
    name = Words(required=True, longest=200)
    roles = Items(Part(HeldRole), required=True)
