"""Personal calendars: their secret address, and what is told by it each time that a program reads it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portfolio.domain.calendars import AHEAD, Due, Entry, changes, due_of, shown
from portfolio.domain.errors import Invalid, NotFound
from portfolio.domain.permissions import Permission
from portfolio.domain.tasks import path_of
from portfolio.models import CalendarEntry, CalendarUse, PersonalCalendar, User
from portfolio.services import tasks
from portfolio.services.context import Context

#: How often the time of last reading is written: not every time.
_TOUCH = timedelta(hours=1)


def own(ctx: Context) -> PersonalCalendar | None:
    """The actor's calendar, None when it has no address that can be read. One query."""
    ctx.require(Permission.MANAGE_ACCOUNT)
    query = select(PersonalCalendar).where(PersonalCalendar.user_id == ctx.actor.user_id)
    found = ctx.session.scalar(query.options(joinedload(PersonalCalendar.use)))
    return found if found is not None and found.revoked_at is None else None


def renew(ctx: Context) -> str:
    """Give the actor's calendar an address and return its secret part, which is kept nowhere; a former one is dead.

    Call within a transaction. Raises Invalid for an account that is closed, Denied for nobody.
    """
    ctx.require(Permission.MANAGE_ACCOUNT)
    # Held, so that the account is not closed and no other address is made meanwhile.
    user = ctx.session.get(User, ctx.actor.user_id, with_for_update={"key_share": True}, populate_existing=True)
    if user is None or not user.active:
        raise Invalid(None, "Kontot är stängt, så en adress skulle inte gälla.")
    secret = secrets.token_urlsafe(32)
    found = _of_user(ctx, user.id)
    if found is None:
        ctx.record("calendar:add")
        ctx.session.add(PersonalCalendar(user_id=user.id, token_hash=_hash(secret), created_at=ctx.now))
    else:
        ctx.record("calendar:renew")
        found.token_hash, found.created_at, found.revoked_at = _hash(secret), ctx.now, None
    ctx.session.flush()
    return secret


def revoke(ctx: Context) -> None:
    """Make the address of the actor's calendar useless, at once. Call within a transaction. Raises NotFound."""
    ctx.require(Permission.MANAGE_ACCOUNT)
    found = _of_user(ctx, ctx.actor.user_id or 0)
    if found is None:
        raise NotFound("Du har ingen kalenderadress.")
    ctx.record("calendar:revoke")
    found.revoked_at = found.revoked_at or ctx.now


def revoke_of(ctx: Context, user_id: int) -> None:
    """Make a user's address useless, as when the account is closed: opened again, it brings no forgotten one back."""
    found = _of_user(ctx, user_id)
    if found is not None:
        found.revoked_at = found.revoked_at or ctx.now


def reader(session: Session, secret: str) -> PersonalCalendar | None:
    """The calendar with this address, None when there is none, it was revoked or its person has left. One query."""
    query = (
        select(PersonalCalendar)
        .where(PersonalCalendar.token_hash == _hash(secret))
        .options(joinedload(PersonalCalendar.user), joinedload(PersonalCalendar.use))
    )
    found = session.scalar(query)
    return found if found is not None and found.revoked_at is None and found.user.active else None


def due(ctx: Context) -> list[Due]:
    """What the actor is asked for by a day, and what they will be asked for within a year."""
    waiting = tasks.with_coming(ctx, ctx.today + AHEAD)
    found = [due_of(one, user_id=ctx.actor.user_id or 0, path=path_of(one)) for one in waiting]
    return [one for one in found if one is not None]


def is_news(ctx: Context, calendar: PersonalCalendar, wanted: Iterable[Due]) -> bool:
    """Whether anything is to be written down: what is due has changed, or it is long since it was read."""
    at = calendar.use.at if calendar.use is not None else None
    if at is None or ctx.now - at > _TOUCH:
        return True
    return bool(changes(wanted, _told(ctx, calendar.id), now=ctx.now))


def tell(ctx: Context, calendar_id: int, wanted: Iterable[Due]) -> None:
    """Write down what is told from now on, and that it was read. Call within a transaction."""
    # One at a time: two programs that read at once would otherwise both add the same event.
    ctx.session.get_one(PersonalCalendar, calendar_id, with_for_update={"key_share": True}, populate_existing=True)
    rows = {row.uid: row for row in _rows(ctx, calendar_id)}
    for one in changes(wanted, {uid: _entry(row) for uid, row in rows.items()}, now=ctx.now):
        row = rows.get(one.uid)
        if row is None:
            row = CalendarEntry(calendar_id=calendar_id, uid=one.uid)
            ctx.session.add(row)
        row.day, row.summary, row.sequence = one.day, one.summary, one.sequence
        row.changed_at, row.cancelled_at = one.changed_at, one.cancelled_at
    use = ctx.session.scalar(select(CalendarUse).where(CalendarUse.calendar_id == calendar_id))
    if use is None:
        ctx.session.add(CalendarUse(calendar_id=calendar_id, at=ctx.now))
    elif ctx.now - use.at > _TOUCH:
        use.at = ctx.now


def entries(ctx: Context, calendar_id: int) -> list[Entry]:
    """What is told by the calendar now, by day."""
    return shown(_told(ctx, calendar_id).values(), now=ctx.now)


def _told(ctx: Context, calendar_id: int) -> dict[str, Entry]:
    return {row.uid: _entry(row) for row in _rows(ctx, calendar_id)}


def _rows(ctx: Context, calendar_id: int) -> list[CalendarEntry]:
    query = select(CalendarEntry).where(CalendarEntry.calendar_id == calendar_id).order_by(CalendarEntry.id)
    return list(ctx.session.scalars(query))


def _entry(row: CalendarEntry) -> Entry:
    return Entry(row.uid, row.day, row.summary, row.sequence, row.changed_at, row.cancelled_at)


def _of_user(ctx: Context, user_id: int) -> PersonalCalendar | None:
    return ctx.session.scalar(select(PersonalCalendar).where(PersonalCalendar.user_id == user_id))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
