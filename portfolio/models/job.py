"""Runs of the jobs of the scheduler, and which process of several leads."""

from __future__ import annotations

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.domain.schedules import JobName, RunState
from portfolio.models.base import Base, EnumText, Id, Instant, OptionalInstant


class JobRun(Base):
    """One run of a job for one period: unique, so that however many processes there are, each is run once.

    ``period`` is the day that the run is for, or the instant at which somebody asked for it. ``leader`` is the token of
    the process that runs it: whoever leads with another one knows that a run that still seems to go on has died.
    """

    __tablename__ = "job_runs"
    __table_args__ = (UniqueConstraint("job", "period"),)
    __audited__ = False

    id: Mapped[Id]
    job: Mapped[JobName] = mapped_column(EnumText(JobName))
    period: Mapped[str] = mapped_column(String(32))
    state: Mapped[RunState] = mapped_column(EnumText(RunState))
    attempts: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[OptionalInstant]
    ended_at: Mapped[OptionalInstant]
    again_at: Mapped[OptionalInstant]
    message: Mapped[str | None] = mapped_column(Text)
    leader: Mapped[str | None] = mapped_column(String(32))
    host: Mapped[str | None] = mapped_column(String(255))
    pid: Mapped[int | None]


class SchedulerLeader(Base):
    """The single row that tells which process leads, since when, and when it was last seen to be alive."""

    __tablename__ = "scheduler_leader"
    __audited__ = False

    id: Mapped[Id]
    token: Mapped[str] = mapped_column(String(32))
    host: Mapped[str] = mapped_column(String(255))
    pid: Mapped[int]
    since: Mapped[Instant]
    seen_at: Mapped[Instant]
