"""Whether a series has changed, by hand: twelve months of 10 and 12 in turn before the start, and what comes after.

Their centre is 11 and every range 2: limits 5.68 and 16.32, and a shift of 2 · 2 / 1.128 = 3.546 would have been seen.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from portfolio.domain.comparisons import Because, Evidence, Sides, Verdict, drift, series
from portfolio.domain.effects import EffectFlag
from portfolio.domain.measures import Direction

CALM = [10.0, 12.0] * 6
UP, DOWN = Direction.INCREASE, Direction.DECREASE


def said(
    after: Sequence[float | None],
    before: Sequence[float | None] = CALM,
    *,
    direction: Direction = UP,
    between: int = 0,
    since: int = 0,
    in_a_year: int = 12,
) -> Verdict:
    values = [*before, *[99.0] * between, *after]
    sides = Sides(since, len(before), len(before) + between)
    return series(values, sides, direction=direction, in_a_year=in_a_year)


def test_seven_in_a_row_up_to_the_last_are_sure() -> None:
    seven = [12, 13, 12, 13, 12, 13, 12]
    found = said(seven)
    assert (found.evidence, found.run, found.rises) == (Evidence.ESTABLISHED_IMPROVEMENT, 7, True)
    assert said(seven, direction=DOWN).evidence is Evidence.ESTABLISHED_DETERIORATION
    assert said([10, *seven]).run == 7
    # Periods without a value at the end change nothing.
    assert said([*seven, None, None]).evidence is Evidence.ESTABLISHED_IMPROVEMENT
    assert said([10, *seven[:6]]).evidence is Evidence.NOT_SHOWN
    # With the last one before the start they are seven in a row, which the rule of a shift flags.
    assert said(seven[:6]).evidence is Evidence.SIGNS_IMPROVEMENT


@pytest.mark.parametrize("broken", [11, None, 10])
def test_the_centre_a_gap_or_the_other_side_breaks_the_run(broken: float | None) -> None:
    assert said([12, 13, 12, broken, 13, 12, 13, 12]).evidence is Evidence.NOT_SHOWN
    # A shift that has ended is a flag still, as long as it is among the latest twelve: seven, the break, and three.
    earlier = said([12, 13, 12, 13, 12, 13, 12, broken, 10, 12, 10])
    assert (earlier.evidence, earlier.because) == (Evidence.SIGNS_IMPROVEMENT, Because.FLAG)


def test_the_run_may_not_begin_before_the_start() -> None:
    before = [*CALM, 12.0, 10, 12, 12, 12]
    # The rule of a shift knows no start: the three before and the four after are seven, and so a flag.
    found = said([12, 13, 12, 13], before)
    assert (found.evidence, found.because, found.run) == (Evidence.SIGNS_IMPROVEMENT, Because.FLAG, 4)


def test_with_six_to_eleven_before_the_same_run_is_a_sign() -> None:
    seven = [12, 13, 12, 13, 12, 13, 12]
    assert said(seven, CALM[:6]).evidence is Evidence.SIGNS_IMPROVEMENT
    assert said(seven, [*CALM[:11], None]).evidence is Evidence.SIGNS_IMPROVEMENT
    assert said(seven, CALM[:5]).evidence is Evidence.TOO_LITTLE


def test_a_flag_counts_after_the_start_and_among_the_latest_twelve() -> None:
    calm = [10.0, 12.0]
    assert said([17, 10, 12]).evidence is Evidence.SIGNS_IMPROVEMENT
    assert said([17, *calm * 5, 10]).evidence is Evidence.SIGNS_IMPROVEMENT, "the twelfth from the end"
    assert said([17, *calm * 6]).evidence is Evidence.NOT_SHOWN, "the thirteenth"
    assert said([17, *calm * 5, None, 10]).evidence is Evidence.SIGNS_IMPROVEMENT, "of observed ones"
    assert said([10, 12, 10], [*CALM, 17]).evidence is Evidence.NOT_SHOWN, "before the start"
    # The period that holds the start inside lies neither before nor after.
    assert said([10, 12, 10], between=1).evidence is Evidence.NOT_SHOWN
    assert said([10, 12, 10], between=1).before == 12


def test_the_latest_flag_decides() -> None:
    assert said([17, 10, 5, 12]).evidence is Evidence.SIGNS_DETERIORATION
    assert said([5, 10, 17, 12]).evidence is Evidence.SIGNS_IMPROVEMENT
    assert said([5, 10, 17, 12], direction=DOWN).evidence is Evidence.SIGNS_DETERIORATION


def test_fewer_than_six_before_or_three_after_are_too_few() -> None:
    assert said([20, 20]).evidence is Evidence.TOO_LITTLE
    assert said([20, None, 20, None]).evidence is Evidence.TOO_LITTLE
    assert said([20, 20, 20]).evidence is Evidence.SIGNS_IMPROVEMENT
    assert said([20] * 9, [10, 12, 10, None, 12, 10, None]).evidence is Evidence.TOO_LITTLE
    assert said([20] * 9).detectable_shift == pytest.approx(3.54610)
    assert said([20, 20]).detectable_shift == pytest.approx(3.54610), "given whatever the verdict"


def test_without_a_direction_nothing_is_judged_and_the_shift_is_given_all_the_same() -> None:
    found = said([20] * 9, direction=Direction.NEUTRAL)
    assert (found.evidence, found.because) == (None, Because.NO_DIRECTION)
    assert found.detectable_shift == pytest.approx(3.54610)
    assert said([20] * 9, direction=Direction.MAINTAIN).evidence is None


def test_a_level_that_never_varied_has_a_centre_and_no_limits() -> None:
    still = [11.0] * 12
    assert said([20, 11, 20, 20], still).evidence is Evidence.NOT_SHOWN, "nothing to be outside of"
    assert said([11.1] * 7, still).evidence is Evidence.ESTABLISHED_IMPROVEMENT
    assert said([11.1] * 7, still).detectable_shift is None


def test_limits_rest_on_what_came_since_the_level_was_moved() -> None:
    moved = [50.0] * 8 + CALM
    assert said([10, 12, 10], moved, since=8).evidence is Evidence.NOT_SHOWN
    assert said([10, 12, 10], moved, since=8).level.centre == 11
    assert said([10, 12, 10], moved).level.centre != 11


def test_quarters_show_signs_at_most_and_months_are_asked_for_two_years() -> None:
    seven = [12, 13, 12, 13, 12, 13, 12]
    assert said(seven, in_a_year=4).evidence is Evidence.SIGNS_IMPROVEMENT
    assert said(seven, in_a_year=365).evidence is Evidence.ESTABLISHED_IMPROVEMENT
    assert [said(seven, CALM * n).short_of_a_season for n in (1, 2)] == [True, False]
    assert not said(seven, in_a_year=365).short_of_a_season


def test_a_drift_of_its_own_before_the_start_leaves_no_more_than_signs() -> None:
    rising = [10.0, 10.2, 10.1, 10.4, 10.6, 10.5, 10.8, 11.0, 10.9, 11.2, 11.4, 11.3]
    after = [12.0, 12.4, 12.2, 12.6, 12.5, 12.9, 12.8]
    found = said(after, rising)
    assert (found.evidence, found.prior_drift) == (Evidence.SIGNS_IMPROVEMENT, True)
    assert found.flags == {EffectFlag.PRIOR_DRIFT}
    # A drift the other way is no reason: things turned.
    turned = said([8.0, 8.4, 8.2, 8.1, 8.3, 8.0, 8.2], rising, direction=DOWN)
    assert (turned.evidence, turned.prior_drift) == (Evidence.ESTABLISHED_IMPROVEMENT, False)
    # And of nothing that was shown nothing is said.
    assert said([10.5, 10.8, 10.4], rising).prior_drift is False


def test_drift_is_mann_and_kendalls() -> None:
    # Six that rise: S = 15 and the variance 6 · 5 · 17 / 18 = 28.33, so z = 14 / 5.323 = 2.63.
    assert drift([1, 2, 3, 4, 5, 6], tol=0) == 1
    assert drift([6, 5, 4, 3, 2, 1], tol=0) == -1
    # Four that rise: S = 6, 4 · 3 · 13 / 18 = 8.667, z = 5 / 2.944 = 1.70.
    assert drift([1, 2, 3, 4], tol=0) == 0
    # Five that rise: S = 10, 5 · 4 · 15 / 18 = 16.67, z = 9 / 4.082 = 2.20.
    assert drift([1, 2, 3, 4, 5], tol=0) == 1
    # 1 1 2 2 3 3: S = 12, and (510 − 3 · 2 · 1 · 9) / 18 = 25.33, z = 11 / 5.033 = 2.19.
    assert drift([1, 1, 2, 2, 3, 3], tol=0) == 1
    # Without the ties' own term 1 1 1 2 2 would be 5 / 4.08; with it (300 − 66 − 18) / 18 = 12, z = 5 / 3.46 = 1.44.
    assert drift([1, 1, 1, 2, 2], tol=0) == 0
    # 1 1 1 1 2 3: S = 9, (510 − 4 · 3 · 13) / 18 = 19.67, z = 8 / 4.435 = 1.80; without ties' term 1.50.
    assert drift([1, 1, 1, 1, 2, 3], tol=0) == 0
    assert (drift([5, 5, 5, 5], tol=0), drift([], tol=0), drift([1], tol=0)) == (0, 0, 0)
