"""Signing in and out, the sessions that this makes, and what people see and change of their own account."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portfolio.clock import Clock
from portfolio.domain.errors import Invalid, NotFound
from portfolio.domain.permissions import Permission, Role
from portfolio.models import (
    Initiative,
    LoginAttempt,
    LoginSession,
    Organisation,
    Plan,
    ProgrammeArea,
    RoleAssignment,
    User,
)
from portfolio.services import carried_forms
from portfolio.services.context import LARGEST_ID, Context

_HASHER = PasswordHasher()

#: A session ends this long after it was made, and this long after it was last used.
LONGEST = timedelta(days=7)
IDLE = timedelta(hours=8)

#: How often the time of last use is written: not on every page.
_TOUCH = timedelta(minutes=5)

#: Failures within the window that lock an address of e-mail, and one of the network (many people share one).
WINDOW = timedelta(minutes=15)
FAILURES_PER_EMAIL = 5
FAILURES_PER_ADDRESS = 50

MINIMUM_PASSWORD = 12


def normal_email(email: str | None) -> str:
    """The address as it is stored and compared, without what cannot be seen: that came along with a paste."""
    return "".join(sign for sign in (email or "").strip() if sign.isprintable()).casefold()


def check_password(password: str, *, field: str = "password") -> None:
    """Raise Invalid for a password that is too short or too long to be meant."""
    if len(password) < MINIMUM_PASSWORD:
        raise Invalid(field, f"Lösenordet måste ha minst {MINIMUM_PASSWORD} tecken.")
    if len(password) > 1000:
        raise Invalid(field, "Lösenordet får ha högst 1000 tecken.")


def hash_password(password: str) -> str:
    """An argon2id hash, slow on purpose. Raises Invalid for a password that cannot be meant."""
    check_password(password)
    return _HASHER.hash(password)


@dataclass(frozen=True)
class Proof:
    """That somebody knew a password: whose it is, and the hash that it was held against."""

    user_id: int
    password_hash: str


def attempt(ctx: Context, *, email: str, address: str) -> int:
    """Note that somebody is about to try a password, and return the attempt's id. Call within a transaction.

    It counts as failed until the password has proved right: the password is tried outside the transaction, and many
    who try at once must not pass the limit together. Raises Invalid when there were too many failures of late.
    """
    email = normal_email(email)[:254]
    _throttle(ctx, email, address)
    ctx.session.execute(delete(LoginAttempt).where(LoginAttempt.at < ctx.now - 4 * WINDOW))
    trying = LoginAttempt(email=email, address=address[:64], at=ctx.now, succeeded=False)
    ctx.session.add(trying)
    ctx.session.flush()
    return trying.id


def verified(ctx: Context, *, email: str, password: str) -> Proof | None:
    """The proof that the password is that of an active user with this address, or None.

    Slow on purpose, so call it outside a transaction: nobody else should have to wait with the database locked.
    """
    user = ctx.session.scalar(select(User).where(User.email == normal_email(email)[:254], User.active))
    stored = user.password_hash if user is not None else None
    if not _verify(stored, password) or user is None or stored is None:
        return None
    return Proof(user.id, stored)


def sign_in(ctx: Context, proof: Proof, *, attempt_id: int) -> str:
    """Begin a session and return its token, which is only kept as a hash. Call within a transaction.

    The token is empty when the account was closed or got another password since the proof was given.
    """
    if _holding(ctx, proof) is None:
        return ""
    ctx.session.get_one(LoginAttempt, attempt_id).succeeded = True
    ctx.session.execute(delete(LoginSession).where(LoginSession.expires_at < ctx.now))
    carried_forms.forget_old(ctx)
    token = secrets.token_urlsafe(32)
    ctx.session.add(
        LoginSession(
            token_hash=_token_hash(token),
            user_id=proof.user_id,
            created_at=ctx.now,
            seen_at=ctx.now,
            expires_at=ctx.now + LONGEST,
        )
    )
    return token


def signed_in(session: Session, token: str, clock: Clock) -> LoginSession | None:
    """The live session with this token and an active user, or None."""
    now = clock.now()
    found = session.scalar(
        select(LoginSession)
        .where(
            LoginSession.token_hash == _token_hash(token),
            *_live(now),
        )
        .options(joinedload(LoginSession.user))
    )
    return found if found is not None and found.user.active else None


def needs_touch(login: LoginSession, clock: Clock) -> bool:
    """Whether it is time to write down that the session is in use."""
    return clock.now() - login.seen_at > _TOUCH


def touch(ctx: Context, login_id: int) -> None:
    """Write down that the session is in use. Call within a transaction."""
    ctx.session.get_one(LoginSession, login_id).seen_at = ctx.now


def sign_out(ctx: Context, login_id: int) -> None:
    """Revoke the session. Call within a transaction."""
    ctx.session.get_one(LoginSession, login_id).revoked_at = ctx.now


def revoke_all(ctx: Context, user_id: int, *, keep: int | None = None) -> None:
    """Revoke every session of a user but the one to keep, as when the account is closed or the password changes."""
    live = select(LoginSession).where(LoginSession.user_id == user_id, LoginSession.revoked_at.is_(None))
    for login in ctx.session.scalars(live):
        if login.id != keep:
            login.revoked_at = ctx.now


def live_sessions(ctx: Context) -> list[LoginSession]:
    """The actor's own live sessions, the one that was used last first. Raises Denied for who has not signed in."""
    ctx.require(Permission.MANAGE_ACCOUNT)
    query = (
        select(LoginSession)
        .where(LoginSession.user_id == ctx.actor.user_id, *_live(ctx.now))
        .order_by(LoginSession.seen_at.desc(), LoginSession.id.desc())
    )
    return list(ctx.session.scalars(query))


