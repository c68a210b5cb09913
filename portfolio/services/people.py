"""From a user's roles to the actor that the permission table judges; and who holds what."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portfolio.domain.permissions import Actor, Grant, Role
from portfolio.models import Initiative, Organisation, Plan, PlanParty, ProgrammeArea, RoleAssignment, User


def actor_for(session: Session, user: User) -> Actor:
    """The actor with every role that has not ended. Two queries at most beyond the roles, whatever their number."""
    rows = session.execute(
        select(RoleAssignment, ProgrammeArea.plan_id, Initiative.plan_id)
        .outerjoin(ProgrammeArea, ProgrammeArea.id == RoleAssignment.area_id)
        .outerjoin(Initiative, Initiative.id == RoleAssignment.initiative_id)
        .where(RoleAssignment.user_id == user.id, RoleAssignment.ended_at.is_(None))
        .order_by(RoleAssignment.id)
    ).all()
    grants = []
    everything: frozenset[int] | None = None
    for assignment, area_plan, initiative_plan in rows:
        if assignment.role is Role.ADMIN:
            everything = everything if everything is not None else frozenset(session.scalars(select(Plan.id)))
            plan_ids = everything
        elif assignment.organisation_id is not None:
            plan_ids = _plans_of(session, assignment.organisation_id)
        else:
            plan_ids = frozenset({assignment.plan_id or area_plan or initiative_plan})
        grants.append(
            Grant(
                role=assignment.role,
                plan_id=assignment.plan_id,
                area_id=assignment.area_id,
                organisation_id=assignment.organisation_id,
                initiative_id=assignment.initiative_id,
                plan_ids=plan_ids,
            )
        )
    return Actor(user_id=user.id, name=user.name, grants=tuple(grants))


def _plans_of(session: Session, organisation_id: int) -> frozenset[int]:
    """The plans that an organisation takes part in: by itself, by a part of it, or by what it is a part of."""
    parents = dict(session.execute(select(Organisation.id, Organisation.parent_id)).all())

    def above(child: int) -> set[int]:
        found = {child}
        while (parent := parents.get(child)) is not None and parent not in found:
            found.add(parent)
            child = parent
        return found

    related = above(organisation_id) | {other for other in parents if organisation_id in above(other)}
    owned = select(Plan.id).where(Plan.owner_id.in_(related))
    taking_part = select(PlanParty.plan_id).where(PlanParty.organisation_id.in_(related))
    return frozenset(session.scalars(owned.union(taking_part)))


def project_leads(session: Session, initiative_ids: list[int]) -> dict[int, list[User]]:
    """The project leads of several initiatives, in one query; active people with a role that has not ended."""
    found: dict[int, list[User]] = {}
    for initiative_id, user in session.execute(
        select(RoleAssignment.initiative_id, User)
        .join(User, User.id == RoleAssignment.user_id)
        .where(
            RoleAssignment.role == Role.PROJECT_LEAD,
            RoleAssignment.ended_at.is_(None),
            RoleAssignment.initiative_id.in_(initiative_ids),
            User.active,
        )
        .order_by(RoleAssignment.id)
    ):
        if initiative_id is not None:
            found.setdefault(initiative_id, []).append(user)
    return found
