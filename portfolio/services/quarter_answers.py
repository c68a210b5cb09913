"""What is asked of a benefit and a quarter: whether its effect should be there, was there, or is waited for.

The register narrows by these, and the portfolio counts them, so that a figure and the rows behind it are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from portfolio.domain.benefits import BenefitKind
from portfolio.domain.effects import QuarterQuestion, due_in, effect_by, lacking, reached_on
from portfolio.domain.periods import Period
from portfolio.models import Benefit
from portfolio.services.effects import BenefitEffect, Judged


def is_expected(benefit: Benefit) -> bool:
    """Whether the benefit is held against its times: it is followed still, and is no negative effect to be avoided."""
    return benefit.concluded_on is None and benefit.kind is not BenefitKind.DISBENEFIT


def planned_by(benefit: Benefit) -> date | None:
    """The last day on which it should have its full effect; None when nobody has said, or nothing is expected."""
    return effect_by(benefit.first_effect, benefit.full_effect) if is_expected(benefit) else None


def reached(benefit: Benefit, said: BenefitEffect, days: Sequence[date]) -> list[bool]:
    """For each day whether every measure of the benefit stood at its target then, by what is known now."""
    if not said.measures or not is_expected(benefit):
        return [False] * len(days)
    each = [reached_on(one.aim, one.values, days) for one in said.measures]
    return [all(of_day) for of_day in zip(*each, strict=True)]


def due(judged: Judged, *, by: date) -> list[Period]:
    """The periods whose values are waited for until a day, those that nobody asks for left out."""
    silent = {one.period for one in judged.silent}
    return [one for one in judged.aim.due(by) if one not in silent]


def missing(judged: Judged, periods: Sequence[Period], *, today: date) -> list[Period]:
    """Those of the periods that have ended without a value, or a reason why there is none."""
    return lacking(periods, [*judged.values, *judged.left_out, *judged.silent], as_of=today)


def answer(
    benefit: Benefit,
    said: BenefitEffect,
    judged: Judged | None,
    question: QuarterQuestion,
    quarter: Period,
    *,
    today: date,
) -> bool:
    """Whether it is so of the benefit, or for what concerns values, of this measure of it."""
    if quarter.start is None or quarter.end is None:
        return False
    if question is QuarterQuestion.PLANNED:
        planned = planned_by(benefit)
        return planned is not None and planned <= quarter.end
    if question is QuarterQuestion.REACHED:
        return quarter.start <= today and reached(benefit, said, [quarter.end])[0]
    if judged is None:
        return False
    found = due_in(due(judged, by=quarter.end), quarter)
    return bool(found if question is QuarterQuestion.DUE else missing(judged, found, today=today))
