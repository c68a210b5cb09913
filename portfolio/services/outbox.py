"""The outbox: what waits to be sent, taken by one sender at a time, tried again, and given up in the end.

A message is taken in one transaction, handed over outside of any, and marked in another. Who dies in between has
perhaps handed it over: it is sent again under the same Message-ID, by which a mail program knows it for the same.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import joinedload

from portfolio.domain.errors import Conflict, NotFound
from portfolio.domain.mail import MailState, wait_after
from portfolio.domain.permissions import Permission
from portfolio.mail import Letters, Mailer, MailFailed, Written
from portfolio.models import OutboxMessage, RemindedDay
from portfolio.services.context import LARGEST_ID, Context

#: So many are sent with one context, whose time stands still meanwhile.
MOST_AT_ONCE = 50

#: How long a message is held by whoever sends it; longer than ``MOST_AT_ONCE`` slow ones take.
_HOLD = timedelta(minutes=30)

#: How long what was sent, or could not be, is kept: it names people.
_SENT_KEPT = timedelta(days=60)
_FAILED_KEPT = timedelta(days=180)

#: How long it is known for which days everybody was reminded.
_DAYS_KEPT = timedelta(days=400)

#: How many the page shows.
_SHOWN = 200


@dataclass(frozen=True)
class Round:
    """What became of some messages: written, sent, given up, and put off until later."""

    prepared: int = 0
    sent: int = 0
    failed: int = 0
    waiting: int = 0
    #: Why not everything was done: what the server said when it took nothing at all.
    stopped: str | None = None
    #: How many wait in the outbox afterwards, those that were not tried now among them.
    left: int = 0

    def __add__(self, other: Round) -> Round:
        return Round(
            self.prepared + other.prepared,
            self.sent + other.sent,
            self.failed + other.failed,
            self.waiting + other.waiting,
            " ".join(filter(None, (self.stopped, other.stopped))) or None,
            max(self.left, other.left),
        )

    @property
    def words(self) -> str:
        """The same in Swedish, for a terminal or a page."""
        told = [f"{self.prepared} nya påminnelser", f"{self.sent} mejl skickade"]
        if waiting := max(self.waiting, self.left):
            told.append(f"{waiting} väntar och försöks igen senare")
        if self.failed:
            told.append(f"{self.failed} gick inte att skicka")
        return ", ".join(told) + "." + (f" {self.stopped}" if self.stopped else "")


@dataclass(frozen=True)
class Counts:
    """How many messages wait, since when the oldest does, and how many could not be sent."""

    waiting: int
    since: datetime | None
    failed: int


@dataclass(frozen=True)
class _Taken:
    """A message that this process holds: everything that it takes to send it."""

    id: int
    attempts: int
    message_id: str
    email: str
    name: str
    written: Written
    created_at: datetime


def send_all(new_context: Callable[[], AbstractContextManager[Context]], mailer: Mailer, letters: Letters) -> Round:
    """Send everything that waits, a context at a time."""
    total = Round()
    try:
        while True:
            with new_context() as ctx:
                done, more = send(ctx, mailer, letters)
            total += done
            if not more:
                return total
    finally:
        mailer.close()


def send(ctx: Context, mailer: Mailer, letters: Letters) -> tuple[Round, bool]:
    """Send what waits and may be tried by now, the oldest first; and whether there may be more.

    A server that takes nothing ends it: what it would do to the next one is known.
    """
    total = Round()
    for _ in range(MOST_AT_ONCE):
        taken = _take(ctx)
        if taken is None:
            return total, False
        try:
            message = letters.message(
                taken.written, to=taken.email, name=taken.name, message_id=taken.message_id, at=taken.created_at
            )
            # As it stands in the message: a domain with other letters than a to z is spelt otherwise on the way.
            mailer.send(message, to=message["To"].addresses[0].addr_spec)
        except MailFailed as failure:
            total += _put_back(ctx, taken, failure)
            if failure.of_server:
                return total, False
        else:
            _mark_sent(ctx, taken)
            total += Round(sent=1)
    return total, True


def counts(ctx: Context) -> Counts:
    """What waits and what could not be sent. Raises Denied for those who do not look after the installation."""
    ctx.require(Permission.MANAGE_JOBS)
    query = select(OutboxMessage.state, func.count(OutboxMessage.id), func.min(OutboxMessage.created_at)).where(
        OutboxMessage.state != MailState.SENT
    )
    found = {
        state: (number, since) for state, number, since in ctx.session.execute(query.group_by(OutboxMessage.state))
    }
    number, since = found.get(MailState.WAITING, (0, None))
    return Counts(waiting=number, since=since, failed=found.get(MailState.FAILED, (0, None))[0])


def unsent(ctx: Context) -> list[OutboxMessage]:
    """What could not be sent, the latest first, and then what waits, the oldest first. Raises Denied."""
    ctx.require(Permission.MANAGE_JOBS)
    query = select(OutboxMessage).options(joinedload(OutboxMessage.user)).limit(_SHOWN)
    failed = query.where(OutboxMessage.state == MailState.FAILED).order_by(OutboxMessage.id.desc())
    waiting = query.where(OutboxMessage.state == MailState.WAITING).order_by(OutboxMessage.id)
    return [*ctx.session.scalars(failed), *ctx.session.scalars(waiting)]


def send_again(ctx: Context, row_id: int) -> OutboxMessage:
    """Let a message that could not be sent wait again, as if it had not been tried. Raises Denied, NotFound, Conflict.

    It keeps its Message-ID. Call within a transaction.
    """
    ctx.require(Permission.MANAGE_JOBS)
    row = ctx.session.get(OutboxMessage, row_id, with_for_update=True) if 0 < row_id <= LARGEST_ID else None
    if row is None:
        raise NotFound("Mejlet finns inte längre.")
    if row.state is not MailState.FAILED:
        raise Conflict("Mejlet väntar redan på att skickas, eller är skickat.")
    row.state, row.attempts, row.next_attempt_at, row.held_until = MailState.WAITING, 0, ctx.now, None
    return row


def forget(ctx: Context, user_id: int) -> None:
    """Throw away what waits to be sent to somebody, as when their account is closed. Call within a transaction."""
    ctx.session.execute(
        delete(OutboxMessage).where(OutboxMessage.user_id == user_id, OutboxMessage.state != MailState.SENT)
    )


def forget_old(ctx: Context) -> None:
    """Throw away what was sent, or given up, long ago. Call within a transaction."""
    for state, kept in ((MailState.SENT, _SENT_KEPT), (MailState.FAILED, _FAILED_KEPT)):
        ctx.session.execute(
            delete(OutboxMessage).where(OutboxMessage.state == state, OutboxMessage.created_at < ctx.now - kept)
        )
    ctx.session.execute(delete(RemindedDay).where(RemindedDay.day < ctx.today - _DAYS_KEPT))


def _take(ctx: Context) -> _Taken | None:
    """Take the oldest message that may be tried, in a transaction of its own; None when there is none."""
    while True:
        with ctx.transaction():
            free = or_(OutboxMessage.held_until.is_(None), OutboxMessage.held_until < ctx.now)
            row = ctx.session.scalar(
                select(OutboxMessage)
                .where(OutboxMessage.state == MailState.WAITING, OutboxMessage.next_attempt_at <= ctx.now, free)
                .order_by(OutboxMessage.next_attempt_at, OutboxMessage.id)
                .limit(1)
                # What another one is just taking is passed by; on SQLite nobody else writes meanwhile.
                .with_for_update(skip_locked=True)
            )
            if row is None:
                return None
            user = row.user
            if user.active:
                row.attempts += 1
                row.held_until = ctx.now + _HOLD
                written = Written(row.subject, row.text, row.html)
                return _Taken(row.id, row.attempts, row.message_id, user.email, user.name, written, row.created_at)
            # Who has left is sent nothing.
            ctx.session.delete(row)


def _mark_sent(ctx: Context, taken: _Taken) -> None:
    with ctx.transaction():
        row = _held(ctx, taken)
        if row is not None:
            row.state, row.sent_at, row.held_until, row.last_error = MailState.SENT, ctx.now, None, None


def _put_back(ctx: Context, taken: _Taken, failure: MailFailed) -> Round:
    """Let a message wait for another try, or give it up."""
    wait = None if failure.permanent else wait_after(taken.attempts)
    with ctx.transaction():
        row = _held(ctx, taken)
        if row is not None:
            row.state = MailState.FAILED if wait is None else MailState.WAITING
            row.next_attempt_at = ctx.now + (wait or timedelta())
            row.held_until, row.last_error = None, failure.message[:300]
    stopped = failure.message if failure.of_server else None
    return Round(failed=1, stopped=stopped) if wait is None else Round(waiting=1, stopped=stopped)


def _held(ctx: Context, taken: _Taken) -> OutboxMessage | None:
    """The message as it is stored now; None when it was thrown away meanwhile, or somebody else has sent it."""
    row = ctx.session.get(OutboxMessage, taken.id, with_for_update=True, populate_existing=True)
    return row if row is not None and row.state is MailState.WAITING else None
