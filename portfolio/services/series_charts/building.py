"""From what is stored of a series, and what a benefit wants of it, to its picture and table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from portfolio.domain.comparisons import Evidence
from portfolio.domain.effects import Aim, Value
from portfolio.domain.effects.writing import Writing
from portfolio.domain.errors import NotFound
from portfolio.domain.measures import Frequency
from portfolio.domain.periods import Period, day, overlaps
from portfolio.domain.phases import Phase, PhaseTimes
from portfolio.domain.series_charts import (
    Judging,
    SeriesChart,
    TargetSet,
    at,
    chart,
    expected_level,
    periods_of,
    value_axis,
)
from portfolio.domain.series_charts.estimates import Estimates, estimates
from portfolio.domain.series_charts.ordinary_words import point_in_words
from portfolio.domain.series_charts.words import describe, notes
from portfolio.domain.sparklines import Sparkline, sparkline
from portfolio.models import Benefit, ExcludedPeriod, Measure, Measurement, Series
from portfolio.services import aims, effect_values, effects, measure_lists, measurements, measures, small_counts
from portfolio.services.context import Context
from portfolio.services.effects import Judged
from portfolio.services.series_charts.judging import alone, judging
from portfolio.services.series_charts.picture import Row, SeriesPicture


def of_benefit(ctx: Context, benefit: Benefit, judged: Sequence[Judged]) -> dict[int, SeriesPicture]:
    """The charts of a benefit's measures, by the ids of what is wanted of them. The same queries, however many."""
    rows = measurements.latest(ctx, sorted({one.series.id for one in judged if one.series is not None}))
    excluded = effect_values.excluded(ctx, sorted({one.link.measure_id for one in judged}))
    phases = benefit.initiative.times()
    found = {}
    for one in judged:
        link, series = one.link, one.series
        wanted = _Wanted(
            benefit=benefit,
            aim=one.aim,
            targets=[TargetSet(float(row.value), row.period, row.set_at.date()) for row in link.targets],
            phases=phases,
            units=one.units,
            judging=judging(one),
            estimates=estimates(one.compared.comparison, one.compared.told, one.compared.verdict),
            evidence=one.evidence,
        )
        # Those that are left out of the reckoning are drawn too, as such.
        values = sorted((*one.values, *one.left_out), key=lambda value: value.first)
        told = _Told(link.measure, series, values, rows[series.id] if series else {}, excluded.get(link.measure_id, ()))
        found[link.id] = _picture(ctx, told, wanted)
    return found


def of_aim(ctx: Context, benefit_id: int, link_id: int) -> SeriesPicture:
    """The chart of one measure of a benefit. Raises NotFound or Denied."""
    link = aims.get(ctx, link_id)
    if link.benefit_id != benefit_id:
        raise NotFound
    judged = effects.of_link(ctx, link)
    return _for_file(ctx, of_benefit(ctx, link.benefit, [judged])[link_id], judged.series)


def of_series(ctx: Context, series_id: int) -> SeriesPicture:
    """The chart of a series alone. Raises NotFound or Denied; an earlier definition's has another unit, and none."""
    series = measurements.series(ctx, series_id)
    if not series.is_present:
        raise NotFound
    return _for_file(ctx, of_measure(ctx, series.measure, [series])[series.id], series)


def of_measure(ctx: Context, measure: Measure, series: Sequence[Series]) -> dict[int, SeriesPicture]:
    """The charts of a measure's series, by their ids. The same three queries whatever their number.

    What a benefit follows is judged on the benefit's page, from the start that it has: here it is only shown.
    """
    rows = measurements.latest(ctx, [one.id for one in series])
    excluded = effect_values.excluded(ctx, [measure.id]).get(measure.id, ())
    followed = [effect_values.series_of(one) for one in measures.users_of(ctx, measure)]
    found = {}
    for one in series:
        every = effect_values.values_of(measure, rows[one.id])
        judged_by = None if one in followed else alone(ctx, measure, effect_values.split(every, excluded)[0])
        found[one.id] = _picture(ctx, _Told(measure, one, every, rows[one.id], excluded), _Wanted(judging=judged_by))
    return found


