"""Measured values as numbers: which of them count, their mean, and where a measure stands now.

Floats from here inwards, values as entered, ``math.fsum`` for every sum.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from math import fsum

from portfolio.domain.measures import MONTHS, Frequency
from portfolio.domain.periods import Period

#: Two ratios that differ by no more than this are the same one: the last bit of a float decides nothing.
SLACK = 1e-9

#: From so many values on, a mean over twelve months is no longer called few.
ENOUGH = 3


@dataclass(frozen=True)
class Value:
    """One measured value of a closed period; None where there is no value, with ``excused`` when a reason was given.

    Where there are counts, ``value`` is ``numerator / denominator`` times the measure's multiplier. ``sent`` is how
    many were asked, where the denominator are those who answered.
    """

    period: Period
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    reviewed: bool = True
    excused: bool = False
    sent: float | None = None

    @property
    def first(self) -> date:
        """The first day of the period. Raises ValueError when it is open."""
        return _day(self.period.start)

    @property
    def last(self) -> date:
        """The last day of the period, inclusive. Raises ValueError when it is open."""
        return _day(self.period.end)


@dataclass(frozen=True)
class Now:
    """Where a measure stands: the mean over up to twelve months, and the latest value beside it."""

    mean: float
    latest: float
    values: tuple[Value, ...]

    @property
    def last(self) -> date:
        """The last day that the mean speaks of."""
        return self.values[-1].last


def counted(values: Iterable[Value], *, as_of: date) -> list[Value]:
    """The values that count on a day, oldest first: those there are, of periods that have ended by then."""
    return sorted((one for one in values if one.value is not None and one.last <= as_of), key=lambda one: one.last)


def before(values: Iterable[Value], start: date) -> list[Value]:
    """Those whose period ends before the start; one that contains the start inside lies neither before nor after."""
    return [one for one in values if one.last < start]


def after(values: Iterable[Value], start: date | None) -> list[Value]:
    """Those whose period begins at the start or later; all of them without a start."""
    return [one for one in values if start is None or one.first >= start]


def mean(values: Sequence[Value], *, multiplier: float = 1.0) -> float | None:
    """The mean of values: from their counts where every one has them (Σ/Σ times the multiplier), else of the values.

    None when there is no value, or when the denominators come to nothing.
    """
    told = [one for one in values if one.value is not None]
    if not told:
        return None
    if all(one.numerator is not None and one.denominator is not None for one in told):
        whole = fsum(one.denominator or 0.0 for one in told)
        return fsum(one.numerator or 0.0 for one in told) / whole * multiplier if whole else None
    return fsum(one.value or 0.0 for one in told) / len(told)


def now(values: Sequence[Value], *, multiplier: float = 1.0) -> Now | None:
    """Where a measure stands, of the counted values after its start, oldest first; None when there are none.

    The mean of those whose periods end within the twelve months that end with the latest one.
    """
    if not values:
        return None
    begins = a_year_before(values[-1].last)
    # From the latest one back: this is asked for every day that a measure has had values, over and over.
    recent = tuple(reversed(list(takewhile(lambda one: one.last > begins, reversed(values)))))
    middle = mean(recent, multiplier=multiplier)
    latest = values[-1].value
    return None if middle is None or latest is None else Now(middle, latest, recent)


def is_few(found: Now, frequency: Frequency) -> bool:
    """Whether the mean rests on fewer values than the frequency gives in a year, and on fewer than three."""
    return len(found.values) < min(in_a_year(frequency), ENOUGH)


def in_a_year(frequency: Frequency) -> int:
    """How many values the frequency gives in twelve months."""
    return 12 // MONTHS[frequency] if frequency in MONTHS else 1


def a_year_before(last: date) -> date:
    """The day after which the twelve months begin that end with ``last``; a month's last day leads to another's."""
    year = last.year - 1
    length = calendar.monthrange(year, last.month)[1]
    ends_month = (last + timedelta(days=1)).day == 1
    return date(year, last.month, length if ends_month else min(last.day, length))


def differenced(values: Sequence[Value], *, multiplier: float = 1.0) -> list[Value]:
    """What each period adds, of values that accumulate since new year (``ytd``), in the order of their periods.

    The first period of a year is its own; a period whose predecessor is missing or empty has no value, since what came
    in between cannot be told apart.
    """
    found: list[Value] = []
    previous: Value | None = None
    for one in values:
        opens = (one.first.month, one.first.day) == (1, 1)
        adjoins = previous is not None and previous.last + timedelta(days=1) == one.first
        if opens:
            found.append(one)
        elif adjoins and previous is not None:
            found.append(_added(one, previous, multiplier))
        else:
            found.append(Value(one.period, None, reviewed=one.reviewed, excused=one.excused))
        previous = one
    return found


def _added(one: Value, previous: Value, multiplier: float) -> Value:
    """What a period adds to the one before it; of a ratio the counts are taken apart, and it is made of them anew."""
    value = _less(one.value, previous.value)
    above, below = _less(one.numerator, previous.numerator), _less(one.denominator, previous.denominator)
    if above is not None and below is not None:
        value = above / below * multiplier if below else None
    reviewed = one.reviewed and previous.reviewed
    return Value(one.period, value, above, below, reviewed=reviewed, excused=one.excused)


def _less(value: float | None, taken: float | None) -> float | None:
    return None if value is None or taken is None else value - taken


def _day(boundary: date | None) -> date:
    if boundary is None:
        raise ValueError("A measured value has a period with a beginning and an end.")
    return boundary
