"""What was so at the end of a quarter: targets that were met, values that were due, values that lack."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from portfolio.domain.effects import Aim, EffectState, Value, due_in, effect, effect_by, lacking, reached_on
from portfolio.domain.measures import Direction, Frequency
from portfolio.domain.periods import from_code, month, quarter, since, year

AIM = Aim(
    direction=Direction.DECREASE,
    frequency=Frequency.MONTH,
    baseline=90,
    target=50,
    first_effect=from_code("2022-01"),
    full_effect=from_code("2023-12"),
)
#: A year at 50 after four months of 90: the mean of twelve months is at the target from month 15 on.
VALUES = [Value(month(2022, at), 90) for at in range(1, 5)] + [
    Value(month(2022 + at // 12, at % 12 + 1), 50) for at in range(4, 16)
]
DAYS = [one.end for one in (quarter(2021, 4), quarter(2022, 2), quarter(2022, 4), quarter(2023, 2)) if one.end]


def test_a_target_is_met_when_the_mean_of_the_periods_that_had_ended_stood_there() -> None:
    assert reached_on(AIM, VALUES, DAYS) == [False, False, False, True]
    # The day before the last value's period ended, that value was not there.
    ends = date(2023, 4, 30)
    assert reached_on(AIM, VALUES, [ends - timedelta(days=1), ends]) == [False, True]
    assert reached_on(AIM, [], DAYS) == [False] * 4
    assert reached_on(AIM, VALUES, []) == []


def test_what_is_met_is_what_the_state_says_of_the_same_day() -> None:
    for at in range(1, 500, 7):
        day = date(2022, 1, 1) + timedelta(days=at)
        state = effect(AIM, VALUES, as_of=day).state
        assert reached_on(AIM, VALUES, [day]) == [state in (EffectState.REACHED, EffectState.LASTING)], day


def test_a_level_that_is_kept_counts_and_what_has_no_way_to_go_does_not() -> None:
    kept = replace(AIM, direction=Direction.MAINTAIN, baseline=None, target=52, tolerance=3)
    values = [Value(month(2022, 1), 50), Value(month(2022, 7), 70)]
    assert reached_on(kept, values, DAYS[1:3]) == [True, False]
    for lacks in (
        replace(kept, tolerance=None),
        replace(AIM, target=None),
        replace(AIM, baseline=None),
        replace(AIM, direction=Direction.NEUTRAL),
    ):
        assert reached_on(lacks, VALUES, DAYS) == [False] * 4


def test_the_effect_is_planned_by_the_full_one_or_else_the_first() -> None:
    first, full = from_code("2023-Q1"), from_code("2024")
    assert effect_by(first, full) == date(2024, 12, 31)
    assert effect_by(first, None) == date(2023, 3, 31)
    assert effect_by(first, since(year(2024))) == date(2023, 3, 31)
    assert effect_by(None, None) is None


def test_values_are_waited_for_in_the_quarter_in_which_their_periods_end() -> None:
    due = AIM.due(date(2022, 12, 31))
    assert due_in(due, quarter(2022, 3)) == [month(2022, 7), month(2022, 8), month(2022, 9)]
    assert due_in([from_code("2022")], quarter(2022, 4)) == [from_code("2022")]
    assert due_in(due, quarter(2023, 1)) == []
    told = [Value(month(2022, 7), 0.0), Value(month(2022, 8), None), Value(month(2022, 9), None, excused=True)]
    third = due_in(due, quarter(2022, 3))
    assert lacking(third, told, as_of=date(2022, 12, 31)) == [month(2022, 8)]
    assert lacking(third, told, as_of=date(2022, 8, 30)) == [], "a period that has not ended lacks nothing"
