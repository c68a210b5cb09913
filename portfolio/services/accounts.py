"""Signing in and out, and the sessions that this makes."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portfolio.clock import Clock
from portfolio.domain.errors import Invalid
from portfolio.models import LoginAttempt, LoginSession, User
from portfolio.services.context import Context

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


def normal_email(email: str) -> str:
    """The address as it is stored and compared, without what cannot be seen: that came along with a paste."""
    return "".join(sign for sign in email.strip() if sign.isprintable()).casefold()


def hash_password(password: str) -> str:
    """An argon2id hash. Raises Invalid for a password that is too short or too long to be meant."""
    if len(password) < MINIMUM_PASSWORD:
        raise Invalid("password", f"Lösenordet måste ha minst {MINIMUM_PASSWORD} tecken.")
    if len(password) > 1000:
        raise Invalid("password", "Lösenordet får ha högst 1000 tecken.")
    return _HASHER.hash(password)


def sign_in(ctx: Context, *, email: str, password: str, address: str) -> str:
    """Sign in with a local account and return the session's token, which is only kept as a hash.

    Call within a transaction. The attempt is stored whatever the outcome, so failure is told by an empty string and
    not by an error that would roll it back. Raises Invalid when there were too many failures of late.
    """
    email = normal_email(email)[:254]
    _throttle(ctx, email, address)
    user = ctx.session.scalar(select(User).where(User.email == email, User.active))
    accepted = _verify(user.password_hash if user else None, password)
    ctx.session.add(LoginAttempt(email=email, address=address[:64], at=ctx.now, succeeded=accepted))
    ctx.session.execute(delete(LoginAttempt).where(LoginAttempt.at < ctx.now - 4 * WINDOW))
    if user is None or not accepted:
        return ""
    token = secrets.token_urlsafe(32)
    ctx.session.add(
        LoginSession(
            token_hash=_token_hash(token),
            user_id=user.id,
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
            LoginSession.revoked_at.is_(None),
            LoginSession.expires_at > now,
            LoginSession.seen_at > now - IDLE,
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


def revoke_all(ctx: Context, user_id: int) -> None:
    """Revoke every session of a user, as when the account is deactivated or the password changes."""
    live = select(LoginSession).where(LoginSession.user_id == user_id, LoginSession.revoked_at.is_(None))
    for login in ctx.session.scalars(live):
        login.revoked_at = ctx.now


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
