"""Charts of proportions and rates, reckoned by hand."""

from __future__ import annotations

import pytest

from portfolio.domain.control_charts import Asked, Assurance, Count, PointType, Signal, Variation, by_count, xmr
from portfolio.domain.control_charts.counts import overdispersed
from portfolio.domain.measures import ChartKind, Direction


def asked(counts: list[Count], **more: object) -> Asked:
    return Asked([None] * len(counts), Direction.DECREASE, **more)  # type: ignore[arg-type]


def test_the_limits_of_a_proportion_follow_how_many_were_counted() -> None:
    # p̄ = (20 + 30 + 40 + 10) / (100 + 100 + 200 + 100) = 0.2; 3 · √(0.16 / 100) = 0.12 and √(0.16 / 200) · 3 = 0.0849.
    counts = [Count(20, 100), Count(30, 100), Count(40, 200), Count(10, 100)]
    found = by_count(asked(counts, target=0.05), counts, ChartKind.P)
    limits = found.limits_per_point
    assert limits is not None
    assert limits.centre == (0.2,) * 4
    assert limits.lower == pytest.approx((0.08, 0.08, 0.2 - 0.084853, 0.08), abs=1e-6)
    assert limits.upper == pytest.approx((0.32, 0.32, 0.2 + 0.084853, 0.32), abs=1e-6)
    assert found.phases[0].level.upper is None
    # Below the last point's lower limit of 0.08, and less is good.
    assert found.assurance is Assurance.CONSISTENT_FAIL
    assert set(found.rules.values()) == {()}


def test_outside_is_by_these_limits_and_the_other_rules_stay_empty() -> None:
    counts = [Count(20, 100)] * 12 + [Count(40, 100)]
    found = by_count(asked(counts, freeze=12), counts, ChartKind.P)
    assert found.rules == {Signal.OUTSIDE: (12,), Signal.TREND: (), Signal.TWO_OF_THREE: (), Signal.SHIFT: ()}
    assert found.variation is Variation.CONCERN_HIGH
    assert found.points[12].signal is Signal.OUTSIDE
    assert [one.centre for one in found.run_charts] == [0.2]
    rising = [Count(18 + n, 100) for n in range(9)]
    assert set(by_count(asked(rising), rising, ChartKind.P).rules.values()) == {()}


def test_limits_end_at_nothing_and_at_everything() -> None:
    few = [Count(1, 10), Count(9, 10)]
    # p̄ = 0.5, and 3 · √(0.25 / 10) = 0.474; with 1 of 4 and 3 of 4 it would reach beyond: 0.75.
    small = [Count(1, 4), Count(3, 4)]
    first, second = (by_count(asked(one), one, ChartKind.P).limits_per_point for one in (few, small))
    assert first is not None
    assert second is not None
    assert (first.lower[0], first.upper[0]) == (pytest.approx(0.0257, abs=1e-4), pytest.approx(0.9743, abs=1e-4))
    assert (second.lower[0], second.upper[0]) == (0, 1)
    # A rate has no upper end: ū = 4 / 8 = 0.5, 3 · √(0.5 / 4) = 1.06.
    rates = by_count(asked(small), small, ChartKind.U).limits_per_point
    assert rates is not None
    assert (rates.lower[0], rates.upper[0]) == (0, pytest.approx(0.5 + 1.06066, abs=1e-5))


@pytest.mark.parametrize("counts", [[Count(0, 10)] * 3, [Count(10, 10)] * 3])
def test_all_or_nothing_has_no_limits(counts: list[Count]) -> None:
    found = by_count(asked(counts, target=0.5), counts, ChartKind.P)
    assert found.limits_per_point is not None
    assert set(found.limits_per_point.lower) == {None}
    assert (found.assurance, found.overdispersed) == (None, False)


def test_a_denominator_of_nothing_is_a_gap() -> None:
    counts = [Count(5, 10), Count(0, 0), Count(None, 10), Count(5, None), Count(5, 10)]
    found = by_count(asked(counts), counts, ChartKind.P)
    assert (found.phases[0].n, found.phases[0].level.centre) == (2, 0.5)
    assert [one.type for one in found.points] == [PointType.COMMON_CAUSE, None, None, None, PointType.COMMON_CAUSE]
    assert found.limits_per_point is not None
    assert found.limits_per_point.lower[1:4] == (None, None, None)
    nothing = [Count(None, None)] * 2
    assert by_count(asked(nothing), nothing, ChartKind.U).variation is None


def test_values_that_step_further_than_counting_explains_are_judged_by_themselves() -> None:
    # p̄ = 0.2 of 10,000 has a spread of 0.004: 0.17 and 0.23 in turn lie 7.5 spreads away and step 15, / 1.128 > 1.5.
    counts = [Count(1700, 10_000), Count(2300, 10_000)] * 6
    found = by_count(asked(counts), counts, ChartKind.P)
    assert found.overdispersed
    assert found.rules[Signal.OUTSIDE] == tuple(range(12)), "told all the same"
    assert {one.type for one in found.points} == {PointType.COMMON_CAUSE}, "while the words come from the rates"
    by_rate = xmr(Asked([one.rate for one in counts], Direction.DECREASE))
    assert (found.points, found.variation) == (by_rate.points, by_rate.variation)
    assert overdispersed(counts, freeze=None, kind=ChartKind.P)
    # With 4 of 20 the same steps of 0.06 are less than one spread of 0.089.
    assert not overdispersed([Count(3.4, 20), Count(4.6, 20)] * 6, freeze=None, kind=ChartKind.P)
    assert not overdispersed([], freeze=None, kind=ChartKind.U)


def test_the_bound_of_overdispersion_is_one_and_a_half() -> None:
    # z of 1.128 · 1.5 / 2 on each side of the centre steps 1.128 · 1.5 exactly; a little more is over.
    for part, over in ((1.0, False), (1.02, True)):
        step = 1.128 * 1.5 / 2 * part * 0.04
        counts = [Count(100 * (0.2 - step), 100), Count(100 * (0.2 + step), 100)] * 6
        assert overdispersed(counts, freeze=None, kind=ChartKind.P) is over
