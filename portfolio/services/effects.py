"""What is said of the effect of benefits: from what is stored to what the domain judges, many at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, subqueryload

from portfolio.domain.effects import (
    Aim,
    Effect,
    EffectState,
    Tolerances,
    Value,
    differenced,
    effect,
    worst,
)
from portfolio.domain.effects.sentences import Writing, flags, sentence, without_measure
from portfolio.domain.effects.workings import Working, workings
from portfolio.domain.measurements import COUNTED
from portfolio.domain.measures import Accumulation, Frequency, MeasurementState
from portfolio.domain.periods import Period, overlaps, provably_before, sort_key
from portfolio.models import Benefit, BenefitMeasure, ExcludedPeriod, Measure, Measurement, Plan, Series
from portfolio.services import measurements
from portfolio.services.context import Context


@dataclass(frozen=True)
class Judged:
    """A measure of a benefit: what is stored of it, the values that count, and what is said, in words too."""

    link: BenefitMeasure
    series: Series | None
    aim: Aim
    values: tuple[Value, ...]
    effect: Effect
    writing: Writing

    @property
    def flags(self) -> tuple[str, ...]:
        """What else there is to know, in words."""
        return flags(self.effect)

    @property
    def latest(self) -> Period | None:
        """The period of the latest value that counts."""
        return self.effect.now.values[-1].period if self.effect.now is not None else None


@dataclass(frozen=True)
class BenefitEffect:
    """A benefit's measures, and the state that it takes from the worst of them; ``by`` is that one."""

    state: EffectState
    measures: tuple[Judged, ...]
    by: Judged | None
    sentence: str


def of_benefits(ctx: Context, plan: Plan, benefit_ids: Sequence[int]) -> dict[int, BenefitEffect]:
    """What is said of each of the plan's benefits today, by their ids. The same few queries, whatever their number."""
    assessed = _assessed(ctx, benefit_ids)
    links = _links(ctx, benefit_ids)
    series = {one.id: _series(one) for one in links}
    values = _values(ctx, sorted({held.id for held in series.values() if held is not None}))
    excluded = _excluded(ctx, sorted({one.measure_id for one in links}))
    found: dict[int, list[Judged]] = {one: [] for one in benefit_ids}
    for link in links:
        held = series[link.id]
        told = _prepared(link.measure, values[held.id] if held else [], excluded.get(link.measure_id, ()))
        found[link.benefit_id].append(_judged(ctx, plan, link, held, told))
    return {one: _together(ctx, judged, assessed=one in assessed) for one, judged in found.items()}


def of_benefit(ctx: Context, benefit: Benefit) -> BenefitEffect:
    """What is said of one benefit today."""
    return of_benefits(ctx, benefit.initiative.plan, [benefit.id])[benefit.id]


def worked_out(ctx: Context, judged: Judged) -> list[Working]:
    """How what is said of a measure was reckoned, with the actual numbers."""
    plan = judged.link.benefit.initiative.plan
    return workings(
        judged.aim,
        judged.effect,
        as_of=ctx.today,
        tolerances=tolerances_of(plan),
        grace_days=plan.grace_days,
        writing=judged.writing,
    )


def tolerances_of(plan: Plan) -> Tolerances:
    """What the plan lets pass."""
    return Tolerances(
        on_track=plan.on_track_points / 100,
        worsened=plan.worsened_percent / 100,
        fallen_back=plan.fallen_back_percent / 100,
    )


def values_of(
    measure: Measure, rows: Mapping[Period, Sequence[Measurement]], excluded: Sequence[ExcludedPeriod] = ()
) -> list[Value]:
    """A series' values as the domain takes them, oldest first: those that count, of periods that are not left out.

    What accumulates over the year is taken apart.
    """
    told = ((period, measurements.counts(of_period)) for period, of_period in rows.items())
    return _prepared(measure, [_value(period, row) for period, row in told if row is not None], excluded)


def aim_of(link: BenefitMeasure) -> Aim:
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


def _judged(ctx: Context, plan: Plan, link: BenefitMeasure, held: Series | None, values: Sequence[Value]) -> Judged:
    aim = aim_of(link)
    said = effect(aim, values, as_of=ctx.today, grace_days=plan.grace_days, tolerances=tolerances_of(plan))
    writing = Writing(link.measure.unit, link.measure.decimals)
    return Judged(link, held, aim, tuple(values), said, writing)


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


