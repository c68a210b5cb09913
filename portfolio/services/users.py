"""Users and the roles they hold, as administrators and the command line keep them."""

from __future__ import annotations

import re
import secrets
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from portfolio.domain.errors import Invalid, NotFound, Stale
from portfolio.domain.labels import label
from portfolio.domain.permissions import Permission, Role, check_admin_remains
from portfolio.domain.texts import TextRule, clean_texts, swedish_key
from portfolio.domain.versions import version_of
from portfolio.models import Initiative, Organisation, Plan, ProgrammeArea, RoleAssignment, User
from portfolio.services import calendars, outbox, tokens
from portfolio.services.accounts import hash_password, normal_email, revoke_all
from portfolio.services.context import LARGEST_ID, Context

#: The fields that the edit form holds, and that its version is a digest of.
EDITED = ("name", "email")

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
    values = _checked(email=email, name=name)
    user = User(**values, password_hash=hash_password(password), active=True, created_at=ctx.now)
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
    _shut_out(ctx, user)
    return user


def set_password(ctx: Context, email: str, password: str) -> User:
    """Give a user a new password and end their sessions. Raises NotFound or Invalid."""
    ctx.record("user:password")
    user = find(ctx, email)
    user.password_hash = hash_password(password)
    revoke_all(ctx, user.id)
    return user


def require(ctx: Context) -> None:
    """Raise Denied for those who may not change users."""
    ctx.require(Permission.MANAGE_USERS)


def get(ctx: Context, user_id: int) -> User:
    """The user, for an administrator. Raises NotFound or Denied."""
    # Asked first: whether there is such a user is nothing for others to find out.
    ctx.require(Permission.MANAGE_USERS)
    return ctx.load(User, user_id, to=Permission.MANAGE_USERS)


def found(ctx: Context, words: str = "") -> list[User]:
    """The users whose name or address holds every word, active ones first, by name. Raises Denied."""
    ctx.require(Permission.MANAGE_USERS)
    wanted = words.casefold().split()
    rows = [
        user
        for user in ctx.session.scalars(select(User))
        if all(word in f"{user.name} {user.email}".casefold() for word in wanted)
    ]
    return sorted(rows, key=lambda user: (not user.active, swedish_key(user.name), user.id))


def register(ctx: Context, *, name: str, email: str) -> tuple[User, str]:
    """Add a user with a password that is made here, and told this once. Raises Denied, Invalid or InvalidFields."""
    ctx.require(Permission.MANAGE_USERS)
    _check_free(ctx, email)
    password = make_password()
    return add(ctx, email=email, name=name, password=password), password


def edited_values(user: User) -> dict[str, Any]:
    """What the edit form shows, by field."""
    return {field: getattr(user, field) for field in EDITED}


def edit(ctx: Context, user_id: int, *, version: str, name: str, email: str) -> User:
    """Change a user's name and address. Raises Conflict when somebody else did since ``version``, Invalid or Denied."""
    user = get(ctx, user_id)
    ctx.record("user:edit")
    stored = edited_values(user)
    if version != version_of(stored):
        raise Stale("Någon annan har sparat användaren sedan du öppnade formuläret.", current=stored)
    values = _checked(email=email, name=name)
    _check_free(ctx, email, besides=user.id)
    user.name, user.email = values["name"], values["email"]
    return user


def renew_password(ctx: Context, user_id: int) -> str:
    """Make the user a new password, told this once, and end their sessions. Raises NotFound or Denied."""
    user = get(ctx, user_id)
    password = make_password()
    set_password(ctx, user.email, password)
    return password


def set_active(ctx: Context, user_id: int, *, version: str, active: bool) -> User:
    """Let a user in, or shut them out at once and everywhere; their roles stay, their API tokens do not.

    Raises Conflict when somebody else changed it since ``version``, Invalid for the last active administrator, Denied.
    """
    require(ctx)
    # Held before the user's own row: two administrators who shut each other out would otherwise wait for one another.
    others = other_admins(ctx, user_id)
    user = get(ctx, user_id)
    if version != active_version(user):
        raise Stale("Någon annan har ändrat kontot sedan du öppnade sidan.", current={"active": user.active})
    if active == user.active:
        return user
    ctx.record("user:reactivate" if active else "user:deactivate")
    if not active:
        if _is_admin(ctx, user.id):
            check_admin_remains(others)
        _shut_out(ctx, user)
    user.active = active
    return user


def active_version(user: User) -> str:
    """The version that the form for opening and closing an account carries."""
    return version_of({"active": user.active})


def other_admins(ctx: Context, user_id: int) -> int:
    """How many active administrators there are besides this user, held still until the transaction ends."""
    held = select(RoleAssignment).where(RoleAssignment.role == Role.ADMIN, RoleAssignment.ended_at.is_(None))
    rows = ctx.session.scalars(held.order_by(RoleAssignment.id).with_for_update())
    others = {row.user_id for row in rows} - {user_id}
    # A question of its own, after the lock: an administrator may have been shut out while it was waited for.
    return ctx.session.scalar(select(func.count(User.id)).where(User.id.in_(others), User.active)) or 0


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


def _shut_out(ctx: Context, user: User) -> None:
    # Written first, so that it waits for whoever is just making a token.
    ctx.session.flush()
    revoke_all(ctx, user.id)
    tokens.revoke_all(ctx, user.id)
    calendars.revoke_of(ctx, user.id)
    outbox.forget(ctx, user.id)


def _checked(*, email: str, name: str) -> dict[str, Any]:
    email = normal_email(email)
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        raise Invalid("email", f"{email!r} är ingen e-postadress. Skriv den som namn@region.se.")
    return {"email": email, **clean_texts({"name": name}, {"name": TextRule("namnet", 200, required=True)})}


def _check_free(ctx: Context, email: str, *, besides: int | None = None) -> None:
    taken = ctx.session.scalar(select(User).where(User.email == normal_email(email)))
    if taken is not None and taken.id != besides:
        raise Invalid(
            "email", f"Adressen används redan av {taken.name}. Ange en annan, eller ändra den användaren i stället."
        )


def _is_admin(ctx: Context, user_id: int) -> bool:
    held = select(RoleAssignment.id).where(
        RoleAssignment.user_id == user_id, RoleAssignment.role == Role.ADMIN, RoleAssignment.ended_at.is_(None)
    )
    return ctx.session.scalar(held) is not None
