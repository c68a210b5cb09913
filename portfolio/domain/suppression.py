"""Counts too small to leave the product: whoever knows the unit could tell who they are about.

Only in what is exported, and only of measures that say so; on pages everybody who reads the plan sees them.
"""

from __future__ import annotations

from decimal import Decimal

#: Counts below this are left out of what is exported.
SMALLEST_SHOWN = 5

Count = Decimal | float | None


def is_small(value: Count, numerator: Count = None, denominator: Count = None, sent: Count = None) -> bool:
    """Whether any count of a measured value is too small, so that none of its figures may be exported.

    A value that counts make is no count itself, but tells of them: it goes with them. One without counts is the count.
    """
    told = numerator if denominator is not None else value
    counts: tuple[Count, ...] = (told, numerator, denominator, sent)
    return any(one is not None and -SMALLEST_SHOWN < one < SMALLEST_SHOWN for one in counts)
