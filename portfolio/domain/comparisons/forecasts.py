"""What the values will be at a date if nothing changes, or if a trend goes on; where neither can be said, why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum, sqrt

from portfolio.domain.comparisons.student import quantile
from portfolio.domain.control_charts import ControlChart, PointType, Stretch, level, slack

#: So many points make a level that can be told ahead.
_ENOUGH = 12


class ForecastBasis(StrEnum):
    """What a forecast rests on."""

    LEVEL = "level"
    TREND = "trend"
    NONE = "none"


@dataclass(frozen=True)
class Forecast:
    """The likeliest value and the range of single values, in the measure's unit; ``reason`` is why there is none."""

    basis: ForecastBasis
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    reason: str | None = None


def forecast(
    values: Sequence[float | None], chart: ControlChart, *, ahead: int | None, screen: bool = True
) -> Forecast:
    """The forecast of a series from its XmR chart; ``ahead`` is how many periods after the latest value it is for.

    ``ahead`` is None where no date is stated: a level holds for every date, a trend for none.
    """
    last = chart.phases[-1]
    part = values[last.start : last.end + 1]
    at = max((number for number, value in enumerate(part) if value is not None), default=None)
    if at is None:
        return _none("Det finns inga värden att utgå från.")
    tol, flags = slack(part), chart.flags[-1]
    trend = next((one for one in flags.trends if one.end == at), None)
    if trend is not None:
        return _by_trend(part, trend, ahead)
    shift = next((one for one in flags.shifts if one.end == at), None)
    if shift is not None and shift.length >= _ENOUGH:
        run = level(part[shift.start : shift.end + 1], tol=tol, screen=screen)
        return _by_level(run.centre, run.lower, run.upper)
    return by_common_cause(chart, last.level.centre, last.level.lower, last.level.upper)


def by_common_cause(chart: ControlChart, centre: float | None, lower: float | None, upper: float | None) -> Forecast:
    """The level that goes on with its limits, where the latest point of the last phase tells of nothing else."""
    if chart.points and _latest_type(chart) is not PointType.COMMON_CAUSE:
        return _none("De senaste värdena avviker från det vanliga, och det är inte klart om de blir kvar där.")
    if chart.phases[-1].n < _ENOUGH:
        return _none(f"Det behövs minst {_ENOUGH} värden på samma nivå.")
    return _by_level(centre, lower, upper)


def _latest_type(chart: ControlChart) -> PointType | None:
    last = chart.phases[-1]
    points = chart.points[last.start : last.end + 1]
    return next((one.type for one in reversed(points) if one.type is not None), None)


def _by_level(centre: float | None, lower: float | None, upper: float | None) -> Forecast:
    if lower is None or upper is None:
        return _none("Värdena säger inte hur mycket de brukar variera.")
    return Forecast(ForecastBasis.LEVEL, centre, lower, upper)


def _by_trend(values: Sequence[float | None], trend: Stretch, ahead: int | None) -> Forecast:
    """A straight line through the trend's own points, with the range of one more value."""
    if ahead is None:
        return _none("Ange när effekten ska vara full, så går det att säga vart utvecklingen leder till dess.")
    if ahead < 1:
        return _none("Tiden har redan passerat.")
    if 2 * ahead > trend.length:
        return _none("Utvecklingen har pågått för kort tid för att följas så långt fram.")
    told = [one for one in values[trend.start : trend.end + 1] if one is not None]
    number = len(told)
    middle, mean = (number - 1) / 2, fsum(told) / number
    spread = fsum((at - middle) ** 2 for at in range(number))
    slope = fsum((at - middle) * (one - mean) for at, one in enumerate(told)) / spread
    squares = fsum((one - mean - slope * (at - middle)) ** 2 for at, one in enumerate(told))
    distance = number - 1 + ahead - middle
    found = mean + slope * distance
    half = quantile(0.975, number - 2) * sqrt(squares / (number - 2) * (1 + 1 / number + distance**2 / spread))
    return Forecast(ForecastBasis.TREND, found, found - half, found + half)


def _none(reason: str) -> Forecast:
    return Forecast(ForecastBasis.NONE, reason=reason)