def end_session(ctx: Context, login_id: int) -> None:
    """Revoke one of the actor's own sessions; one that has ended stays so. Call within a transaction.

    Raises NotFound for a session that does not exist or is somebody else's.
    """
    ctx.require(Permission.MANAGE_ACCOUNT)
    login = ctx.session.get(LoginSession, login_id) if 0 < login_id <= LARGEST_ID else None
    if login is None or login.user_id != ctx.actor.user_id:
        raise NotFound("Inloggningen finns inte längre.")
    login.revoked_at = login.revoked_at or ctx.now


def end_every_session(ctx: Context) -> None:
    """Revoke all of the actor's own sessions, this one too. Call within a transaction."""
    ctx.require(Permission.MANAGE_ACCOUNT)
    if ctx.actor.user_id is not None:
        revoke_all(ctx, ctx.actor.user_id)


def change_password(
    ctx: Context, proof: Proof | None, *, password_hash: str, attempt_id: int, keep: int | None = None
) -> None:
    """Give the actor another password and end all their sessions but ``keep``. Call within a transaction.

    Raises Invalid about ``password``, the present one, when it did not prove right or has been changed since.
    """
    ctx.require(Permission.MANAGE_ACCOUNT)
    user = _holding(ctx, proof) if proof is not None and proof.user_id == ctx.actor.user_id else None
    if user is None:
        raise Invalid("password", "Det är inte ditt nuvarande lösenord. Skriv det som du loggar in med i dag.")
    ctx.record("account:password")
    ctx.session.get_one(LoginAttempt, attempt_id).succeeded = True
    user.password_hash = password_hash
    revoke_all(ctx, user.id, keep=keep)


@dataclass(frozen=True)
class HeldRole:
    """One role that somebody holds and what it is held for; none of them for the administrator."""

    role: Role
    plan: Plan | None
    area: ProgrammeArea | None
    organisation: Organisation | None
    initiative: Initiative | None


def held_roles(ctx: Context) -> list[HeldRole]:
    """The actor's own roles that have not ended, in the order in which they were given. One query."""
    ctx.require(Permission.MANAGE_ACCOUNT)
    query = (
        select(RoleAssignment.role, Plan, ProgrammeArea, Organisation, Initiative)
        .outerjoin(ProgrammeArea, ProgrammeArea.id == RoleAssignment.area_id)
        .outerjoin(Plan, or_(Plan.id == RoleAssignment.plan_id, Plan.id == ProgrammeArea.plan_id))
        .outerjoin(Organisation, Organisation.id == RoleAssignment.organisation_id)
        .outerjoin(Initiative, Initiative.id == RoleAssignment.initiative_id)
        .where(RoleAssignment.user_id == ctx.actor.user_id, RoleAssignment.ended_at.is_(None))
        .order_by(RoleAssignment.id)
    )
    return [HeldRole(*row) for row in ctx.session.execute(query)]


def _live(now: datetime) -> list[ColumnElement[bool]]:
    return [LoginSession.revoked_at.is_(None), LoginSession.expires_at > now, LoginSession.seen_at > now - IDLE]


def _holding(ctx: Context, proof: Proof) -> User | None:
    """The proof's user, locked, as long as what was proved is still so."""
    user = ctx.session.get_one(User, proof.user_id, with_for_update=True, populate_existing=True)
    return user if user.active and user.password_hash == proof.password_hash else None


def _throttle(ctx: Context, email: str, address: str) -> None:
    since = ctx.now - WINDOW
    failures = select(LoginAttempt.email, LoginAttempt.address).where(
        LoginAttempt.at > since,
        LoginAttempt.succeeded.is_(False),
        or_(LoginAttempt.email == email, LoginAttempt.address == address[:64]),
    )
    rows = ctx.session.execute(failures).all()
    by_email = sum(row.email == email for row in rows)
    by_address = sum(row.address == address[:64] for row in rows)
    if by_email >= FAILURES_PER_EMAIL or by_address >= FAILURES_PER_ADDRESS:
        minutes = int(WINDOW.total_seconds() // 60)
        raise Invalid(None, f"För många misslyckade försök. Vänta {minutes} minuter och försök igen.")


@cache
def _nobody() -> str:
    """Verified against when there is no such user, so that the time it takes tells nobody which addresses exist."""
    return _HASHER.hash(secrets.token_hex(16))


def _verify(stored: str | None, password: str) -> bool:
    try:
        return _HASHER.verify(stored or _nobody(), password[:1000]) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def count_users(session: Session) -> int:
    """How many users there are; none means that the product was just installed."""
    return session.scalar(select(func.count(User.id))) or 0
