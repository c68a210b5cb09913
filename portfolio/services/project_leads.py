"""Appointing the project lead of an initiative, and letting another one succeed."""

from __future__ import annotations

from sqlalchemy import select

from portfolio.domain.errors import Invalid, Stale
from portfolio.domain.permissions import Permission, Role
from portfolio.domain.texts import swedish_key
from portfolio.domain.versions import version_of
from portfolio.models import Initiative, RoleAssignment, User
from portfolio.services import users
from portfolio.services.context import LARGEST_ID, Context


def appoint(ctx: Context, initiative_id: int, *, version: str, user_id: int | None) -> Initiative:
    """Make a user the project lead; those who were it before are succeeded, and their role ends with its history kept.

    Raises Conflict when somebody else was appointed since ``version``, Invalid for nobody or a deactivated user.
    """
    initiative = ctx.load(Initiative, initiative_id, to=Permission.APPOINT_LEAD)
    ctx.record("lead:appoint", plan_id=initiative.plan_id)
    held = _held(ctx, initiative_id)
    if version != _version(held):
        raise Stale("Någon annan har utsett projektledare sedan du öppnade formuläret.")
    user = ctx.session.get(User, user_id) if user_id is not None else None
    if user is None or not user.active:
        raise Invalid("user_id", "Välj vem som ska vara projektledare.")
    _succeed(ctx, initiative, held, user)
    return initiative


def give(ctx: Context, initiative: Initiative, user_id: int) -> None:
    """Appoint a project lead on behalf of a decision; call while writing. Raises Invalid for a deactivated user."""
    user = ctx.session.get(User, user_id) if 0 < user_id <= LARGEST_ID else None
    if user is None or not user.active:
        raise Invalid("user_id", "Välj vem som ska vara projektledare.")
    _succeed(ctx, initiative, _held(ctx, initiative.id), user)


def appointed_version(ctx: Context, initiative: Initiative) -> str:
    """The version that the form for appointing carries."""
    return _version(_held(ctx, initiative.id))


def candidates(ctx: Context) -> list[User]:
    """Everybody who could be appointed: active users, by name."""
    return sorted(ctx.session.scalars(select(User).where(User.active)), key=lambda user: swedish_key(user.name))


def _succeed(ctx: Context, initiative: Initiative, held: list[RoleAssignment], user: User) -> None:
    for assignment in held:
        if assignment.user_id != user.id:
            assignment.ended_at = ctx.now
    users.assign(ctx, user, Role.PROJECT_LEAD, initiative_id=initiative.id)


def _held(ctx: Context, initiative_id: int) -> list[RoleAssignment]:
    query = select(RoleAssignment).where(
        RoleAssignment.initiative_id == initiative_id,
        RoleAssignment.role == Role.PROJECT_LEAD,
        RoleAssignment.ended_at.is_(None),
    )
    return list(ctx.session.scalars(query.order_by(RoleAssignment.id)))


def _version(held: list[RoleAssignment]) -> str:
    return version_of({"held": [assignment.id for assignment in held]})
