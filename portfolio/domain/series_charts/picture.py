"""The parts of a series' picture, in time and level.

Times are days as ordinals (``date.toordinal``), with the end of a span exclusive; a value stands in the middle of its
period. Levels are in the measure's unit. Nothing here knows of points on paper.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from portfolio.domain.control_charts import Point, PointType
from portfolio.domain.measures import Frequency
from portfolio.domain.periods import Period
from portfolio.domain.series_charts.ordinary import Ordinary

#: A day and a level.
Place = tuple[float, float]


@dataclass(frozen=True)
class Dot:
    """A value where it is drawn; one of an excluded period is marked, and no line goes through it.

    ``point`` is what it says of a change.
    """

    period: Period
    value: float
    reviewed: bool = True
    excluded: bool = False
    point: Point = field(default_factory=Point)

    @property
    def place(self) -> Place:
        """The middle of its period, and its level."""
        return at(self.period), self.value

    @property
    def is_signal(self) -> bool:
        """Whether it says more than ordinary variation does."""
        return self.point.type not in (None, PointType.COMMON_CAUSE)


@dataclass(frozen=True)
class TargetSet:
    """A target as it was set: its level, by when it is to be reached, and the day on which it was set."""

    value: float
    period: Period | None
    set_on: date


@dataclass(frozen=True)
class TargetLine:
    """How long a target held; the last one is ``current`` and holds to the end of the picture."""

    value: float
    first: float
    last: float
    current: bool


@dataclass(frozen=True)
class Mark:
    """A day that is pointed out: when phases began or are planned to, or when the first effect is expected.

    ``when`` is that time as exactly as it was stated.
    """

    day: int
    text: str
    when: str
    is_effect: bool = False


@dataclass(frozen=True)
class SeriesChart:
    """Everything that is drawn; what is missing is None or empty.

    ``segments`` are runs of values without a gap between them, and ``baseline`` where its line begins. ``goal`` is the
    target at the time by which it is to be reached, ``band`` the levels between which one that is kept may lie.
    """

    begins: int
    ends: int
    frequency: Frequency
    dots: tuple[Dot, ...] = ()
    segments: tuple[tuple[Dot, ...], ...] = ()
    shaded: tuple[tuple[int, int], ...] = ()
    baseline: Place | None = None
    targets: tuple[TargetLine, ...] = ()
    goal: Place | None = None
    band: tuple[float, float] | None = None
    ramp: tuple[Place, ...] = ()
    interim: tuple[Place, ...] = ()
    marks: tuple[Mark, ...] = ()
    ordinary: Ordinary | None = None

    @property
    def levels(self) -> tuple[float, ...]:
        """Every level that the picture has to hold."""
        return (
            *(one.value for one in self.dots),
            *(one.value for one in self.targets),
            *(level for _, level in (*self.ramp, *self.interim)),
            *(self.band or ()),
            *((self.baseline[1],) if self.baseline else ()),
            *self._ordinary_levels,
        )

    @property
    def _ordinary_levels(self) -> tuple[float, ...]:
        """Centre and limits; a limit below zero, of what is never negative, gets no room of its own."""
        if self.ordinary is None:
            return ()
        told = [
            one
            for reach in self.ordinary.reaches
            for one in (reach.centre, reach.lower, reach.upper)
            if one is not None
        ]
        least = 0.0 if all(one.value >= 0 for one in self.dots) else min(told)
        return tuple(max(one, least) for one in told)

    @property
    def latest(self) -> Dot | None:
        """The latest value that counts."""
        return next((one for one in reversed(self.dots) if not one.excluded), None)

    @property
    def target(self) -> float | None:
        """The level of the present target."""
        return next((one.value for one in self.targets if one.current), None)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.levels


def at(period: Period) -> float:
    """The middle of a period. Raises ValueError when it is open."""
    first, after = days_of(period)
    return (first + after) / 2


def days_of(period: Period) -> tuple[int, int]:
    """The first day of a period and the day after its last. Raises ValueError when it is open."""
    if period.start is None or period.end is None:
        raise ValueError("A value that is drawn has a period with a beginning and an end.")
    return period.start.toordinal(), (period.end + timedelta(days=1)).toordinal()
