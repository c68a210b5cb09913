"""Comparing periods and stepping through them. What has no dates never lies before, within or over anything."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from portfolio.domain.errors import Invalid
from portfolio.domain.periods.period import REMEMBERED, Period, ends, one, quarter
from portfolio.domain.periods.units import Precision


def _is_dated(p: Period) -> bool:
    return p.start is not None or p.end is not None


def _bounds(p: Period) -> tuple[date, date]:
    """First and last day, where an open side reaches to the edge of the calendar."""
    return p.start or date.min, p.end or date.max


def contains(p: Period, day: date) -> bool:
    """Whether the day lies in the period. False for recurrences and unknown times, which have no dates."""
    first, last = _bounds(p)
    return _is_dated(p) and first <= day <= last


def overlaps(p: Period, q: Period) -> bool:
    """Whether some day lies in both. False when either has no dates."""
    return _is_dated(p) and _is_dated(q) and _bounds(p)[0] <= _bounds(q)[1] and _bounds(q)[0] <= _bounds(p)[1]


def provably_before(p: Period, q: Period) -> bool:
    """Whether the last possible day of ``p`` comes before the first one of ``q``; False when that cannot be told."""
    return p.end is not None and q.start is not None and p.end < q.start


def is_within(p: Period, outer: Period) -> bool:
    """Whether every day of ``p`` lies in ``outer``. False when either has no dates."""
    first, last = _bounds(p)
    outer_first, outer_last = _bounds(outer)
    return _is_dated(p) and _is_dated(outer) and outer_first <= first and last <= outer_last


def quarter_of(d: date) -> Period:
    """The calendar quarter that the day lies in. Raises Invalid outside 1900–2199."""
    return quarter(d.year, (d.month - 1) // 3 + 1)


@lru_cache(maxsize=REMEMBERED)
def following(p: Period) -> Period:
    """The next period of the same unit: the next day, quarter … year; spring, summer, autumn and winter in turn.

    Raises Invalid for what is not one unit (spans, open intervals, recurrences, unknown) and after the year 2199.
    """
    first, last = ends(p)
    if first is None or first != last:
        raise Invalid("period", "Nästa period finns bara för en enda dag, månad eller annan enhet.")
    return one(first.following)


def quarter_number(p: Period) -> tuple[int, int]:
    """Year and number (1–4) of a quarter. Raises Invalid when ``p`` is anything else."""
    first, last = ends(p)
    if p.precision is not Precision.QUARTER or first is None or first != last:
        raise Invalid("period", "Ange ett kvartal, till exempel kv 3 2025.")
    return first.start.year, first.number


def quarters_between(first: Period, last: Period) -> tuple[Period, ...]:
    """All quarters with a day from the start of ``first`` to the end of ``last``, in order.

    Raises Invalid when ``first`` has no start, ``last`` has no end, or the end comes before the start.
    """
    if first.start is None or last.end is None:
        raise Invalid("period", "Ange både när perioden börjar och när den slutar.")
    if first.start > last.end:
        raise Invalid("period", "Slutet kommer före början.")
    numbers = range(_quarter_index(first.start), _quarter_index(last.end) + 1)
    return tuple(quarter(index // 4, index % 4 + 1) for index in numbers)


def _quarter_index(d: date) -> int:
    return d.year * 4 + (d.month - 1) // 3


def sort_key(p: Period) -> tuple[int, date, date, str]:
    """Orders all periods: by first day (open starts first) and last day, then recurrences, and unknown ones last."""
    kind = 2 if p.is_unknown else 0 if _is_dated(p) else 1
    return kind, *_bounds(p), p.code
