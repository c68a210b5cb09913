"""What a benefit wants of a measure, from what is stored to what the domain asks about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from portfolio.domain.effects import Aim
from portfolio.domain.measures import Frequency
from portfolio.domain.periods import Period, provably_before, sort_key
from portfolio.models import BenefitMeasure


def of_link(link: BenefitMeasure) -> Aim:
    """What the benefit wants of the measure, as the domain asks about it."""
    benefit, measure = link.benefit, link.measure
    target = link.targets[-1] if link.targets else None
    first, full = _dated(benefit.first_effect), _dated(benefit.full_effect)
    if first is not None and full is not None and provably_before(full, first):
        full = None
    return Aim(
        direction=measure.direction,
        frequency=measure.frequency or benefit.frequency or Frequency.YEAR,
        baseline=_float(link.baseline_value),
        baseline_excused=bool(link.baseline_reason),
        baseline_period=link.baseline_period,
        target=_float(target.value) if target else None,
        target_period=target.period if target else None,
        tolerance=_float(measure.tolerance),
        first_effect=first,
        full_effect=full,
        ramp=benefit.ramp,
        interim=_on_the_way(link, first, full or first),
        multiplier=float(measure.multiplier),
    )


def _on_the_way(link: BenefitMeasure, first: Period | None, full: Period | None) -> tuple[tuple[Period, float], ...]:
    """The interim targets between the first effect and the full one.

    The benefit's times can move after they were set, and one that no longer lies on the way must not stop everything.
    """
    if first is None or full is None or first.start is None or full.end is None:
        return ()
    ordered = sorted(link.interim, key=lambda one: sort_key(one.period))
    told: dict[date, tuple[Period, float]] = {}
    for one in ordered:
        if one.period.end is not None and first.start < one.period.end < full.end:
            # Two that end on the same day would be a jump; the one that was named last in time is kept.
            told[one.period.end] = (one.period, float(one.value))
    return tuple(told.values())


def _dated(period: Period | None) -> Period | None:
    return period if period is not None and period.start is not None and period.end is not None else None


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)
