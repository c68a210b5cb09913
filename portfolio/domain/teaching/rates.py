"""How often a verdict errs: measured on made-up series in ``benchmarks/analysis.py``, which fails when they differ."""

from __future__ import annotations

from enum import Enum, auto


class Rate(Enum):
    """What is asked of series of twelve months before the start, and the months after it."""

    ANY_RULE = auto()
    SURE_AT_ONE_LOOK = auto()
    SURE_WITHIN_A_YEAR = auto()
    SURE_WITHIN_TWO_YEARS = auto()
    FOUND = auto()


#: In how many per cent of series it is so: with nothing changed, but the last, where all became one spread better.
RATES: dict[Rate, int] = {
    Rate.ANY_RULE: 17,
    Rate.SURE_AT_ONE_LOOK: 2,
    Rate.SURE_WITHIN_A_YEAR: 5,
    Rate.SURE_WITHIN_TWO_YEARS: 12,
    Rate.FOUND: 31,
}
