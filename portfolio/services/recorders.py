"""Who may record the values of a plan's measures, and who is asked to: the people, not what waits for them."""

from __future__ import annotations

from sqlalchemy import or_, select

from portfolio.domain.permissions import GRANTS, Permission, Role
from portfolio.models import Plan, RoleAssignment, User
from portfolio.services.context import Context


def of_plan(ctx: Context, plan: Plan) -> tuple[frozenset[int], frozenset[int]]:
    """The active users who are controllers of the whole plan, and all whose roles let them record in it. One query.

    A measure belongs to the plan and to no area, so that whoever holds the role for a part of it cannot record its
    values. Project leads may record those of their own initiatives: each series tells who they are.
    """
    query = (
        select(RoleAssignment.user_id, RoleAssignment.role)
        .join(User, User.id == RoleAssignment.user_id)
        .where(
            User.active,
            RoleAssignment.ended_at.is_(None),
            RoleAssignment.role.in_(GRANTS[Permission.RECORD_VALUE]),
            or_(
                RoleAssignment.plan_id == plan.id,
                RoleAssignment.organisation_id.in_(plan.owner.with_ancestors()),
            ),
        )
    )
    held = ctx.session.execute(query).all()
    return frozenset(who for who, role in held if role is Role.CONTROLLER), frozenset(who for who, _ in held)
