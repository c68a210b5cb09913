"""What is said of the effect of benefits: from what is stored to what the domain judges, many at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, subqueryload

from portfolio.domain.comparisons import Evidence, Verdict
from portfolio.domain.effects import (
    Aim,
    Effect,
    EffectFlag,
    EffectState,
    Tolerances,
    Value,
    effect,
    worst,
)
from portfolio.domain.effects.sentences import flags, sentence, with_and_without, without_measure
from portfolio.domain.effects.workings import Working, workings
from portfolio.domain.effects.writing import Writing
from portfolio.domain.labels import label
from portfolio.domain.periods import Period, overlaps
from portfolio.models import Benefit, BenefitAssessment, BenefitMeasure, ExcludedPeriod, Measure, Plan, Series
from portfolio.services import benefit_assessments, comparisons, effect_aims, effect_values
from portfolio.services.benefit_assessments import Judgement
from portfolio.services.comparisons import Compared
from portfolio.services.context import Context


@dataclass(frozen=True)
class Judged:
    """A measure of a benefit: what is stored of it, the values that count, and what is said, in words too."""

    link: BenefitMeasure
    series: Series | None
    aim: Aim
    values: tuple[Value, ...]
    effect: Effect
    compared: Compared
    writing: Writing
    #: The units whose values make the whole, where nothing was entered for it.
    units: tuple[str, ...] = ()
    #: The periods of those times that nobody asks a value for.
    silent: tuple[Value, ...] = ()
    #: The values of times that are left out, and what would be said if they counted.
    left_out: tuple[Value, ...] = ()
    otherwise: Effect | None = None

    @property
    def flags(self) -> tuple[str, ...]:
        """What else there is to know, in words."""
        return flags(self.effect)

    @property
    def with_and_without(self) -> str:
        """What the times that are left out make of it; nothing where there are none."""
        if self.otherwise is None:
            return ""
        return with_and_without(self.effect, self.otherwise, [one.period for one in self.left_out], self.writing)

    @property
    def evidence(self) -> Evidence | None:
        """How sure it is that something has changed."""
        return self.compared.verdict.evidence

    @property
    def latest(self) -> Period | None:
        """The period of the latest value that counts."""
        return self.effect.now.values[-1].period if self.effect.now is not None else None


@dataclass(frozen=True)
class BenefitEffect:
    """A benefit's measures, and the state that it takes from the worst of them; ``by`` is that one.

    Without any measure the state is that of its ``judgement``, where somebody outside the project has made one.
    """

    state: EffectState
    measures: tuple[Judged, ...]
    by: Judged | None
    sentence: str
    judgement: Judgement | None = None

    @property
    def is_assessed(self) -> bool:
        """Whether the state is a judgement's, which is counted apart from what was measured."""
        return self.by is None and self.judgement is not None

    @property
    def evidence(self) -> Evidence | None:
        """How sure it is that something has changed: as the measure that speaks for the benefit tells, or judged."""
        if self.by is not None:
            return self.by.evidence
        return Evidence.ASSESSED if self.judgement is not None else None

    @property
    def effect_flags(self) -> frozenset[EffectFlag]:
        """What else there is to know."""
        if self.by is not None:
            return self.by.effect.flags
        return frozenset({EffectFlag.ASSESSED} if self.judgement is not None else ())

    @property
    def flags(self) -> tuple[str, ...]:
        """The same in words."""
        return self.by.flags if self.by is not None else tuple(map(label, self.effect_flags))


def of_benefits(
    ctx: Context, plan: Plan, benefit_ids: Sequence[int], *, as_of: date | None = None
) -> dict[int, BenefitEffect]:
    """What is said of each of the plan's benefits, by their ids. The same few queries, whatever their number.

    Of today, or ``as_of`` a day by what is known now.
    """
    day = as_of or ctx.today
    followed = _assessed(ctx, benefit_ids)
    judgements = benefit_assessments.of_benefits(ctx, benefit_ids, until=day)
    links = _links(ctx, benefit_ids)
    stored = effect_values.stored(ctx, links)
    excluded = effect_values.excluded(ctx, sorted({one.measure_id for one in links}))
    asked = _Asked(plan, day, comparisons.starts(ctx, links))
    found: dict[int, list[Judged]] = {one: [] for one in benefit_ids}
    for link in links:
        told = effect_values.whole_periods(link.measure, stored[link.id].values)
        found[link.benefit_id].append(_judged(asked, link, stored[link.id], told, excluded.get(link.measure_id, ())))
    return {
        one: _together(day, judged, assessed=one in followed, judgement=next(iter(judgements.get(one, ())), None))
        for one, judged in found.items()
    }


