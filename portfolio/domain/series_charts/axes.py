"""The axes of a chart: round levels that readers can tell, and periods by their names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from portfolio.domain.effects import period_at
from portfolio.domain.measures import MONTHS, Frequency
from portfolio.domain.numbers import in_swedish
from portfolio.domain.periods import LAST_YEAR, Period, Precision, following

#: How much room there is over the highest level and under the lowest, as a part of what lies between them.
_ROOM = 0.07

#: So many levels are named at least.
_LEVELS = 4

#: From this part of the height on, the axis goes on to zero: that costs little, and says more.
_NEAR_ZERO = 0.5

_STEPS = (Decimal(10), Decimal(5), Decimal("2.5"), Decimal(2), Decimal(1), Decimal("0.5"))

#: So many months between two periods that are named, where not every one is; from the densest on.
_MONTH_STEPS = (2, 3, 6, 12, 24, 60, 120, 240, 600)


@dataclass(frozen=True)
class Tick:
    """A place on an axis, and what stands there."""

    at: float
    text: str


@dataclass(frozen=True)
class Axis:
    """The levels that the picture reaches over, and those that are named."""

    low: float
    high: float
    ticks: tuple[Tick, ...]

    @property
    def begins_at_zero(self) -> bool:
        """Whether heights can be compared as they look: zero is the lowest level, or lies within."""
        return self.low <= 0 <= self.high

    def share(self, level: float) -> float:
        """How far up a level lies: 0 at the lowest, 1 at the highest."""
        return (level - self.low) / (self.high - self.low)


def value_axis(levels: Sequence[float]) -> Axis:
    """An axis that holds all levels with some room around; from zero where that is not far away."""
    low, high = min(levels, default=0.0), max(levels, default=1.0)
    whole = high - low
    if whole <= 1e-9 * max(abs(low), abs(high)):
        # One level alone lies in the middle, with as much around it as can be told from it.
        whole = abs(high) * 0.2 or 1.0
        low, high = low - whole / 2, high + whole / 2
    if low >= 0 and whole >= _NEAR_ZERO * high:
        bottom, top = 0.0, high + _ROOM * high
    elif high <= 0 and whole >= _NEAR_ZERO * -low:
        bottom, top = low + _ROOM * low, 0.0
    else:
        # What is never negative is not drawn on an axis that is, for the sake of some room.
        bottom = max(0.0, low - _ROOM * whole) if low >= 0 else low - _ROOM * whole
        top = min(0.0, high + _ROOM * whole) if high <= 0 else high + _ROOM * whole
    return Axis(bottom, top, _level_ticks(bottom, top))


def _level_ticks(low: float, high: float) -> tuple[Tick, ...]:
    bottom, top = Decimal(repr(low)), Decimal(repr(high))
    power = Decimal(1).scaleb(((top - bottom) / _LEVELS).adjusted())
    step, numbers = Decimal(1), range(0)
    for one in _STEPS:
        step = one * power
        first, last = (bottom / step).to_integral_value(ROUND_CEILING), (top / step).to_integral_value(ROUND_FLOOR)
        numbers = range(int(first), int(last) + 1)
        if len(numbers) >= _LEVELS:
            break
    exponent = step.normalize().as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return tuple(Tick(float(number * step), in_swedish(number * step, decimals)) for number in numbers)


def time_ticks(begins: int, ends: int, frequency: Frequency) -> Iterator[tuple[Tick, ...]]:
    """Ways to name the periods between two days, every one first and then ever fewer; the last way names one."""
    unit = MONTHS[frequency]
    every = list(_periods(begins, ends, frequency))
    for step in (unit, *(one for one in _MONTH_STEPS if one > unit and one % unit == 0)):
        named = [one for one in every if one.start and (one.start.year * 12 + one.start.month - 1) % step == 0]
        if named:
            yield tuple(_tick(one) for one in named)
    yield tuple(_tick(one) for one in every[:1])


def _periods(begins: int, ends: int, frequency: Frequency) -> Iterator[Period]:
    one = period_at(frequency, date.fromordinal(begins))
    while one.start is not None and one.start.toordinal() < ends:
        tick = _tick(one)
        if begins <= tick.at <= ends:
            yield one
        if one.start.year >= LAST_YEAR:
            return
        one = following(one)


def _tick(period: Period) -> Tick:
    first, last = period.start or date.min, period.end or date.max
    return Tick((first.toordinal() + last.toordinal() + 1) / 2, short_name(period))


def short_name(period: Period) -> str:
    """``jan 2023``, ``kv 3 2022``, ``halvår 1 2022``: what a period is called where there is little room."""
    if period.start is None:
        return period.label
    year = period.start.year
    if period.precision is Precision.MONTH:
        return f"{period.label[:3]} {year}"
    if period.precision is Precision.HALF:
        return f"halvår {1 if period.start.month == 1 else 2} {year}"
    return period.label
