"""When an activity is late, and what is said of the time that somebody wrote."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.activities import ActivityStatus, Reading, due_label, is_late
from portfolio.domain.periods import Period, between, day, quarter, read, recurring, since, unknown, until, year

TODAY = date(2023, 5, 15)
NEVER = (ActivityStatus.DONE, ActivityStatus.CANCELLED, ActivityStatus.ONGOING)
OTHERS = (None, ActivityStatus.NOT_STARTED, ActivityStatus.STARTED)

days = st.dates(date(1901, 1, 1), date(2190, 12, 31))
units = st.one_of(
    days.map(day),
    st.builds(quarter, st.integers(1901, 2190), st.integers(1, 4)),
    st.builds(year, st.integers(1901, 2190)),
)
closed = st.one_of(units, units.map(until))
endless = st.one_of(
    st.none(),
    st.text(max_size=30).map(unknown),
    units.map(since),
    st.sampled_from(["Q1,Q3", "ongoing"]).map(recurring),
)


@given(st.sampled_from(NEVER), st.one_of(closed, endless), days)
def test_what_is_over_or_never_ends_is_never_late(status: ActivityStatus, period: Period | None, today: date) -> None:
    assert not is_late(status, period, today)


@given(st.sampled_from([*OTHERS, *NEVER]), endless, days)
def test_what_has_no_last_day_is_never_late(status: ActivityStatus | None, period: Period | None, today: date) -> None:
    assert not is_late(status, period, today)


@given(st.sampled_from(OTHERS), closed)
def test_everything_else_is_late_from_the_day_after_its_last_one(status: ActivityStatus | None, period: Period) -> None:
    assert period.end is not None
    assert not is_late(status, period, period.end)
    assert is_late(status, period, period.end + timedelta(days=1))


@given(st.sampled_from([*OTHERS, *NEVER]), closed, days)
def test_what_is_late_stays_late_until_something_is_done(
    status: ActivityStatus | None, period: Period, today: date
) -> None:
    assert not is_late(status, period, today) or is_late(status, period, today + timedelta(days=400))


@pytest.mark.parametrize(
    ("period", "told"),
    [
        (quarter(2022, 3), "kv 3 2022"),
        (between(quarter(2022, 1), quarter(2022, 3)), "kv 3 2022"),
        (read("t.o.m. 2022-06-30"), "30 juni 2022"),
        (read("hösten 2022"), "hösten 2022"),
        (read("2021-2022"), "2022"),
        (since(year(2022)), ""),
        (unknown("snart"), ""),
    ],
)
def test_by_when_is_told_by_the_last_unit(period: Period, told: str) -> None:
    assert due_label(period) == told


@pytest.mark.parametrize(
    ("written", "label", "tells_more"),
    [
        ("Q3 2022", "kv 3 2022", True),
        ("kv 3 2022", "kv 3 2022", False),
        (" Hösten 2022 ", "hösten 2022", False),
        ("tills vidare", "löpande", True),
        ("när avtalet är klart", None, False),
        ("kv 3 1022", None, False),
        ("kv 7 2022", None, False),
    ],
)
def test_a_reading_tells_how_it_was_read_where_that_says_more(
    written: str, label: str | None, tells_more: bool
) -> None:
    reading = Reading.of(written)
    assert reading is not None
    assert (reading.written, reading.period.label if reading.period else None) == (written.strip(), label)
    assert reading.tells_more is tells_more


def test_nothing_written_is_read_as_nothing() -> None:
    assert Reading.of(None) is Reading.of("  ") is Reading.stored(None, None) is None
    assert Reading.stored(None, unknown()) is None


def test_what_was_stored_is_believed_before_the_words() -> None:
    assert Reading.stored("Q3", quarter(2022, 3)) == Reading("Q3", quarter(2022, 3))
    assert Reading.stored(None, quarter(2022, 3)) == Reading("kv 3 2022", quarter(2022, 3))
