"""Counts too small to leave the product: whoever knows the unit could tell who they are about.

Only in what is exported, and only of measures that say so; on pages everybody who reads the plan sees them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from portfolio.domain.effects import Value
from portfolio.domain.measures import Sex
from portfolio.domain.periods import Period, overlaps

#: Counts below this are left out of what is exported.
SMALLEST_SHOWN = 5

Count = Decimal | float | None

#: Whatever tells series apart.
Key = TypeVar("Key")

#: The periods of a series that are left out.
Hidden = frozenset[Period]


@dataclass(frozen=True)
class Told:
    """What is told of one series: of which unit and sex, None for all of them, and its values in any order.

    ``accumulates`` says that they grow over the year (``ytd``).
    """

    unit: int | None
    sex: Sex | None
    values: Sequence[Value]
    accumulates: bool = False


def is_small(value: Count, numerator: Count = None, denominator: Count = None, sent: Count = None) -> bool:
    """Whether any count of a measured value is too small, so that none of its figures may be exported.

    A value that counts make is no count itself, but tells of them: it goes with them. One without counts is the count.
    What the numerator leaves of the denominator is a count too: nobody left tells that it is everybody.
    """
    told = numerator if denominator is not None else value
    counts: tuple[Count, ...] = (told, numerator, denominator, sent)
    if any(one is not None and -SMALLEST_SHOWN < one < SMALLEST_SHOWN for one in counts):
        return True
    if numerator is None or denominator is None:
        return False
    # More events than people are no part of them, and leave nobody.
    return 0 <= float(denominator) - float(numerator) < SMALLEST_SHOWN


def hidden(told: Mapping[Key, Told], parents: Mapping[int, int | None]) -> dict[Key, Hidden]:
    """The periods that are left out of each series of a measure, as one version of it defines them.

    A series is left out where a part of it is, since the part could be found from the rest. ``parents`` are the units
    that units are part of.
    """
    own = {key: _own(one) for key, one in told.items()}
    found = {}
    for key, whole in told.items():
        parts = (own[other] for other, one in told.items() if other != key and _is_part(one, whole, parents))
        found[key] = own[key] | reaching(whole, frozenset[Period]().union(*parts))
    return found


def reaching(whole: Told, parts: Hidden) -> Hidden:
    """The periods of a whole that tell of what is left out of its parts."""
    if whole.accumulates:
        return _of_years(whole.values, {_year(one) for one in parts})
    return frozenset(
        one.period
        for one in whole.values
        if _tells(one) and (one.period in parts or any(overlaps(one.period, part) for part in parts))
    )


def _own(told: Told) -> Hidden:
    if not told.accumulates:
        return frozenset(one.period for one in told.values if _is_small(one))
    # Each running total tells of the others of its year, so a year is left out whole or not at all.
    return _of_years(told.values, _small_years(told.values))


def _of_years(values: Iterable[Value], years: Collection[int | None]) -> Hidden:
    return frozenset(one.period for one in values if _tells(one) and _year(one.period) in years)


def _tells(one: Value) -> bool:
    """Whether there are any figures to leave out."""
    return any(figure is not None for figure in (one.value, one.numerator, one.denominator, one.sent))


def _small_years(values: Iterable[Value]) -> set[int | None]:
    """The years where a running total, or what it adds to the one before it, is too small; gaps are added together."""
    found = set()
    previous: Value | None = None
    for one in sorted((value for value in values if value.value is not None), key=lambda value: value.last):
        if previous is not None and _year(previous.period) == _year(one.period) and previous.last < one.last:
            added = (_less(one.numerator, previous.numerator), _less(one.denominator, previous.denominator))
            if is_small(_less(one.value, previous.value), *added, _less(one.sent, previous.sent)):
                found.add(_year(one.period))
        if _is_small(one):
            found.add(_year(one.period))
        previous = one
    return found


def _is_small(one: Value) -> bool:
    return is_small(one.value, one.numerator, one.denominator, one.sent)


def _less(value: float | None, taken: float | None) -> float | None:
    # Tenths that are taken apart must not fall short of a count by the last place of a float.
    return None if value is None or taken is None else round(value - taken, 9)


def _year(period: Period) -> int | None:
    return period.end.year if period.end is not None else None


def _is_part(one: Told, whole: Told, parents: Mapping[int, int | None]) -> bool:
    if whole.sex is not None and whole.sex is not one.sex:
        return False
    unit = one.unit
    # The walk ends at the top, and whatever the tree holds it takes no more steps than there are units.
    for _ in range(len(parents) + 1):
        if unit is None or unit == whole.unit:
            break
        unit = parents.get(unit)
    return whole.unit is None or unit == whole.unit
