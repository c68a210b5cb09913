"""Measures (mätetal): what is counted, how often, and which way is good."""

from __future__ import annotations

from enum import StrEnum

from portfolio.domain.texts import LONG, SHORT, TextRule


class Frequency(StrEnum):
    """How often something is measured or followed up."""

    MONTH = "month"
    QUARTER = "quarter"
    TERTIAL = "tertial"
    HALF = "half"
    YEAR = "year"
    ONCE = "once"


#: The months between two follow-ups of each frequency; once has none.
MONTHS = {
    Frequency.MONTH: 1,
    Frequency.QUARTER: 3,
    Frequency.TERTIAL: 4,
    Frequency.HALF: 6,
    Frequency.YEAR: 12,
}


def frequency_of(months: int | None) -> Frequency | None:
    """The frequency that comes every so many months, or None when no single one does."""
    return next((frequency for frequency, count in MONTHS.items() if count == months), None)


class Direction(StrEnum):
    """Which way is good; ``MAINTAIN`` wants a level kept."""

    INCREASE = "increase"
    DECREASE = "decrease"
    MAINTAIN = "maintain"
    NEUTRAL = "neutral"


TEXT_RULES = {
    "name": TextRule("vad som mäts", SHORT, required=True),
    "definition": TextRule("definitionen", LONG),
    "unit": TextRule("enheten", SHORT),
}

#: Few and stable measures: from this many on a benefit, a friendly warning is given.
MANY = 4
