"""What the table of measured values holds now: of every series and period what counts, else what waits to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portfolio.domain.measurements import COUNTED
from portfolio.domain.periods import Period, sort_key
from portfolio.domain.suppression import Hidden
from portfolio.models import BenefitMeasure, Measure, Measurement, Series
from portfolio.services import measurements, small_counts, totals
from portfolio.services.context import Context
from portfolio.services.paging import TOGETHER
from portfolio.services.tables.held import Held, Ids, used_by
from portfolio.services.tables.names import Places

FIGURES = ("value", "numerator", "denominator", "sent")
TEXTS = ("no_value_reason", "comment", "influences", "evidence_link")


def measured(ctx: Context, places: Places, ids: Ids) -> list[Held]:
    """The values of the measures as they are defined now, by measure, series and period. The same few queries."""
    query = (
        select(Measurement)
        .join(Series, Series.id == Measurement.series_id)
        .join(Measure, Measure.id == Series.measure_id)
        .where(Measure.plan_id == places.plan.id, Series.version == Measure.version, *used_by(places, ids))
        .order_by(Measure.position, Measure.id, Series.id, Measurement.number, Measurement.id)
        .options(joinedload(Measurement.series).joinedload(Series.measure))
    )
    library = _load_uses(ctx, places)
    found: dict[Series, list[Measurement]] = {}
    sees_all: dict[int, bool] = {}
    for series, rows in groupby(ctx.session.scalars(query), key=lambda one: one.series):
        measure = series.measure
        if measure.id not in sees_all:
            sees_all[measure.id] = measurements.sees_all_drafts(ctx, measure)
        found[series] = _shown(ctx, rows, sees_all=sees_all[measure.id])
    del library
    hidden = _hidden(ctx, found)
    return [_held(one, series, places, hidden) for series, rows in found.items() for one in rows]


def _hidden(ctx: Context, found: Mapping[Series, Sequence[Measurement]]) -> Mapping[int, Hidden]:
    """What an export leaves out, by series: judged by all that the actor would have in it, drafts too."""
    told = {
        series: [totals.value_of(one.period, one) for one in rows]
        for series, rows in found.items()
        if series.measure.suppress_small
    }
    return small_counts.of_values(ctx, told).of_series


def _load_uses(ctx: Context, places: Places) -> list[Measure]:
    """Hold on to what uses each measure: who may see its drafts is else asked of the database measure by measure."""
    query = select(Measure).where(Measure.plan_id == places.plan.id)
    uses = selectinload(Measure.uses, chunksize=TOGETHER).joinedload(BenefitMeasure.benefit)
    return list(ctx.session.scalars(query.options(uses)))


def shown(ctx: Context, rows: Sequence[Measurement], *, sees_all: bool) -> Measurement | None:
    """Of a period's rows the one that counts, else the latest that exists for the actor."""
    seen = [one for one in rows if one.state in COUNTED or sees_all or measurements.is_own(ctx, one.recorded_by)]
    return measurements.counts(seen) or (seen[-1] if seen else None)


def _shown(ctx: Context, rows: Iterable[Measurement], *, sees_all: bool) -> list[Measurement]:
    by_period: dict[Period, list[Measurement]] = {}
    for one in rows:
        by_period.setdefault(one.period, []).append(one)
    found = (shown(ctx, of_period, sees_all=sees_all) for _, of_period in sorted(by_period.items(), key=_time))
    return [one for one in found if one is not None]


def _time(item: tuple[Period, Any]) -> Any:
    return sort_key(item[0])


def _held(one: Measurement, series: Series, places: Places, hidden: Mapping[int, Hidden]) -> Held:
    unit = series.unit_id
    values: dict[str, Any] = {
        "measure": places.measures.name_of(series.measure_id),
        "unit": places.organisations.name_of(unit) if unit is not None else None,
        "sex": series.sex,
        **{name: getattr(one, name) for name in ("period", *FIGURES, *TEXTS, "state")},
    }
    hides = one.period in hidden.get(series.id, ())
    refers = {"measure": series.measure_id, "unit": unit}
    return Held(values, (series.id, one.id), refers, frozenset(FIGURES if hides else ()))
