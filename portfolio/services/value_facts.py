"""What is stored of a plan's measured values, as far as it tells what is to be done with them, whoever is to do it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portfolio.domain.effects.due import due, first_period, period_at
from portfolio.domain.measurements import COUNTED
from portfolio.domain.measures import MONTHS, Frequency, MeasurementState
from portfolio.domain.periods import Period, overlaps, sort_key
from portfolio.domain.tasks import HeldValue, SeriesFacts
from portfolio.models import (
    BenefitMeasure,
    ExcludedPeriod,
    Measure,
    Measurement,
    Plan,
    Series,
)
from portfolio.services import people
from portfolio.services.context import Context
from portfolio.services.measure_lists import MOST_EXPECTED, name_of


class _Value(NamedTuple):
    """One row of a value: which it is, how far it has come, and when it came there."""

    id: int
    period: Period
    state: MeasurementState
    recorded_by: int | None
    recorded_at: datetime
    submitted_at: datetime | None
    reviewed_at: datetime | None


class _Expected(NamedTuple):
    """How often values are expected, and of periods within which days; without a first day none are."""

    frequency: Frequency | None
    start: date | None
    until: date | None


def of_plan(ctx: Context, plan: Plan) -> list[SeriesFacts]:
    """The plan's series of measures as they are defined now, in the library's order. The same few queries, always.

    For all persons at once, so that what each of them may see is for ``tasks_of`` to judge.
    """
    measures = _measures(ctx, plan)
    present = [series for measure in measures for series in measure.series if series.is_present]
    values = _values(ctx, [one.id for one in present])
    left_out = _left_out(ctx, plan)
    initiative_ids = {use.benefit.initiative_id for measure in measures for use in measure.uses}
    leads = people.project_leads(ctx.session, sorted(initiative_ids))
    found = []
    for series in present:
        uses = [use for use in series.measure.uses if use.benefit.concluded_on is None]
        of_initiatives = {use.benefit.initiative_id for use in uses}
        rows = values.get(series.id, [])
        latest = _latest(rows)
        counted = {row.period for row in rows if row.state in COUNTED}
        expected = _Expected(series.measure.frequency, _start(series, uses, rows), _until(uses))
        found.append(
            SeriesFacts(
                id=series.id,
                name=_name(series),
                scope=series.scope(),
                initiative_ids=of_initiatives,
                measure_id=series.measure_id,
                example=series.measure.example,
                frequency=expected.frequency,
                expected_from=expected.start,
                expected_until=expected.until,
                missing=_missing(ctx, expected, rows, left_out.get(series.measure_id, [])),
                running=_running(ctx, expected, rows),
                drafts=_held(ctx, latest, MeasurementState.DRAFT, counted),
                returned=_held(ctx, latest, MeasurementState.RETURNED, counted),
                submitted=_held(ctx, latest, MeasurementState.SUBMITTED, counted),
                leads=frozenset(user.id for one in of_initiatives for user in leads.get(one, [])),
                named_controllers=_named_controllers(uses),
            )
        )
    return found


def _measures(ctx: Context, plan: Plan) -> Sequence[Measure]:
    query = (
        select(Measure)
        .where(Measure.plan_id == plan.id)
        .order_by(Measure.position, Measure.id)
        .options(
            selectinload(Measure.series).joinedload(Series.unit),
            selectinload(Measure.uses).joinedload(BenefitMeasure.benefit),
        )
    )
    return ctx.session.scalars(query).all()


def _name(series: Series) -> str:
    """The measure's name, and the series' own where there are several."""
    measure = series.measure
    return f"{measure.name}, {name_of(series)}" if len(measure.series) > 1 else measure.name


def _named_controllers(uses: Iterable[BenefitMeasure]) -> frozenset[int]:
    named = {use.benefit.controller_user_id for use in uses}
    return frozenset(one for one in named if one is not None)


def _values(ctx: Context, series_ids: Sequence[int]) -> dict[int, list[_Value]]:
    query = (
        select(
            Measurement.series_id,
            Measurement.id,
            Measurement.period,
            Measurement.state,
            Measurement.recorded_by,
            Measurement.recorded_at,
            Measurement.submitted_at,
            Measurement.reviewed_at,
        )
        .where(Measurement.series_id.in_(series_ids))
        .order_by(Measurement.series_id, Measurement.number, Measurement.id)
    )
    found: dict[int, list[_Value]] = {}
    for row in ctx.session.execute(query):
        told = _Value(
            id=row.id,
            period=row.period,
            state=row.state,
            recorded_by=row.recorded_by,
            recorded_at=row.recorded_at,
            submitted_at=row.submitted_at,
            reviewed_at=row.reviewed_at,
        )
        found.setdefault(row.series_id, []).append(told)
    return found


def _left_out(ctx: Context, plan: Plan) -> dict[int, list[Period]]:
    query = (
        select(ExcludedPeriod.measure_id, ExcludedPeriod.period)
        .join(Measure, Measure.id == ExcludedPeriod.measure_id)
        .where(Measure.plan_id == plan.id, ExcludedPeriod.lifted_at.is_(None))
    )
    found: dict[int, list[Period]] = {}
    for measure_id, period in ctx.session.execute(query):
        found.setdefault(measure_id, []).append(period)
    return found


def _latest(rows: Iterable[_Value]) -> list[_Value]:
    """The last row of each period, oldest period first: an earlier one waits for nothing more."""
    last = {row.period: row for row in rows}
    return [last[period] for period in sorted(last, key=sort_key)]


def _missing(ctx: Context, expected: _Expected, rows: Sequence[_Value], left_out: Sequence[Period]) -> list[Period]:
    """The latest periods that have ended and that nobody has begun to tell of; as many as are asked for at once."""
    frequency, start = expected.frequency, expected.start
    if frequency is None or frequency not in MONTHS or start is None:
        return []
    # A draft and a returned value are tasks of their own.
    told = {row.period for row in rows}
    as_of = min(ctx.today, expected.until) if expected.until is not None else ctx.today
    missing = [
        one
        for one in due(frequency, start, as_of=as_of)
        if one not in told and not any(overlaps(time, one) for time in left_out)
    ]
    return missing[-MOST_EXPECTED:]


def _running(ctx: Context, expected: _Expected, rows: Sequence[_Value]) -> Period | None:
    """The period that goes on today, when a value of it is expected and nobody has told of it early."""
    frequency, start = expected.frequency, expected.start
    if frequency is None or frequency not in MONTHS or start is None:
        return None
    one = period_at(frequency, max(ctx.today, first_period(frequency, start).start or ctx.today))
    if one.end is not None and expected.until is not None and one.end > expected.until:
        return None
    return None if one in {row.period for row in rows} else one


def _start(series: Series, uses: Sequence[BenefitMeasure], rows: Sequence[_Value]) -> date | None:
    """The first day of which values are expected: where they begin, else where a benefit begins to count them."""
    told = [row.period.start for row in rows if row.period.start is not None]
    if told:
        return min(told)
    # What is measured by unit or sex is asked for there once it has begun; its whole is made of them then.
    is_whole = series.unit_id is None and series.sex is None
    if not is_whole or any(one.is_present and one.id != series.id for one in series.measure.series):
        return None
    starts = [_counts_from(use) for use in uses]
    return min((one for one in starts if one is not None), default=None)


def _until(uses: Sequence[BenefitMeasure]) -> date | None:
    """The last day that any benefit is followed up by it; None as long as one of them says no end."""
    ends = [use.benefit.follow_up_until.end if use.benefit.follow_up_until is not None else None for use in uses]
    known = [one for one in ends if one is not None]
    return max(known) if known and len(known) == len(ends) else None


def _counts_from(use: BenefitMeasure) -> date | None:
    if use.benefit.first_effect is not None:
        return use.benefit.first_effect.start
    ended = use.baseline_period.end if use.baseline_period is not None else None
    return ended + timedelta(days=1) if ended is not None else None


def _held(
    ctx: Context, rows: Iterable[_Value], state: MeasurementState, counted: Collection[Period]
) -> list[HeldValue]:
    """The values that wait in this state, each since the day on which it came there."""
    return [
        HeldValue(row.id, row.period, row.recorded_by, ctx.day_of(_since(row)), row.period in counted)
        for row in rows
        if row.state is state
    ]


def _since(row: _Value) -> datetime:
    if row.state is MeasurementState.RETURNED:
        return row.reviewed_at or row.recorded_at
    if row.state is MeasurementState.SUBMITTED:
        return row.submitted_at or row.recorded_at
    return row.recorded_at
