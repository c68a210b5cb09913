"""How much of an effect is expected by when: the ramp from the first effect to the full one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import fsum

from portfolio.domain.benefits import Ramp
from portfolio.domain.effects.values import Value
from portfolio.domain.errors import Invalid
from portfolio.domain.periods import Period


@dataclass(frozen=True)
class Milestone:
    """An interim target: by the last day of the period, this share of the way from baseline to target."""

    period: Period
    share: float


@dataclass(frozen=True)
class Curve:
    """The expected share of the effect by day: straight lines between ``knots`` of day (ordinal) and share.

    Before the first knot it is the first one's share, after the last the last one's. A ``step`` jumps at its last knot.
    """

    knots: tuple[tuple[int, float], ...]
    step: bool = False

    def at(self, day: date) -> float:
        """The share on a day, 0–1."""
        return self._at(day.toordinal())

    def over(self, first: date, last: date) -> float:
        """The mean share over a period's days, both inclusive."""
        begins, ends = first.toordinal(), last.toordinal()
        turns = sorted({begins, ends, *(day for day, _ in self.knots if begins < day < ends)})
        if self.step:
            full = max(0, ends - max(begins, self.knots[-1][0]) + 1)
            return full / (ends - begins + 1)
        # Each stretch between two turns is a straight line, whose days sum to their number times the middle of its
        # ends; a turn is counted with the stretch that it ends, the first day by itself.
        sums = [self._at(begins)]
        for left, right in pairwise(turns):
            step = (self._at(right) - self._at(left)) / (right - left)
            sums.append((right - left) * (self._at(left) + step + self._at(right)) / 2)
        return fsum(sums) / (ends - begins + 1)

    def _at(self, day: int) -> float:
        if self.step:
            return 1.0 if day >= self.knots[-1][0] else 0.0
        if day <= self.knots[0][0]:
            return self.knots[0][1]
        for (left, low), (right, high) in pairwise(self.knots):
            if day <= right:
                return low + (high - low) * (day - left) / (right - left)
        return self.knots[-1][1]


def curve(
    *, first_effect: Period, full_effect: Period | None, ramp: Ramp | None, milestones: Sequence[Milestone] = ()
) -> Curve:
    """The curve from the first day of the first effect to the last day of the full one (without one: of the first).

    Raises Invalid when the full effect ends before the first begins, or when an interim target does not lie strictly
    between, each after the one before it.
    """
    begins = _ordinal(first_effect.start, "first_effect")
    ends = _ordinal((full_effect or first_effect).end, "full_effect")
    if ends < begins:
        raise Invalid("full_effect", "Full effekt kan inte komma före den första effekten.")
    knots = [(begins, 0.0)]
    if ramp is Ramp.MILESTONES:
        for one in sorted(milestones, key=lambda one: _ordinal(one.period.end, "interim")):
            day = _ordinal(one.period.end, "interim")
            if not knots[-1][0] < day < ends:
                raise Invalid("interim", "Delmålen ska ligga mellan första och full effekt, vart och ett vid sin tid.")
            knots.append((day, one.share))
    # From nothing to everything on one day is a step, whatever it is called.
    return Curve(_clamped((*knots, (ends, 1.0))), step=ramp is Ramp.STEP or begins == ends)


def expected(found: Curve, values: Sequence[Value], *, as_of: date) -> float:
    """The share expected over the same periods as *now*, each over its days; without any, that of ``as_of``."""
    if not values:
        return found.at(as_of)
    return fsum(found.over(one.first, one.last) for one in values) / len(values)


def _clamped(knots: tuple[tuple[int, float], ...]) -> tuple[tuple[int, float], ...]:
    """The same lines kept within 0–1: never less than nothing is expected, or more than all, whatever was aimed at.

    Where a line crosses an end, the whole days on both sides become knots, so that it is exact on every day.
    """
    if all(0.0 <= share <= 1.0 for _, share in knots):
        return knots
    lines, days = Curve(knots), {day for day, _ in knots}
    for (left, low), (right, high) in pairwise(knots):
        for bound in (0.0, 1.0):
            if min(low, high) < bound < max(low, high):
                crossed = left + int((right - left) * (bound - low) / (high - low))
                days |= {crossed, min(crossed + 1, right)}
    return tuple((day, min(max(lines.at(date.fromordinal(day)), 0.0), 1.0)) for day in sorted(days))


def _ordinal(day: date | None, field: str) -> int:
    if day is None:
        raise Invalid(field, "Ange en tid med både början och slut, till exempel kv 1 2024.")
    return day.toordinal()
