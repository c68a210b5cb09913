"""Which process leads the others: told in the database, for people and for whoever led before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from portfolio.domain.schedules import STOPPED_AFTER
from portfolio.models import SchedulerLeader
from portfolio.services.context import Context
from portfolio.services.job_runs import Holder

#: How often it is written that the leader is alive.
_SEEN = timedelta(minutes=1)


class Pulse(StrEnum):
    """Whether there is a scheduler: none has ever run here, one does, or the last one has not been seen for a day."""

    NEVER = "never"
    OK = "ok"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Led:
    """Who leads or did last; ``alive`` when it was seen within some minutes."""

    host: str
    pid: int
    since: datetime
    seen_at: datetime
    alive: bool


def lead(ctx: Context, holder: Holder) -> bool:
    """Write that this process, which holds the lock, leads from now on, or is still alive. Whether it is new to it.

    In a transaction of its own, which it mostly does without: once a minute is enough.
    """
    row = _row(ctx.session)
    new = row is None or row.token != holder.token
    if new or (row is not None and ctx.now - row.seen_at >= _SEEN):
        with ctx.transaction():
            row = _row(ctx.session, locked=True) or SchedulerLeader(id=1)
            ctx.session.add(row)
            if new:
                row.token, row.host, row.pid, row.since = holder.token, holder.host, holder.pid, ctx.now
            row.seen_at = ctx.now
    return new


def latest(ctx: Context) -> Led | None:
    """Who leads, or led last; None when no scheduler has ever run here."""
    row = _row(ctx.session)
    return None if row is None else Led(row.host, row.pid, row.since, row.seen_at, ctx.now - row.seen_at < 5 * _SEEN)


def pulse(session: Session, now: datetime) -> Pulse:
    """Whether there is a scheduler. Expected is one where one has run before: a new installation lacks nothing."""
    row = _row(session)
    if row is None:
        return Pulse.NEVER
    return Pulse.STOPPED if now - row.seen_at > STOPPED_AFTER else Pulse.OK


def _row(session: Session, *, locked: bool = False) -> SchedulerLeader | None:
    query = select(SchedulerLeader).where(SchedulerLeader.id == 1)
    return session.scalar(query.with_for_update() if locked else query)
