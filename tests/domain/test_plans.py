"""A plan's settings: its times, its tolerances, and who decides."""

from __future__ import annotations

from datetime import date

import pytest

from portfolio.domain.errors import Invalid, InvalidFields
from portfolio.domain.periods import Period, between, day, month, quarter, recurring, since, unknown, until, year, years
from portfolio.domain.permissions import Role
from portfolio.domain.phases import PhaseTimes, Span
from portfolio.domain.plans import (
    DECIDERS,
    DECIDING_ROLES,
    TOLERANCES,
    Change,
    check_decider,
    check_plan,
    check_tolerances,
    fits_timeline,
)


def problems(**fields: object) -> dict[str, str]:
    values = {"valid_period": year(2022), "timeline_period": years(2021, 2025), "months": {}, **fields}
    try:
        check_plan(**values)  # type: ignore[arg-type]
    except InvalidFields as refused:
        return refused.problems
    return {}


@pytest.mark.parametrize("period", [year(2022), since(year(2022)), years(2024, 2026), day(date(2022, 3, 1))])
def test_a_plan_may_be_valid_for_a_year_for_several_or_from_now_on(period: Period) -> None:
    assert problems(valid_period=period) == {}


@pytest.mark.parametrize("period", [None, until(year(2022)), unknown("snart"), recurring("Q1")])
def test_a_plan_says_when_it_begins_to_be_valid(period: Period | None) -> None:
    assert set(problems(valid_period=period)) == {"valid_period"}


@pytest.mark.parametrize("period", [None, until(year(2025)), since(year(2021)), unknown(), recurring("Q1")])
def test_a_timeline_has_a_first_and_a_last_year(period: Period | None) -> None:
    assert set(problems(timeline_period=period)) == {"timeline_period"}


def test_a_timeline_is_no_longer_than_can_be_drawn() -> None:
    assert problems(timeline_period=years(2021, 2050)) == {}
    assert "högst 30 år" in problems(timeline_period=years(2021, 2051))["timeline_period"]


def test_rhythms_are_months_within_reason_or_not_stated() -> None:
    for number in (None, 1, 120):
        assert problems(months={"revision_months": number}) == {}, number
    for number in (0, -1, 121, 10**9):
        assert set(problems(months={"revision_months": number, "follow_up_months": 4})) == {"revision_months"}, number


def test_every_problem_is_told_at_once() -> None:
    found = problems(valid_period=None, timeline_period=None, months={"follow_up_months": 0})
    assert set(found) == {"valid_period", "timeline_period", "follow_up_months"}


def test_tolerances_keep_within_their_bounds() -> None:
    lowest = {field: bounds[0] for field, bounds in TOLERANCES.items()}
    highest = {field: bounds[1] for field, bounds in TOLERANCES.items()}
    check_tolerances(lowest)
    check_tolerances(highest)
    for field, (low, high) in TOLERANCES.items():
        for number in (None, low - 1, high + 1):
            with pytest.raises(InvalidFields) as refused:
                check_tolerances({**lowest, field: number})
            assert refused.value.problems == {field: f"Ange ett helt tal från {low} till {high}."}
    with pytest.raises(InvalidFields) as refused:
        check_tolerances({})
    assert set(refused.value.problems) == set(TOLERANCES)


FITTING = [
    (PhaseTimes(), True),
    (PhaseTimes(planned=Span(quarter(2021, 1), quarter(2025, 4))), True),
    (PhaseTimes(planned=Span(quarter(2021, 1), None)), True),
    (PhaseTimes(planned=Span(quarter(2020, 4), quarter(2022, 1))), False),
    (PhaseTimes(planned=Span(quarter(2021, 1), quarter(2026, 1))), False),
    (PhaseTimes(actual=Span(day(date(2020, 12, 31)), None)), False),
    (PhaseTimes(planned=Span(quarter(2021, 1), None), actual=Span(month(2021, 1), month(2026, 1))), False),
]


@pytest.mark.parametrize(("times", "fits"), FITTING)
def test_a_timeline_holds_every_boundary_of_the_phases(times: PhaseTimes, fits: bool) -> None:
    assert fits_timeline([PhaseTimes(), times], years(2021, 2025)) is fits


def test_a_timeline_may_begin_and_end_within_a_year() -> None:
    timeline = between(quarter(2021, 3), quarter(2022, 2))
    assert fits_timeline([PhaseTimes(planned=Span(quarter(2021, 3), quarter(2022, 2)))], timeline)
    assert not fits_timeline([PhaseTimes(planned=Span(quarter(2021, 2), None))], timeline)


def test_the_method_names_somebody_for_every_change_and_none_who_decides_on_their_own_work() -> None:
    assert set(DECIDERS) == set(Change)
    assert set(DECIDERS.values()) <= set(DECIDING_ROLES)
    for role in Role:
        if role in DECIDING_ROLES:
            check_decider("start_role", role)
            continue
        with pytest.raises(Invalid) as refused:
            check_decider("start_role", role)
        assert refused.value.field == "start_role"
    with pytest.raises(Invalid):
        check_decider("start_role", None)
