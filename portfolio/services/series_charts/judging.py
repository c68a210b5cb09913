"""What a series is judged by in its picture: the same values, start and limits as the verdict rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from portfolio.domain.comparisons import slots
from portfolio.domain.effects import Value
from portfolio.domain.measures import Accumulation, Frequency
from portfolio.domain.series_charts import (
    Judging,
)
from portfolio.models import Measure
from portfolio.services import comparisons
from portfolio.services.context import Context
from portfolio.services.effects import Judged

if TYPE_CHECKING:
    pass


def judging(judged: Judged) -> Judging | None:
    """What a benefit's values are judged by: limits from before its start, since the latest rebase before that."""
    held, measure = judged.compared, judged.link.measure
    told, asked = held.told, held.comparison
    if told is None or measure.accumulation is Accumulation.ROLLING12:
        return None
    freeze = None
    if asked.start is not None:
        sides = told.sides(asked.start, asked.rebases)
        told = replace(told, values=told.values[sides.since :])
        freeze = sides.before - sides.since if sides.before - sides.since >= comparisons.FEWEST_FROZEN else None
    return Judging(
        told=told,
        kind=comparisons.chart_kind(measure, judged.values),
        direction=judged.aim.direction,
        target=judged.aim.target,
        start=asked.start,
        freeze=freeze,
        multiplier=judged.aim.multiplier,
    )


def alone(ctx: Context, measure: Measure, values: Sequence[Value]) -> Judging | None:
    """What a series is judged by that no benefit follows: by all its values, without any start."""
    told = slots([one for one in values if one.last <= ctx.today], measure.frequency or Frequency.YEAR)
    if told is None or measure.accumulation is Accumulation.ROLLING12:
        return None
    kind = comparisons.chart_kind(measure, values)
    return Judging(told=told, kind=kind, direction=measure.direction, multiplier=float(measure.multiplier))
