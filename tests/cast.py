"""The cast: one person for each role and scope, so that permission tests read as stories."""

from __future__ import annotations

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from portfolio.domain.permissions import Actor, Role
from portfolio.models import Initiative, Organisation, Plan, ProgrammeArea, User
from portfolio.services import accounts, people, users
from portfolio.services.context import Context

PASSWORD = "korrekt häst batteri"
#: Cheap on purpose: the cost is stored in the hash, so the product verifies it as quickly.
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)

PLAN = "narmare-kronobergaren"
#: The initiative that the project lead leads; it lies in the area that the area lead leads.
LED = "patientkontrakt"
AREA = "personcentrerad-vard"

#: name → role and what it is held for
CAST: dict[str, tuple[Role | None, str | None]] = {
    "coordinator": (Role.COORDINATOR, "plan"),
    "area_lead": (Role.AREA_LEAD, "area"),
    "project_lead": (Role.PROJECT_LEAD, "initiative"),
    "benefit_owner": (Role.BENEFIT_OWNER, "organisation"),
    "controller": (Role.CONTROLLER, "plan"),
    "steering": (Role.STEERING, "plan"),
    "reader": (Role.READER, "plan"),
    "admin": (Role.ADMIN, None),
    "outsider": (None, None),
}


def email(name: str) -> str:
    """The address that somebody of the cast signs in with."""
    return f"{name.replace('_', '-')}@exempel.se"


def add(ctx: Context) -> None:
    """Add everybody to the database, to the shipped plan."""
    with ctx.transaction():
        ctx.record("user:add")
        session = ctx.session
        scopes = {
            "plan": {"plan_id": session.scalar(select(Plan.id).where(Plan.slug == PLAN))},
            "area": {"area_id": session.scalar(select(ProgrammeArea.id).where(ProgrammeArea.key == AREA))},
            "initiative": {"initiative_id": session.scalar(select(Initiative.id).where(Initiative.key == LED))},
            "organisation": {
                "organisation_id": session.scalar(select(Organisation.id).where(Organisation.key == "region-kronoberg"))
            },
        }
        for name, (role, scope) in CAST.items():
            user = User(email=email(name), name=name.replace("_", " ").title(), active=True, created_at=ctx.now)
            user.password_hash = _HASH
            session.add(user)
            session.flush()
            if role is not None:
                users.assign(ctx, user, role, **(scopes[scope] if scope else {}))


def actor(session: Session, name: str) -> Actor:
    """Somebody of the cast with their roles, as after signing in."""
    return people.actor_for(session, session.scalars(select(User).where(User.email == email(name))).one())


def sign_in(ctx: Context, name: str) -> str:
    """Somebody of the cast signs in: the token that their browser holds then. A page does it more slowly."""
    with ctx.transaction():
        user = ctx.session.scalars(select(User).where(User.email == email(name))).one()
        attempt_id = accounts.attempt(ctx, email=user.email, address="127.0.0.1")
        return accounts.sign_in(ctx, accounts.Proof(user.id, _HASH), attempt_id=attempt_id)
