"""Which values count, their mean, and where a measure stands."""

from __future__ import annotations

from datetime import date

import pytest

from portfolio.domain.effects import (
    Value,
    achievement,
    after,
    before,
    check_target,
    counted,
    differenced,
    is_few,
    mean,
    now,
)
from portfolio.domain.effects.values import a_year_before
from portfolio.domain.errors import Invalid
from portfolio.domain.measures import Direction, Frequency
from portfolio.domain.periods import from_code

END = date(2099, 1, 1)


def values(**by_code: float | None) -> list[Value]:
    """Values by period code, written with underscores: ``_2024_01=3``."""
    return [Value(from_code(code.strip("_").replace("_", "-")), value) for code, value in by_code.items()]


@pytest.mark.parametrize(
    ("baseline", "target", "value", "share"),
    [(60, 80, 60, 0), (60, 80, 50, -0.5), (60, 80, 90, 1.5), (80, 60, 80, 0), (80, 60, 65, 0.75), (10, 0, 0, 1)],
)
def test_the_share_of_the_way_is_signed_and_never_clamped(
    baseline: float, target: float, value: float, share: float
) -> None:
    assert achievement(value, baseline=baseline, target=target) == share


@pytest.mark.parametrize(
    ("direction", "baseline", "target", "fits"),
    [
        (Direction.INCREASE, 60, 80, True),
        (Direction.INCREASE, 60, 40, False),
        (Direction.INCREASE, 60, 60, False),
        (Direction.DECREASE, 60, 40, True),
        (Direction.DECREASE, 60, 80, False),
        (Direction.DECREASE, 60, 60, False),
        (Direction.NEUTRAL, 60, 40, True),
        (Direction.INCREASE, None, 40, True),
        (Direction.DECREASE, 60, None, True),
    ],
)
def test_the_target_lies_on_the_good_side(
    direction: Direction, baseline: float | None, target: float | None, fits: bool
) -> None:
    if fits:
        check_target(direction=direction, baseline=baseline, target=target)
        return
    with pytest.raises(Invalid) as refused:
        check_target(direction=direction, baseline=baseline, target=target)
    assert refused.value.field == "target"


@pytest.mark.parametrize(
    ("baseline", "target", "equal"),
    [(0.3, 0.1 + 0.2, True), (0.1 + 0.2, 0.3, True), (5e9, 5e9 - 4, True), (0, -1e-9, True), (0, -2e-9, False)],
)
def test_a_target_that_equals_the_baseline_is_refused_as_equal(baseline: float, target: float, equal: bool) -> None:
    # Neither side is the wrong one: what differs by the last bits of a float does not differ.
    for direction in (Direction.INCREASE, Direction.DECREASE) if equal else (Direction.INCREASE,):
        with pytest.raises(Invalid) as refused:
            check_target(direction=direction, baseline=baseline, target=target)
        assert ("detsamma" in refused.value.message) is equal
    if equal:
        with pytest.raises(Invalid):
            achievement(1, baseline=baseline, target=target)


def test_a_level_to_keep_needs_its_tolerance() -> None:
    check_target(direction=Direction.MAINTAIN, baseline=None, target=85, tolerance=0)
    for tolerance in (None, -1):
        with pytest.raises(Invalid) as refused:
            check_target(direction=Direction.MAINTAIN, baseline=None, target=85, tolerance=tolerance)
        assert refused.value.field == "tolerance"


def test_what_contains_the_start_lies_neither_before_nor_after() -> None:
    found = values(_2023_Q4=1, _2024_Q1=2, _2024_Q2=3, _2024_Q3=4)
    start = date(2024, 5, 1)
    assert [one.value for one in before(found, start)] == [1, 2]
    assert [one.value for one in after(found, start)] == [4]
    assert [one.value for one in after(found, date(2024, 4, 1))] == [3, 4]
    assert len(after(found, None)) == 4


def test_a_period_that_has_not_ended_and_one_without_a_value_do_not_count() -> None:
    found = values(_2024_02=2, _2024_01=1, _2024_03=None, _2024_04=4)
    assert [one.value for one in counted(found, as_of=date(2024, 4, 29))] == [1, 2]
    assert [one.value for one in counted(found, as_of=date(2024, 4, 30))] == [1, 2, 4]


