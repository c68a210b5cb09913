"""A series with a place for every period, those without a value too, and how it lies around a start."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from portfolio.domain.comparisons.series import Sides
from portfolio.domain.effects.due import period_at
from portfolio.domain.effects.values import Value
from portfolio.domain.measures import MONTHS, Frequency


@dataclass(frozen=True)
class Slots:
    """Values of periods that follow on each other, oldest first; ``in_a_year`` is how many of them a year holds."""

    values: tuple[Value, ...]
    in_a_year: int

    @cached_property
    def numbers(self) -> list[float | None]:
        """The bare values, None where there is none."""
        return [one.value for one in self.values]

    @cached_property
    def reviewed(self) -> list[float | None]:
        """The same with those alone that somebody has reviewed."""
        return [one.value if one.reviewed else None for one in self.values]

    @property
    def all_reviewed(self) -> bool:
        """Whether every value that there is has been reviewed."""
        return all(one.reviewed or one.value is None for one in self.values)

    def sides(self, start: date, rebases: Iterable[date] = ()) -> Sides:
        """Which periods lie before and after a start; those before count from the latest rebase before it."""
        before = sum(one.last < start for one in self.values)
        # One with no whole period between itself and the start counts too: then nothing lies before on that level.
        since = max((min(self.opened(day), before) for day in rebases if day < start), default=0)
        return Sides(since, before, self.opened(start))

    def opened(self, day: date) -> int:
        """The number of the first period that begins at a day or later; of none, how many there are."""
        return next((number for number, one in enumerate(self.values) if one.first >= day), len(self.values))

    def until(self, as_of: date) -> Slots:
        """The same with everything missing that had not ended by a day."""
        if not self.values or self.values[-1].last <= as_of:
            return self
        return replace(
            self,
            values=tuple(one if one.last <= as_of else Value(one.period, None) for one in self.values),
        )


def slots(values: Sequence[Value], frequency: Frequency) -> Slots | None:
    """The series of stored values, one for each period at most, with a slot for each that is missing in between.

    None where a period is of another length than the frequency, or it has none: then they cannot be held together.
    """
    if frequency not in MONTHS:
        return None
    length = MONTHS[frequency]
    found: list[Value] = []
    for one in sorted(values, key=lambda value: value.first):
        if not is_whole(one.first, one.last, length):
            return None
        while found and (following := found[-1].last + timedelta(days=1)) < one.first:
            found.append(Value(period_at(frequency, following), None))
        found.append(one)
    return Slots(tuple(found), 12 // length)


def is_whole(first: date, last: date, months: int) -> bool:
    """Whether two days are the ends of one unit of so many months, such as a quarter of three."""
    after = last + timedelta(days=1)
    whole = (after.year - first.year) * 12 + after.month - first.month == months
    return whole and first.day == after.day == 1 and (first.month - 1) % months == 0
