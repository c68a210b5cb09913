"""Whether the change in what is stored of a benefit's measure is real: from when, by which method, of which values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from portfolio.domain.comparisons import Because, Comparison, Slots, Verdict, compared, slots, usual_method
from portfolio.domain.comparisons.workings import Laid
from portfolio.domain.control_charts import Count, overdispersed
from portfolio.domain.effects import Aim, Value
from portfolio.domain.measures import Accumulation, ChartKind
from portfolio.domain.periods import Period
from portfolio.domain.phases import Phase
from portfolio.models import Benefit, BenefitMeasure, InitiativePhase, Measure
from portfolio.services.context import Context

#: Limits rest on so many periods at least; with fewer before the start they rest on all there are.
FEWEST_FROZEN = 2


@dataclass(frozen=True)
class Compared:
    """What before and after are held against each other from, and what came of it."""

    comparison: Comparison
    begins: Period | None
    told: Slots | None
    verdict: Verdict

    @property
    def start_in_words(self) -> str:
        """When the change should have begun."""
        return self.begins.label if self.begins is not None else "starten"

    @property
    def laid(self) -> Laid | None:
        """The values that the verdict was made of, around the start; None where nothing could be held together."""
        start = self.comparison.start
        if self.told is None or start is None:
            return None
        return Laid(self.told.values, self.told.sides(start, self.comparison.rebases))


def starts(ctx: Context, links: Sequence[BenefitMeasure]) -> dict[int, Period]:
    """By benefit when its initiative's third phase begins, of those that state no first effect. At most one query."""
    wanted = sorted({one.benefit_id for one in links if one.benefit.first_effect is None})
    if not wanted:
        return {}
    query = (
        select(Benefit.id, InitiativePhase.actual_start, InitiativePhase.planned_start)
        .join(InitiativePhase, InitiativePhase.initiative_id == Benefit.initiative_id)
        .where(Benefit.id.in_(wanted), InitiativePhase.phase == Phase.REALISATION)
    )
    found = {row[0]: row[1] or row[2] for row in ctx.session.execute(query)}
    return {benefit_id: period for benefit_id, period in found.items() if period is not None and period.start}


def of_values(
    link: BenefitMeasure, aim: Aim, values: Sequence[Value], *, phase_starts: Mapping[int, Period], as_of: date
) -> Compared:
    """What the values of a link tell of a change, as far as they had been measured by a day."""
    measure = link.measure
    begins = aim.first_effect or phase_starts.get(link.benefit_id)
    asked = Comparison(
        direction=aim.direction,
        method=link.method or usual_method(aim.frequency),
        start=begins.start if begins is not None else None,
        paired=link.paired,
    )
    told = slots([one for one in values if one.last <= as_of], aim.frequency)
    if measure.accumulation is Accumulation.ROLLING12:
        return Compared(asked, begins, told, Verdict(None, Because.OVERLAPPING, asked.method))
    verdict = compared(asked, told)
    kind = chart_kind(measure, values)
    if told is not None and kind in (ChartKind.P, ChartKind.U):
        counts = [Count(one.numerator, one.denominator) for one in told.values]
        verdict = replace(verdict, overdispersed=overdispersed(counts, freeze=frozen(told, asked.start), kind=kind))
    return Compared(asked, begins, told, verdict)


def frozen(told: Slots, start: date | None) -> int | None:
    """How many periods the limits of a stored series rest on: those before the start, or all of them."""
    before = told.sides(start).before if start is not None else 0
    return before if before >= FEWEST_FROZEN else None


def chart_kind(measure: Measure, values: Sequence[Value]) -> ChartKind:
    """How the measure is judged: by counts where it is meant to be and there are any, else by its values alone."""
    by_count = measure.chart in (ChartKind.P, ChartKind.U)
    if by_count and not any(one.numerator is not None and one.denominator is not None for one in values):
        return ChartKind.XMR
    return measure.chart
