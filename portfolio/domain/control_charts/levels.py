"""The level of a process and how far its values usually stray from it: centre and limits from moving ranges (XmR)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum

#: Two values of a phase that differ by no more than this part of its largest one are the same value.
SLACK = 1e-9

#: The limits lie so many mean moving ranges from the centre: three times the spread, which is the range through 1.128.
_WIDTH = 2.66

#: A mean moving range is so many times the spread of single values.
PER_SPREAD = 1.128

#: A moving range of so many times their mean, or more, is left out when the mean is taken anew.
_SCREENED = 3.267

#: From so many observed values on, a baseline is no longer called provisional.
ENOUGH = 12

#: With fewer observed values than this, limits are not spoken of.
FEWEST = 6


def slack(values: Sequence[float | None]) -> float:
    """How far apart two values have to be to differ, in the values' own unit; 0 where all of them are 0 or missing."""
    return SLACK * max([abs(one) for one in values if one is not None], default=0.0)


def observed(values: Sequence[float | None]) -> list[float]:
    """The values that there are, in their order."""
    return [one for one in values if one is not None]


@dataclass(frozen=True)
class Level:
    """A process in the measure's unit. ``centre`` is None where nothing was observed, ``mean_range`` without limits."""

    centre: float | None
    mean_range: float | None = None

    @property
    def lower(self) -> float | None:
        """The limit that ordinary variation keeps above."""
        return self._at(-_WIDTH)

    @property
    def upper(self) -> float | None:
        """The limit that ordinary variation keeps below."""
        return self._at(_WIDTH)

    @property
    def near_lower(self) -> float | None:
        """Two thirds of the way down to the limit."""
        return self._at(-_WIDTH * 2 / 3)

    @property
    def near_upper(self) -> float | None:
        """Two thirds of the way up to the limit."""
        return self._at(_WIDTH * 2 / 3)

    @property
    def detectable(self) -> float | None:
        """A lasting shift that would usually have been seen: twice the spread of single values; None without limits."""
        return None if self.mean_range is None else 2 * self.mean_range / PER_SPREAD

    def _at(self, ranges: float) -> float | None:
        if self.centre is None or self.mean_range is None:
            return None
        return self.centre + ranges * self.mean_range


def level(baseline: Sequence[float | None], *, tol: float, screen: bool = True) -> Level:
    """Centre and mean moving range of the periods of a baseline, in order; None is a period without a value.

    A range is the step between two adjacent periods that both have a value; a gap is not bridged. Screened, those of
    3.267 times their mean and more are left out once, unless nothing above 0 is left.
    """
    told = observed(baseline)
    if not told:
        return Level(None)
    centre = fsum(told) / len(told)
    ranges = [abs(after - before) for before, after in pairwise(baseline) if before is not None and after is not None]
    if not ranges:
        return Level(centre)
    mean = fsum(ranges) / len(ranges)
    if screen:
        kept = [one for one in ranges if _SCREENED * mean - one > tol]
        screened = fsum(kept) / len(kept) if kept else 0.0
        mean = screened if screened > tol else mean
    return Level(centre, mean if mean > tol else None)
