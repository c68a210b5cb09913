"""Where initiatives stand in the whole, and which of them are behind their timetables."""

from __future__ import annotations

from datetime import date

import pytest

from portfolio.domain.initiatives import InitiativeKind, InitiativeState
from portfolio.domain.periods import Period, day, quarter
from portfolio.domain.phases import Phase, PhaseTimes, Span
from portfolio.domain.stages import Late, Stage, late, stage_of

PREPARATION, DELIVERY, REALISATION = Phase
TODAY = date(2023, 5, 15)
Times = dict[Phase, PhaseTimes]


def planned(start: Period, end: Period | None = None, actual: Span | None = None) -> PhaseTimes:
    return PhaseTimes(Span(start, end), actual)


def behind(times: Times, state: InitiativeState, kind: InitiativeKind = InitiativeKind.INITIATIVE) -> Late | None:
    return late(times, state=state, kind=kind, today=TODAY)


def test_every_state_has_a_stage_and_what_goes_on_over_time_stands_apart_until_it_ends() -> None:
    stages = {state: stage_of(state, InitiativeKind.INITIATIVE) for state in InitiativeState}
    assert {state.value: stage.value for state, stage in stages.items() if stage.value == state.value} == {
        name: name for name in ("preparation", "delivery", "realisation", "paused")
    }
    assert {state for state, stage in stages.items() if stage is Stage.ENDED} == {
        InitiativeState.DECLINED,
        InitiativeState.CANCELLED,
        InitiativeState.CLOSED,
    }
    assert sum(stage is Stage.BEFORE for stage in stages.values()) == 5
    assert stage_of(InitiativeState.APPROVED, InitiativeKind.ONGOING) is Stage.ONGOING
    assert stage_of(InitiativeState.CLOSED, InitiativeKind.ONGOING) is Stage.ENDED


@pytest.mark.parametrize(
    ("times", "state", "found"),
    [
        # A phase that should have begun: its quarter has to have passed entirely.
        ({PREPARATION: planned(quarter(2023, 1))}, "approved", Late(PREPARATION, True, quarter(2023, 1))),
        ({PREPARATION: planned(quarter(2023, 2))}, "approved", None),
        ({PREPARATION: planned(day(date(2023, 5, 14)))}, "approved", Late(PREPARATION, True, day(date(2023, 5, 14)))),
        ({PREPARATION: planned(day(TODAY))}, "approved", None),
        ({REALISATION: planned(quarter(2022, 4))}, "delivery", Late(REALISATION, True, quarter(2022, 4))),
        # The present phase that should have ended; an end that nobody has planned is never passed.
        (
            {DELIVERY: planned(quarter(2022, 1), quarter(2022, 4), Span(quarter(2022, 1)))},
            "delivery",
            Late(DELIVERY, False, quarter(2022, 4)),
        ),
        ({DELIVERY: planned(quarter(2022, 1), None, Span(quarter(2022, 1)))}, "delivery", None),
        ({DELIVERY: planned(quarter(2022, 1), quarter(2023, 2))}, "delivery", None),
        # What was left without an actual end is over, but delivery runs until somebody says that it ended.
        ({PREPARATION: planned(quarter(2021, 1), quarter(2021, 4), Span(quarter(2021, 1)))}, "delivery", None),
        (
            {DELIVERY: planned(quarter(2021, 1), quarter(2022, 4), Span(quarter(2021, 1)))},
            "realisation",
            Late(DELIVERY, False, quarter(2022, 4)),
        ),
        (
            {DELIVERY: planned(quarter(2021, 1), quarter(2022, 4), Span(quarter(2021, 1), quarter(2023, 1)))},
            "realisation",
            None,
        ),
        ({DELIVERY: planned(quarter(2021, 1), quarter(2022, 4))}, "realisation", None),
        # Nothing is told, nothing is promised yet, or nothing is promised any more.
        ({}, "delivery", None),
        ({PREPARATION: planned(quarter(2021, 1))}, "assessed", None),
        ({PREPARATION: planned(quarter(2021, 1))}, "paused", None),
        ({PREPARATION: planned(quarter(2021, 1))}, "closed", None),
    ],
)
def test_what_should_have_happened_and_has_not_is_behind(times: Times, state: str, found: Late | None) -> None:
    assert behind(times, InitiativeState(state)) == found


def test_what_goes_on_over_time_is_never_late() -> None:
    times = {PREPARATION: planned(quarter(2021, 1))}
    assert behind(times, InitiativeState.APPROVED, InitiativeKind.ONGOING) is None
