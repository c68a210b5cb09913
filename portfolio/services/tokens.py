"""API tokens: made and revoked by their owner, and told apart from anything else that somebody sends."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from portfolio.clock import Clock
from portfolio.domain.errors import Invalid, NotFound
from portfolio.domain.permissions import Actor, Permission, Role
from portfolio.domain.tokens import LONGEST, PREFIX, SHOWN, USUAL, checked, limited
from portfolio.models import ApiToken, ApiTokenUse, Plan, User
from portfolio.services import people
from portfolio.services.context import LARGEST_ID, Context

#: How often the time of last use is written: not at every call.
_TOUCH = timedelta(minutes=5)

#: So many live tokens one person may have; nobody keeps track of more.
MOST = 20


class Standing(StrEnum):
    """How things are with a token that was sent."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"
    CLOSED = "closed"
    LIVE = "live"


@dataclass(frozen=True)
class Bearer:
    """Who sends a token: the token with its owner, and how things are with it; neither for one that is unknown."""

    standing: Standing
    token: ApiToken | None = None


def add(
    ctx: Context,
    user_id: int,
    *,
    name: str | None,
    role: Role | None = None,
    plan_id: int | None = None,
    expires_on: date | None = None,
) -> tuple[ApiToken, str]:
    """Make a token for its owner and return it with its secret, which is kept nowhere. Call within a transaction.

    Raises Invalid or InvalidFields; NotFound when somebody else than the owner or the system asks.
    """
    if not ctx.actor.is_system and ctx.actor.user_id != user_id:
        raise NotFound
    ctx.require(Permission.MANAGE_ACCOUNT)
    ctx.record("token:add")
    # Held, so that the account is not closed and no other token is made meanwhile.
    user = ctx.session.get_one(User, user_id, with_for_update={"key_share": True}, populate_existing=True)
    if not user.active:
        raise Invalid(None, "Kontot är stängt, så en nyckel skulle inte gälla.")
    owner = people.actor_for(ctx.session, user)
    name, last = checked(owner, name=name, role=role, plan_id=plan_id, expires_on=expires_on, today=_today(ctx))
    live = select(func.count(ApiToken.id)).where(
        ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None), ApiToken.expires_at > ctx.now
    )
    if (ctx.session.scalar(live) or 0) >= MOST:
        raise Invalid(None, f"Det finns redan {MOST} nycklar. Återkalla först någon som inte används längre.")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        user_id=user.id,
        name=name,
        token_hash=_hash(secret),
        shown=secret[:SHOWN],
        role=role,
        plan_id=plan_id,
        created_at=ctx.now,
        expires_on=last,
        expires_at=datetime.combine(last + timedelta(days=1), time(), ctx.zone),
    )
    ctx.session.add(token)
    ctx.session.flush()
    return token, secret


def own(ctx: Context) -> list[ApiToken]:
    """The actor's own tokens that were not revoked, expired ones too, the newest first. One query."""
    ctx.require(Permission.MANAGE_ACCOUNT)
    query = (
        select(ApiToken)
        .where(ApiToken.user_id == ctx.actor.user_id, ApiToken.revoked_at.is_(None))
        .options(joinedload(ApiToken.use), joinedload(ApiToken.plan))
        .order_by(ApiToken.id.desc())
    )
    return list(ctx.session.scalars(query))


def revoke(ctx: Context, token_id: int) -> ApiToken:
    """Make one of the actor's own tokens useless, at once. Call within a transaction. Raises NotFound."""
    ctx.require(Permission.MANAGE_ACCOUNT)
    token = None
    if 0 < token_id <= LARGEST_ID:
        lock = {"key_share": True}
        token = ctx.session.get(ApiToken, token_id, with_for_update=lock, populate_existing=True)
    if token is None or token.user_id != ctx.actor.user_id:
        raise NotFound("Nyckeln finns inte.")
    ctx.record("token:revoke")
    token.revoked_at = token.revoked_at or ctx.now
    return token


def revoke_all(ctx: Context, user_id: int) -> None:
    """Revoke every token of a user, as when the account is closed: opened again, it brings no forgotten key back."""
    left = select(ApiToken).where(ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None)).order_by(ApiToken.id)
    for token in ctx.session.scalars(left):
        token.revoked_at = ctx.now


def days(ctx: Context) -> tuple[date, date]:
    """The last day of a token when no other is chosen, and the last that can be chosen."""
    return _today(ctx) + USUAL, _today(ctx) + LONGEST


def grantable(ctx: Context) -> tuple[list[Role], list[Plan]]:
    """What the actor can limit a token to: roles that they hold besides reading, and plans that exist for them."""
    ctx.require(Permission.MANAGE_ACCOUNT)
    plans = ctx.session.scalars(select(Plan).where(Plan.id.in_(ctx.actor.plan_ids)).order_by(Plan.id))
    return [role for role in Role if role in ctx.actor.roles | {Role.READER}], list(plans)


def bearer(session: Session, secret: str, clock: Clock) -> Bearer:
    """Whose token this is, and whether it can be used now. One query."""
    query = (
        select(ApiToken)
        .where(ApiToken.token_hash == _hash(secret))
        .options(joinedload(ApiToken.user), joinedload(ApiToken.use))
    )
    token = session.scalar(query) if secret.startswith(PREFIX) else None
    if token is None:
        return Bearer(Standing.UNKNOWN)
    if token.revoked_at is not None:
        return Bearer(Standing.REVOKED, token)
    if token.expires_at <= clock.now():
        return Bearer(Standing.EXPIRED, token)
    return Bearer(Standing.LIVE if token.user.active else Standing.CLOSED, token)


def actor_of(session: Session, token: ApiToken) -> Actor:
    """Its owner as they are at present, with at most what the token is limited to."""
    return limited(people.actor_for(session, token.user), role=token.role, plan_id=token.plan_id)


def needs_touch(token: ApiToken, clock: Clock) -> bool:
    """Whether it is time to write down that the token is in use."""
    return token.use is None or clock.now() - token.use.at > _TOUCH


def touch(ctx: Context, token_id: int) -> None:
    """Write down that the token is in use. Call within a transaction."""
    # One at a time: two calls with a new token would otherwise both add the row, and one of them would fail.
    ctx.session.get_one(ApiToken, token_id, with_for_update={"key_share": True}, populate_existing=True)
    use = ctx.session.scalar(select(ApiTokenUse).where(ApiTokenUse.token_id == token_id))
    if use is None:
        ctx.session.add(ApiTokenUse(token_id=token_id, at=ctx.now))
    else:
        use.at = ctx.now


def _today(ctx: Context) -> date:
    # The real day, not the one that a demonstration lives in.
    return ctx.now.astimezone(ctx.zone).date()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
