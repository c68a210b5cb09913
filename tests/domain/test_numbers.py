"""Numbers as Swedish readers write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.measurements import number_in
from portfolio.domain.numbers import in_swedish, problem_with_number, telling_decimals


@pytest.mark.parametrize(
    ("value", "decimals", "told"),
    [
        ("1234.5", 1, "1\u00a0234,5"),
        ("0", 1, "0,0"),
        ("-5", 0, "\u22125"),
        ("-0.04", 1, "0,0"),
        ("2.5", 0, "3"),
        ("27.300", None, "27,3"),
        ("100", None, "100"),
        ("1E+3", None, "1\u00a0000"),
        ("0.000001", None, "0,000001"),
        ("1E+30", 1, "1" + "\u00a0000" * 10 + ",0"),
        ("-1E+30", None, "\u22121" + "\u00a0000" * 10),
    ],
)
def test_a_number_is_told_with_comma_space_and_minus(value: str, decimals: int | None, told: str) -> None:
    assert in_swedish(Decimal(value), decimals) == told


def test_a_float_is_told_by_the_digits_that_it_is_written_with() -> None:
    assert in_swedish(0.1) == "0,1"
    assert in_swedish(2.675, 2) == "2,68"


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 6) | st.none())
def test_every_float_can_be_told(value: float, decimals: int | None) -> None:
    assert in_swedish(value, decimals).strip("\u2212")[0].isdigit()


@pytest.mark.parametrize(
    ("numbers", "least", "decimals"),
    [((60, 68.1), 0, 0), ((60.1, 60.4), 0, 1), ((60.1, 60.4), 2, 2), ((0.04, 3), 0, 2), ((0, 3), 0, 0), ((5, 5), 0, 0)],
)
def test_so_many_decimals_that_numbers_are_told_apart_and_from_nothing(
    numbers: tuple[float, ...], least: int, decimals: int
) -> None:
    assert telling_decimals(*numbers, least=least) == decimals


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ("123456789012345", True),
        ("1234567890123456", False),
        ("0.000123456789012345", True),
        ("0.1234567890123456", False),
        ("100000000000000000", True),
        ("1.50000000000000000", True),
        ("-3E+2", True),
        ("NaN", False),
        ("Infinity", False),
    ],
)
def test_fifteen_significant_digits_are_kept(value: str, fits: bool) -> None:
    assert (problem_with_number(Decimal(value)) is None) is fits


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_what_is_told_is_read_back_as_the_same_number(value: Decimal) -> None:
    assert number_in(in_swedish(value)) == value
