"""Centre, limits and the four rules on series that are reckoned by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from portfolio.domain.control_charts import (
    Asked,
    Assurance,
    ControlChart,
    PointType,
    Side,
    Signal,
    Variation,
    flagged,
    level,
    slack,
    xmr,
)
from portfolio.domain.control_charts.levels import Level
from portfolio.domain.measures import Direction

UP, DOWN, NEITHER, KEPT = Direction.INCREASE, Direction.DECREASE, Direction.NEUTRAL, Direction.MAINTAIN

#: Twelve values of 10 and 12 in turn: the centre is 11, every range 2, the limits 11 ± 2.66 · 2 = 5.68 and 16.32, the
#: near limits 11 ± 3.5467 = 7.4533 and 14.5467.
CALM = [10.0, 12.0] * 6


def chart(values: Sequence[float | None], direction: Direction = UP, **more: object) -> ControlChart:
    return xmr(Asked(values, direction, **more))  # type: ignore[arg-type]


def rules(values: Sequence[float | None], freeze: int = 12) -> dict[str, tuple[int, ...]]:
    """What each rule flags, without those that flag nothing."""
    return {rule.value: points for rule, points in chart(values, freeze=freeze).rules.items() if points}


def test_centre_and_limits_come_from_moving_ranges() -> None:
    # Ranges of 4, 2, 6, 3 and 4: 19 / 5 = 3.8. None is 3.267 · 3.8 = 12.4 or more, so all are kept.
    found = level([10, 14, 12, 18, 15, 19], tol=0)
    assert found.centre == pytest.approx(88 / 6)
    assert found.mean_range == pytest.approx(3.8)
    assert (found.lower, found.upper) == (pytest.approx(88 / 6 - 10.108), pytest.approx(88 / 6 + 10.108))
    assert found.near_upper == pytest.approx(88 / 6 + 10.108 * 2 / 3)
    assert found.near_lower == pytest.approx(88 / 6 - 10.108 * 2 / 3)
    assert found.detectable == pytest.approx(2 * 3.8 / 1.128)


def test_a_range_that_stands_out_is_screened_once() -> None:
    # Ranges: nine of 1 and one of 20, whose mean is 2.9; 20 ≥ 9.47, so the mean of the nine is taken.
    values = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 22]
    assert level(values, tol=0).mean_range == 1
    assert level(values, tol=0, screen=False).mean_range == pytest.approx(2.9)
    # Of 1, 1, 1, 1, 4 and 30 the mean is 38 / 6, so 30 goes and 4 stays, though it stands out among those that are
    # left: one pass only. (1 + 1 + 1 + 1 + 4) / 5 = 1.6.
    assert level([0, 1, 0, 1, 0, 4, 34], tol=0).mean_range == pytest.approx(1.6)
    # Where nothing above 0 would be left, the unscreened mean is kept: 5 / 5.
    assert level([3, 3, 3, 3, 3, 8], tol=0).mean_range == 1


def test_a_gap_is_not_bridged_and_no_range_means_no_limits() -> None:
    # Only 10–12 and 30–33 adjoin: (2 + 3) / 2.
    assert level([10, 12, None, 30, 33], tol=0).mean_range == 2.5
    assert level([10, None, 12, None, 14], tol=0) == Level(12.0)
    assert level([5, 5, 5], tol=slack([5.0])) == Level(5.0)
    assert level([None, None], tol=0) == Level(None)
    assert level([], tol=0) == Level(None)
    # What a float's last bits make of equal values is no range.
    assert level([0.3, 0.1 + 0.2, 0.3], tol=slack([0.3])).mean_range is None


def test_outside_is_strictly_beyond_a_limit() -> None:
    upper = level(CALM, tol=0).upper
    assert upper == pytest.approx(16.32)
    assert rules([*CALM, 16.33]) == {"outside": (12,)}
    assert rules([*CALM, 5.67]) == {"outside": (12,)}
    assert rules([*CALM, upper]) == {}
    assert chart([*CALM, 16.33], freeze=12).points[12].side is Side.ABOVE


def test_seven_that_rise_or_fall_are_a_trend_and_six_are_not() -> None:
    seven = [10.2, 10.5, 10.8, 11.1, 11.4, 11.7, 12.0]
    # The 12 before lies above 10.2, so that the trend begins there.
    assert rules([*CALM, *seven]) == {"trend": tuple(range(12, 19))}
    assert rules([*CALM, *seven[:6]]) == {}
    assert rules([*CALM, *seven[:3], 10.8, *seven[3:]]) == {}, "equal neighbours neither rise nor fall"
    assert rules([*CALM, *seven[:3], None, *seven[3:]]) == {}, "a missing period breaks it"
    found = chart([*CALM, *seven], freeze=12).points[18]
    assert (found.signal, found.side, found.type) == (Signal.TREND, Side.RISING, PointType.IMPROVEMENT)


def test_where_two_trends_meet_the_later_one_names_the_point() -> None:
    values = [1.0, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1]
    labels = flagged(values, Level(4.0, 9.0), tol=0).labels()
    assert [labels[number] for number in range(13)] == [(Signal.TREND, Side.RISING)] * 6 + [
        (Signal.TREND, Side.FALLING)
    ] * 7
    assert chart(values, freeze=12).rules[Signal.TREND] == tuple(range(13))


def test_two_of_three_flags_those_that_are_near_a_limit() -> None:
    # Beyond 14.5467 and not outside; the third on the same side of 11.
    assert rules([*CALM, 15, 12, 15]) == {"two_of_three": (12, 14)}
    assert rules([*CALM, 15, 15, 12]) == {"two_of_three": (12, 13)}
    # 10 before it lies below, so the window of 12, 15, 15 is the only one.
    assert rules([*CALM[:-1], 10, 12, 15, 15]) == {"two_of_three": (13, 14)}
    assert rules([*CALM, 15, 10, 15]) == {}, "the one between lies on the other side"
    assert rules([*CALM, 15, 11, 15]) == {}, "or on the centre"
    assert rules([*CALM, 15, None, 15]) == {}, "or is missing"
    assert rules([*CALM, 17, 12, 15]) == {"outside": (12,)}, "one that is outside is not near"
    assert rules([*CALM, 7, 10, 7.4]) == {"two_of_three": (12, 14)}
    near = level(CALM, tol=0).near_upper
    assert rules([*CALM, near, 12, 15]) == {}, "on the near limit is not beyond it"


def test_seven_on_one_side_are_a_shift_and_one_on_the_centre_breaks_it() -> None:
    seven = [11.5, 13, 12, 13, 12, 13, 11.5]
    calm = [*CALM[:-1], 12.0, 10.0]
    assert rules([*calm, *seven], 12) == {"shift": tuple(range(13, 20))}
    assert rules([*calm, *seven[:6]], 12) == {}
    assert rules([*calm, *seven[:3], 11, *seven[3:]], 12) == {}
    assert rules([*calm, *seven[:3], None, *seven[3:]], 12) == {}


def test_a_point_has_the_first_label_that_fits() -> None:
    # Seven above the centre, the last three rising into a trend that ends outside; the rest tell their own.
    values = [*CALM, 10, 11.2, 11.4, 11.6, 11.8, 15, 15.5, 17]
    found = chart(values, freeze=12)
    assert found.rules[Signal.TREND] == tuple(range(12, 20))
    assert found.rules[Signal.TWO_OF_THREE] == (17, 18)
    assert found.rules[Signal.SHIFT] == tuple(range(13, 20))
    assert [one.signal for one in found.points[12:]] == [Signal.TREND] * 7 + [Signal.OUTSIDE]
    assert (found.points[19].side, found.points[18].side) == (Side.ABOVE, Side.RISING)
    assert found.points[0] == type(found.points[0])(None, None, PointType.COMMON_CAUSE)


def test_without_a_centre_trends_alone_are_told() -> None:
    found = chart([None, None, 1, 2, 3, 4, 5, 6, 7], freeze=2)
    assert found.phases[0].level == Level(None)
    assert {rule.value for rule, points in found.rules.items() if points} == {"trend"}
    assert found.variation is Variation.IMPROVEMENT_HIGH
    still = chart([3.0] * 8)
    assert (still.phases[0].level, still.rules[Signal.SHIFT]) == (Level(3.0), ())


def test_a_phase_begins_at_its_period_and_nothing_crosses_it() -> None:
    values = [*CALM, *[value + 20 for value in CALM]]
    whole, cut = chart(values), chart(values, starts=[12])
    assert [(one.start, one.end, one.n) for one in cut.phases] == [(0, 11, 12), (12, 23, 12)]
    assert [one.level.centre for one in cut.phases] == [11, 31]
    assert not any(cut.rules.values())
    assert whole.rules[Signal.SHIFT] == tuple(range(24))
    # A start before the beginning or beyond the end changes nothing, and the same one twice is one.
    assert chart(values, starts=[0, -3, 24, 12, 12]) == cut


def test_limits_are_frozen_on_the_first_periods_of_each_phase() -> None:
    values = [*CALM, None, *[value + 20 for value in CALM]]
    found = chart(values, starts=[13], freeze=4)
    assert [(one.n, one.n_baseline, one.level.centre) for one in found.phases] == [(12, 4, 11), (12, 4, 31)]
    # Periods are counted, observed or not.
    assert chart([None, 10, 12, 50], freeze=3).phases[0].n_baseline == 2
    assert [one.provisional for one in found.phases] == [True, True]
    assert [chart(CALM[:n]).phases[0].provisional for n in (11, 12)] == [True, False]


@pytest.mark.parametrize(
    ("direction", "high", "low"),
    [
        (UP, Variation.IMPROVEMENT_HIGH, Variation.CONCERN_LOW),
        (DOWN, Variation.CONCERN_HIGH, Variation.IMPROVEMENT_LOW),
        (NEITHER, Variation.NEUTRAL_HIGH, Variation.NEUTRAL_LOW),
        (KEPT, Variation.NEUTRAL_HIGH, Variation.NEUTRAL_LOW),
    ],
)
def test_variation_is_the_type_of_the_last_observed_point(
    direction: Direction, high: Variation, low: Variation
) -> None:
    assert chart([*CALM, 20, None], direction, freeze=12).variation is high
    assert chart([*CALM, 1], direction, freeze=12).variation is low
    assert chart([*CALM, 20, 11], direction, freeze=12).variation is Variation.COMMON_CAUSE
    # The last phase alone counts, and nothing is observed in it.
    assert chart([*CALM, 20, None], direction, freeze=12, starts=[13]).variation is None


def test_assurance_holds_the_target_against_the_limits() -> None:
    upper, lower = chart(CALM).phases[0].level.upper, chart(CALM).phases[0].level.lower

    def said(target: float | None, direction: Direction = UP) -> Assurance | None:
        return chart(CALM, direction, target=target).assurance

    assert [said(one) for one in (17, upper, 11, lower, 5)] == [
        Assurance.CONSISTENT_FAIL,
        Assurance.INCONSISTENT,
        Assurance.INCONSISTENT,
        Assurance.INCONSISTENT,
        Assurance.CONSISTENT_PASS,
    ]
    assert said(17, DOWN) is Assurance.CONSISTENT_PASS
    assert said(5, DOWN) is Assurance.CONSISTENT_FAIL
    assert [said(None), said(11, NEITHER), said(11, KEPT)] == [None, None, None]
    assert chart([3.0] * 8, target=4).assurance is None


def test_a_series_of_nothing_breaks_nothing() -> None:
    found = chart([None, None])
    assert (found.variation, found.assurance, found.phases[0].n) == (None, None, 0)
    assert flagged([], Level(None), tol=0).labels() == {}
