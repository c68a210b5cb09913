"""The chart of a series, alone or with what a benefit wants of it: what is drawn, its table, and its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portfolio.domain.effects import Aim, Value
from portfolio.domain.effects.writing import Writing
from portfolio.domain.errors import Invalid, NotFound
from portfolio.domain.measures import Frequency
from portfolio.domain.periods import Period, day, overlaps
from portfolio.domain.phases import Phase, PhaseTimes
from portfolio.domain.series_charts import (
    SeriesChart,
    TargetSet,
    chart,
    expected_level,
    periods_of,
    value_axis,
)
from portfolio.domain.series_charts.words import describe, notes
from portfolio.domain.sparklines import Sparkline, sparkline
from portfolio.models import Benefit, ExcludedPeriod, Measure, Measurement, Series
from portfolio.services import aims, effect_values, effects, measure_lists, measurements
from portfolio.services.context import Context
from portfolio.services.effects import Judged

FORMATS = ("svg", "png")


@dataclass(frozen=True)
class Row:
    """A period of the table beside the picture.

    ``value`` is what is drawn: of what accumulates over the year, what the period adds. ``recorded`` is None where
    nobody has told anything, and where the value is what the units make together.
    """

    period: Period
    value: float | None
    reviewed: bool
    recorded: Measurement | None
    expected: float | None
    excluded: str

    @property
    def accumulates(self) -> bool:
        """Whether what was recorded is another figure than what is drawn."""
        held = self.recorded
        return held is not None and held.value is not None and self.value != float(held.value)


@dataclass(frozen=True)
class SeriesPicture:
    """A chart with its words and its table, the latest period first."""

    measure: Measure
    chart: SeriesChart
    rows: tuple[Row, ...]
    writing: Writing
    title: str
    subtitle: str
    notes: tuple[str, ...]
    description: str
    source: str
    example: bool

    @property
    def has_counts(self) -> bool:
        """Whether there are numerators and denominators to show."""
        return any(one.recorded is not None and one.recorded.denominator is not None for one in self.rows)

    @property
    def has_expected(self) -> bool:
        """Whether there is a level to expect."""
        return any(one.expected is not None for one in self.rows)


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
    return of_benefit(ctx, link.benefit, [effects.of_link(ctx, link)])[link_id]


def of_series(ctx: Context, series_id: int) -> SeriesPicture:
    """The chart of a series alone. Raises NotFound or Denied; an earlier definition's has another unit, and none."""
    series = measurements.series(ctx, series_id)
    if not series.is_present:
        raise NotFound
    return of_measure(ctx, series.measure, [series])[series.id]


def of_measure(ctx: Context, measure: Measure, series: Sequence[Series]) -> dict[int, SeriesPicture]:
    """The charts of a measure's series, by their ids. The same two queries whatever their number."""
    rows = measurements.latest(ctx, [one.id for one in series])
    excluded = effect_values.excluded(ctx, [measure.id]).get(measure.id, ())
    return {
        one.id: _picture(
            ctx, _Told(measure, one, effect_values.values_of(measure, rows[one.id]), rows[one.id], excluded)
        )
        for one in series
    }


def miniature(ctx: Context, judged: Judged) -> Sparkline | None:
    """A measure's values as a register shows them; None when there are none."""
    return sparkline(judged.values, as_of=ctx.today, writing=judged.writing, target=judged.aim.target)


def draw(picture: SeriesPicture, kind: str, *, narrow: bool = False) -> bytes:
    """The picture as a file of one of FORMATS. Raises Invalid for another."""
    if kind not in FORMATS:
        raise Invalid("format", f"Formatet {kind!r} finns inte. Välj {', '.join(FORMATS)}.")
    # matplotlib takes longer to import than all else together, and few requests ever draw.
    from portfolio.charts import series_charts

    caption = series_charts.Caption(
        title=picture.title,
        subtitle=picture.subtitle,
        notes=picture.notes,
        source=picture.source,
        example=picture.example,
        description=picture.description,
    )
    return series_charts.draw(picture.chart, picture.writing, caption, narrow=narrow, format=kind)  # type: ignore[arg-type]


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
    )
    writing = Writing(measure.unit, measure.decimals)
    table = _table(ctx, told, frequency, wanted.aim)
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
    )


def _table(ctx: Context, told: _Told, frequency: Frequency | None, aim: Aim | None) -> list[Row]:
    values = {one.period: one for one in told.values}
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
            )
        )
    return rows


def _source(ctx: Context, measure: Measure) -> str:
    told = [f"Källa: {measure.source}" if measure.source else "", measure.plan.name, f"Läget {day(ctx.today).label}"]
    return " · ".join(text for text in told if text)
