"""The four rules that tell what is more than ordinary variation, on the periods of one phase.

Source: NHS England, Making Data Count, as implemented in NHSRplotthedots 0.2.2. Periods are counted from the phase's
first one; every comparison has the phase's own slack.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby, pairwise

from portfolio.domain.control_charts.levels import Level

#: So many points in a row make a trend or a shift.
IN_A_ROW = 7


class Signal(StrEnum):
    """Why a point is more than ordinary variation; the first that fits names it."""

    OUTSIDE = "outside"
    TREND = "trend"
    TWO_OF_THREE = "two_of_three"
    SHIFT = "shift"


class Side(StrEnum):
    """Which way a flagged point tells: where it lies, or where its trend goes."""

    ABOVE = "above"
    BELOW = "below"
    RISING = "rising"
    FALLING = "falling"

    @property
    def is_high(self) -> bool:
        """Whether it tells of higher values."""
        return self in (Side.ABOVE, Side.RISING)


@dataclass(frozen=True)
class Stretch:
    """Points in a row that tell the same: the first and the last one, both in it, and 1 for high or -1 for low."""

    start: int
    end: int
    way: int

    @property
    def length(self) -> int:
        """How many points they are."""
        return self.end - self.start + 1


@dataclass(frozen=True)
class Flags:
    """What the rules flag, by the numbers of the points in order.

    ``sides`` tell where each point lies: 1 above the centre, -1 below, 0 on it, None where there is none.
    """

    outside: tuple[int, ...] = ()
    two_of_three: tuple[int, ...] = ()
    trends: tuple[Stretch, ...] = ()
    shifts: tuple[Stretch, ...] = ()
    sides: tuple[int | None, ...] = field(default=())

    def labels(self) -> dict[int, tuple[Signal, Side]]:
        """The one label of each flagged point, and its side; where two trends meet, the later one names the point."""
        found: dict[int, tuple[Signal, Side]] = {}
        for one in self.shifts:
            found |= {point: (Signal.SHIFT, self._side(point)) for point in range(one.start, one.end + 1)}
        found |= {point: (Signal.TWO_OF_THREE, self._side(point)) for point in self.two_of_three}
        for one in self.trends:
            slope = Side.RISING if one.way > 0 else Side.FALLING
            found |= dict.fromkeys(range(one.start, one.end + 1), (Signal.TREND, slope))
        found |= {point: (Signal.OUTSIDE, self._side(point)) for point in self.outside}
        return found

    def _side(self, point: int) -> Side:
        return Side.ABOVE if (self.sides[point] or 0) > 0 else Side.BELOW


def flagged(values: Sequence[float | None], level: Level, *, tol: float) -> Flags:
    """Every rule on every period of a phase. Without a centre trends alone can be told, without limits no distances."""
    sides = compared(values, level.centre, tol=tol)
    outside = compared_with_limits(values, level.lower, level.upper, tol=tol)
    near = compared_with_limits(values, level.near_lower, level.near_upper, tol=tol)
    only_near = [0 if far else one for one, far in zip(near, outside, strict=True)]
    return Flags(
        outside=tuple(number for number, one in enumerate(outside) if one),
        two_of_three=tuple(sorted(_two_of_three(sides, only_near))),
        trends=trends(values, tol=tol),
        shifts=tuple(one for one in stretches(sides) if one.length >= IN_A_ROW),
        sides=tuple(sides),
    )


def compared(values: Sequence[float | None], level: float | None, *, tol: float) -> list[int | None]:
    """By value 1 above the level, -1 below it, 0 on it; None where there is no value, or no level."""
    if level is None:
        return [None] * len(values)
    return [None if one is None else (one - level > tol) - (level - one > tol) for one in values]


def compared_with_limits(
    values: Sequence[float | None], lower: float | None, upper: float | None, *, tol: float
) -> list[int]:
    """By value 1 beyond the upper limit, -1 beyond the lower one, else 0."""
    if lower is None or upper is None:
        return [0] * len(values)
    return [0 if one is None else (one - upper > tol) - (lower - one > tol) for one in values]


def trends(values: Sequence[float | None], *, tol: float) -> tuple[Stretch, ...]:
    """Every run of seven points or more in which each lies above the one before it, or each below."""
    steps = [
        None if before is None or after is None else (after - before > tol) - (before - after > tol)
        for before, after in pairwise(values)
    ]
    # A stretch of steps begins at the point before its first step, and so has one point more than steps.
    return tuple(Stretch(one.start, one.end + 1, one.way) for one in stretches(steps) if one.length >= IN_A_ROW - 1)


def stretches(marks: Sequence[int | None]) -> list[Stretch]:
    """The longest stretches of equal marks; 0 and None belong to none, and break them."""
    found: list[Stretch] = []
    start = 0
    for way, run in groupby(marks):
        length = len(list(run))
        if way:
            found.append(Stretch(start, start + length - 1, way))
        start += length
    return found


def _two_of_three(sides: Sequence[int | None], near: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for first in range(len(sides) - 2):
        side = sides[first]
        if not side or sides[first + 1] != side or sides[first + 2] != side:
            continue
        beyond = [number for number in range(first, first + 3) if near[number] == side]
        if len(beyond) >= 2:
            found.update(beyond)
    return found
