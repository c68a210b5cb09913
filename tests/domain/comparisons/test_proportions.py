"""Two shares with Newcombe's interval, two means with Welch's, and Student's t against its published table."""

from __future__ import annotations

from math import sqrt

import pytest

from portfolio.domain.comparisons import (
    Because,
    Evidence,
    Sample,
    Tally,
    before_after,
    newcombe,
    sample_size,
    welch,
)
from portfolio.domain.comparisons.student import beyond, incomplete_beta, quantile
from portfolio.domain.measures import Direction

UP, DOWN = Direction.INCREASE, Direction.DECREASE


def test_the_interval_of_the_worked_example() -> None:
    found = newcombe(Tally(120, 200), Tally(143, 210))
    assert found == pytest.approx((0.0809524, -0.0118217, 0.1720611), abs=1e-6)
    # Newcombe 1998, table II, 56/70 − 48/80: method 10 gives 0.0524 to 0.3339.
    assert newcombe(Tally(48, 80), Tally(56, 70)) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    # And 9/10 − 3/10: 0.1705 to 0.8090; 10/10 − 0/20: 0.6791 to 1.
    assert newcombe(Tally(3, 10), Tally(9, 10)) == pytest.approx((0.6, 0.1705, 0.8090), abs=5e-5)
    assert newcombe(Tally(0, 20), Tally(10, 10)) == pytest.approx((1, 0.6791, 1), abs=5e-5)
    assert newcombe(Tally(0, 0), Tally(1, 2)) is None


def test_a_change_is_one_whose_interval_leaves_nothing_out() -> None:
    assert before_after(Tally(120, 200), Tally(143, 210), direction=UP).evidence is Evidence.NOT_SHOWN
    assert before_after(Tally(100, 200), Tally(143, 210), direction=UP).evidence is Evidence.ESTABLISHED_IMPROVEMENT
    worse = before_after(Tally(100, 200), Tally(143, 210), direction=DOWN)
    assert worse.evidence is Evidence.ESTABLISHED_DETERIORATION
    assert before_after(Tally(143, 210), Tally(100, 200), direction=DOWN).rises is False
    assert before_after(Tally(100, 200), Tally(143, 210), direction=Direction.NEUTRAL).evidence is None


def test_twenty_on_each_side_are_needed() -> None:
    assert before_after(Tally(1, 19), Tally(19, 20), direction=UP).evidence is Evidence.TOO_LITTLE
    assert before_after(Tally(1, 20), Tally(19, 20), direction=UP).evidence is Evidence.ESTABLISHED_IMPROVEMENT
    assert before_after(Tally(0, 0), Tally(19, 20), direction=UP).evidence is Evidence.TOO_LITTLE


@pytest.mark.parametrize(
    ("sent", "capped"),
    [
        ((400, 420), False),  # 50 and 50 per cent
        ((401, 420), True),  # just under 50
        ((400, 350), False),  # 50 and 60: ten points apart is not more than ten
        ((400, 349), True),
        ((None, 500), True),  # one that is known to be low is enough
        ((None, 300), False),
        ((None, None), False),
    ],
)
def test_few_or_unlike_answers_leave_signs(sent: tuple[int | None, int | None], capped: bool) -> None:
    found = before_after(Tally(100, 200, sent[0]), Tally(150, 210, sent[1]), direction=UP)
    assert found.capped is capped
    assert found.evidence is (Evidence.SIGNS_IMPROVEMENT if capped else Evidence.ESTABLISHED_IMPROVEMENT)


def test_the_same_persons_are_not_judged_without_their_pairs() -> None:
    found = before_after(Tally(10, 200), Tally(190, 200), direction=UP, paired=True)
    assert (found.evidence, found.because, found.interval) == (None, Because.PAIRED, None)


def test_the_size_of_a_survey() -> None:
    # 7.84 · (0.24 + 0.21) / 0.01 = 352.8.
    assert sample_size(0.6, 0.7) == 353
    # 7.84 · (0.25 + 0.25) / 0.04 = 98 exactly, with 0.5 to 0.7: (0.25 + 0.21) → 90.16.
    assert sample_size(0.5, 0.7) == 91
    assert sample_size(0.6, 0.6) is None


def test_student_is_as_in_the_tables() -> None:
    # Two-sided five per cent.
    table = {1: 12.7062, 2: 4.3027, 3: 3.1824, 4: 2.7764, 5: 2.5706, 10: 2.2281, 30: 2.0423, 120: 1.9799, 1e6: 1.96}
    for freedom, t in table.items():
        assert quantile(0.975, freedom) == pytest.approx(t, abs=5e-5)
        assert quantile(0.025, freedom) == -quantile(0.975, freedom)
    assert quantile(0.5, 7) == pytest.approx(0, abs=1e-12)
    # With two degrees of freedom it has a formula: t = (2p − 1) / √(2p(1 − p)).
    for share in (0.6, 0.9, 0.999):
        assert quantile(share, 2) == pytest.approx((2 * share - 1) / sqrt(2 * share * (1 - share)), rel=1e-10)
        assert beyond(quantile(share, 3.7), 3.7) == pytest.approx(2 * (1 - share), rel=1e-9)
    assert incomplete_beta(0.3, 2, 3) == pytest.approx(0.3483)
    assert (incomplete_beta(0, 2, 3), incomplete_beta(1, 2, 3)) == (0, 1)
    for wrong in ((0, 5), (1, 5), (0.9, 0)):
        with pytest.raises(ValueError, match="quantile"):
            quantile(*wrong)


def test_means_are_held_against_each_other_by_welch() -> None:
    # Squares of errors 4 / 10 and 9 / 15, together 1; freedom 1 / (0.16 / 9 + 0.36 / 14) = 23.0, t = 2.0687.
    found = welch(Sample(10, 5.0, 2.0), Sample(15, 8.0, 3.0))
    assert found == pytest.approx((3, 3 - 2.0687, 3 + 2.0687), abs=2e-4)
    assert welch(Sample(5, 1, 0), Sample(5, 2, 0)) == (1, 1, 1)
    assert welch(Sample(1, 1, 0), Sample(5, 2, 1)) is None