def of_benefit(ctx: Context, benefit: Benefit, *, as_of: date | None = None) -> BenefitEffect:
    """What is said of one benefit today, or by a day."""
    return of_benefits(ctx, benefit.initiative.plan, [benefit.id], as_of=as_of)[benefit.id]


def of_link(ctx: Context, link: BenefitMeasure, *, as_of: date | None = None) -> Judged:
    """What is said of one measure of a benefit today, or by a day."""
    return next(one for one in of_benefit(ctx, link.benefit, as_of=as_of).measures if one.link.id == link.id)


def sentence_of(ctx: Context, judged: Judged) -> str:
    """What is said of a measure of a benefit, whatever is said of the others."""
    return _sentence(judged, as_of=ctx.today)


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
        verdict=judged.compared.verdict,
        start=judged.compared.start_in_words,
        laid=judged.compared.laid,
    )


def tolerances_of(plan: Plan) -> Tolerances:
    """What the plan lets pass."""
    return Tolerances(
        on_track=plan.on_track_points / 100,
        worsened=plan.worsened_percent / 100,
        fallen_back=plan.fallen_back_percent / 100,
    )


@dataclass(frozen=True)
class _Asked:
    """What is the same for all: the plan, the day, and when the third phase of an initiative begins, by benefit."""

    plan: Plan
    as_of: date
    phase_starts: Mapping[int, Period]


def _judged(
    asked: _Asked,
    link: BenefitMeasure,
    stored: effect_values.Stored,
    every: Sequence[Value],
    excluded: Sequence[ExcludedPeriod],
) -> Judged:
    aim = effect_aims.of_link(link)
    values, left_out = effect_values.split(every, excluded)
    # Nobody asks for the value of a time that is left out, whether there is one or not.
    due = aim.due(asked.as_of) if excluded else []
    silent = [Value(one, None, excused=True) for one in due if any(overlaps(time.period, one) for time in excluded)]

    def compared(told: Sequence[Value]) -> Compared:
        return comparisons.of_values(link, aim, told, phase_starts=asked.phase_starts, as_of=asked.as_of)

    def said(told: Sequence[Value], verdict: Verdict) -> Effect:
        found = effect(
            aim,
            told,
            as_of=asked.as_of,
            grace_days=asked.plan.grace_days,
            tolerances=tolerances_of(asked.plan),
            deterioration=verdict.is_deterioration,
        )
        return replace(found, flags=found.flags | verdict.flags) if verdict.flags else found

    held = compared(values)
    return Judged(
        link,
        stored.series,
        aim,
        tuple(values),
        said([*values, *silent], held.verdict),
        held,
        Writing(link.measure.unit, link.measure.decimals),
        units=stored.units,
        silent=tuple(silent),
        left_out=tuple(left_out),
        otherwise=said(every, compared(every).verdict) if left_out else None,
    )


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


def _sentence(judged: Judged, *, as_of: date, measure: str = "") -> str:
    verdict = judged.compared.verdict
    return sentence(judged.aim, judged.effect, as_of=as_of, writing=judged.writing, measure=measure, verdict=verdict)


def _together(
    as_of: date, judged: Sequence[Judged], *, assessed: bool, judgement: BenefitAssessment | None
) -> BenefitEffect:
    held = Judgement(judgement) if judgement is not None else None
    if not judged and held is not None:
        return BenefitEffect(held.row.outcome.state, (), None, held.sentence, held)
    if not judged:
        state = EffectState.NOT_JUDGEABLE if assessed else EffectState.NO_MEASURE
        return BenefitEffect(state, (), None, without_measure(assessed=assessed))
    state = worst(one.effect.state for one in judged)
    by = next(one for one in judged if one.effect.state is state)
    # Where there are several, the sentence has to say which of them it is about.
    name = by.link.measure.name if len(judged) > 1 else ""
    return BenefitEffect(state, tuple(judged), by, _sentence(by, as_of=as_of, measure=name), held)
