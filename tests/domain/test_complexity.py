"""Which classification holds."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain.complexity import Assessed, ComplexityLevel, current

SIMPLE, COMPLICATED, COMPLEX = ComplexityLevel


def test_nothing_holds_before_the_first_classification() -> None:
    assert current([]) is None


def test_the_latest_decided_one_holds_even_when_an_earlier_one_is_recorded_after_it() -> None:
    later = Assessed(COMPLICATED, date(2023, 5, 1), number=1)
    earlier = Assessed(COMPLEX, date(2022, 5, 1), number=2)
    assert current([later, earlier]) is later


def test_of_two_on_one_day_the_last_recorded_holds() -> None:
    first, second = (Assessed(level, date(2023, 5, 1), number) for number, level in enumerate((COMPLEX, SIMPLE)))
    assert current([second, first]) is second


def test_one_without_a_date_gives_way_to_one_that_has_a_date() -> None:
    undated = Assessed(COMPLEX, None, number=9)
    dated = Assessed(SIMPLE, date(1990, 1, 1), number=1)
    assert current([undated, dated]) is dated
    assert current([undated]) is undated


@settings(max_examples=100, deadline=None, database=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(ComplexityLevel), st.none() | st.dates(date(2021, 1, 1), date(2021, 1, 9))),
        min_size=1,
    ),
    st.randoms(),
)
def test_the_order_in_which_the_history_is_handed_over_does_not_count(rows: list, chance) -> None:  # type: ignore[type-arg, no-untyped-def]
    history = [Assessed(level, decided_on, number) for number, (level, decided_on) in enumerate(rows)]
    holding = current(history)
    chance.shuffle(history)
    assert current(history) == holding


def test_the_levels_go_from_simple_to_complex() -> None:
    assert [level.value for level in ComplexityLevel] == ["simple", "complicated", "complex"]
