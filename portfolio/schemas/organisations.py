"""Organisations as calls get them."""

from __future__ import annotations

from portfolio.domain.organisations import OrganisationKind
from portfolio.schemas.fields import Base, Choice, Id, Words


class OrganisationSchema(Base):
    """An authority, administration, operation or unit; ``parent`` is what it is part of."""

    id = Id(required=True)
    name = Words(required=True)
    kind = Choice(OrganisationKind, required=True)
    parent = Id(required=True, allow_none=True, attribute="parent_id")
