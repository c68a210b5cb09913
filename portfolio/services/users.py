"""Users and the roles they hold, as the command line keeps them."""

from __future__ import annotations

import re
import secrets

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portfolio.domain.errors import Invalid, NotFound
from portfolio.domain.labels import label
from portfolio.domain.permissions import Role
from portfolio.domain.texts import TextRule, clean_texts
from portfolio.models import Initiative, Organisation, Plan, ProgrammeArea, RoleAssignment, User
from portfolio.services.accounts import hash_password, normal_email, revoke_all
from portfolio.services.context import LARGEST_ID, Context

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def make_password() -> str:
    """A password that nobody has to think of."""
    return secrets.token_urlsafe(12)


def find(ctx: Context, email: str) -> User:
    """The user with this address. Raises NotFound."""
    user = ctx.session.scalar(select(User).where(User.email == normal_email(email)))
    if user is None:
        raise NotFound(f"Det finns ingen användare med adressen {email}.")
    return user


def add(ctx: Context, *, email: str, name: str, password: str) -> User:
    """Add a user who can sign in with the password. Raises Invalid, or Conflict when the address is taken."""
    ctx.record("user:add")
    email = normal_email(email)
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        raise Invalid("email", f"{email!r} är ingen e-postadress. Skriv den som namn@region.se.")
    texts = clean_texts({"name": name}, {"name": TextRule("namnet", 200, required=True)})
    user = User(email=email, name=texts["name"], password_hash=hash_password(password), active=True, created_at=ctx.now)
    ctx.session.add(user)
    ctx.session.flush()
    return user


def assign(
    ctx: Context,
    user: User,
    role: Role,
    *,
    plan_id: int | None = None,
    area_id: int | None = None,
    organisation_id: int | None = None,
    initiative_id: int | None = None,
) -> None:
    """Give the user a role for one plan, area, organisation or initiative; the administrator's has no scope.

    Holding it already is no error. Raises Invalid when the scope does not fit the role or does not exist.
    """
    ctx.record("role:assign")
    scopes = {
        "plan_id": (Plan, plan_id),
        "area_id": (ProgrammeArea, area_id),
        "organisation_id": (Organisation, organisation_id),
        "initiative_id": (Initiative, initiative_id),
    }
    given = {name: value for name, (_, value) in scopes.items() if value is not None}
    if role is Role.ADMIN and given:
        raise Invalid("role", "Administratören gäller hela installationen: ange ingen plan, område eller annat.")
    if role is not Role.ADMIN and len(given) != 1:
        raise Invalid(
            "role", f"Ange en sak som rollen {label(role).lower()} gäller: plan, område, organisation eller initiativ."
        )
    for name, value in given.items():
        if not 0 < value <= LARGEST_ID or ctx.session.get(scopes[name][0], value) is None:
            raise NotFound(f"Det som rollen skulle gälla finns inte ({name.removesuffix('_id')} {value}).")
    held = select(RoleAssignment).where(
        RoleAssignment.user_id == user.id, RoleAssignment.role == role, RoleAssignment.ended_at.is_(None)
    )
    if not any(all(getattr(row, name) == value for name, value in given.items()) for row in ctx.session.scalars(held)):
        ctx.session.add(RoleAssignment(user_id=user.id, role=role, created_at=ctx.now, **given))
        ctx.session.flush()


def listing(ctx: Context) -> list[User]:
    """Every user with their roles, by address."""
    return list(ctx.session.scalars(select(User).options(selectinload(User.roles)).order_by(User.email)))


def deactivate(ctx: Context, email: str) -> User:
    """Shut a user out, at once and everywhere; what they did stays in the log. Raises NotFound."""
    ctx.record("user:deactivate")
    user = find(ctx, email)
    user.active = False
    revoke_all(ctx, user.id)
    return user


def set_password(ctx: Context, email: str, password: str) -> User:
    """Give a user a new password and end their sessions. Raises NotFound or Invalid."""
    ctx.record("user:password")
    user = find(ctx, email)
    user.password_hash = hash_password(password)
    revoke_all(ctx, user.id)
    return user


def exists(ctx: Context, email: str) -> bool:
    """Whether there is a user with this address."""
    return ctx.session.scalar(select(User.id).where(User.email == normal_email(email))) is not None


def describe(role: RoleAssignment) -> str:
    """A role and what it is held for, in one line for a terminal."""
    scopes = {
        "plan": role.plan_id,
        "område": role.area_id,
        "organisation": role.organisation_id,
        "initiativ": role.initiative_id,
    }
    return label(role.role) + "".join(f" ({name} {value})" for name, value in scopes.items() if value is not None)
