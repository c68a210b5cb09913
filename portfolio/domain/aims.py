"""What a benefit wants of a measure: from where, to where, by when, and its part of the change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from portfolio.domain.comparisons import FEWEST_ANSWERS, sample_size
from portfolio.domain.effects import check_target
from portfolio.domain.errors import Invalid, InvalidFields
from portfolio.domain.measures import Contribution, Direction, Frequency, Method
from portfolio.domain.numbers import problem_with_number
from portfolio.domain.periods import Period
from portfolio.domain.texts import LONG, TextRule

TEXT_RULES = {
    "baseline_reason": TextRule("varför nollmätning saknas", LONG),
    "contribution_reason": TextRule("skälen", LONG),
}

TARGET_REASON = TextRule("varför målet ändras", LONG, required=True)


def usual_method(frequency: Frequency | None) -> Method:
    """How change is judged unless somebody chooses: by series when measured monthly, else as a short one."""
    if frequency is Frequency.ONCE:
        return Method.SINGLE
    return Method.SERIES if frequency is Frequency.MONTH else Method.SHORT_SERIES


def check_aim(
    *,
    direction: Direction,
    tolerance: Decimal | None,
    baseline_value: Decimal | None,
    baseline_period: Period | None,
    baseline_reason: str | None,
    baseline_by: date | None = None,
    target: Decimal | None,
    target_period: Period | None,
    interim: Sequence[tuple[Period, Decimal]],
    share: Decimal | None,
    besides: Mapping[str, str] | None = None,
) -> None:
    """Hold the parts against each other. Raises InvalidFields with every message at once, those ``besides`` too."""
    problems = {**(besides or {}), **_baseline_problems(baseline_value, baseline_period, baseline_reason)}
    if baseline_by is not None and baseline_reason is not None:
        problems["baseline_by"] = "Ange antingen när nollmätningen görs eller varför den saknas, inte båda."
    for name, period in (("baseline_period", baseline_period), ("target_period", target_period)):
        if period is not None and (period.start is None or period.end is None):
            problems[name] = (
                f"”{period.label}” har ingen början eller inget slut. Ange ett kvartal, en månad eller ett år."
            )
    try:
        check_target(
            direction=direction,
            baseline=None if baseline_value is None else float(baseline_value),
            target=None if target is None else float(target),
            tolerance=None if tolerance is None else float(tolerance),
        )
    except Invalid as problem:
        problems["target"] = problem.message
    if target is None and target_period is not None:
        problems["target"] = "Ange målets värde, eller töm tiden."
    if share is not None and not 0 < share <= 1:
        problems["share"] = "Andelen ska vara större än 0 och högst 100 procent."
    if interim and target is None:
        problems["interim"] = "Delmål behöver ett mål."
    numbers = [("baseline_value", baseline_value), ("target", target), ("share", share)]
    numbers += [("interim", level) for _, level in interim]
    problems |= {name: message for name, number in numbers if (message := problem_with_number(number))}
    if problems:
        raise InvalidFields(problems)


def check_method(method: Method | None, *, has_counts: bool) -> dict[str, str]:
    """What stops a way of judging, by field: before and after are held against each other by counts alone."""
    if method is not Method.BEFORE_AFTER or has_counts:
        return {}
    return {
        "method": "Före och efter jämförs med antal, inte procent: en procentsats säger inte hur säker den är. "
        "Ange täljare och nämnare på mätetalets sida först, eller välj ett annat sätt."
    }


def check_contribution(contribution: Contribution | None, reason: str | None) -> dict[str, str]:
    """What is missing of the initiative's contribution, by field: a judgement and its reasons belong together."""
    if contribution is not None and reason is None:
        return {"contribution_reason": "Skriv skälen till din bedömning av initiativets bidrag."}
    if contribution is None and reason is not None:
        return {"contribution": "Välj hur troligt bidraget är, eller töm skälen."}
    return {}


def answers_needed(*, before: Decimal | None, after: Decimal | None) -> int:
    """How many answers a survey needs each time to find a change from one share (0–1) to another, four times of five.

    Raises InvalidFields for what is no share, and where there is no change to find.
    """
    problems = {
        name: "Ange en andel mellan 0 och 100 procent."
        for name, share in (("share_before", before), ("share_after", after))
        if share is None or not 0 <= share <= 1
    }
    if problems or before is None or after is None:
        raise InvalidFields(problems)
    found = sample_size(float(before), float(after))
    if found is None:
        raise InvalidFields({"share_after": "Andelarna är lika, så det finns ingen förändring att hitta."})
    return max(found, FEWEST_ANSWERS)


def _baseline_problems(value: Decimal | None, period: Period | None, reason: str | None) -> dict[str, str]:
    problems: dict[str, str] = {}
    if value is not None and reason is not None:
        problems["baseline_reason"] = "Det finns en nollmätning, så skälet behövs inte. Ta bort det ena."
    if value is not None and period is None:
        problems["baseline_period"] = "Ange vilken period nollmätningen gäller, till exempel 2022 eller kv 4 2022."
    if value is None and period is not None:
        problems["baseline_value"] = "Ange nollmätningens värde, eller töm perioden."
    return problems
