"""How much is expected by when, held against a day-by-day telling of the same."""

from __future__ import annotations

from datetime import date, timedelta
from math import fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain.benefits import Ramp
from portfolio.domain.effects import Curve, Milestone, Value, curve, expected
from portfolio.domain.errors import Invalid
from portfolio.domain.periods import Period, day, from_code, quarter

DAYS = st.dates(date(2023, 1, 1), date(2025, 12, 31))


def made(first: str, full: str | None, ramp: Ramp | None = None, **milestones: float) -> Curve:
    points = [Milestone(from_code(code.strip("_").replace("_", "-")), share) for code, share in milestones.items()]
    whole = from_code(full) if full else None
    return curve(first_effect=from_code(first), full_effect=whole, ramp=ramp, milestones=points)


@pytest.mark.parametrize(
    ("on", "share"),
    [("2023-12-31", 0), ("2024-01-01", 0), ("2024-01-06", 0.5), ("2024-01-11", 1), ("2024-01-12", 1)],
)
def test_a_line_runs_from_the_first_day_to_the_last(on: str, share: float) -> None:
    assert made("2024-01-01", "2024-01-11").at(date.fromisoformat(on)) == share


def test_without_a_full_effect_the_first_one_is_all() -> None:
    assert made("2024-Q1", None).at(date(2024, 3, 31)) == 1
    assert 0 < made("2024-Q1", None).at(date(2024, 2, 15)) < 1


def test_a_step_comes_on_the_last_day_of_the_full_effect() -> None:
    step = made("2024-Q1", "2024-Q2", Ramp.STEP)
    assert (step.at(date(2024, 6, 29)), step.at(date(2024, 6, 30))) == (0, 1)
    assert step.over(date(2024, 6, 1), date(2024, 6, 30)) == pytest.approx(1 / 30)
    assert (step.over(date(2024, 5, 1), date(2024, 5, 31)), step.over(date(2024, 7, 1), date(2024, 7, 31))) == (0, 1)


def test_from_nothing_to_everything_on_one_day_is_a_step() -> None:
    one = made("2024-03-15", "2024-03-15")
    assert (one.at(date(2024, 3, 14)), one.at(date(2024, 3, 15)), one.at(date(2024, 3, 16))) == (0, 1, 1)
    assert one.over(date(2024, 3, 14), date(2024, 3, 15)) == 0.5


def test_milestones_are_joined_by_lines() -> None:
    found = made("2024-01-01", "2024-12-31", Ramp.MILESTONES, _2024_06_30=0.8)
    assert found.at(date(2024, 6, 30)) == 0.8
    assert found.at(date(2024, 3, 31)) == pytest.approx(0.8 * 90 / 181)
    assert found.at(date(2024, 9, 30)) == pytest.approx(0.8 + 0.2 * 92 / 184)


def test_no_less_than_nothing_and_no_more_than_all_is_expected() -> None:
    # To twice the target in ten days and back to it in ten more: all of it is reached after five, and stays.
    above = made("2024-01-01", "2024-01-21", Ramp.MILESTONES, _2024_01_11=2.0)
    days = [date(2024, 1, number) for number in (1, 5, 6, 8, 11, 20, 21)]
    assert [above.at(one) for one in days] == pytest.approx([0, 0.8, 1, 1, 1, 1, 1])
    # To half of the way below the baseline first: from there the line is back at it after five of fifteen days.
    below = made("2024-01-01", "2024-01-26", Ramp.MILESTONES, _2024_01_11=-0.5)
    days = [date(2024, 1, number) for number in (6, 11, 16, 17, 26)]
    assert [below.at(one) for one in days] == pytest.approx([0, 0, 0, 0.1, 1])
    assert below.over(date(2024, 1, 11), date(2024, 1, 17)) == pytest.approx(0.1 / 7)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.floats(-3, 4))
def test_a_curve_is_its_lines_kept_within_nothing_and_all(first: int, second: int, share: float) -> None:
    begins = date(2024, 1, 1)
    turn, ends = (begins + timedelta(days=days) for days in (first, first + second))
    found = curve(
        first_effect=day(begins), full_effect=day(ends), ramp=Ramp.MILESTONES, milestones=[Milestone(day(turn), share)]
    )
    for number in range(first + second + 2):
        line = share * number / first if number <= first else share + (1 - share) * (number - first) / second
        told = found.at(begins + timedelta(days=number))
        assert told == pytest.approx(min(max(line, 0), 1) if number <= first + second else 1, abs=1e-9)


@pytest.mark.parametrize("outside", ["2024-12-31", "2024-01-01", "2025-01-31", "2023-12-31"])
def test_a_milestone_lies_strictly_between(outside: str) -> None:
    with pytest.raises(Invalid) as refused:
        curve(
            first_effect=from_code("2024-01-01"),
            full_effect=from_code("2024-12-31"),
            ramp=Ramp.MILESTONES,
            milestones=[Milestone(from_code(outside), 0.5)],
        )
    assert refused.value.field == "interim"


def test_the_full_effect_cannot_end_before_the_first_begins() -> None:
    with pytest.raises(Invalid) as refused:
        made("2024-Q2", "2024-Q1")
    assert refused.value.field == "full_effect"
    with pytest.raises(Invalid):
        made("2024-Q2/..", None)


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(0, 500), DAYS, st.integers(0, 400), st.sampled_from([None, *Ramp]), st.floats(-1, 2))
def test_a_mean_over_days_is_that_of_each_day(
    begins: date, length: int, first: date, days: int, ramp: Ramp | None, share: float
) -> None:
    ends = begins + timedelta(days=length)
    milestones = [Milestone(day(begins + timedelta(days=length // 2)), share)] if length > 3 else []
    found = curve(first_effect=day(begins), full_effect=day(ends), ramp=ramp, milestones=milestones)
    last = first + timedelta(days=days)
    each = [found.at(first + timedelta(days=number)) for number in range(days + 1)]
    assert found.over(first, last) == pytest.approx(fsum(each) / len(each), abs=1e-9)


def test_expected_is_the_mean_over_the_periods_of_now() -> None:
    found = made("2024-Q1", "2024-Q4")

    def over(period: Period) -> float:
        assert period.start is not None
        assert period.end is not None
        return found.over(period.start, period.end)

    periods = [quarter(2024, 1), quarter(2024, 2)]
    values = [Value(period, 1.0) for period in periods]
    assert expected(found, values, as_of=date(2030, 1, 1)) == sum(map(over, periods)) / 2
    assert expected(found, [], as_of=date(2024, 12, 31)) == 1
    assert expected(found, [], as_of=date(2023, 12, 31)) == 0
