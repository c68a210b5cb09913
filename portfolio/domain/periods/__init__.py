"""Periods: when something is, as exactly as a plan tells it and never more so; read, written, compared."""

from portfolio.domain.periods.comparing import (
    contains,
    following,
    is_within,
    overlaps,
    provably_before,
    quarter_number,
    quarter_of,
    quarters_between,
    sort_key,
)
from portfolio.domain.periods.period import (
    Period,
    between,
    day,
    from_code,
    half,
    month,
    quarter,
    recurring,
    since,
    tertial,
    unknown,
    until,
    year,
    years,
)
from portfolio.domain.periods.reading import parse, read
from portfolio.domain.periods.units import FIRST_YEAR, LAST_YEAR, Precision


def label(p: Period) -> str:
    """What a Swedish reader calls the period; ``parse`` reads it back as the same one."""
    return p.label


__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "Period",
    "Precision",
    "between",
    "contains",
    "day",
    "following",
    "from_code",
    "half",
    "is_within",
    "label",
    "month",
    "overlaps",
    "parse",
    "provably_before",
    "quarter",
    "quarter_number",
    "quarter_of",
    "quarters_between",
    "read",
    "recurring",
    "since",
    "sort_key",
    "tertial",
    "unknown",
    "until",
    "year",
    "years",
]
