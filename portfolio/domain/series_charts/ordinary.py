"""What is ordinary for a series: the level that its values are held against, and how far they usually stray from it.

Levels are in the measure's unit, times are days as ordinals with the end of a span exclusive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum, auto

from portfolio.domain.comparisons import Slots
from portfolio.domain.control_charts import (
    FEWEST,
    Asked,
    Assurance,
    ControlChart,
    Count,
    Point,
    RunChart,
    Variation,
    by_count,
    run,
    xmr,
)
from portfolio.domain.measures import ChartKind, Direction
from portfolio.domain.periods import Period


class Middle(Enum):
    """What the level is of the values that it was reckoned from."""

    MEAN = auto()
    MEDIAN = auto()


@dataclass(frozen=True)
class Reach:
    """A level over some time, and the limits of ordinary variation; without limits these are None.

    ``carried`` tells that the time lies beyond the one that the level was reckoned from.
    """

    first: float
    last: float
    centre: float
    lower: float | None = None
    upper: float | None = None
    carried: bool = False


@dataclass(frozen=True)
class Judging:
    """What a series is judged by: one value a period, and the first ``freeze`` of them to make the level from.

    All of them make it when ``freeze`` is None. ``start`` is the day from which the change should be seen. ``target``
    is in the measure's unit, which is ``multiplier`` times the bare ratio of the counts.
    """

    told: Slots
    kind: ChartKind
    direction: Direction
    target: float | None = None
    start: date | None = None
    freeze: int | None = None
    multiplier: float = 1.0


@dataclass(frozen=True)
class Ordinary:
    """What is ordinary; ``points`` tell what each period's value says of it, and ``rests_on`` so many values it rests.

    ``start`` is the day before which those values lie, None where they are all there are. ``is_few`` tells that there
    are too few to speak of limits, ``overdispersed`` that counting alone does not explain how the values vary.
    """

    reaches: tuple[Reach, ...]
    middle: Middle
    rests_on: int
    start: date | None = None
    points: Mapping[Period, Point] = field(default_factory=dict)
    variation: Variation | None = None
    assurance: Assurance | None = None
    is_few: bool = False
    overdispersed: bool = False
    runs: RunChart | None = None

    @property
    def has_limits(self) -> bool:
        """Whether there are limits anywhere."""
        return any(one.lower is not None for one in self.reaches)

    @property
    def has_varying_limits(self) -> bool:
        """Whether the limits differ from one period to another."""
        return len({(one.lower, one.upper) for one in self.reaches if one.lower is not None}) > 1

    @property
    def centre(self) -> float:
        """The level that the latest values are held against."""
        return self.reaches[-1].centre

    @property
    def standing(self) -> Assurance | None:
        """Whether the target is reached, as long as the latest value says nothing else than the level does.

        The limits are those of the time before the start: once the values have left it, they say nothing of the target.
        """
        return self.assurance if self.variation is Variation.COMMON_CAUSE else None

    def at(self, day: float) -> Reach | None:
        """The level and limits of a day."""
        return next((one for one in self.reaches if one.first <= day < one.last), None)


def ordinary(asked: Judging, *, begins: float, ends: float) -> Ordinary | None:
    """What is ordinary for a series, from the beginning of a picture to its end; None where there is no value for it.

    With fewer than six values to make limits from, there is a median alone, and nothing is said of single points.
    """
    numbers = _numbers(asked)
    chart = xmr(_asked(asked, numbers))
    counted, overdispersed = asked.kind in (ChartKind.P, ChartKind.U), False
    if counted:
        by_counts = by_count(_asked(asked, numbers, times=asked.multiplier), _counts(asked.told), asked.kind)
        overdispersed = by_counts.overdispersed
        chart = chart if overdispersed else by_counts
    is_few = chart.phases[-1].n_baseline < FEWEST if chart.phases else True
    by_median = is_few or asked.kind is ChartKind.RUN
    if by_median:
        chart = run(_asked(asked, numbers))
    reaches = _within(_reaches(asked, chart, ends), begins)
    if not reaches:
        return None
    return Ordinary(
        reaches=reaches,
        middle=Middle.MEDIAN if by_median else Middle.MEAN,
        rests_on=chart.phases[-1].n_baseline,
        start=asked.start if asked.freeze is not None else None,
        points={one.period: point for one, point in zip(asked.told.values, chart.points, strict=True) if point.type},
        variation=chart.variation,
        assurance=chart.assurance,
        is_few=is_few,
        overdispersed=overdispersed and not is_few,
        runs=chart.run_charts[-1] if by_median else None,
    )


def _numbers(asked: Judging) -> Sequence[float | None]:
    """The values in the measure's unit; of what is judged by counts, those alone that have them."""
    if asked.kind not in (ChartKind.P, ChartKind.U):
        return asked.told.numbers
    rates = (one.rate for one in _counts(asked.told))
    return [None if one is None else one * asked.multiplier for one in rates]


def _counts(told: Slots) -> list[Count]:
    return [Count(one.numerator, one.denominator) for one in told.values]


def _asked(asked: Judging, numbers: Sequence[float | None], *, times: float = 1.0) -> Asked:
    target = None if asked.target is None else asked.target / times
    return Asked(numbers, asked.direction, target=target, freeze=asked.freeze)


def _reaches(asked: Judging, chart: ControlChart, ends: float) -> tuple[Reach, ...]:
    """The level from the first period to the end of the picture, carried on from where it was reckoned."""
    values = asked.told.values
    if not values or not chart.phases or chart.phases[-1].level.centre is None:
        return ()
    level, times = chart.phases[-1].level, asked.multiplier if chart.limits_per_point else 1.0
    begins, after = values[0].first.toordinal(), values[-1].last.toordinal() + 1
    starts = (
        asked.start.toordinal()
        if asked.start is not None and asked.freeze is not None
        else _whole_periods(after, ends, after - values[-1].first.toordinal())
    )
    whole = Reach(begins, starts, (level.centre or 0.0) * times, level.lower, level.upper)
    limits = chart.limits_per_point
    if limits is None:
        return _until(whole, max(ends, after))
    found = [
        replace(
            whole,
            first=one.first.toordinal(),
            last=one.last.toordinal() + 1,
            lower=_times(lower, times),
            upper=_times(upper, times),
            carried=one.first.toordinal() >= starts,
        )
        for one, lower, upper in zip(values, limits.lower, limits.upper, strict=True)
    ]
    # How many will be counted next is not known, and so there are no limits either.
    rest = replace(whole, first=after, last=ends, carried=after >= starts)
    return (*found, rest) if ends > after else tuple(found)


def _whole_periods(after: float, ends: float, length: float) -> float:
    """Where the time begins that no value speaks of; what is left of a period that has begun is no time of its own."""
    return ends if 0 < ends - after < length else after


def _within(reaches: Sequence[Reach], begins: float) -> tuple[Reach, ...]:
    """Without what lies before the picture: the first periods of a series may have no value."""
    return tuple(replace(one, first=max(one.first, begins)) for one in reaches if one.last > begins)


def _until(reckoned: Reach, ends: float) -> tuple[Reach, ...]:
    if ends <= reckoned.last:
        return (reckoned,)
    return reckoned, replace(reckoned, first=reckoned.last, last=ends, carried=True)


def _times(level: float | None, times: float) -> float | None:
    return None if level is None else level * times
