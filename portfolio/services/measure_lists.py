"""Measures, their values, and what waits for review, as the pages list them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from portfolio.domain.effects.due import due, period_at
from portfolio.domain.labels import label
from portfolio.domain.measures import MONTHS, Frequency, MeasurementState
from portfolio.domain.periods import Period, overlaps
from portfolio.domain.permissions import Permission
from portfolio.models import (
    Benefit,
    BenefitMeasure,
    ExcludedPeriod,
    Initiative,
    Measure,
    Measurement,
    MeasureVersion,
    Plan,
    Series,
)
from portfolio.services import measurements, measures, reviewers
from portfolio.services.context import Context

#: So many expected periods stand ready to be filled in; whoever has more of them pastes a column.
MOST_EXPECTED = 12


@dataclass(frozen=True)
class LibraryRow:
    """A measure in the plan's library, with the latest value that counts in its series of the whole."""

    measure: Measure
    benefits: int
    initiatives: int
    latest: Measurement | None
    waiting: int


@dataclass(frozen=True)
class PeriodRow:
    """What there is of a period: the value that counts, one that does not yet, and what was before."""

    period: Period
    current: Measurement | None
    pending: Measurement | None
    before: tuple[Measurement, ...]
    excluded: str = ""


@dataclass(frozen=True)
class SeriesTable:
    """A series with its periods, newest first, as far as they exist for the actor."""

    series: Series
    name: str
    rows: tuple[PeriodRow, ...]
    drafts: tuple[Measurement, ...] = ()


@dataclass(frozen=True)
class Waiting:
    """A value that waits for review: what came before it, what it replaces, and why the actor may not review it."""

    value: Measurement
    previous: Measurement | None
    replaces: Measurement | None
    why_not: str


def name_of(series: Series) -> str:
    """What a series is of, in words."""
    parts = [series.unit.name if series.unit else "", label(series.sex) if series.sex else ""]
    return ", ".join(part for part in parts if part) or "Helheten"


def library(ctx: Context, plan: Plan) -> list[LibraryRow]:
    """The plan's measures in their order. The same few queries whatever their number."""
    found = measures.library(ctx, plan)
    whole = {one.id: _whole(one) for one in found}
    rows = measurements.latest(ctx, [one.id for one in whole.values() if one is not None])
    uses = _uses(ctx, [one.id for one in found])
    waiting = [one.series.measure_id for one in measurements.waiting_for_review(ctx, plan)]
    listed = []
    for measure in found:
        series, used = whole[measure.id], uses.get(measure.id, [])
        listed.append(
            LibraryRow(
                measure=measure,
                benefits=len({benefit for benefit, _ in used}),
                initiatives=len({initiative for _, initiative in used}),
                latest=_newest(rows[series.id]) if series is not None else None,
                waiting=waiting.count(measure.id),
            )
        )
    return listed


def tables(ctx: Context, measure: Measure, series: Sequence[Series]) -> list[SeriesTable]:
    """The series with their values; drafts and returned values only for those for whom they exist."""
    by_series = measurements.latest(ctx, [one.id for one in series])
    left_out = excluded(ctx, measure)
    found = []
    for one in series:
        seen = {
            period: [row for row in rows if measurements.sees_drafts(ctx, measure, row)]
            for period, rows in by_series[one.id].items()
        }
        listed = [_of_period(period, rows, left_out) for period, rows in reversed(seen.items()) if rows]
        drafts = [
            row.pending
            for row in reversed(listed)
            if row.pending is not None and row.pending.state is MeasurementState.DRAFT
        ]
        found.append(SeriesTable(one, name_of(one), tuple(listed), tuple(drafts)))
    return found


def former_tables(ctx: Context, measure: Measure) -> list[tuple[MeasureVersion, list[SeriesTable]]]:
    """What the measure was before, newest first, with the values that were measured so."""
    found = []
    for version in reversed(measure.versions):
        series = [one for one in measure.series if one.version == version.number]
        found.append((version, [one for one in tables(ctx, measure, series) if one.rows]))
    return found


def excluded(ctx: Context, measure: Measure) -> list[ExcludedPeriod]:
    """The times whose values say nothing of the effect, oldest first; those that were lifted count again."""
    query = select(ExcludedPeriod).where(ExcludedPeriod.measure_id == measure.id, ExcludedPeriod.lifted_at.is_(None))
    return sorted(ctx.session.scalars(query), key=lambda one: (one.period.start or date.min, one.id))


