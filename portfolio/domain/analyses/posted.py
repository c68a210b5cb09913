"""A series that was sent to be judged and is not stored: made a question of, and answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from portfolio.domain.analyses.analysis import Analysis, analysed
from portfolio.domain.analyses.question import Question
from portfolio.domain.analyses.sent import FREQUENCIES, IN_A_YEAR, Posted, begin, checked_periods, end, values_of
from portfolio.domain.comparisons import Comparison, Slots, Verdict, usual_method
from portfolio.domain.effects import Aim, Effect, EffectFlag, check_target, counted, curve, effect, mean
from portfolio.domain.effects.writing import Writing
from portfolio.domain.errors import Invalid
from portfolio.domain.measures import ChartKind, Direction
from portfolio.domain.periods import Period, Precision, day, is_within

#: Sentences never write more decimals than this of what was sent.
_MOST_DECIMALS = 4


@dataclass(frozen=True)
class _DailyAim(Aim):
    """An aim for a series of days, which nothing stored is: due are those that the series itself has a place for.

    Where it has none, because the start lies after it, the first day of all is due.
    """

    days: tuple[Period, ...] = ()

    def due(self, as_of: date) -> list[Period]:
        start = self.start
        if start is None or as_of < start:
            return []
        told = [one for one in self.days if one.start is not None and start <= one.start <= as_of]
        return told or [day(start)]


def judged(sent: Posted) -> Analysis:
    """What is said of a series that was sent. Raises Invalid or InvalidFields with the fields as they were sent."""
    question = question_of(sent)

    def effect_of(verdict: Verdict) -> Effect:
        values = question.told.values if question.told is not None else ()
        found = effect(question.aim, values, as_of=question.as_of, deterioration=verdict.is_deterioration)
        # Nobody waits for values of what is not stored.
        return replace(found, flags=(found.flags - {EffectFlag.OVERDUE}) | verdict.flags, overdue_days=0)

    return analysed(question, effect_of)


def question_of(sent: Posted) -> Question:
    """The question that a series asks. Raises Invalid or InvalidFields."""
    precision = checked_periods(sent.periods)
    told = Slots(tuple(values_of(sent)), IN_A_YEAR[precision]).until(sent.as_of or end(sent.periods[-1], "periods"))
    aim = _aim(sent, told, precision)
    starts = tuple(sorted(begin(one, "phase_starts") for one in sent.phase_starts))
    start = aim.first_effect.start if aim.first_effect is not None else starts[0] if starts else None
    begins = sent.first_effect or next((one for one in sent.phase_starts if one.start == start), None)
    return Question(
        aim=aim,
        told=told,
        comparison=Comparison(
            direction=sent.direction,
            method=sent.method or usual_method(FREQUENCIES[precision]),
            start=start,
            rebases=starts,
            screen=sent.screen,
        ),
        as_of=sent.as_of or end(sent.periods[-1], "periods"),
        chart=sent.chart,
        phase_starts=starts,
        freeze=sent.freeze,
        at=sent.full_effect,
        begins=begins.label if begins is not None else "starten",
        writing=_writing(sent),
    )


def _aim(sent: Posted, told: Slots, precision: Precision) -> Aim:
    if sent.direction is Direction.MAINTAIN:
        for name, one in (("target", sent.target), ("tolerance", sent.tolerance)):
            if one is None:
                raise Invalid(name, "En nivå som ska behållas behöver både target och tolerance.")
    if sent.tolerance is not None and sent.tolerance < 0:
        raise Invalid("tolerance", "Ange hur mycket nivån får avvika, till exempel 2.")
    baseline = _baseline(sent, told)
    check_target(direction=sent.direction, baseline=baseline, target=sent.target, tolerance=sent.tolerance)
    for name, period in (("first_effect", sent.first_effect), ("full_effect", sent.full_effect)):
        if period is not None:
            begin(period, name), end(period, name)
    if sent.first_effect is not None:
        # Of a measure without a way to go there is no curve, and its times are refused all the same.
        curve(first_effect=sent.first_effect, full_effect=sent.full_effect, ramp=None)
    daily = {"days": tuple(sent.periods)} if precision is Precision.DAY else {}
    found = (_DailyAim if daily else Aim)(
        direction=sent.direction,
        frequency=FREQUENCIES[precision],
        baseline=baseline,
        baseline_excused=bool(sent.baseline_reason),
        baseline_period=sent.baseline_period,
        target=sent.target,
        tolerance=sent.tolerance,
        first_effect=sent.first_effect,
        full_effect=sent.full_effect,
        ramp=sent.ramp,
        interim=tuple(sent.interim),
        **daily,  # type: ignore[arg-type]
    )
    # Times and interim targets that make no curve are refused here; a stored one is told about instead.
    _ = found.curve
    return found


def _baseline(sent: Posted, told: Slots) -> float | None:
    """The baseline, or the mean of the values in its period. Raises Invalid where there are none."""
    if sent.baseline_period is not None:
        begin(sent.baseline_period, "baseline_period"), end(sent.baseline_period, "baseline_period")
    if sent.baseline is not None or sent.baseline_period is None:
        return sent.baseline
    within = [one for one in told.values if is_within(one.period, sent.baseline_period)]
    found = mean(counted(within, as_of=date.max))
    if found is None:
        raise Invalid("baseline_period", "Serien har inget värde i den perioden. Skicka baseline, eller en annan tid.")
    return found


def _writing(sent: Posted) -> Writing:
    """As many decimals as were sent and one more, since means are finer; shares as per cent."""
    if sent.chart is ChartKind.P:
        return Writing("procent", 1, times=100)
    if sent.values is None:
        return Writing(None, _MOST_DECIMALS)
    told = [one for one in sent.values if one is not None]
    decimals = next((each for each in range(_MOST_DECIMALS) if all(round(one, each) == one for one in told)), None)
    return Writing(None, _MOST_DECIMALS if decimals is None else decimals + 1)
