"""What was so of a measure at the end of a quarter: whether its target was met, which values were due, which lack.

A page that looks back over years asks this for every quarter of every measure, so each is answered in one go.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from portfolio.domain.effects.achievement import is_upheld
from portfolio.domain.effects.states import Aim
from portfolio.domain.effects.values import SLACK, Now, Value, after, counted, now
from portfolio.domain.measures import Direction
from portfolio.domain.periods import Period


class QuarterQuestion(StrEnum):
    """What can be asked of a benefit and a quarter."""

    PLANNED = "planned"
    REACHED = "reached"
    DUE = "due"
    MISSING = "missing"


def effect_by(first: Period | None, full: Period | None) -> date | None:
    """The last day on which a benefit should have its full effect; of its first effect where no full one is told.

    None when nothing says, or what says it has no end.
    """
    told = full if full is not None and full.end is not None else first
    return told.end if told is not None else None


def reached_on(aim: Aim, values: Iterable[Value], days: Sequence[date]) -> list[bool]:
    """For each of the days whether the mean stood at the target by the values of periods that had ended by then."""
    told = after(counted(values, as_of=max(days, default=date.min)), aim.start)
    # A mean lies among its values: where none of them has reached the target, no day need be looked at.
    if aim.has_share and all(aim.share(one.value or 0.0) < 1 - 2 * SLACK for one in told):
        return [False] * len(days)
    ends = [one.last for one in told]
    found: dict[int, bool] = {}
    for count in {bisect_right(ends, day) for day in days}:
        found[count] = _is_full(aim, now(told[:count], multiplier=aim.multiplier))
    return [found[bisect_right(ends, day)] for day in days]


def due_in(due: Iterable[Period], quarter: Period) -> list[Period]:
    """Those of the periods that end within the quarter: their values are waited for then."""
    if quarter.start is None or quarter.end is None:
        return []
    return [one for one in due if one.end is not None and quarter.start <= one.end <= quarter.end]


def lacking(due: Iterable[Period], values: Iterable[Value], *, as_of: date) -> list[Period]:
    """Those of the periods that have ended by a day, and have neither a value nor a reason why there is none."""
    told = {one.period for one in values if one.value is not None or one.excused}
    return [one for one in due if one.end is not None and one.end <= as_of and one not in told]


def _is_full(aim: Aim, found: Now | None) -> bool:
    if found is None:
        return False
    if aim.direction is Direction.MAINTAIN:
        if aim.target is None or aim.tolerance is None:
            return False
        return is_upheld(found.mean, target=aim.target, tolerance=aim.tolerance)
    return aim.has_share and aim.share(found.mean) >= 1 - SLACK
