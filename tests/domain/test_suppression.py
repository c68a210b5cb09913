"""Counts that are too small to be exported."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portfolio.domain.effects import Value
from portfolio.domain.measures import Sex
from portfolio.domain.periods import from_code, month
from portfolio.domain.suppression import Told, hidden, is_small


@pytest.mark.parametrize(
    ("figures", "small"),
    [
        ((Decimal(4),), True),
        ((0.0,), True),
        ((Decimal(5),), False),
        ((None,), False),
        # A value that counts make is no count itself, but one of its counts may be small.
        ((Decimal(3), Decimal(30), Decimal(1000)), False),
        ((Decimal(40), Decimal(4), Decimal(10)), True),
        ((Decimal(80), Decimal(8), Decimal(4)), True),
        ((Decimal(80), Decimal(8), Decimal(10), Decimal(4)), True),
        ((Decimal(40), Decimal(8), Decimal(20), Decimal(30)), False),
        # So is what the numerator leaves, also when it leaves nobody; more events than people leave none.
        ((Decimal(80), Decimal(20), Decimal(24)), True),
        ((Decimal(100), Decimal(20), Decimal(20)), True),
        ((Decimal(80), Decimal(20), Decimal(25)), False),
        ((Decimal(120), Decimal(24), Decimal(20)), False),
        ((Decimal(7), None, None, Decimal(3)), True),
    ],
)
def test_a_value_is_left_out_when_any_of_its_counts_is_below_five(
    figures: tuple[Decimal | float | None, ...], small: bool
) -> None:
    assert is_small(*figures) is small


def told(*values: float | None, unit: int | None = None, sex: Sex | None = None, ytd: bool = False) -> Told:
    numbered = [Value(month(2022, at), value) for at, value in enumerate(values, start=1)]
    return Told(unit, sex, numbered, accumulates=ytd)


def months_hidden(one: Told) -> list[str]:
    return sorted(period.code for period in hidden({0: one}, {})[0])


def test_a_year_that_accumulates_is_left_out_when_a_period_adds_too_little() -> None:
    assert months_hidden(told(100, 102, 120, 140, ytd=True)) == ["2022-01", "2022-02", "2022-03", "2022-04"]
    assert months_hidden(told(100, 102, 120, 140)) == []
    assert months_hidden(told(100, 110, 120, ytd=True)) == []
    # What two periods add together is small too, and a corrected count that falls is.
    assert months_hidden(told(100, None, 102, ytd=True)) == ["2022-01", "2022-03"]
    assert len(months_hidden(told(100, 98, ytd=True))) == 2
    # The next year begins anew.
    next_year = Value(from_code("2023-01"), 141)
    year = told(100, 102, ytd=True)
    assert len(months_hidden(Told(None, None, [*year.values, next_year], accumulates=True))) == 2
    # Of a ratio the counts are taken apart: 5 of 6 leaves one.
    ratio = [Value(month(2022, 1), 50, 50, 100), Value(month(2022, 2), 51.9, 55, 106)]
    assert len(months_hidden(Told(None, None, ratio, accumulates=True))) == 2


def test_what_a_hidden_part_could_be_found_from_is_left_out_with_it() -> None:
    # Unit 2 is part of unit 1, and unit 3 is beside them.
    series = {
        "all": told(103, 200),
        "women": told(13, 100, sex=Sex.FEMALE),
        "men": told(90, 100, sex=Sex.MALE),
        "above": told(60, 100, unit=1),
        "unit": told(30, 50, unit=2),
        "women there": told(3, 20, unit=2, sex=Sex.FEMALE),
        "men there": told(27, 30, unit=2, sex=Sex.MALE),
        "beside": told(43, 100, unit=3),
    }
    found = hidden(series, {1: None, 2: 1, 3: None})
    assert {key for key, periods in found.items() if periods} == {"all", "women", "above", "unit", "women there"}
    assert {periods for periods in found.values() if periods} == {frozenset({month(2022, 1)})}
    running = {"all": told(100, 120, 140, ytd=True), "women": told(50, 52, sex=Sex.FEMALE, ytd=True)}
    assert len(hidden(running, {})["all"]) == 3
