"""When jobs run: once a day or week, also when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.schedules import SCHEDULES, JobName, Schedule, following, instant, latest, to_run

STOCKHOLM = ZoneInfo("Europe/Stockholm")
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
SCHEDULE = st.builds(
    Schedule,
    st.just(JobName.REMIND),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.none() | st.integers(0, 6),
)


def told(day: str, at: str) -> str:
    return instant(date.fromisoformat(day), time.fromisoformat(at), STOCKHOLM).isoformat()


def test_a_time_that_a_day_skips_or_has_twice_comes_once() -> None:
    assert told("2024-03-30", "02:30") == "2024-03-30T01:30:00+00:00"
    # On 31 March 2024 it is three o'clock after 01:59: half past two is half past three.
    assert told("2024-03-31", "02:30") == "2024-03-31T01:30:00+00:00"
    assert told("2024-04-01", "02:30") == "2024-04-01T00:30:00+00:00"
    # On 27 October 2024 half past two comes twice: the first one is meant.
    assert told("2024-10-27", "02:30") == "2024-10-27T00:30:00+00:00"
    assert told("2024-10-28", "02:30") == "2024-10-28T01:30:00+00:00"
    assert told("2024-02-29", "06:30") == "2024-02-29T05:30:00+00:00"


def test_through_a_year_of_minutes_that_matter_each_job_runs_once_a_day_or_week() -> None:
    now, runs = datetime(2024, 1, 1, tzinfo=UTC), {schedule.job: [] for schedule in SCHEDULES}
    while now < datetime(2025, 1, 1, tzinfo=UTC):
        for schedule in SCHEDULES:
            run = to_run(schedule, now, STOCKHOLM, done=runs[schedule.job])
            if run is not None:
                runs[schedule.job].append(run.period)
        now += timedelta(minutes=30)
    for schedule in SCHEDULES:
        found = runs[schedule.job]
        assert len(found) == len(set(found))
        # The first night is caught up from 31 December where it is not too late for that.
        in_year = [one for one in found if one >= "2024-01-01"]
        assert len(in_year) == (366 if schedule.weekday is None else 52), schedule.job
    assert "2024-02-29" in runs[JobName.BACKUP]
    assert {"2024-03-31", "2024-10-27"} <= {*runs[JobName.BACKUP], *runs[JobName.AUDIT]}


def test_what_was_missed_is_caught_up_once_and_not_when_it_is_too_late() -> None:
    schedule = Schedule(JobName.REMIND, time(6, 30), late_by=timedelta(hours=12))
    friday, days_down = datetime(2024, 4, 19, 10, 0, tzinfo=UTC), {"2024-04-16"}
    run = to_run(schedule, friday, STOCKHOLM, done=days_down)
    assert run is not None
    assert run.period == "2024-04-19"
    assert to_run(schedule, friday, STOCKHOLM, done={*days_down, run.period}) is None
    assert to_run(schedule, friday + timedelta(hours=9), STOCKHOLM, done=days_down) is None


@given(SCHEDULE, INSTANTS)
def test_the_latest_run_lies_behind_the_next_one_ahead_and_none_between(schedule: Schedule, now: datetime) -> None:
    last, coming = latest(schedule, now, STOCKHOLM), following(schedule, now, STOCKHOLM)
    assert last.at <= now < coming.at
    assert (coming.day - last.day).days == (1 if schedule.weekday is None else 7)
    assert schedule.weekday in (None, last.day.weekday())
    assert latest(schedule, last.at, STOCKHOLM) == last
    assert following(schedule, last.at, STOCKHOLM) == coming
