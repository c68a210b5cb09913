"""What is ordinary for a series: where the level is made and carried on, its limits, and what each point says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portfolio.domain.comparisons import Slots, slots
from portfolio.domain.control_charts import Assurance, Point, PointType, Side, Signal, Variation
from portfolio.domain.effects import Value
from portfolio.domain.effects.writing import Writing
from portfolio.domain.measures import ChartKind, Direction, Frequency
from portfolio.domain.periods import month
from portfolio.domain.series_charts import Judging, Middle, Ordinary, chart, ordinary
from portfolio.domain.series_charts.ordinary_words import described, explained, finer, name_of, point_in_words

START = date(2022, 1, 1)
#: Twelve months before the start: the level is 11, each step 2, and so the limits lie at 11 ± 5.32.
BEFORE = [10, 12] * 6
ENDS = date(2023, 1, 1).toordinal()


def told(*values: float | None) -> Slots:
    found = slots([Value(month(2021 + at // 12, at % 12 + 1), one) for at, one in enumerate(values)], Frequency.MONTH)
    assert found is not None
    return found


def judging(*after: float | None, before: list[int] | None = None, **more: object) -> Judging:
    first = BEFORE if before is None else before
    given = Judging(told(*first, *after), ChartKind.XMR, Direction.DECREASE, 4.0, START, len(first))
    return replace(given, **more)  # type: ignore[arg-type]


def made(asked: Judging, *, begins: float = 0, ends: float = ENDS) -> Ordinary:
    found = ordinary(asked, begins=begins, ends=ends)
    assert found is not None
    return found


def types(found: Ordinary) -> list[PointType | None]:
    return [one.type for one in found.points.values()]


def test_the_level_is_frozen_before_the_start_and_carried_on_after_it() -> None:
    found = made(judging(9, 3, 20))
    before, after = found.reaches
    assert [(one.first, one.last, one.carried) for one in found.reaches] == [
        (date(2021, 1, 1).toordinal(), START.toordinal(), False),
        (START.toordinal(), ENDS, True),
    ]
    assert (before.centre, before.lower, before.upper) == pytest.approx((11, 5.68, 16.32))
    assert (after.centre, after.lower, after.upper) == (before.centre, before.lower, before.upper)
    assert (found.middle, found.rests_on, found.start, found.is_few) == (Middle.MEAN, 12, START, False)
    assert types(found)[-3:] == [PointType.COMMON_CAUSE, PointType.IMPROVEMENT, PointType.CONCERN]
    assert found.variation is Variation.CONCERN_HIGH
    assert found.at(START.toordinal()) is after
    assert found.at(ENDS) is None


def test_a_target_is_spoken_of_only_while_the_values_are_on_their_level() -> None:
    assert made(judging(10, 12)).standing is Assurance.CONSISTENT_FAIL
    left = made(judging(10, 3))
    assert (left.assurance, left.standing) == (Assurance.CONSISTENT_FAIL, None)


def test_without_a_start_every_value_makes_the_level() -> None:
    found = made(judging(start=None, freeze=None), ends=date(2022, 3, 1).toordinal())
    assert [(one.first, one.last, one.carried) for one in found.reaches] == [
        (date(2021, 1, 1).toordinal(), date(2022, 1, 1).toordinal(), False),
        (date(2022, 1, 1).toordinal(), date(2022, 3, 1).toordinal(), True),
    ]
    assert name_of(found) == "Genomsnitt"
    # What is left of a month that has begun is no time of its own.
    [whole] = made(judging(start=None, freeze=None), ends=date(2022, 1, 20).toordinal()).reaches
    assert not whole.carried


def test_nothing_lies_before_the_picture() -> None:
    begins = date(2021, 6, 1).toordinal()
    assert made(judging(9), begins=begins).reaches[0].first == begins


@pytest.mark.parametrize(("before", "limited"), [(5, False), (6, True)])
def test_fewer_than_six_values_before_make_a_median_alone(before: int, limited: bool) -> None:
    found = made(judging(9, 3, 1, before=[10, 12, 10, 13, 10, 12][:before]))
    assert found.has_limits is limited
    assert found.is_few is not limited
    assert found.middle is (Middle.MEAN if limited else Middle.MEDIAN)
    assert bool(found.points) is limited
    assert (found.variation is None) is (not limited)
    assert found.centre == pytest.approx(10 if not limited else 67 / 6)


def test_a_run_chart_has_a_median_and_no_marks() -> None:
    found = made(judging(*[5] * 9, kind=ChartKind.RUN))
    assert (found.middle, found.points, found.variation, found.has_limits) == (Middle.MEDIAN, {}, None, False)
    # Nine in a row below; of twenty-one useful points seven is what chance usually gives at most.
    assert "9 värden i rad ligger på samma sida om medianen." in explained(found)[-1]
    assert len(explained(made(judging(10, 12, kind=ChartKind.RUN)))) == 1


def counted(*shares: tuple[int, int] | None) -> Slots:
    values = [
        Value(month(2021 + at // 12, at % 12 + 1), None)
        if one is None
        else Value(month(2021 + at // 12, at % 12 + 1), 100 * one[0] / one[1], one[0], one[1])
        for at, one in enumerate(shares)
    ]
    found = slots(values, Frequency.MONTH)
    assert found is not None
    return found


def test_counts_have_limits_of_their_own_in_each_period_in_the_measures_unit() -> None:
    shares = [(50, 100), (200, 400), (48, 100), (208, 400), (52, 100), (192, 400), None, (90, 100)]
    asked = judging(told=counted(*shares), kind=ChartKind.P, multiplier=100.0, target=90.0, freeze=6)
    found = made(replace(asked, start=date(2021, 7, 1), direction=Direction.INCREASE))
    assert [one.carried for one in found.reaches] == [False] * 6 + [True] * 3
    assert {one.centre for one in found.reaches} == {50.0}
    # 50 ± 3 · √(0.25 / n), in per cent: fifteen of a hundred, seven and a half of four hundred.
    assert [one.upper for one in found.reaches[:2]] == pytest.approx([65, 57.5])
    # Nothing is known of what was not counted, nor of how many will be.
    assert [one.lower for one in (found.reaches[6], found.reaches[8])] == [None, None]
    assert list(found.points) == [one.period for one in asked.told.values if one.value is not None]
    assert types(found)[-1] is PointType.IMPROVEMENT
    assert found.assurance is Assurance.CONSISTENT_FAIL
    assert found.has_varying_limits


def test_counts_that_vary_more_than_counting_explains_are_judged_by_their_values() -> None:
    shares = [(3000, 10000), (4000, 10000)] * 6 + [(2000, 10000)]
    found = made(judging(told=counted(*shares), kind=ChartKind.P, multiplier=100.0, freeze=12))
    assert found.overdispersed
    assert not found.has_varying_limits
    assert (found.reaches[0].lower, found.reaches[0].upper) == pytest.approx((35 - 26.6, 35 + 26.6))
    assert "varierar mer än antalen förklarar" in " ".join(explained(found))


def test_there_is_nothing_ordinary_about_nothing() -> None:
    assert ordinary(judging(told=Slots((), 12)), begins=0, ends=ENDS) is None
    assert ordinary(judging(told=told(None, None)), begins=0, ends=ENDS) is None


def test_the_picture_holds_levels_and_marks_and_no_room_for_what_cannot_be() -> None:
    asked = judging(3, before=[4, 0, 5, 1, 6, 0, 4, 1, 5, 0, 6, 1])
    drawn = chart(asked.told.values, as_of=date(2022, 3, 1), frequency=Frequency.MONTH, judging=asked)
    assert drawn.ordinary is not None
    assert drawn.ordinary.reaches[0].lower < 0  # type: ignore[operator]
    assert min(drawn.levels) == 0
    assert max(drawn.levels) == drawn.ordinary.reaches[0].upper
    assert drawn.latest is not None
    assert drawn.latest.point.type is PointType.COMMON_CAUSE
    outside = chart(
        judging(30).told.values,
        as_of=date(2022, 3, 1),
        frequency=Frequency.MONTH,
        judging=judging(30),
        excluded=[month(2021, 12)],
    )
    assert [one.is_signal for one in outside.dots][-2:] == [False, True]
    # A time that is left out says nothing, whatever its value.
    assert outside.dots[-2].point == Point()


@pytest.mark.parametrize(
    ("point", "words"),
    [
        (Point(), ""),
        (Point(type=PointType.COMMON_CAUSE), "Vanlig variation"),
        (Point(Signal.OUTSIDE, Side.ABOVE, PointType.CONCERN), "Pekar på försämring: över den vanliga variationen"),
        (
            Point(Signal.SHIFT, Side.BELOW, PointType.IMPROVEMENT),
            "Pekar på förbättring: nivåskifte, minst sju i rad under genomsnittet",
        ),
        (Point(Signal.TREND, Side.RISING, PointType.NEUTRAL_HIGH), "Högre än vanligt: minst sju i rad som stiger"),
        (Point(Signal.TREND, Side.FALLING, PointType.NEUTRAL_LOW), "Lägre än vanligt: minst sju i rad som sjunker"),
        (
            Point(Signal.TWO_OF_THREE, Side.ABOVE, PointType.CONCERN),
            "Pekar på försämring: två av tre långt över genomsnittet",
        ),
    ],
)
def test_a_point_in_words_without_statistics(point: Point, words: str) -> None:
    assert point_in_words(point) == words


def test_the_picture_is_described_and_explained_in_the_same_words() -> None:
    asked = judging(9, 3, 20)
    drawn = chart(asked.told.values, as_of=date(2022, 5, 1), frequency=Frequency.MONTH, judging=asked)
    found = drawn.ordinary
    assert found is not None
    said = " ".join(described(drawn, Writing("dagar", 0))).replace("\N{NO-BREAK SPACE}", " ")
    assert said == (
        "Genomsnitt före: 11,0 dagar. Vanlig variation: 5,7 till 16,3 dagar. "
        "Pekar på förbättring: 1 värde. Pekar på försämring: 1 värde."
    )
    assert explained(found) == ["Genomsnitt före är räknat på 12 värden före 1 januari 2022."]
    assert finer(replace(found, reaches=(replace(found.reaches[0], centre=12345.6),)), Writing()).decimals == 0
    few = made(judging(9, before=[10, 12, 10, 12]))
    assert explained(few) == [
        "Median före betyder att hälften av 4 värden före 1 januari 2022 ligger på var sida.",
        "Det behövs minst 6 för att visa hur mycket värdena brukar variera.",
    ]
    single = explained(made(judging(9, before=[10])))
    assert single[0] == "Median före är räknat på 1 värde före 1 januari 2022.", "half of one value is nothing"
    assert any("Få mätvärden" in one for one in explained(made(judging(9, before=[10, 12] * 4))))
    assert any("lika stora" in one for one in explained(made(judging(9, before=[10] * 12))))
