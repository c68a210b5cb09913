"""A person's calendar of what is due: what it should hold, what it was told before, and what is new since.

Calendar programs know an event by its id alone. So what was served is remembered: a later day raises the event's
number, and what is gone is told as cancelled, or it would stand there for ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from portfolio.domain.labels import label
from portfolio.domain.tasks import Task

#: How long something that was taken away is told of: programs that are never opened for longer begin anew.
TOLD_CANCELLED = timedelta(days=90)

#: How far ahead the calendar looks.
AHEAD = timedelta(days=365)

#: As many letters as are stored of what an event is called.
_LONGEST = 300


@dataclass(frozen=True)
class Due:
    """Something that is due on a day, as it is now: its id, what it is called, and what else is said of it."""

    uid: str
    day: date
    summary: str
    initiatives: tuple[str, ...] = ()
    minutes: int = 0
    path: str = ""


@dataclass(frozen=True)
class Entry:
    """An event as programs are told it: the number grows with every change, and one that is gone is cancelled."""

    uid: str
    day: date
    summary: str
    sequence: int
    changed_at: datetime
    cancelled_at: datetime | None = None


def due_of(task: Task, *, user_id: int, path: str) -> Due | None:
    """A task in its person's calendar; None for what is due on no day. The same task keeps its id whatever changes."""
    if task.due_on is None:
        return None
    about = task.name
    if len(task.periods) == 1:
        about = f"{about}, {task.periods[0].label}"
    elif task.periods:
        about = f"{about}, {len(task.periods)} perioder"
    secret = hashlib.sha256(f"{user_id}:{task.plan_id}:{task.key}".encode()).hexdigest()[:32]
    return Due(
        uid=f"{secret}@nyttoportfoljen",
        day=task.due_on,
        summary=f"{label(task.kind)}: {about}"[:_LONGEST],
        initiatives=task.initiatives,
        minutes=task.minutes,
        path=path,
    )


def changes(wanted: Iterable[Due], told: Mapping[str, Entry], *, now: datetime) -> list[Entry]:
    """The entries that are new, that have changed since they were told, or that are gone; by their ids.

    What comes back after having been gone is the same event again. What was told ages ago as gone stays gone.
    """
    found: dict[str, Entry] = {}
    by_uid = {one.uid: one for one in wanted}
    for uid, one in by_uid.items():
        before = told.get(uid)
        if before is None:
            found[uid] = Entry(uid, one.day, one.summary, 0, now)
        elif (before.day, before.summary, before.cancelled_at) != (one.day, one.summary, None):
            found[uid] = Entry(uid, one.day, one.summary, before.sequence + 1, now)
    for uid, before in told.items():
        if uid not in by_uid and before.cancelled_at is None:
            found[uid] = replace(before, sequence=before.sequence + 1, changed_at=now, cancelled_at=now)
    return [found[uid] for uid in sorted(found)]


def shown(entries: Iterable[Entry], *, now: datetime) -> list[Entry]:
    """What programs are told, by day: all that is due, and for a while what is not any more."""
    kept = [one for one in entries if one.cancelled_at is None or now - one.cancelled_at < TOLD_CANCELLED]
    return sorted(kept, key=lambda one: (one.day, one.uid))
