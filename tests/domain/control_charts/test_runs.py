"""Run charts by hand, and Anhøj's bounds as they are published."""

from __future__ import annotations

import pytest

from portfolio.domain.control_charts import Asked, fewest_crossings, run, run_chart
from portfolio.domain.measures import Direction


@pytest.mark.parametrize(
    ("useful", "longest", "crossings"),
    # From Anhøj's table of useful observations, longest run and fewest crossings.
    [(10, 6, 2), (11, 6, 2), (12, 7, 3), (16, 7, 4), (20, 7, 6), (24, 8, 8), (30, 8, 10), (60, 9, 23)],
)
def test_the_bounds_are_those_that_are_published(useful: int, longest: int, crossings: int) -> None:
    found = run_chart([1.0, -1.0] * (useful // 2) + [1.0] * (useful % 2), 0.0, tol=0)
    assert (found.n_useful, found.longest_run_max, found.crossings_min) == (useful, longest, crossings)
    assert fewest_crossings(useful) == crossings


def test_points_on_the_middle_and_missing_ones_are_left_out_and_break_nothing() -> None:
    # Around 5: above, above, (on), (missing), above, below, above: four useful with runs of 3, 1 and 1.
    found = run_chart([6, 7, 5, None, 8, 4, 9], 5, tol=0)
    assert (found.n_useful, found.longest_run, found.crossings) == (5, 3, 2)
    assert (found.judgeable, found.signal) == (False, False)


def test_a_long_run_or_few_crossings_are_a_signal() -> None:
    # Ten useful: at most six in a row. Seven are a signal; and so is a single crossing where two are the fewest.
    seven = [1.0] * 7 + [-1.0, 1.0, -1.0]
    assert run_chart(seven, 0, tol=0).signal
    five = [1.0] * 5 + [-1.0] * 5
    found = run_chart(five, 0, tol=0)
    assert (found.longest_run, found.crossings, found.crossings_min, found.signal) == (5, 1, 2, True)
    assert not run_chart([1.0] * 3 + [-1.0] * 4 + [1.0] * 3, 0, tol=0).signal
    assert not run_chart(five[:9], 0, tol=0).signal, "nine are too few"


def test_nothing_useful_has_no_figures() -> None:
    found = run_chart([5.0, None], 5.0, tol=0, start=3)
    assert (found.start, found.end, found.n_useful) == (3, 4, 0)
    assert {found.longest_run, found.longest_run_max, found.crossings, found.crossings_min} == {None}
    assert run_chart([5.0], 4.0, tol=0).crossings_min == 0


def test_a_run_chart_has_its_medians_and_judges_no_point() -> None:
    values = [1, 2, 9, None, 4, 30, 31, 32]
    found = run(Asked(values, Direction.INCREASE, target=5, starts=[5], freeze=3))
    # The medians of 1, 2, 9 and of 30, 31, 32.
    assert [one.level.centre for one in found.phases] == [2, 31]
    assert {one.level.upper for one in found.phases} == {None}
    assert [one.centre for one in found.run_charts] == [2, 31]
    assert (found.variation, found.assurance, set(found.rules.values())) == (None, None, {()})
    assert {one.type for one in found.points} == {None}
