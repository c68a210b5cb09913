"""A control chart as data: phases with their limits, what the rules flag, the type of each point, and what it adds to.

Numbers of periods are counted from 0 over the whole series, and an end is in what it ends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median

from portfolio.domain.control_charts.levels import ENOUGH, Level, level, observed, slack
from portfolio.domain.control_charts.rules import Flags, Side, Signal, flagged
from portfolio.domain.control_charts.runs import RunChart, run_chart
from portfolio.domain.measures import Direction


class PointType(StrEnum):
    """What a point tells: ordinary variation, or a change and whether it is for the better."""

    COMMON_CAUSE = "common_cause"
    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    NEUTRAL_HIGH = "neutral_high"
    NEUTRAL_LOW = "neutral_low"


class Variation(StrEnum):
    """What the latest point tells, and which way it went."""

    COMMON_CAUSE = "common_cause"
    IMPROVEMENT_HIGH = "improvement_high"
    IMPROVEMENT_LOW = "improvement_low"
    CONCERN_HIGH = "concern_high"
    CONCERN_LOW = "concern_low"
    NEUTRAL_HIGH = "neutral_high"
    NEUTRAL_LOW = "neutral_low"


class Assurance(StrEnum):
    """Whether the target is reached with the present way of working."""

    CONSISTENT_PASS = "consistent_pass"  # noqa: S105
    INCONSISTENT = "inconsistent"
    CONSISTENT_FAIL = "consistent_fail"


@dataclass(frozen=True)
class Asked:
    """What a chart is made of: one value a period, and how it is to be judged.

    ``starts`` are the numbers of the periods that open a new phase. ``freeze`` is how many periods of each phase its
    limits rest on; all of them when it is None.
    """

    values: Sequence[float | None]
    direction: Direction
    target: float | None = None
    starts: Sequence[int] = ()
    freeze: int | None = None
    screen: bool = True


@dataclass(frozen=True)
class ChartPhase:
    """A part of the series that is judged by itself; ``n`` points were observed, ``n_baseline`` of them make limits."""

    start: int
    end: int
    n: int
    n_baseline: int
    level: Level

    @property
    def provisional(self) -> bool:
        """Whether the limits rest on few values."""
        return self.n_baseline < ENOUGH


@dataclass(frozen=True)
class Point:
    """What is said of a period; nothing of one without a value."""

    signal: Signal | None = None
    side: Side | None = None
    type: PointType | None = None


_MISSING, _ORDINARY = Point(), Point(type=PointType.COMMON_CAUSE)


@dataclass(frozen=True)
class LimitsPerPoint:
    """Limits that differ from one period to another, since they rest on how many were counted."""

    centre: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]


@dataclass(frozen=True)
class ControlChart:
    """The whole of it. ``flags`` are those of each phase, counted from its own first period."""

    phases: tuple[ChartPhase, ...]
    flags: tuple[Flags, ...]
    points: tuple[Point, ...]
    variation: Variation | None
    assurance: Assurance | None
    run_charts: tuple[RunChart, ...] = ()
    limits_per_point: LimitsPerPoint | None = None
    overdispersed: bool = False
    #: By rule, the numbers of the periods that it flags.
    rules: dict[Signal, tuple[int, ...]] = field(default_factory=dict)


def xmr(asked: Asked) -> ControlChart:
    """The chart of single values and their moving ranges."""
    phases, flags, runs = [], [], []
    for start, end in spans(len(asked.values), asked.starts):
        part = asked.values[start : end + 1]
        tol, baseline = slack(part), part[: asked.freeze]
        made = level(baseline, tol=tol, screen=asked.screen)
        phases.append(ChartPhase(start, end, len(observed(part)), len(observed(baseline)), made))
        flags.append(flagged(part, made, tol=tol))
        middle = median(observed(baseline)) if observed(baseline) else None
        runs.append(run_chart(part, middle, tol=tol, start=start))
    points = points_of(asked, phases, flags)
    last = phases[-1]
    return ControlChart(
        phases=tuple(phases),
        flags=tuple(flags),
        points=points,
        variation=variation(points[last.start :]),
        assurance=assurance(asked, last.level.lower, last.level.upper, tol=slack(asked.values[last.start :])),
        run_charts=tuple(runs),
        rules=numbered(phases, flags),
    )


def run(asked: Asked) -> ControlChart:
    """The chart around the median: runs alone are judged, and no point by itself."""
    made = xmr(asked)
    middles = [Level(one.centre) for one in made.run_charts]
    phases = [
        ChartPhase(one.start, one.end, one.n, one.n_baseline, middle)
        for one, middle in zip(made.phases, middles, strict=True)
    ]
    nothing = [Flags() for _ in phases]
    return ControlChart(
        phases=tuple(phases),
        flags=tuple(nothing),
        points=tuple(Point() for _ in asked.values),
        variation=None,
        assurance=None,
        run_charts=made.run_charts,
        rules=numbered(phases, nothing),
    )


def spans(length: int, starts: Sequence[int]) -> list[tuple[int, int]]:
    """First and last period of each phase; a start at the beginning or beyond the end opens none."""
    opened = [0, *sorted({one for one in starts if 0 < one < length})]
    return [(start, following - 1) for start, following in zip(opened, [*opened[1:], length], strict=True)]


def points_of(asked: Asked, phases: Sequence[ChartPhase], flags: Sequence[Flags]) -> tuple[Point, ...]:
    """What is said of every period, by the label that it has in its phase."""
    found: list[Point] = []
    for phase, of_phase in zip(phases, flags, strict=True):
        labels = of_phase.labels()
        for number, value in enumerate(asked.values[phase.start : phase.end + 1]):
            if value is None:
                found.append(_MISSING)
            elif number in labels:
                signal, side = labels[number]
                found.append(Point(signal, side, type_of(side, asked.direction)))
            else:
                found.append(_ORDINARY)
    return tuple(found)


def type_of(side: Side, direction: Direction) -> PointType:
    """What a flagged point on this side tells; a level that is to be kept has no direction here."""
    if direction not in (Direction.INCREASE, Direction.DECREASE):
        return PointType.NEUTRAL_HIGH if side.is_high else PointType.NEUTRAL_LOW
    good = side.is_high is (direction is Direction.INCREASE)
    return PointType.IMPROVEMENT if good else PointType.CONCERN


def variation(points: Sequence[Point]) -> Variation | None:
    """What the last observed point of the last phase tells; None when nothing was observed in it."""
    last = next((one for one in reversed(points) if one.type is not None), None)
    if last is None or last.type is None:
        return None
    if last.side is None or last.type in (PointType.NEUTRAL_HIGH, PointType.NEUTRAL_LOW):
        return Variation(last.type.value)
    return Variation(f"{last.type.value}_{'high' if last.side.is_high else 'low'}")


def assurance(asked: Asked, lower: float | None, upper: float | None, *, tol: float) -> Assurance | None:
    """Whether the target lies beyond the limits, and so is always or never reached; on a limit is neither."""
    target = asked.target
    if target is None or lower is None or upper is None:
        return None
    if asked.direction not in (Direction.INCREASE, Direction.DECREASE):
        return None
    beyond = compared_with(target, lower, upper, tol)
    if beyond == 0:
        return Assurance.INCONSISTENT
    fails = beyond > 0 if asked.direction is Direction.INCREASE else beyond < 0
    return Assurance.CONSISTENT_FAIL if fails else Assurance.CONSISTENT_PASS


def compared_with(target: float, lower: float, upper: float, tol: float) -> int:
    """1 for a target above the limits, -1 for one below them, 0 for one between or on them."""
    return (target - upper > tol) - (lower - target > tol)


def numbered(phases: Sequence[ChartPhase], flags: Sequence[Flags]) -> dict[Signal, tuple[int, ...]]:
    """By rule every period that it flags, over the whole series."""

    def gathered(points: Callable[[Flags], Sequence[int]]) -> tuple[int, ...]:
        both = zip(phases, flags, strict=True)
        return tuple(sorted({phase.start + one for phase, of_phase in both for one in points(of_phase)}))

    return {
        Signal.OUTSIDE: gathered(lambda one: one.outside),
        Signal.TREND: gathered(lambda one: [n for run in one.trends for n in range(run.start, run.end + 1)]),
        Signal.TWO_OF_THREE: gathered(lambda one: one.two_of_three),
        Signal.SHIFT: gathered(lambda one: [n for run in one.shifts for n in range(run.start, run.end + 1)]),
    }
