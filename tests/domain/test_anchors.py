"""What moves along with the end of a phase: by whole quarters, never more exactly than it was told."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain.anchors import (
    BenefitMove,
    StartMove,
    TimeMove,
    Unreviewed,
    anchor_end,
    ends_moved,
    follow,
    moved,
    moves_start,
    quarters_moved,
    realisation_start,
    seen,
    start_moved,
    start_problem,
)
from portfolio.domain.periods import Period, between, day, from_code, month, quarter, sort_key, year
from portfolio.domain.phases import Phase, PhaseTimes, Span

PREPARATION, DELIVERY, REALISATION = Phase

YEARS = st.integers(1990, 2060)
#: Those that move by any number of quarters, and of which moving back is the inverse: short months cut no day of these.
FREE = (
    st.builds(quarter, YEARS, st.integers(1, 4))
    | st.builds(month, YEARS, st.integers(1, 12))
    | st.builds(lambda y, m, d: day(date(y, m, d)), YEARS, st.integers(1, 12), st.integers(1, 28))
)
#: Those that move by some numbers of quarters alone.
COARSE = st.builds(
    lambda y, unit: from_code(f"{y}{unit}"),
    YEARS,
    st.sampled_from(["", "-H1", "-H2", "-T1", "-T2", "-T3", "-VT", "-HT", "-SP", "-SU", "-AU", "-WI"]),
)
SPANS = st.tuples(FREE, FREE).map(lambda pair: between(*sorted(pair, key=lambda one: one.end or date.max)))
DATED = FREE | COARSE | SPANS
NUMBERS = st.integers(-40, 40)
laws = settings(max_examples=150, deadline=None, database=None)


@laws
@given(FREE, NUMBERS)
def test_days_months_and_quarters_always_move_and_back_again_is_where_they_were(period: Period, number: int) -> None:
    there = moved(period, number)
    assert there is not None
    assert moved(there, -number) == period


@laws
@given(DATED, NUMBERS)
def test_what_moves_is_told_as_exactly_as_before_and_moves_as_far_as_it_was_asked_to(
    period: Period, number: int
) -> None:
    there = moved(period, number)
    if there is not None:
        assert there.precision is period.precision
        assert there.start is not None
        assert period.start is not None
        months = (there.start.year - period.start.year) * 12 + there.start.month - period.start.month
        assert months == 3 * number


@laws
@given(st.tuples(FREE, FREE) | st.tuples(COARSE, COARSE), NUMBERS)
def test_the_order_is_kept(pair: tuple[Period, Period], number: int) -> None:
    one, other = sorted(pair, key=sort_key)
    after = moved(one, number), moved(other, number)
    if after[0] is not None and after[1] is not None and one.precision is other.precision:
        assert sort_key(after[0]) <= sort_key(after[1])


@laws
@given(*[st.builds(quarter, st.integers(1990, 2060), st.integers(1, 4))] * 3)
def test_moves_add_up_among_times_that_are_told_equally_closely(one: Period, other: Period, third: Period) -> None:
    assert quarters_moved(one, other) + quarters_moved(other, third) == quarters_moved(one, third)


@laws
@given(FREE, NUMBERS)
def test_what_was_moved_by_so_many_quarters_has_moved_by_so_many(period: Period, number: int) -> None:
    assert quarters_moved(period, moved(period, number)) == number


@laws
@given(DATED)
def test_what_does_not_move_is_where_it_was(period: Period) -> None:
    assert moved(period, 0) == period


@pytest.mark.parametrize(
    ("code", "number", "expected"),
    [
        ("2022-Q4", 1, "2023-Q1"),
        ("2022-Q1", -1, "2021-Q4"),
        ("2022-11", 1, "2023-02"),
        ("2023-11-30", 1, "2024-02-29"),
        ("2022-11-30", 1, "2023-02-28"),
        ("2022-05-31", 1, "2022-08-31"),
        ("2022-08-31", 1, "2022-11-30"),
        ("2022-H1", 2, "2022-H2"),
        ("2022-HT", -2, "2022-VT"),
        ("2022", -4, "2021"),
        ("2022-T2", 4, "2023-T2"),
        ("2022-SU", 4, "2023-SU"),
        ("2022/2024", 8, "2024/2026"),
        ("2022-Q4/2023-Q1", 3, "2023-Q3/2023-Q4"),
    ],
)
def test_each_kind_of_time_moves_in_its_own_unit(code: str, number: int, expected: str) -> None:
    assert moved(from_code(code), number) == from_code(expected)


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("2022-H1", 1),
        ("2022-VT", 3),
        ("2022-T1", 1),
        ("2022-T1", 2),
        ("2022-SU", 1),
        ("2022", 2),
        ("2022/2024", 6),
        ("2025-05/2027", 1),
        ("../2022-Q4", 1),
        ("2022-Q1/..", 4),
        ("unknown", 4),
        ("R/Q1,Q3", 4),
        ("2199-Q4", 1),
        ("1900-Q1", -1),
    ],
)
def test_no_finer_time_is_made_up_and_none_outside_the_calendar(code: str, number: int) -> None:
    assert moved(from_code(code), number) is None


def test_a_move_within_the_quarter_or_to_and_from_the_unknown_is_none() -> None:
    assert quarters_moved(from_code("2022-03-01"), from_code("2022-Q1")) == 0
    assert quarters_moved(from_code("2022-03-31"), from_code("2022-04-01")) == 1
    assert quarters_moved(None, quarter(2022, 1)) == quarters_moved(quarter(2022, 1), None) == 0
    assert quarters_moved(from_code("2022-Q1/.."), quarter(2022, 1)) == 0


def test_the_actual_end_goes_before_the_planned_one() -> None:
    planned, actual = Span(quarter(2022, 1), quarter(2022, 4)), Span(quarter(2022, 2), quarter(2023, 1))
    assert anchor_end(PhaseTimes(planned, actual)) == quarter(2023, 1)
    assert anchor_end(PhaseTimes(planned, Span(quarter(2022, 2)))) == quarter(2022, 4)
    assert anchor_end(PhaseTimes(planned)) == quarter(2022, 4)
    assert anchor_end(PhaseTimes()) is anchor_end(PhaseTimes(Span(quarter(2022, 1)))) is None


def test_only_phases_whose_ends_move_are_told_of() -> None:
    before = {
        PREPARATION: PhaseTimes(Span(quarter(2022, 1), quarter(2022, 2))),
        DELIVERY: PhaseTimes(Span(quarter(2022, 3), quarter(2023, 2))),
        REALISATION: PhaseTimes(Span(quarter(2023, 1))),
    }
    after = {
        # The start moves, the end does not.
        PREPARATION: PhaseTimes(Span(quarter(2021, 1), quarter(2022, 2))),
        # The actual end comes, and moves the end by its difference to the plan.
        DELIVERY: PhaseTimes(Span(quarter(2022, 3), quarter(2023, 2)), Span(quarter(2022, 3), quarter(2023, 4))),
        REALISATION: PhaseTimes(Span(quarter(2023, 1), quarter(2025, 4))),
    }
    assert ends_moved(before, after) == {DELIVERY: 2}
    assert ends_moved(after, before) == {DELIVERY: -2}
    assert ends_moved(before, {}) == {}


def test_the_times_that_are_stated_follow_each_in_its_own_way() -> None:
    times = {"first_effect": quarter(2023, 1), "full_effect": year(2025), "changed_state_at": None}
    first, full = follow(times, 1)
    assert first == TimeMove("first_effect", quarter(2023, 1), quarter(2023, 2))
    assert (full.field, full.after) == ("full_effect", None)
    assert full.why == "tiden är angiven i år, och 1 kvartal går inte jämnt upp i det"
    assert follow({}, 1) == ()


@pytest.mark.parametrize(
    ("code", "number", "why"),
    [
        ("2022-H1", 1, "tiden är angiven i halvår, och 1 kvartal går inte jämnt upp i det"),
        ("2022/2024", -3, "tiden är angiven i år, och 3 kvartal går inte jämnt upp i det"),
        ("unknown", 4, "tiden har ingen bestämd början eller inget bestämt slut"),
        ("../2022-Q4", 4, "tiden har ingen bestämd början eller inget bestämt slut"),
        ("2199-Q4", 1, "tiden skulle hamna utanför de år som går att ange, till och med 2199"),
    ],
)
def test_what_stands_still_says_why(code: str, number: int, why: str) -> None:
    (time,) = follow({"changed_state_at": from_code(code)}, number)
    assert (time.after, time.why) == (None, why)


@pytest.mark.parametrize(
    ("first", "full", "number"),
    [("2024-Q3", "2025", 6), ("2024", "2024-Q4", -6), ("2024-Q3", "2024-H2", 3)],
)
def test_first_and_full_effect_stand_still_together_where_one_would_pass_the_other(
    first: str, full: str, number: int
) -> None:
    times = {"first_effect": from_code(first), "full_effect": from_code(full), "changed_state_at": quarter(2024, 1)}
    moves = {move.field: move for move in follow(times, number)}
    assert moves["first_effect"].after is moves["full_effect"].after is None
    whys = {moves["first_effect"].why, moves["full_effect"].why}
    assert "annars skulle full effekt hamna före första effekt" in whys
    assert len(whys) == 2, "the one that could not move says why by itself"
    assert moves["changed_state_at"].after is not None, "it has nothing to do with the two"


def test_what_was_seen_is_another_thing_when_anything_in_it_is() -> None:
    times = follow({"first_effect": quarter(2023, 1), "full_effect": year(2025)}, 1)
    move = BenefitMove(7, "Kortare väntan", DELIVERY, 1, times)
    asked = Unreviewed([move])
    assert asked.moves == (move,)
    assert asked.seen == seen([move])
    further = BenefitMove(7, "Kortare väntan", DELIVERY, 2, follow({"first_effect": quarter(2023, 1)}, 2))
    another = BenefitMove(8, "Kortare väntan", DELIVERY, 1, times)
    assert len({seen([]), asked.seen, seen([further]), seen([another]), seen([move, another])}) == 5
    assert move.moves
    assert move.distance == "1 kvartal senare"
    assert not BenefitMove(7, "x", DELIVERY, -2, follow({"full_effect": year(2025)}, -2)).moves
    assert BenefitMove(7, "x", DELIVERY, -2, ()).distance == "2 kvartal tidigare"


def test_a_time_that_is_only_told_more_closely_moves_nothing() -> None:
    assert quarters_moved(year(2023), day(date(2023, 2, 1))) == 0
    assert quarters_moved(quarter(2023, 1), year(2023)) == 0
    assert quarters_moved(year(2023), day(date(2024, 2, 1))) == 1


def test_a_start_moves_when_its_first_day_does_and_from_nowhere_nothing_moves() -> None:
    planned, actual = Span(quarter(2023, 1)), Span(day(date(2023, 2, 1)))
    assert realisation_start({DELIVERY: PhaseTimes(planned)}) is None
    assert realisation_start({Phase.REALISATION: PhaseTimes(planned)}) == quarter(2023, 1)
    assert realisation_start({Phase.REALISATION: PhaseTimes(planned, actual)}) == day(date(2023, 2, 1))
    assert start_moved(quarter(2023, 1), None)
    assert start_moved(quarter(2023, 1), quarter(2023, 2))
    assert not start_moved(quarter(2023, 1), month(2023, 1)), "told more closely, and the same day"
    assert not start_moved(None, quarter(2023, 1))
    assert moves_start(follow({"first_effect": quarter(2023, 1)}, 1))
    assert not moves_start(follow({"first_effect": year(2023), "full_effect": quarter(2025, 1)}, 1))


def test_only_starts_that_move_ask_why_and_a_reason_is_held_to_its_rule() -> None:
    along, by_phase = StartMove(1, "Kortare väntan", along=True), StartMove(2, "Tryggare", along=False)
    assert start_problem([], None, along=True) is None
    assert start_problem([along], None, along=False) is None
    told = start_problem([along, by_phase], " \n", along=True)
    assert told is not None
    assert "för ”Kortare väntan”, ”Tryggare”." in told
    told = start_problem([along, by_phase], None, along=False)
    assert told is not None
    assert "för ”Tryggare”." in told
    assert start_problem([along, by_phase], "Införandet sköts upp.", along=True) is None
    assert start_problem([], "x" * 10_001, along=False) is not None
