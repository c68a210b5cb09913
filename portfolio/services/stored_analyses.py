"""The analysis of a measure's stored values, for a benefit that wants something of them or by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from portfolio.domain.analyses import Analysis, Question, analysed
from portfolio.domain.comparisons import Comparison, Slots, Verdict, slots, usual_method
from portfolio.domain.effects import Aim, Effect, Value, effect
from portfolio.domain.effects.writing import Writing
from portfolio.domain.errors import Invalid
from portfolio.domain.measures import Accumulation, ChartKind, Frequency
from portfolio.domain.periods import Period
from portfolio.models import BenefitMeasure, Measure, Series
from portfolio.services import comparisons, effect_values, effects, measurements, measures
from portfolio.services.context import Context


def of_measure(
    ctx: Context,
    measure_id: int,
    *,
    benefit_id: int | None = None,
    series_id: int | None = None,
    as_of: date | None = None,
) -> Analysis:
    """What is said of a measure's values today, or by a day with what is known now.

    What is left out has to be unique: the benefit among those that use the measure (or the series), the series where
    no benefit says which. Raises NotFound or Denied for the measure, Invalid for what is not unique or not its own.
    """
    measure = measures.get(ctx, measure_id)
    link = _link(ctx, measure, benefit_id, series_id)
    day = as_of or ctx.today
    if link is not None:
        return _of_link(ctx, link, day)
    return _alone(ctx, measure, _series(measure, series_id), day)


def _link(ctx: Context, measure: Measure, benefit_id: int | None, series_id: int | None) -> BenefitMeasure | None:
    links = measures.users_of(ctx, measure)
    if benefit_id is not None:
        links = [one for one in links if one.benefit_id == benefit_id]
        if not links:
            raise Invalid("benefit", "Nyttan finns inte, eller följs inte med mätetalet.")
    if series_id is not None:
        asked = _series(measure, series_id)
        followed = [one for one in links if effect_values.series_of(one) is asked]
        if benefit_id is not None and not followed:
            raise Invalid("series", "Nyttan följs med en annan av mätetalets serier. Utelämna series.")
        links = followed
    if len(links) > 1:
        raise Invalid("benefit", "Flera nyttor följs med mätetalet. Ange vilken med benefit.")
    return links[0] if links else None


def _series(measure: Measure, series_id: int | None) -> Series:
    """The series that is asked for, or the only one there is."""
    present = measures.present(measure)
    if series_id is not None:
        found = next((one for one in present if one.id == series_id), None)
        if found is None:
            raise Invalid("series", "Serien finns inte, eller hör inte till mätetalet som det är definierat nu.")
        return found
    if len(present) != 1:
        raise Invalid("series", "Mätetalet har flera serier. Ange vilken med series.")
    return present[0]


@dataclass(frozen=True)
class _Told:
    """What is asked of stored values, in the measure's unit."""

    measure: Measure
    aim: Aim
    values: Sequence[Value]
    comparison: Comparison
    as_of: date
    at: Period | None = None
    begins: str = "starten"


def _of_link(ctx: Context, link: BenefitMeasure, as_of: date) -> Analysis:
    judged = effects.of_link(ctx, link, as_of=as_of)
    held = judged.compared
    told = _Told(
        measure=link.measure,
        aim=judged.aim,
        values=judged.values,
        comparison=held.comparison,
        as_of=as_of,
        at=judged.aim.target_period,
        begins=held.start_in_words,
    )
    return _analysed(told, judged.effect)


def _alone(ctx: Context, measure: Measure, series: Series, as_of: date) -> Analysis:
    """A series that no benefit wants anything of: its chart, and where it stands."""
    frequency = measure.frequency or Frequency.YEAR
    excluded = effect_values.excluded(ctx, [measure.id]).get(measure.id, ())
    rows = measurements.latest(ctx, [series.id])[series.id]
    values = effect_values.values_of(measure, rows, excluded)
    tolerance = float(measure.tolerance) if measure.tolerance is not None else None
    aim = Aim(measure.direction, frequency, tolerance=tolerance, multiplier=float(measure.multiplier))
    comparison = Comparison(measure.direction, usual_method(frequency), None)
    told = _Told(measure, aim, values, comparison, as_of)
    return _analysed(told, effect(aim, values, as_of=as_of, grace_days=measure.plan.grace_days))


def _analysed(told: _Told, said: Effect) -> Analysis:
    kind = comparisons.chart_kind(told.measure, told.values)
    by_count = kind in (ChartKind.P, ChartKind.U)
    # Charts of counts speak of bare ratios, and so does everything beside them; sentences speak of the unit.
    times = told.aim.multiplier if by_count else 1.0
    values = [_ratio(one) if by_count else one for one in told.values if one.last <= told.as_of]
    series = slots(values, told.aim.frequency)
    question = Question(
        aim=_scaled(told.aim, times),
        told=series,
        comparison=told.comparison,
        as_of=told.as_of,
        chart=kind,
        freeze=_freeze(series, told.comparison),
        at=told.at,
        begins=told.begins,
        writing=Writing(told.measure.unit, told.measure.decimals, times),
        overlaps=told.measure.accumulation is Accumulation.ROLLING12,
    )
    now = said.now
    if now is not None and times != 1:
        now = replace(now, mean=now.mean / times, latest=now.latest / times)

    def effect_of(verdict: Verdict) -> Effect:
        return replace(said, now=now, flags=said.flags | verdict.flags)

    return analysed(question, effect_of)


def _freeze(series: Slots | None, comparison: Comparison) -> int | None:
    return comparisons.frozen(series, comparison.start) if series is not None else None


def _ratio(one: Value) -> Value:
    """The bare ratio of a value's counts; without them it is a gap."""
    if one.numerator is None or not one.denominator:
        return replace(one, value=None)
    return replace(one, value=one.numerator / one.denominator)


def _scaled(aim: Aim, times: float) -> Aim:
    """The same aim for bare ratios."""
    if times == 1:
        return aim

    def less(level: float | None) -> float | None:
        return None if level is None else level / times

    return replace(
        aim,
        baseline=less(aim.baseline),
        target=less(aim.target),
        tolerance=less(aim.tolerance),
        interim=tuple((period, level / times) for period, level in aim.interim),
        multiplier=1.0,
    )
