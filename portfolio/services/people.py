"""From a user's roles to the actor that the permission table judges; and who holds what."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portfolio.domain.permissions import Actor, Grant, Role
from portfolio.domain.texts import swedish_key
from portfolio.domain.trees import above, below
from portfolio.models import Initiative, Organisation, Plan, PlanParty, ProgrammeArea, RoleAssignment, User


def actor_for(session: Session, user: User) -> Actor:
    """The actor with every role that has not ended. Three queries at most beyond the roles, whatever their number."""
    return actors_for(session, [user])[user.id]


def actors_for(session: Session, users: Collection[User]) -> dict[int, Actor]:
    """The same of several, by the users' ids and in their order; as many queries as for one."""
    rows = session.execute(
        select(RoleAssignment, ProgrammeArea.plan_id, Initiative.plan_id)
        .outerjoin(ProgrammeArea, ProgrammeArea.id == RoleAssignment.area_id)
        .outerjoin(Initiative, Initiative.id == RoleAssignment.initiative_id)
        .where(RoleAssignment.user_id.in_([user.id for user in users]), RoleAssignment.ended_at.is_(None))
        .order_by(RoleAssignment.id)
    ).all()
    grants: dict[int, list[Grant]] = {user.id: [] for user in users}
    everything: frozenset[int] | None = None
    reached: dict[int, frozenset[int]] | None = None
    for assignment, area_plan, initiative_plan in rows:
        if assignment.role is Role.ADMIN:
            everything = everything if everything is not None else frozenset(session.scalars(select(Plan.id)))
            plan_ids = everything
        elif assignment.organisation_id is not None:
            reached = reached if reached is not None else plans_reached(session)
            plan_ids = reached.get(assignment.organisation_id, frozenset())
        else:
            plan_ids = frozenset({assignment.plan_id or area_plan or initiative_plan})
        grants[assignment.user_id].append(
            Grant(
                role=assignment.role,
                plan_id=assignment.plan_id,
                area_id=assignment.area_id,
                organisation_id=assignment.organisation_id,
                initiative_id=assignment.initiative_id,
                plan_ids=plan_ids,
            )
        )
    return {user.id: Actor(user_id=user.id, name=user.name, grants=tuple(grants[user.id])) for user in users}


def plans_reached(session: Session) -> dict[int, frozenset[int]]:
    """The plans that each organisation takes part in: by itself, by a part of it, or by what it is a part of.

    Two queries, whatever the number of organisations.
    """
    parents = dict(session.execute(select(Organisation.id, Organisation.parent_id)).all())
    owners = select(Plan.owner_id, Plan.id)
    reached: dict[int, set[int]] = {}
    for organisation_id, plan_id in session.execute(owners.union(select(PlanParty.organisation_id, PlanParty.plan_id))):
        for one in above(organisation_id, parents) | below({organisation_id}, parents):
            reached.setdefault(one, set()).add(plan_id)
    return {one: frozenset(plan_ids) for one, plan_ids in reached.items()}


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


def of_initiative(session: Session, initiative_id: int) -> list[tuple[User, Role]]:
    """Active people with a role for this very initiative, in the order in which they got it."""
    query = (
        select(User, RoleAssignment.role)
        .join(RoleAssignment, RoleAssignment.user_id == User.id)
        .where(RoleAssignment.initiative_id == initiative_id, RoleAssignment.ended_at.is_(None), User.active)
        .order_by(RoleAssignment.id)
    )
    return [(user, role) for user, role in session.execute(query).all()]


def of_plan(session: Session, plan_id: int) -> list[User]:
    """Active people with a role anywhere in the plan, by name; the installation's administrators are not among them."""
    rows = session.execute(
        select(RoleAssignment, User, ProgrammeArea.plan_id, Initiative.plan_id)
        .join(User, User.id == RoleAssignment.user_id)
        .outerjoin(ProgrammeArea, ProgrammeArea.id == RoleAssignment.area_id)
        .outerjoin(Initiative, Initiative.id == RoleAssignment.initiative_id)
        .where(RoleAssignment.ended_at.is_(None), User.active, RoleAssignment.role != Role.ADMIN)
    ).all()
    reached = plans_reached(session)
    found: dict[int, User] = {}
    for assignment, user, area_plan, initiative_plan in rows:
        of_organisation = reached.get(assignment.organisation_id or 0, frozenset())
        if plan_id in {assignment.plan_id, area_plan, initiative_plan} | of_organisation:
            found[user.id] = user
    return sorted(found.values(), key=lambda user: swedish_key(user.name))


def controllers(session: Session, *, plan_id: int, area_ids: frozenset[int]) -> list[User]:
    """The controllers of an area, or else those of the whole plan; the first of them is the nearest at hand."""
    query = (
        select(User, RoleAssignment.area_id)
        .join(RoleAssignment, RoleAssignment.user_id == User.id)
        .where(
            RoleAssignment.role == Role.CONTROLLER,
            RoleAssignment.ended_at.is_(None),
            User.active,
            or_(RoleAssignment.area_id.in_(area_ids), RoleAssignment.plan_id == plan_id),
        )
        .order_by(RoleAssignment.id)
    )
    rows = session.execute(query).all()
    of_area = [user for user, area_id in rows if area_id is not None]
    return of_area or [user for user, _ in rows]


def named(session: Session, user_ids: Iterable[int | None]) -> dict[int | None, str]:
    """The names of several people by id, in one query; None names nobody."""
    wanted = {one for one in user_ids if one is not None}
    return dict(session.execute(select(User.id, User.name).where(User.id.in_(wanted))).all()) if wanted else {}


def roles_in(session: Session, plan_id: int, user_ids: Collection[int]) -> list[Role]:
    """The roles that any of these people hold or held for the whole plan, in the enumeration's order."""
    query = select(RoleAssignment.role).where(RoleAssignment.plan_id == plan_id, RoleAssignment.user_id.in_(user_ids))
    held = set(session.scalars(query.distinct())) if user_ids else set()
    return [role for role in Role if role in held]