def expected(ctx: Context, series: Series, *, most: int = MOST_EXPECTED) -> list[Period]:
    """The latest periods that have ended and lack a value, oldest first, from the first value on.

    Where there is no value yet, so many as can be shown. What only waits to be handed in is not asked for again, and
    what is left out not at all.
    """
    frequency = series.measure.frequency
    if frequency not in MONTHS or frequency is None:
        return []
    rows = measurements.latest(ctx, [series.id])[series.id]
    told = {
        period
        for period, of_period in rows.items()
        if measurements.counts(of_period) is not None or _pending(ctx, series.measure, of_period) is not None
    }
    first = next((one.start for one in rows if one in told), None)
    start = first or _back(frequency, ctx.today, most)
    left_out = [one.period for one in excluded(ctx, series.measure)]
    missing = [
        one
        for one in due(frequency, start, as_of=ctx.today)
        if one not in told and not any(overlaps(time, one) for time in left_out)
    ]
    return missing[-most:]


def earlier(ctx: Context, series: Series, *, most: int = 5) -> list[PeriodRow]:
    """The latest values that count, newest first, to compare what is typed with."""
    rows = measurements.latest(ctx, [series.id])[series.id]
    counted = [(period, measurements.counts(of_period)) for period, of_period in reversed(rows.items())]
    return [PeriodRow(period, row, None, ()) for period, row in counted if row is not None][:most]


def of_period(ctx: Context, series: Series, period: Period) -> Measurement | None:
    """The latest row of a period that exists for the actor: what a correction starts from."""
    rows = measurements.latest(ctx, [series.id])[series.id].get(period, [])
    return next((one for one in reversed(rows) if measurements.sees_drafts(ctx, series.measure, one)), None)


def to_review(ctx: Context, plan: Plan) -> list[tuple[Series, list[Waiting]]]:
    """What waits for review by series, in the library's order; what the actor may not review says why."""
    waiting = measurements.waiting_for_review(ctx, plan)
    refused = reviewers.why_not(ctx, waiting)
    by_series = measurements.latest(ctx, sorted({one.series_id for one in waiting}))
    found: dict[int, tuple[Series, list[Waiting]]] = {}
    for one in waiting:
        rows = by_series[one.series_id]
        counted = {period: row for period, of_period in rows.items() if (row := measurements.counts(of_period))}
        before = [row for period, row in counted.items() if period != one.period and _ends_before(period, one.period)]
        problem = refused.get(one.id)
        told = Waiting(
            value=one,
            previous=before[-1] if before else None,
            replaces=_replaced(rows[one.period], one),
            why_not=problem.message if problem is not None else "",
        )
        found.setdefault(one.series_id, (one.series, []))[1].append(told)
    return list(found.values())


def _whole(measure: Measure) -> Series | None:
    return next((one for one in measure.series if one.is_present and one.unit_id is None and one.sex is None), None)


def _newest(rows: dict[Period, list[Measurement]]) -> Measurement | None:
    """The latest period's value that counts; a reason why there is none is no value."""
    counted = [measurements.counts(of_period) for of_period in reversed(rows.values())]
    return next((one for one in counted if one is not None and one.value is not None), None)


def _uses(ctx: Context, measure_ids: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """The benefits and initiatives that use each measure, as far as they exist for the actor. One query."""
    query = (
        select(BenefitMeasure.measure_id, Benefit.id, Initiative)
        .join(Benefit, Benefit.id == BenefitMeasure.benefit_id)
        .join(Initiative, Initiative.id == Benefit.initiative_id)
        .where(BenefitMeasure.measure_id.in_(measure_ids))
    )
    found: dict[int, list[tuple[int, int]]] = {}
    for measure_id, benefit_id, initiative in ctx.session.execute(query):
        if ctx.can(Permission.READ_INITIATIVE, initiative):
            found.setdefault(measure_id, []).append((benefit_id, initiative.id))
    return found


def _of_period(period: Period, rows: Sequence[Measurement], left_out: Sequence[ExcludedPeriod]) -> PeriodRow:
    current = measurements.counts(rows)
    last = rows[-1]
    pending = last if last is not current else None
    return PeriodRow(
        period=period,
        current=current,
        pending=pending,
        before=tuple(one for one in reversed(rows) if one not in (current, pending)),
        excluded="; ".join(one.reason for one in left_out if overlaps(one.period, period)),
    )


def _pending(ctx: Context, measure: Measure, rows: Sequence[Measurement]) -> Measurement | None:
    last = rows[-1]
    waits = last.state is MeasurementState.DRAFT and measurements.sees_drafts(ctx, measure, last)
    return last if waits else None


def _replaced(rows: Sequence[Measurement], one: Measurement) -> Measurement | None:
    """What counted until this one did."""
    return measurements.counts([row for row in rows if row.number < one.number])


def _back(frequency: Frequency, today: date, periods: int) -> date:
    """The first day of the period that lies so many periods before the one that a day lies in."""
    one = period_at(frequency, today)
    for _ in range(periods):
        if one.start is not None:
            one = period_at(frequency, one.start - timedelta(days=1))
    return one.start or today


def _ends_before(one: Period, other: Period) -> bool:
    return one.end is not None and other.start is not None and one.end < other.start