def test_zero_is_a_value() -> None:
    assert [one.value for one in counted(values(_2024_01=0), as_of=END)] == [0]
    found = now(values(_2024_01=0))
    assert found is not None
    assert (found.mean, found.latest) == (0, 0)


def test_now_is_the_mean_of_twelve_months_with_the_latest_value_beside_it() -> None:
    months = {f"_2023_{number:02}": 100.0 for number in range(1, 13)} | {"_2024_01": 40.0, "_2024_02": 20.0}
    found = now(values(**months))
    assert found is not None
    assert (len(found.values), found.mean, found.latest) == (12, (10 * 100 + 40 + 20) / 12, 20)
    assert found.last == date(2024, 2, 29)


def test_a_gap_makes_the_mean_rest_on_fewer_values() -> None:
    found = now(values(_2022_01=5, _2023_03=7, _2024_01=9))
    assert found is not None
    assert [one.value for one in found.values] == [7, 9]
    assert now([]) is None


@pytest.mark.parametrize(
    ("last", "begins"),
    [
        ("2024-02-29", "2023-02-28"),
        ("2025-02-28", "2024-02-29"),
        ("2024-12-31", "2023-12-31"),
        ("2024-06-30", "2023-06-30"),
        ("2024-06-15", "2023-06-15"),
    ],
)
def test_twelve_months_end_where_months_end(last: str, begins: str) -> None:
    assert a_year_before(date.fromisoformat(last)) == date.fromisoformat(begins)


def test_a_mean_of_shares_is_made_of_their_counts() -> None:
    # 1 of 10 and 90 of 100: not (10 + 90) / 2.
    small = Value(from_code("2024-01"), 10.0, 1, 10)
    large = Value(from_code("2024-02"), 90.0, 90, 100)
    assert mean([small, large], multiplier=100) == pytest.approx(100 * 91 / 110)
    without = Value(from_code("2024-03"), 50.0)
    assert mean([small, large, without]) == 50.0
    assert mean([Value(from_code("2024-01"), 0.0, 0, 0)]) is None
    assert mean([]) is None


def test_many_small_values_sum_exactly() -> None:
    assert mean([Value(from_code("2024-01"), 0.1)] * 10) == 0.1


@pytest.mark.parametrize(
    ("frequency", "number", "few"),
    [
        (Frequency.MONTH, 2, True),
        (Frequency.MONTH, 3, False),
        (Frequency.QUARTER, 2, True),
        (Frequency.TERTIAL, 2, True),
        (Frequency.TERTIAL, 3, False),
        (Frequency.HALF, 1, True),
        (Frequency.HALF, 2, False),
        (Frequency.YEAR, 1, False),
        (Frequency.ONCE, 1, False),
    ],
)
def test_few_values_are_fewer_than_a_year_gives_and_than_three(frequency: Frequency, number: int, few: bool) -> None:
    found = now(values(_2024_01=1, _2024_02=2, _2024_03=3)[:number])
    assert found is not None
    assert is_few(found, frequency) is few


def test_what_accumulates_over_a_year_is_taken_apart() -> None:
    written = values(_2024_T1=30, _2024_T2=50, _2024_T3=90, _2025_T1=20, _2025_T2=None, _2025_T3=70)
    found = differenced(written)
    assert [one.value for one in found] == [30, 20, 40, 20, None, None]
    assert [one.period for one in found] == [one.period for one in written]


def test_a_skipped_period_leaves_what_follows_without_a_value() -> None:
    assert [one.value for one in differenced(values(_2024_01=5, _2024_03=9, _2024_04=12))] == [5, None, 3]


def test_counts_are_taken_apart_too() -> None:
    first = Value(from_code("2024-T1"), 10.0, 1, 10)
    second = Value(from_code("2024-T2"), 20.0, 5, 25, reviewed=False)
    # The ratio is made anew of what the period adds: the difference of two ratios says nothing.
    added = Value(from_code("2024-T2"), 4 / 15 * 100, 4, 15, reviewed=False)
    assert differenced([first, second], multiplier=100)[1] == added
