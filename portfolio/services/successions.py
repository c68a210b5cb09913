"""Who leads an initiative and who answers for an organisation's benefits, now and before, and who succeeds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from portfolio.domain.errors import Conflict, Invalid, NotFound
from portfolio.domain.initiatives import FINAL_STATES
from portfolio.domain.permissions import Role
from portfolio.domain.trees import below
from portfolio.models import Benefit, Initiative, Organisation, RoleAssignment, User
from portfolio.services import organisations, roles
from portfolio.services.context import LARGEST_ID, Context


@dataclass(frozen=True)
class Held:
    """Somebody who holds a role or held it: since which day, and until which when it has ended."""

    role_id: int
    user: User
    since: date
    until: date | None


@dataclass(frozen=True)
class Succession:
    """Who followed whom, and the benefits that the successor is asked to accept."""

    former: User
    successor: User
    benefits: Sequence[Benefit]


def leads(ctx: Context, initiative: Initiative) -> list[Held]:
    """Everybody who leads the initiative or led it, those who do first, then the latest first."""
    return _held(ctx, RoleAssignment.initiative_id == initiative.id, RoleAssignment.role == Role.PROJECT_LEAD)


def owners(ctx: Context, organisation_id: int) -> list[Held]:
    """Everybody who answers for the organisation's benefits or did, in the same order."""
    return _held(ctx, RoleAssignment.organisation_id == organisation_id, RoleAssignment.role == Role.BENEFIT_OWNER)


def get(ctx: Context, organisation_id: int) -> Organisation:
    """The organisation, for those who may let somebody succeed there. Raises NotFound or Denied."""
    return organisations.get(ctx, organisation_id)


def succeed(ctx: Context, organisation_id: int, *, role_id: int, successor_id: int) -> Succession:
    """Let somebody follow a benefit owner of the organisation: the role ends for the one and begins for the other.

    The benefits there that named the former one name the successor, who is asked to accept what the former one had
    accepted. Call within a transaction. Raises NotFound, Denied, Invalid, and Conflict when the role has ended.
    """
    organisation = get(ctx, organisation_id)
    ctx.record("owner:succeed")
    row = ctx.session.get(RoleAssignment, role_id) if 0 < role_id <= LARGEST_ID else None
    if row is None or row.organisation_id != organisation.id or row.role is not Role.BENEFIT_OWNER:
        raise NotFound
    if row.user_id == successor_id:
        raise Invalid("successor_id", "Välj någon annan än den som lämnar.")
    if not roles.get(ctx, role_id).endable:
        raise Conflict("Rollen är redan avslutad. Se efter vem som har den nu.")
    former = roles.end(ctx, role_id).user
    try:
        role = Role.BENEFIT_OWNER
        successor = roles.assign(ctx, user_id=successor_id, role=role, organisation_id=organisation.id)
    except Invalid as problem:
        raise Invalid("successor_id", problem.message) from problem
    return Succession(former, successor, _hand_on(ctx, organisation, former, successor))


def _hand_on(ctx: Context, organisation: Organisation, former: User, successor: User) -> list[Benefit]:
    """The benefits that go from one to the other; what has ended stays as it was."""
    parents = dict(ctx.session.execute(select(Organisation.id, Organisation.parent_id)).all())
    query = (
        select(Benefit)
        .join(Initiative, Initiative.id == Benefit.initiative_id)
        .where(
            Benefit.owner_unit_id.in_(below({organisation.id}, parents)),
            or_(Benefit.owner_user_id == former.id, Benefit.accepted_by == former.id),
            Benefit.concluded_on.is_(None),
            Initiative.state.not_in(FINAL_STATES),
        )
        .order_by(Benefit.id)
        .with_for_update(key_share=True, of=Benefit)
        .execution_options(populate_existing=True)
    )
    found = list(ctx.session.scalars(query))
    for one in found:
        if one.owner_user_id == former.id:
            one.owner_user = successor
        one.accepted_on = one.accepted_by = None
        one.example = False
    ctx.session.flush()
    return found


def _held(ctx: Context, *conditions: ColumnElement[bool]) -> list[Held]:
    query = select(RoleAssignment).where(*conditions).options(joinedload(RoleAssignment.user))
    found = [
        Held(
            row.id,
            row.user,
            row.created_at.astimezone(ctx.zone).date(),
            row.ended_at.astimezone(ctx.zone).date() if row.ended_at else None,
        )
        for row in ctx.session.scalars(query)
    ]
    return sorted(found, key=lambda one: (one.until is not None, -(one.until or one.since).toordinal(), -one.role_id))
