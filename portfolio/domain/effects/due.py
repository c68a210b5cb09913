"""Which periods a value is expected for, and which of them is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from portfolio.domain.effects.values import Value
from portfolio.domain.measures import MONTHS, Frequency
from portfolio.domain.periods import Period, following, half, month, quarter, tertial, year

_UNITS: dict[Frequency, Callable[[int, int], Period]] = {
    Frequency.MONTH: month,
    Frequency.QUARTER: quarter,
    Frequency.TERTIAL: tertial,
    Frequency.HALF: half,
    Frequency.YEAR: lambda told, _number: year(told),
}


def period_at(frequency: Frequency, day: date) -> Period:
    """The period of this frequency that a day lies in. Raises KeyError for once, which comes in no rhythm."""
    return _UNITS[frequency](day.year, (day.month - 1) // MONTHS[frequency] + 1)


def first_period(frequency: Frequency, start: date) -> Period:
    """The first period of this frequency that begins at the start or later."""
    at = period_at(frequency, start)
    return at if at.start == start else following(at)


def due(frequency: Frequency, start: date, *, as_of: date) -> Iterator[Period]:
    """The periods from the start on that have ended by a day, oldest first."""
    one = first_period(frequency, start)
    while one.end is not None and one.end <= as_of:
        yield one
        one = following(one)


def first_missing(periods: Iterable[Period], values: Iterable[Value]) -> Period | None:
    """The first of the periods that has neither a value nor a reason why there is none."""
    told = {one.period for one in values if one.value is not None or one.excused}
    return next((one for one in periods if one not in told), None)
