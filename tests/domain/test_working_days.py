"""Working days: against the printed calendars of some years, and by laws that hold in every year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.working_days import (
    after,
    easter_sunday,
    first_of_week,
    holidays,
    is_working_day,
    on_or_after,
    on_or_before,
)

DAYS = st.dates(date(1950, 1, 1), date(2190, 12, 31))

#: Month and day of everything that moves, as the almanac of the year says: Good Friday, Easter Day, Easter Monday,
#: Ascension Day, Whit Sunday, Midsummer Eve, Midsummer Day, All Saints' Day.
MOVING = {
    2021: ("04-02", "04-04", "04-05", "05-13", "05-23", "06-25", "06-26", "11-06"),
    2024: ("03-29", "03-31", "04-01", "05-09", "05-19", "06-21", "06-22", "11-02"),
    2026: ("04-03", "04-05", "04-06", "05-14", "05-24", "06-19", "06-20", "10-31"),
    2038: ("04-23", "04-25", "04-26", "06-03", "06-13", "06-25", "06-26", "11-06"),
}


@pytest.mark.parametrize("year", MOVING)
def test_the_holidays_of_a_year_are_those_of_its_almanac(year: int) -> None:
    fixed = ("01-01", "01-06", "05-01", "06-06", "12-24", "12-25", "12-26", "12-31")
    assert [f"{day:%m-%d}" for day in holidays(year)] == sorted({*fixed, *MOVING[year]})


def test_easter_keeps_to_the_exceptions_of_the_calendar() -> None:
    told = {1954: (4, 18), 1981: (4, 19), 2000: (4, 23), 2008: (3, 23), 2011: (4, 24), 2049: (4, 18), 2076: (4, 19)}
    assert {year: (easter_sunday(year).month, easter_sunday(year).day) for year in told} == told


def test_two_holidays_on_one_day_are_one() -> None:
    assert holidays(2008)[date(2008, 5, 1)] == "Kristi himmelsfärdsdag"
    assert holidays(2022)[date(2022, 6, 6)] == "Sveriges nationaldag"


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2024-02-29", True),
        ("2024-03-28", True),  # Maundy Thursday
        ("2024-03-29", False),
        ("2024-04-30", True),  # Walpurgis Night
        ("2024-05-20", True),  # Whit Monday has been a working day since 2005
        ("2024-06-06", False),
        ("2024-06-21", False),
        ("2024-12-23", True),
        ("2024-12-24", False),
        ("2024-12-31", False),
        ("2024-11-02", False),
    ],
)
def test_which_days_people_are_at_work(day: str, works: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is works


def test_the_days_around_a_long_holiday() -> None:
    christmas = date(2024, 12, 24)
    assert on_or_before(christmas) == date(2024, 12, 23)
    assert on_or_after(christmas) == date(2024, 12, 27)
    assert after(date(2024, 12, 30)) == date(2025, 1, 2)
    assert first_of_week(date(2024, 4, 3)) == date(2024, 4, 2)
    assert first_of_week(date(2024, 4, 7)) == date(2024, 4, 2)


@given(DAYS)
def test_every_day_has_working_days_close_around_it(day: date) -> None:
    before, at, then = on_or_before(day), on_or_after(day), after(day)
    assert before <= day <= at
    assert day < then
    assert all(map(is_working_day, (before, at, then)))
    # Christmas from a Wednesday on, and Easter: five free days in a row at most.
    assert (at - before).days <= 6
    assert is_working_day(day) == (before == at == day)
    assert not any(is_working_day(before + timedelta(days=n)) for n in range(1, (day - before).days))


@given(DAYS)
def test_the_first_working_day_of_a_week_is_in_it(day: date) -> None:
    first = first_of_week(day)
    assert first is not None
    assert first.isocalendar()[:2] == day.isocalendar()[:2]
    assert not any(is_working_day(first - timedelta(days=n)) for n in range(1, first.weekday() + 1))


@given(st.integers(1950, 2199))
def test_every_year_has_sixteen_holidays_save_where_two_meet(year: int) -> None:
    assert len(holidays(year)) in (15, 16)
    easter = easter_sunday(year)
    assert easter.weekday() == 6
    assert date(year, 3, 22) <= easter <= date(year, 4, 25)
