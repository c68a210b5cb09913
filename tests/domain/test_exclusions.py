"""Which times may be left out of the reckoning."""

from __future__ import annotations

import pytest

from portfolio.domain.errors import Invalid
from portfolio.domain.exclusions import check_period
from portfolio.domain.periods import Period, from_code, parse


@pytest.mark.parametrize("period", [from_code("2022-01"), from_code("2021"), from_code("2022-Q2"), from_code("2030")])
def test_a_closed_time_may_be_left_out_also_one_that_only_touches_another(period: Period) -> None:
    check_period(period, [from_code("2022-Q3"), from_code("2021-05")])


@pytest.mark.parametrize(
    ("period", "told"),
    [
        (None, "Ange perioden"),
        (parse("löpande"), "både början och slut"),
        (from_code("2022-Q1"), "kv 1 2022 är redan undantagen"),
        (from_code("2022-02"), "kv 1 2022 är redan undantagen"),
    ],
)
def test_a_time_without_ends_and_one_that_is_left_out_already_are_refused(period: Period | None, told: str) -> None:
    with pytest.raises(Invalid, match=told) as refused:
        check_period(period, [from_code("2020"), from_code("2022-Q1")])
    assert refused.value.field == "period"
