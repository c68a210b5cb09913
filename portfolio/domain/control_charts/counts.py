"""Charts of proportions (p) and rates (u): limits by how many were counted in each period, and whether they hold.

Where the values vary far more than counting alone explains, the limits are much too tight; then what is said of the
points comes from the moving ranges of the rate itself, and the limits by count are told all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import fsum, sqrt

from portfolio.domain.control_charts.chart import (
    Asked,
    ChartPhase,
    ControlChart,
    LimitsPerPoint,
    assurance,
    numbered,
    points_of,
    spans,
    variation,
    xmr,
)
from portfolio.domain.control_charts.levels import PER_SPREAD, Level, observed, slack
from portfolio.domain.control_charts.rules import Flags, compared
from portfolio.domain.control_charts.runs import RunChart, run_chart
from portfolio.domain.measures import ChartKind

#: From so many times the spread that counting explains, the limits by count are not to be trusted.
_OVERDISPERSED = 1.5


@dataclass(frozen=True)
class Count:
    """What was counted in a period, out of how many; either may be missing."""

    numerator: float | None
    denominator: float | None

    @property
    def rate(self) -> float | None:
        """The bare ratio; None where a count is missing or nothing was there to count."""
        if self.numerator is None or not self.denominator:
            return None
        return self.numerator / self.denominator


@dataclass(frozen=True)
class _Phase:
    """One phase with its common rate, and limits by period."""

    start: int
    end: int
    rates: Sequence[float | None]
    centre: float | None
    lower: Sequence[float | None]
    upper: Sequence[float | None]
    n_baseline: int
    scores: Sequence[float | None]


def by_count(asked: Asked, counts: Sequence[Count], kind: ChartKind) -> ControlChart:
    """The chart of counts, p or u; ``asked`` has the same number of periods, and its values are not looked at."""
    rates = [one.rate for one in counts]
    asked = replace(asked, values=rates)
    made = [
        _phase(counts[start : end + 1], start, asked.freeze, kind) for start, end in spans(len(rates), asked.starts)
    ]
    phases = [
        ChartPhase(one.start, one.end, len(observed(one.rates)), one.n_baseline, Level(one.centre)) for one in made
    ]
    flags = [_flags(one) for one in made]
    limits = LimitsPerPoint(
        tuple(one.centre for one in made for _ in one.rates),
        tuple(limit for one in made for limit in one.lower),
        tuple(limit for one in made for limit in one.upper),
    )
    points, last = points_of(asked, phases, flags), made[-1]
    at = max((number for number, rate in enumerate(last.rates) if rate is not None), default=0)
    found = ControlChart(
        phases=tuple(phases),
        flags=tuple(flags),
        points=points,
        variation=variation(points[last.start :]),
        assurance=assurance(asked, last.lower[at], last.upper[at], tol=slack(last.rates)),
        run_charts=tuple(_run_chart(one) for one in made),
        limits_per_point=limits,
        overdispersed=is_overdispersed([one.scores for one in made]),
        rules=numbered(phases, flags),
    )
    if not found.overdispersed:
        return found
    by_rate = xmr(asked)
    return replace(found, points=by_rate.points, variation=by_rate.variation)


def is_overdispersed(phases: Sequence[Sequence[float | None]]) -> bool:
    """Whether the values step further than counting explains, from each period's distance in its own spread (z)."""
    steps = [
        abs(after - before)
        for scores in phases
        for before, after in pairwise(scores)
        if before is not None and after is not None
    ]
    return bool(steps) and fsum(steps) / len(steps) / PER_SPREAD > _OVERDISPERSED


def overdispersed(counts: Sequence[Count], *, freeze: int | None, kind: ChartKind) -> bool:
    """The same of a series in one phase, without the rest of its chart."""
    return is_overdispersed([_phase(counts, 0, freeze, kind).scores]) if counts else False


def _phase(counts: Sequence[Count], start: int, freeze: int | None, kind: ChartKind) -> _Phase:
    baseline = [one for one in counts[:freeze] if one.rate is not None]
    rates = [one.rate for one in counts]
    centre = None
    if baseline:
        centre = fsum(one.numerator or 0.0 for one in baseline) / fsum(one.denominator or 0.0 for one in baseline)
    spreads = [_spread(centre, one, kind) for one in counts]
    limits = [_limits(centre, spread, kind) for spread in spreads]
    scores = [
        None if rate is None or centre is None or spread is None else (rate - centre) / spread
        for rate, spread in zip(rates, spreads, strict=True)
    ]
    lower, upper = [one[0] for one in limits], [one[1] for one in limits]
    return _Phase(start, start + len(counts) - 1, rates, centre, lower, upper, len(baseline), scores)


def _spread(centre: float | None, one: Count, kind: ChartKind) -> float | None:
    """The spread that counting alone gives a rate; None where everything or nothing was counted, and there is none."""
    if centre is None or one.rate is None or not one.denominator:
        return None
    variance = centre * (1 - centre) if kind is ChartKind.P else centre
    return sqrt(variance / one.denominator) if variance > 0 else None


def _limits(centre: float | None, spread: float | None, kind: ChartKind) -> tuple[float | None, float | None]:
    if centre is None or spread is None:
        return None, None
    upper = centre + 3 * spread
    return max(0.0, centre - 3 * spread), min(1.0, upper) if kind is ChartKind.P else upper


def _flags(phase: _Phase) -> Flags:
    tol = slack(phase.rates)
    sides = compared(phase.rates, phase.centre, tol=tol)
    outside = tuple(
        number
        for number, (rate, lower, upper) in enumerate(zip(phase.rates, phase.lower, phase.upper, strict=True))
        if rate is not None and lower is not None and upper is not None
        if rate - upper > tol or lower - rate > tol
    )
    return Flags(outside=outside, sides=tuple(sides))


def _run_chart(phase: _Phase) -> RunChart:
    return run_chart(phase.rates, phase.centre, tol=slack(phase.rates), start=phase.start)
