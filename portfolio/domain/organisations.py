"""Organisations: a tree of authorities, administrations, operations and units."""

from __future__ import annotations

from enum import StrEnum

from portfolio.domain.texts import SHORT, TextRule


class OrganisationKind(StrEnum):
    """Level of an organisation in the tree."""

    PRINCIPAL = "principal"
    ADMINISTRATION = "administration"
    OPERATION = "operation"
    UNIT = "unit"


TEXT_RULES = {"name": TextRule("organisationens namn", SHORT, required=True)}
