"""What somebody had typed when their session had ended: kept from signing in until the form is shown again."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from portfolio.models import CarriedForm, FormUse
from portfolio.services.context import Context

Fields = list[tuple[str, str]]

#: What was typed is kept as long as a session that nobody uses: whoever comes back later begins anew.
KEPT = timedelta(hours=8)

#: So many of one person's, the latest: several tabs can have lost their session at once.
KEPT_EACH = 10

#: A form is not sent twice after so long; by then nobody has the page open.
FORM_USES_KEPT = timedelta(days=30)

#: Fields that every form has; alone they are nothing that anybody typed.
_OWN = frozenset({"form_id", "version"})


@dataclass(frozen=True)
class Carried:
    """The fields of a form as they were sent, when they were kept, and whether the very form was saved before."""

    fields: Fields
    at: datetime
    done: bool


def carriable(fields: Iterable[tuple[str, str]]) -> Fields:
    """The fields that may be kept: never a password, never the old session's token. Empty when nothing was typed."""
    kept = [(name, text) for name, text in fields if name != "csrf_token" and "password" not in name.lower()]
    return kept if any(name not in _OWN for name, _ in kept) else []


def keep(ctx: Context, user_id: int, *, path: str, fields: Iterable[tuple[str, str]]) -> str:
    """Keep a user's form for the page that it was sent to, and return the token that shows it again to them alone.

    Call within a transaction. Only a hash of the token is stored; what is too old or too much is forgotten.
    """
    forget_old(ctx)
    older = (
        select(CarriedForm.id)
        .where(CarriedForm.user_id == user_id)
        .order_by(CarriedForm.id.desc())
        .offset(KEPT_EACH - 1)
        # SQLite knows no offset without a limit.
        .limit(1000)
    )
    ctx.session.execute(delete(CarriedForm).where(CarriedForm.id.in_(ctx.session.scalars(older).all())))
    token = secrets.token_urlsafe(32)
    # Escaped to ASCII, so that a character that a database refuses as text cannot stop it.
    body = json.dumps(carriable(fields))
    ctx.session.add(CarriedForm(token_hash=_token_hash(token), user_id=user_id, path=path, body=body, at=ctx.now))
    return token


def find(ctx: Context, token: str, *, path: str) -> Carried | None:
    """The form that this token stands for, when it is the actor's own, for this page, and not too old."""
    row = ctx.session.scalar(
        select(CarriedForm).where(
            CarriedForm.token_hash == _token_hash(token),
            CarriedForm.user_id == ctx.actor.user_id,
            CarriedForm.path == path,
            CarriedForm.at > ctx.now - KEPT,
        )
    )
    if row is None:
        return None
    fields: Fields = [(name, text) for name, text in json.loads(row.body)]
    form_id = dict(fields).get("form_id", "")[:64]
    done = form_id.isascii() and "\0" not in form_id and ctx.was_sent(form_id)
    return Carried(fields, row.at, done)


def forget_old(ctx: Context) -> None:
    """Forget forms that nobody will come back to. Call within a transaction."""
    ctx.session.execute(delete(CarriedForm).where(CarriedForm.at < ctx.now - KEPT))
    ctx.session.execute(delete(FormUse).where(FormUse.at < ctx.now - FORM_USES_KEPT))


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
