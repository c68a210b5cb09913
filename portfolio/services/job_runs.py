"""Runs of the jobs: which one is due, taken by one process alone, and how it went."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from portfolio.domain.errors import Conflict
from portfolio.domain.permissions import Permission
from portfolio.domain.schedules import (
    BACKOFF,
    SCHEDULES,
    JobName,
    RunState,
    again_at,
    following,
    scheduling_instant,
    to_run,
)
from portfolio.models import JobRun, SchedulerLeader
from portfolio.services.context import Context

#: How long it is kept that a job was run.
KEPT = timedelta(days=400)

#: How far back it is asked what was run. Longer than any period.
_LOOKED_AT = timedelta(days=15)

#: So many runs are looked through for the latest of each job: more than a month of them.
_MOST = 200


@dataclass(frozen=True)
class Holder:
    """The process that leads: a token of its own, and where to find it."""

    token: str
    host: str
    pid: int


@dataclass(frozen=True)
class Due:
    """A run that should take place now: of which job, and for which period."""

    job: JobName
    period: str


@dataclass(frozen=True)
class JobLine:
    """A job as the page of jobs tells of it: its latest run, the next one, and what somebody has asked for."""

    job: JobName
    latest: JobRun | None
    next_at: datetime | None
    asked: bool

    @property
    def has_failed(self) -> bool:
        """Whether the latest run failed, and has not gone well since."""
        return self.latest is not None and self.latest.state is RunState.FAILED


def due(ctx: Context, jobs: Iterable[JobName]) -> list[Due]:
    """What should run now of these jobs: what somebody asked for, then what is scheduled. One query.

    To be called by the process that leads, between its runs: one that seems to go on has died, and is due again.
    """
    wanted = set(jobs)
    now = scheduling_instant(ctx.now, ctx.today, ctx.zone)
    recent = JobRun.period >= (ctx.today - _LOOKED_AT).isoformat()
    open_ones = JobRun.state.in_((RunState.WAITING, RunState.RUNNING))
    query = select(JobRun).where(JobRun.job.in_(wanted), or_(recent, open_ones)).order_by(JobRun.id)
    rows = list(ctx.session.scalars(query))
    found = [Due(row.job, row.period) for row in rows if _is_asked_for(row.period) and _can_be_taken(row, ctx.now)]
    for schedule in SCHEDULES:
        if schedule.job in wanted:
            settled = [row.period for row in rows if row.job is schedule.job and not _can_be_taken(row, ctx.now)]
            run = to_run(schedule, now, ctx.zone, done=settled)
            found += [Due(run.job, run.period)] if run is not None else []
    return found


def claim(ctx: Context, wanted: Due, holder: Holder) -> int | None:
    """Take a run, in a transaction of its own, and return its id; None when another process leads or has run it.

    A run whose process died as often as a failing one is tried is given up: it may be the run that kills.
    """
    try:
        with ctx.transaction():
            if not _leads(ctx, holder):
                return None
            row = ctx.session.scalar(
                select(JobRun).where(JobRun.job == wanted.job, JobRun.period == wanted.period).with_for_update()
            )
            if row is None:
                row = JobRun(job=wanted.job, period=wanted.period, state=RunState.WAITING, attempts=0)
                ctx.session.add(row)
            elif not _can_be_taken(row, ctx.now):
                return None
            if row.attempts > len(BACKOFF):
                row.state, row.ended_at, row.again_at = RunState.FAILED, ctx.now, None
                row.message = "Processen har avbrutits varje gång jobbet körts. Se loggen på servern."
                return None
            row.state, row.attempts, row.started_at = RunState.RUNNING, row.attempts + 1, ctx.now
            row.ended_at, row.again_at, row.message = None, None, None
            row.leader, row.host, row.pid = holder.token, holder.host, holder.pid
            ctx.session.flush()
            return row.id
    except Conflict:
        # Two began at the same moment: the row is unique, and the other's.
        return None


def close_interrupted(ctx: Context, holder: Holder, going_on: Collection[Due]) -> None:
    """Note of runs that nobody takes up again that they were interrupted; ``going_on`` are those that are taken up.

    Such a run is of a period that has passed. Called by the process that leads, between its runs, in a transaction of
    its own when there is anything to note: a run that seemed to go on would otherwise keep others from being asked for.
    """
    running = select(JobRun).where(JobRun.state == RunState.RUNNING).order_by(JobRun.id)
    if all(Due(row.job, row.period) in going_on for row in ctx.session.scalars(running)):
        return
    with ctx.transaction():
        if not _leads(ctx, holder):
            return
        for row in ctx.session.scalars(running.with_for_update()):
            if Due(row.job, row.period) not in going_on:
                row.state, row.ended_at, row.again_at = RunState.FAILED, ctx.now, None
                row.message = "Körningen avbröts: processen slutade medan jobbet gick. Kör jobbet igen om det behövs."


def finish(
    ctx: Context, run_id: int, holder: Holder, *, message: str, failed: bool = False, again: bool = True
) -> None:
    """Tell how a run went, in Swedish. Call within a transaction.

    One that failed is tried ``again`` after a while. A process that was taken for dead, and whose run another one has
    taken over, has nothing to tell.
    """
    row = ctx.session.get_one(JobRun, run_id, with_for_update=True, populate_existing=True)
    if row.leader != holder.token or row.state is not RunState.RUNNING:
        return
    row.state, row.ended_at, row.message = (RunState.FAILED if failed else RunState.DONE), ctx.now, message
    row.again_at = again_at(row.attempts, ctx.now) if failed and again else None


def require(ctx: Context) -> None:
    """Raise Denied for who does not look after the jobs."""
    ctx.require(Permission.MANAGE_JOBS)


def ask(ctx: Context, job: JobName) -> bool:
    """Ask for a run as soon as the scheduler can; False when one waits already. Call within a transaction.

    Raises Denied for who is no administrator.
    """
    require(ctx)
    waiting = select(JobRun.id).where(JobRun.job == job, JobRun.state.in_((RunState.WAITING, RunState.RUNNING)))
    if ctx.session.scalar(waiting.limit(1)) is not None:
        return False
    asked_at = f"{ctx.now:%Y-%m-%dT%H:%M:%S.%f}"
    ctx.session.add(JobRun(job=job, period=asked_at, state=RunState.WAITING, attempts=0))
    return True


def lines(ctx: Context, jobs: Iterable[JobName]) -> list[JobLine]:
    """Every job in the order in which they run; ``jobs`` are those that are set up, the others have no next run.

    Raises Denied for who is no administrator. One query.
    """
    require(ctx)
    wanted = set(jobs)
    now = scheduling_instant(ctx.now, ctx.today, ctx.zone)
    rows = _recent(ctx)
    return [
        JobLine(
            job=schedule.job,
            latest=_latest(rows, schedule.job),
            next_at=following(schedule, now, ctx.zone).at if schedule.job in wanted else None,
            asked=any(row.job is schedule.job and row.state is RunState.WAITING for row in rows),
        )
        for schedule in SCHEDULES
    ]


def failed(ctx: Context) -> list[JobRun]:
    """The jobs whose latest run has failed, in the order in which they run. One query."""
    rows = [row for row in _recent(ctx) if row.state in (RunState.DONE, RunState.FAILED)]
    found = [_latest(rows, schedule.job) for schedule in SCHEDULES]
    return [row for row in found if row is not None and row.state is RunState.FAILED]


def forget_old(ctx: Context) -> None:
    """Forget runs of long ago. Call within a transaction."""
    ctx.session.execute(delete(JobRun).where(JobRun.ended_at < ctx.now - KEPT))


def _recent(ctx: Context) -> list[JobRun]:
    return list(ctx.session.scalars(select(JobRun).order_by(JobRun.id.desc()).limit(_MOST)))


def _latest(rows: Iterable[JobRun], job: JobName) -> JobRun | None:
    """The run of the job that was begun last."""
    begun = [(row.started_at, row.id, row) for row in rows if row.job is job and row.started_at is not None]
    return max(begun, key=lambda one: one[:2])[2] if begun else None


def _leads(ctx: Context, holder: Holder) -> bool:
    # Locked, so that one who was taken for dead meanwhile takes nothing from the one who leads after it.
    leader = ctx.session.scalar(select(SchedulerLeader).with_for_update())
    return leader is not None and leader.token == holder.token


def _is_asked_for(period: str) -> bool:
    return "T" in period


def _can_be_taken(row: JobRun, now: datetime) -> bool:
    match row.state:
        case RunState.WAITING | RunState.RUNNING:
            return True
        case RunState.FAILED:
            return row.again_at is not None and row.again_at <= now
        case RunState.DONE:
            return False
