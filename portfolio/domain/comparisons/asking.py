"""Whether a change is real, by the method that was chosen: what is asked of a series, and which test answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from portfolio.domain.comparisons.evidence import JUDGED, Because, Evidence, Verdict
from portfolio.domain.comparisons.proportions import Tally, before_after
from portfolio.domain.comparisons.series import series
from portfolio.domain.comparisons.short_series import short_series
from portfolio.domain.comparisons.slots import Slots
from portfolio.domain.effects.values import Value
from portfolio.domain.measures import Direction, Frequency, Method


@dataclass(frozen=True)
class Comparison:
    """What is asked: from which day on there should be a change, and by which method it is looked for.

    ``rebases`` are the days from which the values are known to be on another level, for reasons of their own.
    ``paired`` tells that the same persons answered before and after.
    """

    direction: Direction
    method: Method
    start: date | None
    rebases: Sequence[date] = ()
    screen: bool = True
    paired: bool = False


def usual_method(frequency: Frequency) -> Method:
    """The method unless another one was chosen."""
    if frequency is Frequency.MONTH:
        return Method.SERIES
    return Method.SINGLE if frequency is Frequency.ONCE else Method.SHORT_SERIES


def compared(asked: Comparison, told: Slots | None) -> Verdict:
    """The verdict on a series; None where its periods cannot be held together."""
    nothing = Verdict(None, Because.NO_START, asked.method)
    if asked.method is Method.SINGLE:
        return replace(nothing, because=Because.ONCE, evidence=Evidence.TOO_LITTLE if _is_judged(asked) else None)
    if not _is_judged(asked) and (asked.start is None or told is None):
        return replace(nothing, because=Because.NO_DIRECTION)
    if asked.start is None:
        return nothing
    if told is None:
        return replace(nothing, because=Because.UNEVEN)
    return _by_method(asked, told, asked.start)


def _by_method(asked: Comparison, told: Slots, start: date) -> Verdict:
    sides = told.sides(start, asked.rebases)
    if asked.method is Method.SHORT_SERIES:
        return short_series(told.numbers, sides, direction=asked.direction, in_a_year=told.in_a_year)
    if asked.method is Method.BEFORE_AFTER:
        return _by_counts(asked, told, start)

    def judged(values: Sequence[float | None]) -> Verdict:
        return series(values, sides, direction=asked.direction, screen=asked.screen, in_a_year=told.in_a_year)

    found = judged(told.numbers)
    if found.evidence is Evidence.ESTABLISHED_IMPROVEMENT and not told.all_reviewed:
        # Good news is called sure when somebody else has looked at the values that it rests on.
        settled = judged(told.reviewed).evidence is Evidence.ESTABLISHED_IMPROVEMENT
        if not settled:
            return replace(found, evidence=Evidence.SIGNS_IMPROVEMENT, unreviewed=True)
    return found


def latest_counts(asked: Comparison, told: Slots, start: date) -> tuple[Value | None, Value | None]:
    """The latest value with counts on each side of the start; None where a side has none."""
    sides = told.sides(start, asked.rebases)
    return _latest(told.values[sides.since : sides.before]), _latest(told.values[sides.after :])


def tally_of(value: Value) -> Tally | None:
    """What was counted of a value; None where that is not known, or cannot be."""
    x, n = value.numerator, value.denominator
    if value.value is None or x is None or n is None or not 0 <= x <= n or n <= 0:
        return None
    return Tally(x, n, value.sent)


def _by_counts(asked: Comparison, told: Slots, start: date) -> Verdict:
    """The latest count on each side, held against each other."""
    earlier, later = (tally_of(one) if one is not None else None for one in latest_counts(asked, told, start))
    if earlier is None or later is None:
        evidence = Evidence.TOO_LITTLE if _is_judged(asked) else None
        return Verdict(evidence, Because.NO_COUNTS, Method.BEFORE_AFTER)
    return before_after(earlier, later, direction=asked.direction, paired=asked.paired)


def _latest(values: Sequence[Value]) -> Value | None:
    return next((one for one in reversed(values) if tally_of(one) is not None), None)


def _is_judged(asked: Comparison) -> bool:
    return asked.direction in JUDGED
