"""Organisations: the tree that plans, roles and adoptions point into. Nothing in it is ever removed."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from portfolio.domain.errors import Denied, Invalid, NotFound, Stale
from portfolio.domain.labels import label
from portfolio.domain.organisations import TEXT_RULES, OrganisationKind
from portfolio.domain.permissions import Permission, Role, Scope, allows
from portfolio.domain.texts import clean_texts, swedish_key
from portfolio.domain.trees import check_parent, in_order
from portfolio.domain.versions import version_of
from portfolio.models import Organisation
from portfolio.services import people
from portfolio.services.context import Context

EDITED = ("name", "kind", "parent_id")


def tree(ctx: Context) -> list[tuple[Organisation, int]]:
    """Every organisation with its depth (0 at the top), by name within what it is part of.

    Raises NotFound for those without any role: for them there is no plan, and so none of its parties.
    """
    if not ctx.can(Permission.READ_PLAN):
        raise NotFound
    by_name = sorted(ctx.session.scalars(select(Organisation)), key=lambda row: swedish_key(row.name))
    found = {row.id: row for row in by_name}
    ordered = in_order(found, {row.id: row.parent_id for row in found.values()})
    return [(found[row_id], depth) for row_id, depth in ordered]


def get(ctx: Context, organisation_id: int) -> Organisation:
    """The organisation, to be changed. Raises NotFound or Denied."""
    require_change(ctx)
    organisation = ctx.load(Organisation, organisation_id, to=Permission.READ_PLAN)
    if not _within_reach(ctx, [organisation_id]):
        raise Denied(
            "Organisationen deltar i en plan som du inte har hand om, så du får inte ändra den.",
            who=[label(Role.ADMIN).lower()],
        )
    return organisation


def require_change(ctx: Context) -> None:
    """Raise NotFound for those without any role, Denied for those who may not change organisations.

    An organisation may lie in several plans or in none, so the permission in any of them is enough.
    """
    if not ctx.can(Permission.READ_PLAN):
        raise NotFound
    ctx.require(Permission.MANAGE_ORGANISATIONS)


def edited_values(organisation: Organisation) -> dict[str, Any]:
    """What the edit form shows, by field."""
    return {field: getattr(organisation, field) for field in EDITED}


def add(ctx: Context, **fields: Any) -> Organisation:
    """Add an organisation, at the top or as part of another. Raises Denied, Invalid or InvalidFields."""
    require_change(ctx)
    ctx.record("organisation:add")
    organisation = Organisation(key=f"o-{secrets.token_hex(6)}", **_checked(ctx, None, fields))
    ctx.session.add(organisation)
    ctx.session.flush()
    return organisation


def edit(ctx: Context, organisation_id: int, *, version: str, **fields: Any) -> Organisation:
    """Rename or move an organisation, with all that is part of it.

    Raises Conflict when somebody else saved it since ``version``, Invalid when it would become part of itself,
    InvalidFields, NotFound or Denied.
    """
    require_change(ctx)
    # Two who move at once would each see a tree without a ring, and make one together.
    parents = _locked_parents(ctx)
    organisation = get(ctx, organisation_id)
    stored = edited_values(organisation)
    moved = fields.get("parent_id", stored["parent_id"]) != stored["parent_id"]
    ctx.record("organisation:move" if moved else "organisation:edit")
    if version != version_of(stored):
        raise Stale("Någon annan har sparat organisationen sedan du öppnade formuläret.", current=stored)
    values = _checked(ctx, organisation.id, {**stored, **fields}, parents)
    if moved and not _within_reach(ctx, [stored["parent_id"], values["parent_id"]]):
        raise Invalid(
            "parent_id",
            "Flytten skulle ge roller i en plan som du inte har hand om. Be administratören att flytta organisationen.",
        )
    for field, value in values.items():
        setattr(organisation, field, value)
    ctx.session.flush()
    # What it was part of is remembered besides the id.
    ctx.session.expire(organisation, ["parent"])
    return organisation


def _within_reach(ctx: Context, organisation_ids: Iterable[int | None]) -> bool:
    """Whether the actor may give roles in every plan that these organisations reach.

    A role for an organisation reaches the plans that it takes part in, so where it lies decides who may do what there.
    """
    reached = people.plans_reached(ctx.session)
    plan_ids = set().union(*(reached.get(one, frozenset()) for one in organisation_ids if one is not None))
    return all(allows(ctx.actor, Permission.ASSIGN_ROLE, Scope(plan_id=plan_id)) for plan_id in plan_ids)


def _checked(
    ctx: Context, organisation_id: int | None, fields: dict[str, Any], parents: dict[int, int | None] | None = None
) -> dict[str, Any]:
    texts = clean_texts(fields, TEXT_RULES)
    if not fields.get("kind"):
        raise Invalid("kind", "Välj om det är en huvudman, förvaltning, verksamhet eller enhet.")
    parent_id = fields.get("parent_id")
    check_parent(organisation_id, parent_id, parents if parents is not None else _locked_parents(ctx))
    return {**texts, "kind": OrganisationKind(fields["kind"]), "parent_id": parent_id}


def _locked_parents(ctx: Context) -> dict[int, int | None]:
    query = select(Organisation.id, Organisation.parent_id).order_by(Organisation.id).with_for_update()
    return dict(ctx.session.execute(query).all())
