"""The people of a plan with the roles that they hold there, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from portfolio.domain.initiatives import DRAFT_STATES
from portfolio.models import Initiative, Plan, RoleAssignment, User
from portfolio.services import existing, roles
from portfolio.services.changes import changed_since
from portfolio.services.context import Context
from portfolio.services.paging import Page, Slice, take


@dataclass(frozen=True)
class PersonFacts:
    """Somebody, and the roles that they hold in one plan, in the order in which they got them."""

    user: User
    roles: Sequence[RoleAssignment]


def page_of(ctx: Context, plan: Plan, page: Page, *, updated_since: datetime | None = None) -> Slice[PersonFacts]:
    """One page of the active people with a role in the plan, in the order of their ids.

    The installation's administrators are not among them, nor are roles for drafts that do not exist for the actor.
    """
    held = _held(ctx, plan)
    query = select(User).where(User.active, User.id.in_(select(RoleAssignment.user_id).where(*held)))
    if updated_since is not None:
        query = query.where(changed_since(User, updated_since, parts=[(RoleAssignment, "user_id")]))
    found = take(ctx, query, User.id, page)
    of_each: dict[int, list[RoleAssignment]] = {user.id: [] for user in found.rows}
    rows = select(RoleAssignment).where(RoleAssignment.user_id.in_(of_each), *held).order_by(RoleAssignment.id)
    for role in ctx.session.scalars(rows):
        of_each[role.user_id].append(role)
    return Slice([PersonFacts(user, of_each[user.id]) for user in found.rows], found.after)


def _held(ctx: Context, plan: Plan) -> list[ColumnElement[bool]]:
    _, hidden = existing.split(ctx, Initiative.plan_id == plan.id, Initiative.state.in_(DRAFT_STATES))
    seen = RoleAssignment.initiative_id.not_in([one.id for one in hidden])
    return [
        RoleAssignment.ended_at.is_(None),
        roles.held_in(ctx, plan),
        or_(RoleAssignment.initiative_id.is_(None), seen),
    ]
