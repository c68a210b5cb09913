"""Which periods of which series are left out of what is exported, since they tell of counts that are too small."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portfolio.domain import suppression
from portfolio.domain.effects import Value
from portfolio.domain.measures import Accumulation
from portfolio.domain.suppression import Hidden, Told
from portfolio.models import Measure, Series
from portfolio.services import effect_values, totals
from portfolio.services.context import Context
from portfolio.services.paging import TOGETHER

_NOTHING: Hidden = frozenset()


@dataclass(frozen=True)
class SmallCounts:
    """What is left out, by the ids of series, and of any series of a measure, by the ids of measures."""

    of_series: Mapping[int, Hidden] = field(default_factory=dict)
    of_measures: Mapping[int, Hidden] = field(default_factory=dict)

    def of(self, measure: Measure, series: Series | None, values: Sequence[Value]) -> Hidden:
        """What is left out of the values of a series as the measure is defined now.

        The whole may be what its units make, without rows of its own: then it tells of each of them.
        """
        found = self.of_series.get(series.id, _NOTHING) if series is not None else _NOTHING
        if series is not None and (series.unit_id is not None or series.sex is not None):
            return found
        whole = Told(None, None, values, accumulates=measure.accumulation is Accumulation.YTD)
        return found | suppression.reaching(whole, self.of_measures.get(measure.id, _NOTHING))


def of_measures(ctx: Context, measure_ids: Collection[int]) -> SmallCounts:
    """What is left out of the values that count. One query where no measure hides anything, else a few."""
    query = (
        select(Series)
        .join(Measure)
        .where(Measure.id.in_(measure_ids), Measure.suppress_small)
        .options(joinedload(Series.measure).selectinload(Measure.versions, chunksize=TOGETHER))
    )
    found = ctx.session.scalars(query).all()
    if not found:
        return SmallCounts()
    values = effect_values.counting(ctx, [one.id for one in found])
    return of_values(ctx, {one: values[one.id] for one in found})


def of_values(ctx: Context, values: Mapping[Series, Sequence[Value]]) -> SmallCounts:
    """What is left out of those values of those series, all of them of measures that hide small counts.

    One query where something is measured by unit.
    """
    if not values:
        return SmallCounts()
    parents = totals.all_units(ctx, values).parents
    versions: dict[tuple[int, int], dict[int, Told]] = {}
    for series, told in values.items():
        of_version = versions.setdefault((series.measure_id, series.version), {})
        of_version[series.id] = Told(series.unit_id, series.sex, told, accumulates=_accumulates(series))
    of_series: dict[int, Hidden] = {}
    whole: dict[int, Hidden] = {}
    for (measure_id, _), of_version in versions.items():
        hidden = suppression.hidden(of_version, parents)
        of_series |= hidden
        whole[measure_id] = whole.get(measure_id, _NOTHING).union(*hidden.values())
    return SmallCounts(of_series, whole)


def _accumulates(series: Series) -> bool:
    """Whether the values grow over the year, as the measure was defined when they were measured."""
    measure = series.measure
    earlier = (one.accumulation for one in measure.versions if one.number == series.version)
    now = measure.accumulation if series.version == measure.version else next(earlier, measure.accumulation)
    return now is Accumulation.YTD
