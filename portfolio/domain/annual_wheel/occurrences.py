"""When something that comes back falls due in a year: the time within which it happens, never a day of our own.

"kvartal 1 och 3" is any day of those quarters, and due by their last one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from portfolio.domain.effects.due import period_at
from portfolio.domain.learning import months_after
from portfolio.domain.measures import MONTHS, Frequency
from portfolio.domain.periods import Period, Precision, following
from portfolio.domain.periods.recurrences import RHYTHMS, recurrence_precision
from portfolio.domain.periods.units import NAMES, Unit, number_code, unit


@dataclass(frozen=True)
class Occurrence:
    """One time that something happens: some day from ``start`` to ``end``, both included, and by ``end`` at the latest.

    ``times`` is how often it happens within that time, where more than once was promised, and ``of`` which time it
    tells of, in words, where that is another one, such as a value's period.
    """

    start: date
    end: date
    times: int = 1
    of: str = ""


#: Into which units of the year a rhythm divides it. Every second year and every mandate do not tell which year, and
#: what is done every second week, all the time or "enligt årshjul" belongs to no month: these have no occurrences.
_RHYTHM_UNITS = {
    "month": Precision.MONTH,
    "quarter": Precision.QUARTER,
    "tertial": Precision.TERTIAL,
    "half": Precision.HALF,
    "term": Precision.TERM,
    "year": Precision.YEAR,
}

_COUNT = re.compile(r"(?P<times>[0-9]+)/(?P<unit>[a-z]+)")


def occurrences(period: Period, year: int) -> list[Occurrence]:
    """When what happens at this time falls due in a year, in order; empty when that cannot be told, or is not then.

    A recurrence comes every year. What has dates is due once, by its last day. Every second month is due in each pair
    of months.
    """
    if period.recurrence is not None:
        return _recurring(period.recurrence, year)
    if period.end is None or period.end.year != year:
        return []
    return [Occurrence(period.start or period.end, period.end)]


def measured(
    frequency: Frequency, year: int, *, start: date | None, until: date | None = None, grace_days: int = 0
) -> list[tuple[Period, Occurrence]]:
    """The periods whose values are due in a year, each from the day after its end to the last day of grace.

    Only periods that begin on ``start`` or later, and have ended by ``until``. Without a start nothing is expected, and
    what is measured once has no rhythm: both are empty.
    """
    if frequency not in MONTHS or start is None:
        return []
    found = []
    # A value that is due in January tells of the year before, or of one before that with a long grace.
    one = period_at(frequency, date(year - 2, 1, 1))
    while one.end is not None and one.end.year <= year:
        due = one.end + timedelta(days=grace_days)
        if due.year == year and one.start is not None and one.start >= start and (until is None or one.end <= until):
            found.append((one, Occurrence(min(one.end + timedelta(days=1), due), due, of=one.label)))
        one = following(one)
    return found


def every_months(months: int | None, year: int, *, start: date | None) -> list[Occurrence]:
    """The months of a year in which something comes round that does so every so many months after a first day.

    A plan's revision and follow-up; only the month is promised. The first day is where it begins, and is none itself.
    """
    if not months or months < 1 or start is None:
        return []
    found = []
    times = 1
    while (day := months_after(start, times * months)).year <= year:
        if day.year == year:
            told = unit(Precision.MONTH, year, day.month)
            found.append(Occurrence(told.start, told.end))
        times += 1
    return found


def _recurring(recurrence: str, year: int) -> list[Occurrence]:
    count = _COUNT.fullmatch(recurrence)
    rhythm = count["unit"] if count else recurrence
    times = int(count["times"]) if count else 1
    if rhythm == "two-months":
        return [
            Occurrence(date(year, month, 1), unit(Precision.MONTH, year, month + 1).end) for month in range(1, 12, 2)
        ]
    if precision := _RHYTHM_UNITS.get(rhythm):
        return [Occurrence(one.start, one.end, times) for one in _units(precision, year)]
    if count or recurrence in RHYTHMS:
        return []
    chosen = set(recurrence.split(","))
    ending = _units(recurrence_precision(recurrence), year)
    return [Occurrence(one.start, one.end) for one in ending if number_code(one.precision, one.number) in chosen]


def _units(precision: Precision, year: int) -> Iterator[Unit]:
    """The units of a kind that end in a year, in the order in which they do; a winter begins in the year before."""
    numbers = range(1, len(NAMES.get(precision, ("",))) + 1)
    every = [unit(precision, of_year, number) for of_year in (year - 1, year) for number in numbers]
    yield from sorted((one for one in every if one.end.year == year), key=lambda one: (one.end, one.start))