def _for_file(ctx: Context, picture: SeriesPicture, series: Series | None) -> SeriesPicture:
    """The picture with what its file leaves out."""
    measure = picture.measure
    values = [Value(one.period, one.value) for one in picture.rows]
    return replace(picture, hidden=small_counts.of_measures(ctx, [measure.id]).of(measure, series, values))


def miniature(ctx: Context, judged: Judged) -> Sparkline | None:
    """A measure's values as a register shows them; None when there are none."""
    return sparkline(judged.values, as_of=ctx.today, writing=judged.writing, target=judged.aim.target)


@dataclass(frozen=True)
class _Told:
    """What is stored of a series; one that the units make together has no rows of its own."""

    measure: Measure
    series: Series | None
    values: Sequence[Value]
    rows: Mapping[Period, Sequence[Measurement]]
    excluded: Sequence[ExcludedPeriod]


@dataclass(frozen=True)
class _Wanted:
    """What a benefit wants of it, and when its initiative's phases are; nothing of a series alone."""

    benefit: Benefit | None = None
    aim: Aim | None = None
    targets: Sequence[TargetSet] = ()
    phases: Mapping[Phase, PhaseTimes] | None = None
    units: Sequence[str] = ()
    judging: Judging | None = None
    estimates: Estimates | None = None
    evidence: Evidence | None = None


def _picture(ctx: Context, told: _Told, wanted: _Wanted | None = None) -> SeriesPicture:
    wanted = wanted or _Wanted()
    measure, series, benefit = told.measure, told.series, wanted.benefit
    frequency = wanted.aim.frequency if wanted.aim is not None else measure.frequency
    drawn = chart(
        told.values,
        as_of=ctx.today,
        frequency=frequency,
        excluded=[one.period for one in told.excluded],
        aim=wanted.aim,
        targets=wanted.targets,
        phases=wanted.phases,
        judging=wanted.judging,
    )
    writing = Writing(measure.unit, measure.decimals)
    table = _table(ctx, told, frequency, wanted.aim, drawn)
    part = measure_lists.name_of(series) if series is not None and (series.unit_id or series.sex) else ""
    said = notes(drawn, value_axis(drawn.levels), writing, accumulation=measure.accumulation, targets=wanted.targets)
    if wanted.units:
        said = (f"Värdena är enheternas tillsammans: {', '.join(wanted.units)}.", *said)
    recorded = [one.recorded for one in table if one.recorded is not None]
    return SeriesPicture(
        measure=measure,
        chart=drawn,
        rows=tuple(reversed(table)),
        writing=writing,
        title=f"{measure.name}: {part}" if part else measure.name,
        subtitle=f"Nytta: {benefit.title}" if benefit is not None else "",
        notes=said,
        description=describe(drawn, writing, missing=sum(one.value is None and not one.excluded for one in table)),
        source=_source(ctx, measure),
        example=any(one.example for one in recorded) or (benefit is not None and benefit.example),
        estimates=wanted.estimates,
        evidence=wanted.evidence,
    )


def _table(ctx: Context, told: _Told, frequency: Frequency | None, aim: Aim | None, drawn: SeriesChart) -> list[Row]:
    values = {one.period: one for one in told.values}
    says = {one.period: point_in_words(one.point) for one in drawn.dots}
    rows = []
    for period in periods_of(told.values, as_of=ctx.today, frequency=frequency):
        value = values.get(period)
        rows.append(
            Row(
                period=period,
                value=value.value if value is not None else None,
                reviewed=value is not None and value.reviewed,
                recorded=measurements.counts(told.rows.get(period, ())),
                expected=expected_level(aim, period) if aim is not None else None,
                excluded="; ".join(one.reason for one in told.excluded if overlaps(one.period, period)),
                says=says.get(period, ""),
                ordinary=drawn.ordinary.at(at(period)) if drawn.ordinary is not None else None,
            )
        )
    return rows


def _source(ctx: Context, measure: Measure) -> str:
    told = [f"Källa: {measure.source}" if measure.source else "", measure.plan.name, f"Läget {day(ctx.today).label}"]
    return " · ".join(text for text in told if text)
