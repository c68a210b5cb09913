"""Axes: round levels that hold everything, and names of periods."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain.measures import Frequency
from portfolio.domain.periods import from_code
from portfolio.domain.series_charts import at, time_ticks, value_axis
from portfolio.domain.series_charts.axes import short_name


def names(*levels: float) -> list[str]:
    return [one.text for one in value_axis(levels).ticks]


@pytest.mark.parametrize(
    ("levels", "texts", "at_zero"),
    [
        ((62, 71, 80), ["65", "70", "75", "80"], False),
        ((12, 60), ["0", "20", "40", "60"], True),
        ((0, 0), ["−0,50", "−0,25", "0,00", "0,25", "0,50"], True),
        ((5.5, 6.3, 4.5), ["4,5", "5,0", "5,5", "6,0"], False),
        ((-8, -2), ["−7,5", "−5,0", "−2,5", "0,0"], True),
        ((-1, 1), ["−1,0", "−0,5", "0,0", "0,5", "1,0"], True),
        ((1200, 4800), ["0", *(f"{number}\N{NO-BREAK SPACE}000" for number in range(1, 6))], True),
        ((), ["0,00", "0,25", "0,50", "0,75", "1,00"], True),
    ],
)
def test_levels_are_round_numbers_as_swedish_readers_write_them(
    levels: tuple[float, ...], texts: list[str], at_zero: bool
) -> None:
    assert names(*levels) == texts
    assert value_axis(levels).begins_at_zero is at_zero


@settings(max_examples=150, deadline=None)
@given(st.lists(st.floats(-1e9, 1e9).map(lambda one: round(one, 6)), min_size=1, max_size=6))
def test_the_axis_holds_every_level_and_names_some(levels: list[float]) -> None:
    axis = value_axis(levels)
    assert all(0 <= axis.share(one) <= 1 for one in levels)
    assert 1 <= len(axis.ticks) <= 8
    assert all(axis.low <= one.at <= axis.high for one in axis.ticks)
    # What is never negative has no negative axis.
    if min(levels) >= 0 and max(levels) > 0 and len(set(levels)) > 1:
        assert axis.low >= 0


def ways(begins: str, ends: str, frequency: Frequency) -> list[list[str]]:
    found = time_ticks(date.fromisoformat(begins).toordinal(), date.fromisoformat(ends).toordinal(), frequency)
    return [[one.text for one in way] for way in found]


def test_periods_are_named_ever_more_sparsely() -> None:
    found = ways("2022-07-01", "2024-01-01", Frequency.QUARTER)
    assert found[0] == ["kv 3 2022", "kv 4 2022", "kv 1 2023", "kv 2 2023", "kv 3 2023", "kv 4 2023"]
    assert found[1:3] == [["kv 3 2022", "kv 1 2023", "kv 3 2023"], ["kv 1 2023"]]
    assert found[-1] == ["kv 3 2022"]
    assert ways("2022-11-01", "2023-03-01", Frequency.MONTH)[0] == ["nov 2022", "dec 2022", "jan 2023", "feb 2023"]
    # A picture that begins and ends inside the only year still names it.
    assert ways("2022-02-01", "2022-12-01", Frequency.YEAR)[-1] == ["2022"]


def test_a_name_stands_under_its_value() -> None:
    [tick] = next(iter(time_ticks(date(2022, 4, 1).toordinal(), date(2022, 7, 1).toordinal(), Frequency.QUARTER)))
    assert tick.at == at(from_code("2022-Q2"))


def test_short_names() -> None:
    told = {"2022-01": "jan 2022", "2022-06": "jun 2022", "2022-H2": "halvår 2 2022", "2022-T3": "tertial 3 2022"}
    assert {code: short_name(from_code(code)) for code in told} == told
    assert short_name(from_code("unknown")) == from_code("unknown").label
