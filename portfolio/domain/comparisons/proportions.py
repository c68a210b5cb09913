"""Two counts before and after, such as a survey: the difference of two shares with its interval (Newcombe), and means.

Counts are required, since a percentage alone does not tell how sure it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

from portfolio.domain.comparisons.evidence import JUDGED, Because, Evidence, Verdict, evidence_of
from portfolio.domain.comparisons.student import quantile
from portfolio.domain.control_charts import Level
from portfolio.domain.effects.values import SLACK
from portfolio.domain.measures import Direction, Method

#: The normal distribution's 97.5 per cent.
_Z = 1.959964

#: Fewer than this on a side say nothing.
FEWEST_ANSWERS = 20

#: Below this share of answers, or further apart than this, those who answered may differ from those who did not.
_FEW_ANSWERS = 0.5
_UNLIKE_ANSWERS = 0.1

#: The square of the sum of the normal distribution's 97.5 and 80 per cent: to find a change four times of five.
_POWER = 7.84


@dataclass(frozen=True)
class Tally:
    """``x`` of ``n`` who answered, of ``sent`` who were asked; None where nobody had to be asked."""

    x: float
    n: float
    sent: float | None = None

    @property
    def share(self) -> float | None:
        """The share, 0–1; None of nobody."""
        return self.x / self.n if self.n else None

    @property
    def answered(self) -> float | None:
        """The share of those who were asked; None where that is not known."""
        return self.n / self.sent if self.sent else None


@dataclass(frozen=True)
class Sample:
    """Measured values of single people: how many, their mean and their standard deviation."""

    n: int
    mean: float
    deviation: float


def before_after(before: Tally, after: Tally, *, direction: Direction, paired: bool = False) -> Verdict:
    """The verdict on two counts. Of the same persons both times nothing is said without their pairs."""
    interval = None if paired else newcombe(before, after)
    capped = _is_capped(before, after)

    def told(evidence: Evidence | None, because: Because, *, rises: bool | None = None) -> Verdict:
        return Verdict(
            evidence,
            because,
            Method.BEFORE_AFTER,
            before=int(before.n),
            after=int(after.n),
            level=Level(before.share),
            rises=rises,
            capped=capped,
            interval=interval,
            tallies=tuple((one.x, one.n, one.sent) for one in (before, after)),
        )

    if paired:
        return told(None, Because.PAIRED)
    if direction not in JUDGED:
        return told(None, Because.NO_DIRECTION)
    if interval is None or min(before.n, after.n) < FEWEST_ANSWERS:
        return told(Evidence.TOO_LITTLE, Because.FEW)
    _, lower, upper = interval
    if lower <= 0 <= upper:
        return told(Evidence.NOT_SHOWN, Because.INTERVAL)
    rises = lower > 0
    return told(evidence_of(established=not capped, rises=rises, direction=direction), Because.INTERVAL, rises=rises)


def wilson(tally: Tally) -> tuple[float, float]:
    """The ends of a share's 95 per cent interval (Wilson). Raises ZeroDivisionError of nobody."""
    x, n = tally.x, tally.n
    root = _Z * sqrt(_Z**2 + 4 * x * (1 - x / n))
    middle, whole = 2 * x + _Z**2, 2 * (n + _Z**2)
    return (middle - root) / whole, (middle + root) / whole


def newcombe(before: Tally, after: Tally) -> tuple[float, float, float] | None:
    """The difference of the shares, and the lower and upper end of its 95 per cent interval; None without counts."""
    first, second = before.share, after.share
    if first is None or second is None:
        return None
    (low_1, high_1), (low_2, high_2) = wilson(before), wilson(after)
    difference = second - first
    lower = difference - sqrt((second - low_2) ** 2 + (high_1 - first) ** 2)
    upper = difference + sqrt((high_2 - second) ** 2 + (first - low_1) ** 2)
    return difference, lower, upper


def welch(before: Sample, after: Sample) -> tuple[float, float, float] | None:
    """The difference of two means, and the ends of its 95 per cent interval (Welch); None where nothing can be said."""
    if min(before.n, after.n) < 2:
        return None
    first, second = before.deviation**2 / before.n, after.deviation**2 / after.n
    difference = after.mean - before.mean
    if first + second == 0:
        return difference, difference, difference
    freedom = (first + second) ** 2 / (first**2 / (before.n - 1) + second**2 / (after.n - 1))
    half = quantile(0.975, freedom) * sqrt(first + second)
    return difference, difference - half, difference + half


def sample_size(before: float, after: float) -> int | None:
    """How many answers are needed on each side to see a change from one share to another; None where there is none."""
    if before == after:
        return None
    return ceil(_POWER * (before * (1 - before) + after * (1 - after)) / (after - before) ** 2 - SLACK)


def _is_capped(before: Tally, after: Tally) -> bool:
    """Whether so few answered, or so unlike a part, that no more than signs can be shown."""
    rates = [one.answered for one in (before, after)]
    known = [one for one in rates if one is not None]
    if any(one < _FEW_ANSWERS - SLACK for one in known):
        return True
    return len(known) == 2 and abs(known[0] - known[1]) > _UNLIKE_ANSWERS + SLACK
