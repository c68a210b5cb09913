"""A clock that stands where a test puts it, and schedulers whose jobs do nothing but tell that they ran."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select

from portfolio.db import make_sessions
from portfolio.domain.schedules import JobName
from portfolio.jobs.leader import Lock
from portfolio.jobs.scheduler import Scheduler
from portfolio.models import JobRun
from portfolio.models.audit import install_hooks
from portfolio.services.context import SYSTEM, Context


@dataclass
class HandClock:
    """A clock that a test moves on."""

    instant: datetime
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Stockholm"))

    def now(self) -> datetime:
        return self.instant

    def today(self) -> date:
        return self.instant.astimezone(self.zone).date()

    def pass_by(self, span: timedelta) -> None:
        self.instant += span


@dataclass
class Given:
    """A lock that is held or not as the test says."""

    held: bool = True

    def hold(self) -> bool:
        return self.held

    def release(self) -> None:
        self.held = False


class Office:
    """Makes schedulers on one database, and tells what they ran."""

    def __init__(self, engine: Engine) -> None:
        self._sessions = make_sessions(engine)
        install_hooks(self._sessions)
        self.clock = HandClock(datetime(2024, 3, 20, 11, 0, tzinfo=UTC))
        self.ran: list[tuple[JobName, str]] = []
        self.failing: dict[JobName, Exception] = {}

    @contextmanager
    def context(self) -> Iterator[Context]:
        with self._sessions() as session:
            yield Context(session, SYSTEM, self.clock)  # type: ignore[arg-type]

    def scheduler(self, lock: Lock | None = None, word: str = "") -> Scheduler:
        def job(name: JobName) -> Callable[[], str]:
            def run() -> str:
                self.ran.append((name, word or self.clock.today().isoformat()))
                if name in self.failing:
                    raise self.failing[name]
                return "Det gick bra."

            return run

        jobs = {name: job(name) for name in JobName}
        return Scheduler(self.context, lock=lock or Given(), clock=self.clock, jobs=jobs)  # type: ignore[arg-type]

    def runs(self) -> list[JobRun]:
        with self._sessions() as session:
            return list(session.scalars(select(JobRun).order_by(JobRun.id)))


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)
