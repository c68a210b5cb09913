"""When what comes back falls due."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.annual_wheel import Occurrence, every_months, measured, occurrences
from portfolio.domain.measures import MONTHS, Frequency
from portfolio.domain.periods import day, parse, quarter, since, year
from portfolio.domain.periods.period import recurring
from portfolio.domain.periods.recurrences import COUNTED, RHYTHMS, times_per

YEARS = st.integers(1950, 2190)


def told(text: str, in_year: int = 2024) -> list[str]:
    """First and last day of each time, month and day alone, and how often."""
    return [
        f"{one.start:%m-%d}/{one.end:%m-%d}" + (f" x{one.times}" if one.times > 1 else "")
        for one in occurrences(parse(text), in_year)
    ]


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("kvartal 1 och 3", ["01-01/03-31", "07-01/09-30"]),
        ("1 ggr/termin", ["01-01/06-30", "07-01/12-31"]),
        ("i oktober", ["10-01/10-31"]),
        ("februari varje år", ["02-01/02-29"]),
        ("2 ggr/år", ["01-01/12-31 x2"]),
        ("två gånger per termin", ["01-01/06-30 x2", "07-01/12-31 x2"]),
        ("varje tertial", ["01-01/04-30", "05-01/08-31", "09-01/12-31"]),
        ("vårterminen varje år", ["01-01/06-30"]),
        ("löpande", []),
        ("varannan vecka", []),
        ("vartannat år", []),
        ("enligt årshjul", []),
        # What has dates comes once, by the last of them.
        ("2024-05-23", ["05-23/05-23"]),
        ("kvartal 2 2024", ["04-01/06-30"]),
        ("2023-2024", ["01-01/12-31"]),
        ("t o m 240630", ["06-30/06-30"]),
        ("2025", []),
    ],
)
def test_what_plans_write_falls_due_when_they_say(written: str, wanted: list[str]) -> None:
    assert told(written) == wanted


def test_every_second_month_is_due_in_each_pair_and_winter_in_the_year_that_it_ends() -> None:
    pairs = occurrences(recurring("two-months"), 2023)
    assert next((one.start.month, one.end) for one in pairs) == (1, date(2023, 2, 28))
    assert len(pairs) == 6
    assert occurrences(recurring("WI"), 2024) == [Occurrence(date(2023, 12, 1), date(2024, 2, 29))]
    assert occurrences(since(year(2024)), 2024) == []


@given(st.sampled_from([*RHYTHMS, *(times_per(3, name) for name in COUNTED), "Q2,Q4", "02", "T1", "SP,WI"]), YEARS)
def test_what_recurs_is_due_within_its_year_in_order_and_the_same_every_year(code: str, in_year: int) -> None:
    found = occurrences(recurring(code), in_year)
    assert all(one.start <= one.end and one.end.year == in_year for one in found)
    assert [one.end for one in found] == sorted({one.end for one in found})
    assert len(found) == len(occurrences(recurring(code), in_year + 1))


def test_a_value_is_due_when_its_period_has_ended_and_grace_has_passed() -> None:
    found = measured(Frequency.QUARTER, 2024, start=date(2023, 7, 1), grace_days=30)
    assert [(one.label, at.start.isoformat(), at.end.isoformat()) for one, at in found] == [
        ("kv 4 2023", "2024-01-01", "2024-01-30"),
        ("kv 1 2024", "2024-04-01", "2024-04-30"),
        ("kv 2 2024", "2024-07-01", "2024-07-30"),
        ("kv 3 2024", "2024-10-01", "2024-10-30"),
    ]
    assert [one for one, _ in measured(Frequency.QUARTER, 2024, start=date(2024, 2, 1), until=date(2024, 6, 30))] == [
        quarter(2024, 2)
    ]
    assert [one.label for one, _ in measured(Frequency.YEAR, 2024, start=date(2022, 1, 1), grace_days=365)] == ["2023"]
    assert measured(Frequency.QUARTER, 2024, start=None) == []
    assert measured(Frequency.ONCE, 2024, start=date(2020, 1, 1)) == []


@given(st.sampled_from(sorted(MONTHS)), YEARS, st.integers(0, 365))
def test_over_the_years_each_value_is_due_once_and_none_is_left_out(kind: Frequency, first: int, grace: int) -> None:
    start = date(first, 1, 1)
    found = [
        one for in_year in range(first, first + 5) for one in measured(kind, in_year, start=start, grace_days=grace)
    ]
    periods = [period for period, _ in found]
    assert len(periods) == len(set(periods))
    for before, one in itertools.pairwise(periods):
        assert before.end is not None
        assert one.start == before.end + timedelta(days=1)
    # Whatever the grace, no more than a year's values are still to come after five years.
    assert 4 * 12 // MONTHS[kind] - 1 <= len(periods) <= 5 * 12 // MONTHS[kind]


def test_a_plan_is_revised_and_followed_up_every_so_many_months_from_its_first_day() -> None:
    assert [one.end for one in every_months(4, 2023, start=date(2022, 1, 1))] == [
        date(2023, 1, 31),
        date(2023, 5, 31),
        date(2023, 9, 30),
    ]
    # From a leap day, and from the last day of a long month, the months come in order all the same.
    assert [one.end.isoformat() for one in every_months(12, 2025, start=date(2024, 2, 29))] == ["2025-02-28"]
    assert [one.start.month for one in every_months(1, 2024, start=date(2023, 12, 31))] == list(range(1, 13))
    assert every_months(12, 2022, start=date(2022, 1, 1)) == []
    assert every_months(None, 2023, start=date(2022, 1, 1)) == every_months(12, 2023, start=None) == []
    assert every_months(6, 2021, start=day(date(2022, 1, 1)).start) == []