def _prepared(measure: Measure, values: list[Value], excluded: Sequence[ExcludedPeriod]) -> list[Value]:
    if measure.accumulation is Accumulation.YTD:
        values = differenced(values, multiplier=float(measure.multiplier))
    return [one for one in values if not any(overlaps(left_out.period, one.period) for left_out in excluded)]


def _values(ctx: Context, series_ids: Sequence[int]) -> dict[int, list[Value]]:
    """By series the values that count, oldest first. One query, of columns: a register reads many thousands."""
    query = (
        select(
            Measurement.series_id,
            Measurement.period,
            Measurement.value,
            Measurement.numerator,
            Measurement.denominator,
            Measurement.state,
        )
        .where(Measurement.series_id.in_(series_ids), Measurement.state.in_(COUNTED))
        .order_by(Measurement.series_id, Measurement.number, Measurement.id)
    )
    # The last one of a period is the one that counts, as for ``measurements.counts``.
    held: dict[int, dict[Period, Any]] = {one: {} for one in series_ids}
    for row in ctx.session.execute(query):
        held[row.series_id][row.period] = row
    return {one: [_value(period, rows[period]) for period in sorted(rows, key=sort_key)] for one, rows in held.items()}


def _assessed(ctx: Context, benefit_ids: Sequence[int]) -> set[int]:
    """Those that are followed by an assessment."""
    query = select(Benefit.id).where(Benefit.id.in_(benefit_ids), Benefit.assessment_method.is_not(None))
    return set(ctx.session.scalars(query))


def _links(ctx: Context, benefit_ids: Sequence[int]) -> list[BenefitMeasure]:
    query = (
        select(BenefitMeasure)
        .where(BenefitMeasure.benefit_id.in_(benefit_ids))
        .order_by(BenefitMeasure.benefit_id, BenefitMeasure.position, BenefitMeasure.id)
        .options(
            joinedload(BenefitMeasure.benefit),
            # One query each whatever their number; selectin would send one for every five hundred.
            joinedload(BenefitMeasure.measure).subqueryload(Measure.series),
            subqueryload(BenefitMeasure.targets),
            subqueryload(BenefitMeasure.interim),
        )
    )
    return list(ctx.session.scalars(query))


def _series(link: BenefitMeasure) -> Series | None:
    """The series that was chosen, or that of the whole; one of an earlier definition tells nothing any more."""
    for one in link.measure.series:
        chosen = one.id == link.series_id if link.series_id is not None else one.unit_id is None and one.sex is None
        if chosen and one.is_present:
            return one
    return None


def _excluded(ctx: Context, measure_ids: Sequence[int]) -> dict[int, list[ExcludedPeriod]]:
    query = select(ExcludedPeriod).where(ExcludedPeriod.measure_id.in_(measure_ids)).order_by(ExcludedPeriod.id)
    found: dict[int, list[ExcludedPeriod]] = {}
    for one in ctx.session.scalars(query):
        found.setdefault(one.measure_id, []).append(one)
    return found


def _value(period: Period, row: Any) -> Value:
    return Value(
        period,
        _float(row.value),
        _float(row.numerator),
        _float(row.denominator),
        reviewed=row.state is MeasurementState.REVIEWED,
        excused=row.value is None,
    )


def _together(ctx: Context, judged: Sequence[Judged], *, assessed: bool) -> BenefitEffect:
    if not judged:
        state = EffectState.NOT_JUDGEABLE if assessed else EffectState.NO_MEASURE
        return BenefitEffect(state, (), None, without_measure(assessed=assessed))
    state = worst(one.effect.state for one in judged)
    by = next(one for one in judged if one.effect.state is state)
    # Where there are several, the sentence has to say which of them it is about.
    name = by.link.measure.name if len(judged) > 1 else ""
    words = sentence(by.aim, by.effect, as_of=ctx.today, writing=by.writing, measure=name)
    return BenefitEffect(state, tuple(judged), by, words)


def _dated(period: Period | None) -> Period | None:
    return period if period is not None and period.start is not None and period.end is not None else None


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)
