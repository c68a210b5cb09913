"""Each job once in each period, whoever runs it, whatever fails and however the clocks are changed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from structlog.testing import capture_logs

from portfolio.domain.errors import PortfolioError
from portfolio.domain.schedules import JobName, RunState
from portfolio.jobs.scheduler import UselessToRepeatError
from portfolio.services import job_runs, scheduler_leaders
from portfolio.services.job_runs import Due, Holder
from portfolio.services.scheduler_leaders import Pulse
from tests.jobs.conftest import Given, Office
from tests.web.conftest import one_database

EVERY_HOUR = timedelta(hours=1)


@one_database
def test_over_the_clock_changes_and_a_leap_day_each_job_runs_once_a_day(office: Office) -> None:
    scheduler = office.scheduler()
    for first in (date(2024, 2, 28), date(2024, 3, 30), date(2024, 10, 26)):
        # Three days, begun at midnight in Stockholm.
        office.clock.instant = datetime(first.year, first.month, first.day, tzinfo=office.clock.zone).astimezone(UTC)
        end = office.clock.instant + timedelta(hours=71)
        while office.clock.instant < end:
            scheduler.tick()
            office.clock.pass_by(EVERY_HOUR)
    daily = Counter(name for name, _ in office.ran)
    # The audit of the week before is made up for as soon as the scheduler runs, then each Sunday.
    assert daily == {JobName.AUDIT: 5, **dict.fromkeys(set(JobName) - {JobName.AUDIT}, 9)}
    assert {"2024-02-29", "2024-03-31", "2024-10-27"} <= {day for name, day in office.ran if name is JobName.REMIND}
    runs = office.runs()
    assert len({(run.job, run.period) for run in runs}) == len(runs) == len(office.ran)
    assert {run.state for run in runs} == {RunState.DONE}


def test_a_job_that_fails_is_tried_again_later_and_the_others_run(office: Office) -> None:
    scheduler = office.scheduler()
    office.failing[JobName.BACKUP] = OSError("disk full")
    office.failing[JobName.SNAPSHOT] = PortfolioError("Planen går inte att räkna.")
    office.failing[JobName.AUDIT] = UselessToRepeatError("Kedjan är bruten.")
    scheduler.tick()
    scheduler.tick()
    assert [name for name, _ in office.ran] == [
        JobName.CLEAN_UP,
        JobName.BACKUP,
        JobName.SNAPSHOT,
        JobName.AUDIT,
        JobName.REMIND,
    ], "each once: it is too early to try again"
    told = {run.job: run for run in office.runs()}
    assert told[JobName.SNAPSHOT].message == "Planen går inte att räkna."
    assert told[JobName.BACKUP].message == "Ett oväntat fel (OSError). Loggen på servern säger mer."
    assert told[JobName.AUDIT].again_at is None
    assert told[JobName.CLEAN_UP].state is RunState.DONE
    del office.failing[JobName.SNAPSHOT]
    # It goes on failing for the rest of the day, with longer and longer between, and then the period is given up.
    for _ in range(10):
        office.clock.pass_by(timedelta(minutes=45))
        scheduler.tick()
    assert Counter(name for name, _ in office.ran) == {
        JobName.BACKUP: 5,
        JobName.SNAPSHOT: 2,
        **dict.fromkeys((JobName.CLEAN_UP, JobName.AUDIT, JobName.REMIND), 1),
    }
    with office.context() as ctx:
        assert [run.job for run in job_runs.failed(ctx)] == [JobName.BACKUP, JobName.AUDIT]
    office.failing.clear()
    office.clock.pass_by(timedelta(days=1))
    scheduler.tick()
    with office.context() as ctx:
        assert [run.job for run in job_runs.failed(ctx)] == [JobName.AUDIT], "it is looked at again next week"


def test_whoever_leads_takes_up_what_another_left_and_that_one_takes_nothing_more(office: Office) -> None:
    first, second = office.scheduler(lock := Given(), "first"), office.scheduler(other := Given(False), "second")
    due = Due(JobName.REMIND, "2024-03-20")
    first.tick()
    second.tick()
    assert {word for _, word in office.ran} == {"first"}
    office.clock.pass_by(timedelta(days=1))
    with office.context() as ctx:
        abandoned = job_runs.claim(ctx, Due(JobName.REMIND, "2024-03-21"), first.holder)
    assert abandoned is not None
    # The first one has lost the lock without knowing.
    other.held = True
    second.tick()
    assert second.leads
    assert (JobName.REMIND, "second") in office.ran
    with office.context() as ctx:
        assert job_runs.claim(ctx, due, first.holder) is None
        assert job_runs.claim(ctx, Due(JobName.REMIND, "2024-03-22"), first.holder) is None
    with office.context() as ctx, ctx.transaction():
        job_runs.finish(ctx, abandoned, first.holder, message="För sent.", failed=True)
    (run,) = [one for one in office.runs() if one.period == "2024-03-21" and one.job is JobName.REMIND]
    assert (run.state, run.message, run.attempts, run.pid) == (RunState.DONE, "Det gick bra.", 2, second.holder.pid)
    lock.held = False
    before = len(office.ran)
    first.tick()
    assert not first.leads
    assert len(office.ran) == before
    with office.context() as ctx:
        led = scheduler_leaders.latest(ctx)
        assert led is not None
        assert led.since == office.clock.instant


@one_database
def test_a_run_that_kills_its_process_each_time_is_given_up(office: Office) -> None:
    holder = Holder("token", "host", 1)
    with office.context() as ctx:
        scheduler_leaders.lead(ctx, holder)
        claims = [job_runs.claim(ctx, Due(JobName.BACKUP, "2024-03-20"), holder) for _ in range(7)]
    assert [one is not None for one in claims] == [True] * 5 + [False] * 2
    (run,) = office.runs()
    assert run.state is RunState.FAILED
    assert "avbrutits varje gång" in str(run.message)


@one_database
def test_what_somebody_asks_for_runs_beside_what_is_scheduled_and_a_stopped_scheduler_is_seen(office: Office) -> None:
    scheduler = office.scheduler()
    with office.context() as ctx:
        assert scheduler_leaders.pulse(ctx.session, ctx.now) is Pulse.NEVER
        with ctx.transaction():
            assert job_runs.ask(ctx, JobName.SNAPSHOT)
        with ctx.transaction():
            assert not job_runs.ask(ctx, JobName.SNAPSHOT), "one waits already"
        (line,) = [one for one in job_runs.lines(ctx, JobName) if one.job is JobName.SNAPSHOT]
        assert (line.asked, line.latest) == (True, None)
        assert line.next_at == datetime(2024, 3, 21, 2, 15, tzinfo=UTC)
    scheduler.tick()
    assert Counter(name for name, _ in office.ran)[JobName.SNAPSHOT] == 2
    assert {run.state for run in office.runs()} == {RunState.DONE}
    with office.context() as ctx:
        assert scheduler_leaders.pulse(ctx.session, ctx.now) is Pulse.OK
    office.clock.pass_by(timedelta(days=1, minutes=1))
    with office.context() as ctx:
        assert scheduler_leaders.pulse(ctx.session, ctx.now) is Pulse.STOPPED
    office.clock.pass_by(timedelta(days=500))
    with office.context() as ctx, ctx.transaction():
        job_runs.forget_old(ctx)
    assert office.runs() == []


@one_database
def test_a_run_that_was_interrupted_for_good_is_told_of_and_keeps_nobody_from_asking(office: Office) -> None:
    first, second = office.scheduler(Given(), "first"), office.scheduler(lock := Given(False), "second")
    first.tick()
    office.clock.pass_by(timedelta(days=1))
    with office.context() as ctx:
        assert job_runs.claim(ctx, Due(JobName.REMIND, "2024-03-21"), first.holder) is not None
    # Nobody leads until it is too late for that day's reminders.
    office.clock.pass_by(timedelta(hours=9))
    with office.context() as ctx, ctx.transaction():
        assert not job_runs.ask(ctx, JobName.REMIND), "it seems to go on"
    lock.held = True
    with capture_logs() as logs:
        second.tick()
        second.tick()
        lock.held = False
        second.tick()
        lock.held = True
        second.tick()
    assert [one["event"] for one in logs] == ["leading", "no longer leading", "leading"]
    with office.context() as ctx:
        (run,) = job_runs.failed(ctx)
        assert (run.job, run.period, run.again_at) == (JobName.REMIND, "2024-03-21", None)
        assert "avbröts" in str(run.message)
        with ctx.transaction():
            assert job_runs.ask(ctx, JobName.REMIND)
    second.tick()
    with office.context() as ctx:
        assert job_runs.failed(ctx) == []
