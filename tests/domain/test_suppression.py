"""Counts that are too small to be exported."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portfolio.domain.suppression import is_small


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
        ((Decimal(80), Decimal(8), Decimal(10), Decimal(20)), False),
        ((Decimal(7), None, None, Decimal(3)), True),
    ],
)
def test_a_value_is_left_out_when_any_of_its_counts_is_below_five(
    figures: tuple[Decimal | float | None, ...], small: bool
) -> None:
    assert is_small(*figures) is small
