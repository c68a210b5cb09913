"""The whole of several units, reckoned by hand, and what holds for whatever is counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.effects import Value
from portfolio.domain.effects.totals import Part, Total, differs, is_addable, outermost, totals
from portfolio.domain.periods import Period, from_code

JANUARY, FEBRUARY = from_code("2023-01"), from_code("2023-02")


def counts(period: Period, above: float, below: float, *, reviewed: bool = True) -> Value:
    return Value(period, above / below * 100, above, below, reviewed=reviewed)


def part(name: str, *values: Value) -> Part:
    return Part(name, {one.period: one for one in values})


def test_the_whole_is_reckoned_from_counts_and_no_mean_of_means() -> None:
    north, south = part("Norr", counts(JANUARY, 5, 10)), part("Söder", counts(JANUARY, 9, 90))
    # 14 of 100; the mean of the two ratios would have been 0.3.
    assert totals([north, south], counted=True) == [Total(Value(JANUARY, 0.14, 14.0, 100.0))]
    assert totals([north, south], counted=True, multiplier=100)[0].value.value == pytest.approx(14)


def test_values_that_can_be_summed_are() -> None:
    north = part("Norr", Value(FEBRUARY, 4.0), Value(JANUARY, 48.0))
    south = part("Söder", Value(JANUARY, 0.0), Value(FEBRUARY, -1.5))
    found = totals([north, south], counted=False, multiplier=100)
    assert [(one.value.period, one.value.value, one.missing) for one in found] == [
        (JANUARY, 48.0, ()),
        (FEBRUARY, 2.5, ()),
    ]


def test_a_period_that_a_unit_lacks_is_incomplete_and_says_which() -> None:
    north = part("Norr", counts(JANUARY, 5, 10), counts(FEBRUARY, 5, 10))
    silent = part("Söder", Value(JANUARY, None, excused=True))
    # A value without counts cannot be weighed against the others.
    uncounted = part("Öst", Value(JANUARY, 50.0), counts(FEBRUARY, 1, 2))
    january, february = totals([north, silent, uncounted], counted=True, multiplier=100)
    assert (january.value.value, january.missing) == (None, ("Söder", "Öst"))
    assert (february.value.value, february.missing) == (None, ("Söder",))
    assert not january.value.excused
    assert not february.value.excused


def test_a_period_is_excused_when_nothing_but_reasons_is_missing_and_reviewed_when_all_parts_are() -> None:
    north = part("Norr", counts(JANUARY, 5, 10), counts(FEBRUARY, 5, 10))
    south = part("Söder", Value(JANUARY, None, excused=True), counts(FEBRUARY, 1, 2, reviewed=False))
    january, february = totals([north, south], counted=True, multiplier=100)
    assert january.value == Value(JANUARY, None, excused=True)
    assert february.value == Value(FEBRUARY, 50.0, 6.0, 12.0, reviewed=False)


def test_no_unit_makes_no_whole_and_no_denominator_no_ratio() -> None:
    assert totals([], counted=True) == []
    empty = Part("Norr", {JANUARY: Value(JANUARY, None, 0.0, 0.0)})
    [one] = totals([empty, empty], counted=True)
    assert one.value.value is None


@pytest.mark.parametrize(
    ("counted", "summable", "addable"), [(True, False, True), (False, True, True), (False, False, False)]
)
def test_what_units_can_make_a_whole_of(counted: bool, summable: bool, addable: bool) -> None:
    assert is_addable(counted=counted, summable=summable) is addable


def test_a_unit_that_is_part_of_another_one_is_in_it_already() -> None:
    parents = {1: None, 2: 1, 3: 1, 4: 3, 5: 4}
    assert outermost([5, 2, 3, 2], parents) == [2, 3]
    assert outermost([5, 4], parents) == [4]
    assert outermost([1, 2, 3], parents) == [1]
    assert outermost([2, 9], parents) == [2, 9]


@pytest.mark.parametrize(
    ("entered", "reckoned", "decimals", "different"),
    [(14.2, 14.23, 1, False), (14.2, 14.3, 1, False), (14.2, 14.31, 1, True), (14, 15, 0, False), (14, 15.5, 0, True)],
)
def test_figures_differ_beyond_the_last_decimal(
    entered: float, reckoned: float, decimals: int, different: bool
) -> None:
    assert differs(entered, reckoned, decimals=decimals) is different


_COUNT = st.tuples(st.integers(0, 10_000), st.integers(1, 10_000))


@given(st.lists(_COUNT, min_size=1, max_size=6), st.data())
def test_splitting_a_unit_in_two_changes_no_total_and_neither_does_the_order(
    told: list[tuple[int, int]], data: st.DataObject
) -> None:
    parts = [part(str(number), counts(JANUARY, *pair)) for number, pair in enumerate(told)]
    [whole] = totals(parts, counted=True, multiplier=100)
    above, below = told[0]
    first = data.draw(st.integers(0, above)), data.draw(st.integers(0, below))
    halves = [
        Part(name, {JANUARY: Value(JANUARY, None, float(one), float(other))})
        for name, one, other in (("ena", *first), ("andra", above - first[0], below - first[1]))
    ]
    split = data.draw(st.permutations([*halves, *parts[1:]]))
    assert totals(split, counted=True, multiplier=100)[0].value == whole.value


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6), st.data())
def test_a_sum_does_not_depend_on_the_order(told: list[float], data: st.DataObject) -> None:
    parts = [part(str(number), Value(JANUARY, value)) for number, value in enumerate(told)]
    shuffled = data.draw(st.permutations(parts))
    assert totals(shuffled, counted=False)[0].value == totals(parts, counted=False)[0].value


@given(st.lists(_COUNT, min_size=1, max_size=6))
def test_a_whole_lies_among_its_units(told: list[tuple[int, int]]) -> None:
    parts = [part(str(number), counts(JANUARY, *pair)) for number, pair in enumerate(told)]
    [whole] = totals(parts, counted=True, multiplier=100)
    each = [above / below * 100 for above, below in told]
    assert whole.value.value is not None
    assert min(each) - 1e-6 <= whole.value.value <= max(each) + 1e-6
