"""The handover to the line: a manager accepts all that an initiative brings to their units at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from portfolio.domain.errors import Conflict, Stale
from portfolio.domain.initiatives import DRAFT_STATES, FINAL_STATES
from portfolio.domain.permissions import Permission, Role, Scope, allows
from portfolio.domain.trees import below
from portfolio.domain.versions import version_of
from portfolio.models import Adoption, Benefit, Initiative, Organisation, Plan
from portfolio.services import people, plans
from portfolio.services.context import Context


@dataclass(frozen=True)
class Handover:
    """What one manager can accept of one initiative: where it is introduced, and the benefits that their units own."""

    initiative: Initiative
    adoptions: Sequence[Adoption]
    benefits: Sequence[Benefit]

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits for them there."""
        return not self.adoptions and not self.benefits


def waiting(ctx: Context, plan: Plan | None = None) -> list[Handover]:
    """What waits for the actor to accept it, by initiative in the plans' order. The same few queries, always."""
    units = _units(ctx)
    if not units:
        return []
    seen = [one.id for one in (plans.visible(ctx) if plan is None else [plan])]
    adoptions = _adoptions(ctx, units, seen)
    benefits = _benefits(ctx, units, seen)
    ids = {row.initiative_id for row in adoptions} | {row.initiative_id for row in benefits}
    query = (
        select(Initiative)
        .where(Initiative.id.in_(ids))
        .order_by(Initiative.plan_id, Initiative.position, Initiative.id)
        .options(selectinload(Initiative.plan))
    )
    return [
        Handover(
            one,
            [row for row in adoptions if row.initiative_id == one.id],
            [row for row in benefits if row.initiative_id == one.id],
        )
        for one in ctx.session.scalars(query)
    ]


def of_initiative(ctx: Context, initiative: Initiative) -> Handover:
    """What the actor can accept of one initiative; empty when nothing waits for them."""
    units = _units(ctx)
    return Handover(
        initiative,
        [row for row in _adoptions(ctx, units, [initiative.plan_id]) if row.initiative_id == initiative.id],
        [row for row in _benefits(ctx, units, [initiative.plan_id]) if row.initiative_id == initiative.id],
    )


def accept(ctx: Context, initiative_id: int, *, version: str | None = None) -> Handover:
    """Accept all that the initiative hands over to the actor's units, today. Call within a transaction.

    Raises NotFound, Denied for those who answer for no unit, Stale when it is not what was shown, Conflict when nothing
    waits any more.
    """
    initiative = ctx.load(Initiative, initiative_id, to=Permission.READ_INITIATIVE)
    ctx.require(Permission.ACCEPT_HANDOVER, Scope(plan_id=initiative.plan_id, organisation_ids=_units(ctx)))
    ctx.record("handover:accept", plan_id=initiative.plan_id)
    found = of_initiative(ctx, initiative)
    if version is not None and version != digest(found):
        raise Stale("Det som lämnas över har ändrats sedan du öppnade sidan. Se efter vad det är nu.")
    if found.is_empty:
        raise Conflict("Det finns inget kvar att ta emot här: allt som rör dina enheter är redan mottaget.")
    for adoption in found.adoptions:
        adoption.accepted_on, adoption.accepted_by = ctx.today, ctx.actor.user_id
    for benefit in found.benefits:
        benefit.accepted_on, benefit.accepted_by = ctx.today, ctx.actor.user_id
    ctx.session.flush()
    return found


def names(ctx: Context, initiative: Initiative) -> dict[int | None, str]:
    """The names of those who accepted something of the initiative, by their ids. One query."""
    accepted_by = {one.accepted_by for one in initiative.adoptions} | {one.accepted_by for one in initiative.benefits}
    return people.named(ctx.session, accepted_by)


def digest(handover: Handover) -> str:
    """The version that the form carries."""
    return version_of(
        {
            "adoptions": [one.id for one in handover.adoptions],
            "benefits": [one.id for one in handover.benefits],
        }
    )


def _units(ctx: Context) -> frozenset[int]:
    """The organisations that the actor answers for, with all that lie below them."""
    own = {grant.organisation_id for grant in ctx.actor.grants if grant.role is Role.BENEFIT_OWNER}
    tops = {one for one in own if one is not None}
    if not tops or not allows(ctx.actor, Permission.ACCEPT_HANDOVER):
        return frozenset()
    parents = dict(ctx.session.execute(select(Organisation.id, Organisation.parent_id)).all())
    return frozenset(below(tops, parents))


def _adoptions(ctx: Context, units: Iterable[int], plan_ids: Sequence[int]) -> list[Adoption]:
    query = (
        select(Adoption)
        .join(Initiative, Initiative.id == Adoption.initiative_id)
        .where(Adoption.unit_id.in_(list(units)), Adoption.accepted_on.is_(None), *_alive(plan_ids))
        .order_by(Adoption.position, Adoption.id)
        .options(selectinload(Adoption.unit))
    )
    return list(ctx.session.scalars(query))


def _benefits(ctx: Context, units: Iterable[int], plan_ids: Sequence[int]) -> list[Benefit]:
    query = (
        select(Benefit)
        .join(Initiative, Initiative.id == Benefit.initiative_id)
        .where(
            Benefit.owner_unit_id.in_(list(units)),
            Benefit.accepted_on.is_(None),
            Benefit.concluded_on.is_(None),
            *_alive(plan_ids),
        )
        .order_by(Benefit.position, Benefit.id)
        .options(selectinload(Benefit.owner_unit))
    )
    return list(ctx.session.scalars(query))


def _alive(plan_ids: Sequence[int]) -> list[ColumnElement[bool]]:
    # A proposal hands nothing over yet, and what has ended nothing more.
    return [Initiative.plan_id.in_(plan_ids), Initiative.state.not_in(DRAFT_STATES | FINAL_STATES)]
