"""What a measured value may be, and who reviews it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.errors import Denied, Invalid, InvalidFields
from portfolio.domain.measurements import (
    Figures,
    check_period,
    check_reviewer,
    is_unlikely,
    number_in,
    settled,
    unlikely,
    widened,
)
from portfolio.domain.measures import Frequency
from portfolio.domain.periods import from_code

TODAY = date(2023, 5, 15)


@pytest.mark.parametrize(
    ("code", "frequency", "fits"),
    [
        ("2023-04", Frequency.MONTH, True),
        ("2023-05", Frequency.MONTH, False),
        ("2023-Q1", Frequency.MONTH, False),
        ("2023-Q1", Frequency.QUARTER, True),
        ("2023-T1", Frequency.TERTIAL, True),
        ("2022-H2", Frequency.HALF, True),
        ("2022", Frequency.YEAR, True),
        ("2023", Frequency.YEAR, False),
        ("2023-02-14", Frequency.ONCE, True),
        ("2022/2023", Frequency.YEAR, False),
        ("../2022", Frequency.ONCE, False),
    ],
)
def test_a_value_is_of_a_period_of_the_measures_length_that_has_ended(
    code: str, frequency: Frequency, fits: bool
) -> None:
    if fits:
        check_period(from_code(code), frequency=frequency, today=TODAY)
        return
    with pytest.raises(Invalid) as refused:
        check_period(from_code(code), frequency=frequency, today=TODAY)
    assert refused.value.field == "period"


def told(**figures: str | None) -> Figures:
    numbers = {name: Decimal(text) for name, text in figures.items() if name != "no_value_reason" and text is not None}
    return Figures(**numbers, no_value_reason=figures.get("no_value_reason"))


def test_counts_make_the_value() -> None:
    found = settled(told(numerator="1", denominator="3"), has_counts=True, multiplier=100, decimals=1)
    assert found.value == Decimal("33.3333333333333")
    whole = settled(told(numerator="2", denominator="4"), has_counts=True, multiplier=1000, decimals=1)
    assert whole.value == 500
    none = settled(told(numerator="0", denominator="4"), has_counts=True, multiplier=100, decimals=1)
    assert none.value == 0


def test_a_value_beside_its_counts_agrees_with_them() -> None:
    close = told(value="33.3", numerator="1", denominator="3")
    assert settled(close, has_counts=True, multiplier=100, decimals=1).value == Decimal("33.3333333333333")
    with pytest.raises(Invalid) as refused:
        settled(told(value="34", numerator="1", denominator="3"), has_counts=True, multiplier=100, decimals=1)
    assert refused.value.field == "value"


@pytest.mark.parametrize(
    ("figures", "has_counts", "field"),
    [
        (told(numerator="1"), True, "denominator"),
        (told(denominator="1"), True, "numerator"),
        (told(numerator="1", denominator="0"), True, "denominator"),
        (told(numerator="1", denominator="-2"), True, "denominator"),
        (told(numerator="1", denominator="2"), False, "numerator"),
        (told(value="1234567890.1234567"), False, "value"),
        (told(value="NaN"), False, "value"),
        (told(value="Infinity"), False, "value"),
    ],
)
def test_figures_that_cannot_be_are_refused_at_their_place(figures: Figures, has_counts: bool, field: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        settled(figures, has_counts=has_counts, multiplier=100, decimals=1)
    assert set(refused.value.problems) == {field}


def test_zero_is_a_value_and_nothing_needs_its_reason() -> None:
    assert settled(told(value="0"), has_counts=False, multiplier=1, decimals=0).value == 0
    reason = told(no_value_reason="Systemet var nere.")
    assert settled(reason, has_counts=False, multiplier=1, decimals=0).value is None
    for wrong in (told(), told(value="1", no_value_reason="Nere.")):
        with pytest.raises(Invalid) as refused:
            settled(wrong, has_counts=False, multiplier=1, decimals=0)
        assert refused.value.field == "value"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234\u202f567", "1234567"),
        ("\u22123,2", "-3.2"),
        ("-3", "-3"),
        (" 85 % ", "85"),
        ("0", "0"),
        ("1,234", "1.234"),
    ],
)
def test_a_number_is_read_as_people_and_spreadsheets_write_it(text: str, number: str) -> None:
    assert number_in(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["", "tolv", "1.234,5", "1,234.5", "1e5", "12,", ",5", "--3", "٣", "9" * 41, "NaN", "1/2"]
)
def test_what_could_be_two_numbers_or_none_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        number_in(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
def test_every_number_comes_back_as_swedish_people_write_it(number: Decimal) -> None:
    written = f"{number:,.3f}".replace(",", "\u00a0").replace(".", ",").replace("-", "\u2212")
    assert number_in(written) == number


def test_a_slip_of_the_pen_is_asked_about() -> None:
    earlier = [Decimal(one) for one in (70, 72, 69, 71, 70, 73)]
    assert is_unlikely(Decimal(700), earlier)
    assert is_unlikely(Decimal(7), earlier)
    assert not is_unlikely(Decimal(80), earlier)
    assert not is_unlikely(Decimal(700), earlier[:4])


def test_where_all_were_alike_only_another_order_of_size_is_asked_about() -> None:
    earlier = [Decimal(50)] * 6
    assert not is_unlikely(Decimal(55), earlier)
    assert is_unlikely(Decimal(500), earlier)
    assert is_unlikely(Decimal(5), earlier)
    assert not is_unlikely(Decimal(3), [Decimal(0)] * 6)


def test_four_eyes() -> None:
    check_reviewer(recorded_by=1, reviewer=2, leads=[], is_controller=True, others=1)
    check_reviewer(recorded_by=None, reviewer=2, leads=[], is_controller=True, others=1)
    # Where there is one controller, the coordinator reviews what they recorded.
    check_reviewer(recorded_by=1, reviewer=2, leads=[], is_controller=False, others=0)
    for refused in (
        {"recorded_by": 2, "reviewer": 2, "leads": [], "is_controller": True, "others": 1},
        {"recorded_by": 1, "reviewer": 2, "leads": [2], "is_controller": True, "others": 1},
        {"recorded_by": 1, "reviewer": 2, "leads": [], "is_controller": False, "others": 1},
    ):
        with pytest.raises(Denied) as denied:
            check_reviewer(**refused)  # type: ignore[arg-type]
        assert denied.value.who


def test_many_values_at_once_are_held_against_what_is_usual_among_them() -> None:
    few = [Decimal(one) for one in (10, 11, 9, 10, 12)]
    assert unlikely([None, Decimal(95)], few) == [1]
    assert unlikely([*few, Decimal(95)], []) == [5]
    many = [Decimal(10 + at % 3) for at in range(200)]
    assert unlikely([*many, None, Decimal(95)], []) == [201]
    assert unlikely(few[:4], []) == []


@pytest.mark.parametrize(
    ("code", "frequency", "meant"),
    [
        ("2023-01-01", Frequency.MONTH, "2023-01"),
        ("2023-01-31", Frequency.MONTH, "2023-01"),
        ("2023-01-15", Frequency.MONTH, "2023-01-15"),
        ("2023-04-01", Frequency.QUARTER, "2023-Q2"),
        ("2023-12-31", Frequency.YEAR, "2023"),
        ("2023-01-01", Frequency.ONCE, "2023-01-01"),
        ("2023-01-01", None, "2023-01-01"),
        ("2023-01", Frequency.QUARTER, "2023-01"),
    ],
)
def test_the_first_or_last_day_of_a_period_stands_for_it(code: str, frequency: Frequency | None, meant: str) -> None:
    assert widened(from_code(code), frequency).code == meant
