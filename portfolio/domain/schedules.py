"""When the jobs of the scheduler run: at a time of day in the installation's zone, once in each period.

A day is told by its date, not by counting hours: it has 23 or 25 of them when the clocks change.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

_ONE_DAY = timedelta(days=1)


class JobName(StrEnum):
    """The jobs that run by themselves."""

    REMIND = "remind"
    SNAPSHOT = "snapshot"
    AUDIT = "audit"
    CLEAN_UP = "clean_up"
    BACKUP = "backup"


class RunState(StrEnum):
    """How it goes with a run of a job. One that somebody asked for waits until the scheduler takes it."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Schedule:
    """A job that runs once in each period: every day, or every week on one of its days (0 is Monday).

    What was missed is caught up until ``late_by`` has passed since it should have run, and the latest period alone: a
    reminder of last week helps nobody.
    """

    job: JobName
    at: time
    weekday: int | None = None
    late_by: timedelta = timedelta(hours=20)


#: In the order in which they run when several are due. Nobody is woken: reminders come when work begins.
SCHEDULES = (
    Schedule(JobName.CLEAN_UP, time(2, 15)),
    Schedule(JobName.BACKUP, time(2, 30)),
    Schedule(JobName.SNAPSHOT, time(3, 15)),
    Schedule(JobName.AUDIT, time(4, 0), weekday=6, late_by=timedelta(days=6)),
    Schedule(JobName.REMIND, time(6, 30), late_by=timedelta(hours=12)),
)


#: How long after each failure the same run is tried again; after the last, that period is given up.
BACKOFF = (timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=2))

#: With nobody seen to lead for so long, there is no scheduler any more.
STOPPED_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Run:
    """One run of a job: the day that it is for, which with the job's name is unique, and the instant, in UTC."""

    job: JobName
    day: date
    at: datetime

    @property
    def period(self) -> str:
        """What a row of the runs is known by, beside the job: the day in ISO form."""
        return self.day.isoformat()


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant of a time of day, in UTC.

    A time that the day has twice is the first one, and one that it skips is as long after midnight as on other days.
    """
    return datetime.combine(day, at.replace(fold=0), tzinfo=zone).astimezone(UTC)


def latest(schedule: Schedule, now: datetime, zone: ZoneInfo) -> Run:
    """The latest run that should have begun by now. ``now`` is an aware instant."""
    day = now.astimezone(zone).date()
    while not _is_its_day(schedule, day) or instant(day, schedule.at, zone) > now:
        day -= _ONE_DAY
    return Run(schedule.job, day, instant(day, schedule.at, zone))


def following(schedule: Schedule, now: datetime, zone: ZoneInfo) -> Run:
    """The next run that begins after now."""
    day = now.astimezone(zone).date()
    while not _is_its_day(schedule, day) or instant(day, schedule.at, zone) <= now:
        day += _ONE_DAY
    return Run(schedule.job, day, instant(day, schedule.at, zone))


def to_run(schedule: Schedule, now: datetime, zone: ZoneInfo, *, done: Collection[str]) -> Run | None:
    """The run that should take place now, late or not; None when it has, or when it is too late for it.

    ``done`` are the periods of the job that were run, see ``Run.period``.
    """
    run = latest(schedule, now, zone)
    return None if run.period in done or now - run.at > schedule.late_by else run


def set_up(*, backs_up: bool) -> frozenset[JobName]:
    """The jobs that an installation runs: a backup needs a folder to lie in."""
    return frozenset(JobName) - (frozenset() if backs_up else {JobName.BACKUP})


def again_at(attempts: int, now: datetime) -> datetime | None:
    """When a run that has now failed for the ``attempts``-th time is tried again; None when it is given up."""
    return now + BACKOFF[attempts - 1] if attempts <= len(BACKOFF) else None


def scheduling_instant(now: datetime, today: date, zone: ZoneInfo) -> datetime:
    """The instant that jobs go by: the present one, or on an installation whose date stands still, the same time of it.

    A demonstration thus runs the jobs of its one day, and each of them once.
    """
    local = now.astimezone(zone)
    return now if local.date() == today else instant(today, local.time(), zone)


def _is_its_day(schedule: Schedule, day: date) -> bool:
    return schedule.weekday is None or day.weekday() == schedule.weekday
