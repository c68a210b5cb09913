"""When a unit takes a new way of working into use: which times can be, and which of them counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.adoptions import check_times, is_before_delivery, is_late, time_of
from portfolio.domain.errors import InvalidFields
from portfolio.domain.periods import day, quarter, recurring, since, unknown, until, year

TODAY = date(2023, 5, 15)
quarters = st.builds(quarter, st.integers(1901, 2190), st.integers(1, 4))


def problems(**times: object) -> dict[str, str]:
    try:
        check_times(**{"planned": None, "adopted_on": None, **times}, today=TODAY)  # type: ignore[arg-type]
    except InvalidFields as problem:
        return problem.problems
    return {}


def test_the_day_it_happened_counts_before_the_planned_time() -> None:
    assert time_of(quarter(2023, 3), date(2023, 5, 2)) == day(date(2023, 5, 2))
    assert time_of(quarter(2023, 3), None) == quarter(2023, 3)
    assert time_of(None, None) is None


@pytest.mark.parametrize("planned", [None, quarter(2030, 1), since(year(2023)), until(year(2023))])
def test_a_planned_time_with_a_date_is_taken(planned: object) -> None:
    assert problems(planned=planned) == {}


def test_a_planned_time_without_a_date_tells_nothing() -> None:
    assert "”löpande” säger inte när" in problems(planned=recurring("ongoing"))["planned"]
    assert "säger inte när" in problems(planned=unknown("snart"))["planned"]


def test_only_what_has_happened_is_told_as_adopted() -> None:
    assert problems(adopted_on=TODAY) == {}
    assert "2023-05-16 har inte varit än" in problems(adopted_on=TODAY + timedelta(days=1))["adopted_on"]
    assert "från 1900" in problems(adopted_on=date(23, 5, 1))["adopted_on"]


def test_every_problem_is_told_at_once() -> None:
    assert set(problems(planned=recurring("ongoing"), adopted_on=date(2024, 1, 1))) == {"planned", "adopted_on"}


@given(quarters, st.dates(date(1901, 1, 1), date(2190, 12, 31)))
def test_it_is_late_after_its_last_planned_day_until_it_is_adopted(planned: object, today: date) -> None:
    assert is_late(planned, None, today) is (planned.end < today)  # type: ignore[arg-type, attr-defined]
    assert not is_late(planned, today, today)  # type: ignore[arg-type]
    assert not is_late(None, None, today)


def test_without_a_last_day_it_is_never_late() -> None:
    assert not is_late(since(year(2020)), None, TODAY)


def test_it_is_before_delivery_only_when_that_is_sure() -> None:
    assert is_before_delivery(date(2022, 6, 30), quarter(2022, 3))
    assert not is_before_delivery(date(2022, 7, 1), quarter(2022, 3))
    assert not is_before_delivery(None, quarter(2022, 3))
    assert not is_before_delivery(date(2022, 6, 30), None)
