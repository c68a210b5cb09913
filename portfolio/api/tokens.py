"""Whose call it is: the token in the header, and how often it may call."""

from __future__ import annotations

from contextlib import suppress
from typing import cast

from flask import Flask, Response, current_app, g, request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from portfolio.api.problems import TooMany, Unauthorized
from portfolio.domain.errors import Conflict
from portfolio.per_request import current_context, settings
from portfolio.services import tokens
from portfolio.services.context import Context
from portfolio.services.tokens import Standing

_REASONS = {
    Standing.UNKNOWN: "Nyckeln är okänd. Kontrollera att hela nyckeln kom med.",
    Standing.EXPIRED: "Nyckeln har gått ut. Skapa en ny under Ditt konto.",
    Standing.REVOKED: "Nyckeln är återkallad. Skapa en ny under Ditt konto.",
    Standing.CLOSED: "Kontot som nyckeln hör till är stängt.",
}


def install(app: Flask) -> None:
    """Count calls by token in this process: each of several workers has a count of its own, see docs/adr/."""
    app.extensions["portfolio.rate"] = MovingWindowRateLimiter(MemoryStorage())
    app.after_request(_tell_rate)


def authenticate() -> tuple[Context, int]:
    """The context of the token's owner, limited as the token is, and the token's id.

    Raises Unauthorized without a token that holds, TooMany when it has called too often within a minute.
    """
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise Unauthorized(
            "Skicka en nyckel i rubriken Authorization: Bearer <nyckel>. Nycklar skapas under Ditt konto.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    ctx = current_context()
    clock = settings().clock
    bearer = tokens.bearer(ctx.session, secret.strip(), clock)
    if bearer.standing is not Standing.LIVE or bearer.token is None:
        headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        raise Unauthorized(_REASONS[bearer.standing], headers=headers)
    token_id = bearer.token.id
    _count(token_id)
    ctx.actor = g.actor = tokens.actor_of(ctx.session, bearer.token)
    if tokens.needs_touch(bearer.token, clock):
        # What cannot be written while others write is left to the next call: nobody asked for it.
        with suppress(Conflict), ctx.transaction():
            tokens.touch(ctx, token_id)
    return ctx, token_id


def _count(token_id: int) -> None:
    limiter = cast(MovingWindowRateLimiter, current_app.extensions["portfolio.rate"])
    limit = RateLimitItemPerMinute(settings().api_calls)
    allowed = limiter.hit(limit, str(token_id))
    window = limiter.get_window_stats(limit, str(token_id))
    wait = max(1, round(window.reset_time - settings().clock.now().timestamp()))
    g.rate = (limit.amount, window.remaining, wait)
    if not allowed:
        raise TooMany(
            f"Nyckeln får göra {limit.amount} anrop i minuten. Vänta {wait} sekunder.",
            headers={"Retry-After": str(wait)},
        )


def _tell_rate(response: Response) -> Response:
    rate: tuple[int, int, int] | None = g.get("rate")
    if rate is not None:
        limit, remaining, reset = rate
        response.headers["RateLimit-Limit"] = str(limit)
        response.headers["RateLimit-Remaining"] = str(remaining)
        response.headers["RateLimit-Reset"] = str(reset)
    return response
