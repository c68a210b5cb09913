"""The whole of a measure that is measured by unit: reckoned from what was counted, never as a mean of means.

A total goes over the units of one choice of sex: over those of both sexes together, or of women, or of men. Never over
unit and sex at once, since whoever is counted by both would be counted twice; and never over women and men, since those
whom statistics file under neither would be lost. A unit that is part of another one that is measured is in it already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from portfolio.domain.effects.values import SLACK, Value
from portfolio.domain.periods import Period, sort_key
from portfolio.domain.trees import above


@dataclass(frozen=True)
class Part:
    """One unit's series: what it is called, and its values that count, by period."""

    name: str
    values: Mapping[Period, Value]


@dataclass(frozen=True)
class Total:
    """The whole in one period. Its value is None while a part lacks one; ``missing`` are the names of those."""

    value: Value
    missing: tuple[str, ...] = ()


def is_addable(*, counted: bool, summable: bool) -> bool:
    """Whether units make a whole: by their counts, or by values that can be summed. A median or an index cannot."""
    return counted or summable


def totals(parts: Sequence[Part], *, counted: bool, multiplier: float = 1.0) -> list[Total]:
    """The whole of every period that any part has, oldest first.

    ``counted``: Σ numerator / Σ denominator × multiplier; else the sum of the values, which has to mean something. What
    accumulates over the year or over twelve months is summed as it is, since all parts speak of the same time. A period
    is reviewed when every part is, and excused when nothing but reasons is missing.
    """
    periods = sorted({period for part in parts for period in part.values}, key=sort_key)
    return [_total(period, parts, counted=counted, multiplier=multiplier) for period in periods]


def outermost(units: Iterable[int], parents: Mapping[int, int | None]) -> list[int]:
    """The units that lie within none of the others, in the order given: together they count nobody twice."""
    given = list(dict.fromkeys(units))
    return [one for one in given if not (above(one, parents) - {one}) & set(given)]


def differs(entered: float, reckoned: float, *, decimals: int) -> bool:
    """Whether two figures for the same whole are further apart than the last decimal that is shown."""
    return abs(entered - reckoned) > 10.0**-decimals + SLACK * max(1.0, abs(reckoned))


def _total(period: Period, parts: Sequence[Part], *, counted: bool, multiplier: float) -> Total:
    told = [part.values.get(period) for part in parts]
    usable = [one for one in told if one is not None and _has_figure(one, counted=counted)]
    reviewed = all(one is not None and one.reviewed for one in told)
    if len(usable) < len(parts):
        lacking = [(part, one) for part, one in zip(parts, told, strict=True) if one not in usable]
        excused = all(one is not None and one.excused for _, one in lacking)
        missing = tuple(part.name for part, _ in lacking)
        return Total(Value(period, None, reviewed=reviewed, excused=excused), missing)
    if not counted:
        return Total(Value(period, fsum(one.value or 0.0 for one in usable), reviewed=reviewed))
    above_line = fsum(one.numerator or 0.0 for one in usable)
    below_line = fsum(one.denominator or 0.0 for one in usable)
    value = above_line / below_line * multiplier if below_line else None
    return Total(Value(period, value, above_line, below_line, reviewed=reviewed))


def _has_figure(one: Value, *, counted: bool) -> bool:
    if counted:
        return one.numerator is not None and one.denominator is not None
    return one.value is not None
