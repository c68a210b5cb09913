"""The rules for when phases may lie, held against a second telling of them for timetables that nobody thought of."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portfolio.domain.errors import InvalidFields
from portfolio.domain.initiatives import InitiativeKind, InitiativeState
from portfolio.domain.periods import Period, day, from_code, quarter, years
from portfolio.domain.phases import Phase, PhaseTimes, Span, check_phases, phases_entered

TODAY = date(2023, 5, 15)
TIMELINE = years(2021, 2025)
ALL = frozenset(Phase)
PREPARATION, DELIVERY, REALISATION = Phase

# A little wider than the plan's timeline, so that its edges are met on both sides.
DAYS = st.dates(date(2020, 10, 1), date(2026, 3, 31))
QUARTERS = st.builds(quarter, st.integers(2020, 2026), st.integers(1, 4))
#: Close together, so that orders that are nearly right come up often.
NEAR = st.builds(quarter, st.just(2023), st.integers(1, 3)) | st.dates(date(2023, 3, 25), date(2023, 7, 5)).map(day)
BOUNDARIES = NEAR | QUARTERS | DAYS.map(day)
SPANS = st.none() | st.builds(Span, BOUNDARIES, st.none() | BOUNDARIES)
TIMETABLES = st.dictionaries(st.sampled_from(Phase), st.builds(PhaseTimes, SPANS, SPANS))
ENTERED = st.sampled_from([frozenset(), frozenset({PREPARATION}), frozenset({PREPARATION, DELIVERY}), ALL])


def problems(
    times: dict[Phase, PhaseTimes],
    *,
    kind: InitiativeKind = InitiativeKind.INITIATIVE,
    entered: frozenset[Phase] = ALL,
) -> dict[str, str]:
    try:
        check_phases(times, kind=kind, entered=entered, timeline=TIMELINE, today=TODAY)
    except InvalidFields as refused:
        assert refused.problems
        return refused.problems
    return {}


def span(start: str, end: str | None = None) -> Span:
    return Span(_boundary(start), _boundary(end) if end else None)


def _boundary(text: str) -> Period:
    if "Q" in text:
        year, _, number = text.partition("-Q")
        return quarter(int(year), int(number))
    return day(date.fromisoformat(text))


def planned(**spans: Span | None) -> dict[Phase, PhaseTimes]:
    return {Phase(name): PhaseTimes(planned=one) for name, one in spans.items()}


# The oracle: every boundary is the set of days that it may mean, and a rule is broken when no choice of days keeps it
# (or, for delivery after preparation, when there is no day known on both sides that tells them apart).


@cache
def _days(boundary: Period) -> frozenset[date]:
    assert boundary.start is not None
    assert boundary.end is not None
    days = (boundary.end - boundary.start).days + 1
    return frozenset(boundary.start + timedelta(days=n) for n in range(days))


def _may_follow(earlier: Period, later: Period) -> bool:
    """Whether there are days for both such that the later one does not come first."""
    return min(_days(earlier)) <= max(_days(later))


def broken_rules(times: dict[Phase, PhaseTimes], kind: InitiativeKind, entered: frozenset[Phase]) -> set[str]:
    rules = set()
    for phase, aspect in product(Phase, ("planned", "actual")):
        one: Span | None = getattr(times.get(phase, PhaseTimes()), aspect)
        if one is None:
            continue
        if kind is InitiativeKind.ONGOING:
            rules.add("what goes on over time has no phases")
        if aspect == "actual" and phase not in entered:
            rules.add("entered before it is actual")
        rules |= _broken_by_one(one, actual=aspect == "actual")
    for aspect in ("planned", "actual"):
        rules |= _broken_together(*(getattr(times.get(phase, PhaseTimes()), aspect) for phase in Phase))
    return rules


def _broken_by_one(one: Span, *, actual: bool) -> set[str]:
    rules = set()
    boundaries = [one.start, *([one.end] if one.end else [])]
    if any(each.year not in range(2021, 2026) for boundary in boundaries for each in _days(boundary)):
        rules.add("inside the timeline")
    if one.end and not _may_follow(one.start, one.end):
        rules.add("starts before it ends")
    if actual and any(min(_days(boundary)) > TODAY for boundary in boundaries):
        rules.add("nothing actual in the future")
    return rules


def _broken_together(prepared: Span | None, delivered: Span | None, realised: Span | None) -> set[str]:
    rules = set()
    if prepared and delivered and not (prepared.end and _follows(prepared.end, delivered.start)):
        rules.add("delivery after preparation has ended")
    if realised and delivered and not _may_follow(delivered.start, realised.start):
        rules.add("realisation not before delivery")
    if realised and prepared and not delivered:
        # Delivery lies between them, so what comes before preparation comes before delivery too.
        for boundary in filter(None, (prepared.start, prepared.end)):
            if not _may_follow(boundary, realised.start):
                rules.add("realisation not before delivery")
    return rules


def _follows(end: Period, start: Period) -> bool:
    if len(_days(end)) == len(_days(start)) == 1:
        # A decision's day ends one phase and begins the next.
        return min(_days(start)) >= max(_days(end))
    return min(_days(start)) > max(_days(end))


@settings(max_examples=400, deadline=None, database=None)
@given(TIMETABLES, st.sampled_from(InitiativeKind), ENTERED)
@example({}, InitiativeKind.ONGOING, frozenset())
@example(planned(preparation=span("2023-Q1"), realisation=span("2022-Q1")), InitiativeKind.INITIATIVE, ALL)
def test_exactly_those_timetables_are_accepted_that_keep_every_rule(
    times: dict[Phase, PhaseTimes], kind: InitiativeKind, entered: frozenset[Phase]
) -> None:
    found = problems(times, kind=kind, entered=entered)
    assert bool(found) is bool(broken_rules(times, kind, entered)), found


@settings(max_examples=200, deadline=None, database=None)
@given(
    st.lists(st.integers(0, 19), min_size=6, max_size=6, unique=True).map(sorted),
    st.integers(0, 19),
    st.sampled_from(["planned", "actual"]),
)
def test_a_timetable_in_order_is_accepted_and_realisation_may_overlap_delivery(
    numbers: list[int], overlap: int, aspect: str
) -> None:
    if aspect == "actual":
        numbers = [number // 2 for number in numbers]  # up to kv 2 2023, the present quarter
    quarters = [quarter(2021 + number // 4, number % 4 + 1) for number in numbers]
    if quarters[1] == quarters[2]:
        return
    spans = [Span(quarters[0], quarters[1]), Span(quarters[2], quarters[4])]
    late = max(numbers[2], min(overlap, numbers[5]))
    spans.append(Span(quarter(2021 + late // 4, late % 4 + 1), quarters[5]))
    assert problems({phase: PhaseTimes(**{aspect: one}) for phase, one in zip(Phase, spans, strict=True)}) == {}


@pytest.mark.parametrize(
    ("times", "key", "part"),
    [
        (planned(preparation=span("2023-Q2", "2023-Q1")), "preparation_planned_end", "Ändra det ena eller det andra"),
        (planned(delivery=span("2020-Q4", "2023-Q1")), "delivery_planned_start", "Välj en tid inom den"),
        (planned(realisation=span("2025-Q4", "2026-Q1")), "realisation_planned_end", "2021–2025"),
        (
            planned(preparation=span("2022-Q1", "2022-Q3"), delivery=span("2022-Q3")),
            "delivery_planned_start",
            "Välj ett senare kvartal, eller ange dagarna",
        ),
        (
            planned(preparation=span("2022-Q1", "2022-08-31"), delivery=span("2022-Q3")),
            "delivery_planned_start",
            "Välj ett senare kvartal, eller ange dagarna",
        ),
        (
            planned(preparation=span("2022-Q1"), delivery=span("2022-Q3")),
            "delivery_planned_start",
            "Ange när förberedande fas slutar",
        ),
        (
            planned(delivery=span("2022-Q3"), realisation=span("2022-Q2")),
            "realisation_planned_start",
            "inte före det",
        ),
        (
            planned(preparation=span("2022-Q1", "2022-Q4"), realisation=span("2022-Q3")),
            "realisation_planned_start",
            "Välj en senare tid",
        ),
        (
            {DELIVERY: PhaseTimes(actual=span("2023-Q3"))},
            "delivery_actual_start",
            "kv 3 2023 har inte inträffat än. Ange bara det som har hänt.",
        ),
        (
            {DELIVERY: PhaseTimes(actual=span("2023-05-15", "2023-05-16"))},
            "delivery_actual_end",
            "har inte inträffat än",
        ),
    ],
)
def test_a_refusal_stands_at_its_boundary_and_says_what_to_do(
    times: dict[Phase, PhaseTimes], key: str, part: str
) -> None:
    found = problems(times)
    assert list(found) == [key]
    assert part in found[key]
    assert found[key].endswith(".")


def test_actual_dates_of_a_phase_that_was_not_entered_are_refused_at_its_start() -> None:
    found = problems({DELIVERY: PhaseTimes(actual=span("2022-Q1", "2022-Q2"))}, entered=frozenset({PREPARATION}))
    assert list(found) == ["delivery_actual_start"]
    assert "Ange bara planerad tid" in found["delivery_actual_start"]


def test_what_goes_on_over_time_has_no_phases_at_all() -> None:
    found = problems(planned(realisation=span("2022-Q1")), kind=InitiativeKind.ONGOING)
    assert list(found) == ["preparation_planned_start"]
    assert "Töm tidplanen" in found["preparation_planned_start"]
    assert problems({DELIVERY: PhaseTimes()}, kind=InitiativeKind.ONGOING) == {}


def test_every_problem_is_told_in_one_round() -> None:
    found = problems(
        {
            PREPARATION: PhaseTimes(span("2020-Q1", "2026-Q4"), span("2023-Q4")),
            DELIVERY: PhaseTimes(span("2022-Q4", "2022-Q1")),
        }
    )
    assert set(found) == {
        "preparation_planned_start",
        "preparation_planned_end",
        "preparation_actual_start",
        "delivery_planned_start",
        "delivery_planned_end",
    }


def test_the_same_quarter_is_fine_when_both_days_are_known() -> None:
    assert not problems(planned(preparation=span("2022-Q1", "2022-08-31"), delivery=span("2022-09-01")))
    assert not problems(planned(preparation=span("2022-Q1", "2022-08-31"), delivery=span("2022-08-31")))
    assert problems(planned(preparation=span("2022-Q1", "2022-08-31"), delivery=span("2022-08-30")))


def test_planned_and_actual_times_are_not_held_against_each_other() -> None:
    times = {
        PREPARATION: PhaseTimes(planned=span("2023-Q3", "2023-Q4"), actual=span("2021-Q1", "2021-Q2")),
        DELIVERY: PhaseTimes(planned=span("2024-Q1"), actual=span("2021-Q3")),
    }
    assert problems(times) == {}


@pytest.mark.parametrize("code", ["2023", "2023-05", "2023-H1", "2023-Q1/2023-Q2", "2023-Q1/..", "R/Q1,Q3", "unknown"])
def test_a_boundary_is_a_quarter_or_a_day(code: str) -> None:
    found = problems({DELIVERY: PhaseTimes(planned=Span(from_code(code), quarter(2024, 1)))})
    assert "varken ett kvartal eller en dag" in found["delivery_planned_start"]
    found = problems({DELIVERY: PhaseTimes(planned=Span(quarter(2022, 1), from_code(code)))})
    assert set(found) == {"delivery_planned_end"}


@pytest.mark.parametrize(
    ("state", "entered"),
    [
        (InitiativeState.PROPOSED, set()),
        (InitiativeState.APPROVED, set()),
        (InitiativeState.PREPARATION, {PREPARATION}),
        (InitiativeState.DELIVERY, {PREPARATION, DELIVERY}),
        (InitiativeState.REALISATION, {PREPARATION, DELIVERY, REALISATION}),
        (InitiativeState.CLOSED, {PREPARATION, DELIVERY, REALISATION}),
        (InitiativeState.PAUSED, set()),
        (InitiativeState.CANCELLED, set()),
    ],
)
def test_a_state_tells_which_phases_were_entered(state: InitiativeState, entered: set[Phase]) -> None:
    assert phases_entered(state) == entered
    assert phases_entered(state, [DELIVERY]) == entered | {DELIVERY}
