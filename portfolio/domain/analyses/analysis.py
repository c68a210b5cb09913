"""The answer: chart, whether the change is real, where the measure stands, what is to come, and one honest sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from portfolio.domain.analyses.question import Question
from portfolio.domain.comparisons import (
    Because,
    Forecast,
    ForecastBasis,
    Slots,
    Verdict,
    by_common_cause,
    compared,
    forecast,
)
from portfolio.domain.comparisons.sentences import Facts, summary
from portfolio.domain.control_charts import ControlChart, by_count, run, xmr
from portfolio.domain.effects import Effect
from portfolio.domain.measures import ChartKind
from portfolio.domain.periods import Period, following


@dataclass(frozen=True)
class Analysis:
    """A series as it is judged; ``chart`` is None where none can be made."""

    question: Question
    chart: ControlChart | None
    verdict: Verdict
    effect: Effect
    forecast: Forecast
    summary: str


def analysed(question: Question, effect_of: Callable[[Verdict], Effect]) -> Analysis:
    """Answer a question. ``effect_of`` tells where the measure stands, given whether the change is real."""
    chart = chart_of(question)
    verdict = Verdict(None, Because.OVERLAPPING, question.comparison.method)
    if not question.overlaps:
        verdict = compared(question.comparison, question.told)
    verdict = replace(verdict, overdispersed=chart is not None and chart.overdispersed)
    said = effect_of(verdict)
    facts = Facts(
        verdict=verdict,
        direction=question.aim.direction,
        writing=question.writing,
        start=question.begins,
        chart=chart,
        target=question.aim.target,
        now=said.now.mean if said.now is not None else None,
    )
    return Analysis(question, chart, verdict, said, forecast_of(question, chart), summary(facts))


def chart_of(question: Question) -> ControlChart | None:
    """The chart of the chosen kind; None where there is nothing to make one of."""
    if question.told is None or not question.told.values or question.overlaps:
        return None
    if question.chart is ChartKind.RUN:
        return run(question.asked)
    if question.chart in (ChartKind.P, ChartKind.U):
        return by_count(question.asked, question.counts, question.chart)
    return xmr(question.asked)


def forecast_of(question: Question, chart: ControlChart | None) -> Forecast:
    """What to expect at the date that is asked about."""
    told = question.told
    if chart is None or told is None:
        return Forecast(ForecastBasis.NONE, reason="Det finns ingen serie att utgå från.")
    if question.chart is ChartKind.RUN:
        return Forecast(ForecastBasis.NONE, reason="Ett diagram kring medianen säger inte hur mycket värdena varierar.")
    if chart.limits_per_point is not None and not chart.overdispersed:
        return _by_counts(chart)
    by_range = chart if chart.limits_per_point is None else xmr(question.asked)
    return forecast(told.numbers, by_range, ahead=ahead(told, question.at), screen=question.comparison.screen)


def ahead(told: Slots, at: Period | None) -> int | None:
    """How many periods after the latest value a time lies, at most one more than there are; None without a time."""
    latest = next((one.period for one in reversed(told.values) if one.value is not None), None)
    if at is None or at.end is None or latest is None:
        return None
    count, period = 0, latest
    while period.end is not None and period.end < at.end and count <= len(told.values):
        count, period = count + 1, following(period)
    return count


def _by_counts(chart: ControlChart) -> Forecast:
    """The level of a chart of counts, with the limits of as many as were counted last."""
    limits, last = chart.limits_per_point, chart.phases[-1]
    if limits is None:
        raise ValueError("A chart of counts has limits for each point.")
    at = max(
        (number for number, one in enumerate(chart.points) if one.type is not None and number >= last.start),
        default=last.end,
    )
    return by_common_cause(chart, last.level.centre, limits.lower[at], limits.upper[at])
