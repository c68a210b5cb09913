"""The scheduler: asks every half minute what is due, and runs it when this process leads."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import SQLAlchemyError

from portfolio.clock import Clock
from portfolio.domain.errors import PortfolioError
from portfolio.domain.schedules import JobName
from portfolio.jobs.leader import Lock
from portfolio.services import job_runs, scheduler_leaders
from portfolio.services.contexts import NewContext
from portfolio.services.job_runs import Due, Holder

#: What a job does: it says in one Swedish sentence what came of it. Raises PortfolioError for what went wrong.
Job = Callable[[], str]

#: How often what waits to be sent is sent, whoever put it there.
SENDING = timedelta(minutes=5)

log = structlog.get_logger("portfolio.jobs")


class UselessToRepeatError(PortfolioError):
    """A job found something that does not get better by being looked for again."""


class Scheduler:
    """Runs jobs by the domain's schedules. ``tick`` is all of it; a thread calls it until ``stop``."""

    def __init__(
        self,
        new_context: NewContext,
        *,
        lock: Lock,
        clock: Clock,
        jobs: Mapping[JobName, Job],
        often: Callable[[], None] | None = None,
        every: timedelta = timedelta(seconds=30),
    ) -> None:
        self.holder = Holder(secrets.token_hex(16), socket.gethostname()[:255], os.getpid())
        self._new_context, self._lock, self._jobs, self._often = new_context, lock, jobs, often
        self._leads = False
        self._stopping = threading.Event()
        self._threads = BackgroundScheduler(
            timezone=clock.zone, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        # A tick that takes longer than to the next one is a job that takes its time, and nothing to warn of.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        # At once, by the real clock that the thread goes by, whatever the jobs go by.
        at_once = Clock(clock.zone).now()
        self._threads.add_job(self.tick, "interval", seconds=every.total_seconds(), next_run_time=at_once)
        if often is not None:
            seconds = min(SENDING, every * 10).total_seconds()
            self._threads.add_job(self._run_often, "interval", seconds=seconds)

    @property
    def leads(self) -> bool:
        """Whether this process led when it last looked."""
        return self._leads

    def start(self) -> None:
        """Begin to ask what is due, in a thread of its own."""
        self._threads.start()

    def stop(self) -> None:
        """Finish what is being run, begin nothing more, and let another process lead."""
        self._stopping.set()
        if self._threads.running:
            self._threads.shutdown(wait=True)
        self._lock.release()

    def tick(self) -> None:
        """Lead if nobody else does, and run what is due. Whatever goes wrong, the next tick comes."""
        try:
            if not self._lead():
                return
            with self._new_context() as ctx:
                due = job_runs.due(ctx, self._jobs)
                job_runs.close_interrupted(ctx, self.holder, due)
            for one in due:
                if self._stopping.is_set() or not self._lock.hold():
                    return
                self._run(one)
        except (SQLAlchemyError, PortfolioError, OSError):
            # The database may be away for a while: whoever keeps the server running is told, and it is tried again.
            log.exception("tick failed")

    def _lead(self) -> bool:
        held = self._lock.hold()
        if held:
            with self._new_context() as ctx:
                scheduler_leaders.lead(ctx, self.holder)
            if not self._leads:
                # As loud as its loss, so that it is heard where nobody has asked for more than warnings.
                log.warning("leading", host=self.holder.host, pid=self.holder.pid)
        elif self._leads:
            log.warning("no longer leading", host=self.holder.host, pid=self.holder.pid)
        self._leads = held
        return held

    def _run(self, one: Due) -> None:
        with self._new_context() as ctx:
            run_id = job_runs.claim(ctx, one, self.holder)
        if run_id is None:
            return
        failed, again = False, True
        try:
            message = self._jobs[one.job]()
        except PortfolioError as error:
            failed, again, message = True, not isinstance(error, UselessToRepeatError), error.message
            log.error("job failed", job=one.job.value, period=one.period, reason=message)
        except Exception as error:
            # One job that fails must not keep the others from running, whatever is wrong with it.
            failed, message = True, f"Ett oväntat fel ({type(error).__name__}). Loggen på servern säger mer."
            log.exception("job failed", job=one.job.value, period=one.period)
        with self._new_context() as ctx, ctx.transaction():
            job_runs.finish(ctx, run_id, self.holder, message=message, failed=failed, again=again)

    def _run_often(self) -> None:
        if self._leads and self._often is not None and not self._stopping.is_set():
            try:
                self._often()
            except Exception:
                log.exception("sending failed")
