"""The annual wheel (årshjul): what falls due in each month of a year, as exactly as it was told and no more."""

from portfolio.domain.annual_wheel.occurrences import Occurrence, every_months, measured, occurrences
from portfolio.domain.annual_wheel.wheel import Entry, Item, Month, Wheel, wheel
from portfolio.domain.annual_wheel.words import counted, describe, due, headline, told_of
from portfolio.domain.task_kinds import WheelKind

__all__ = [
    "Entry",
    "Item",
    "Month",
    "Occurrence",
    "Wheel",
    "WheelKind",
    "counted",
    "describe",
    "due",
    "every_months",
    "headline",
    "measured",
    "occurrences",
    "told_of",
    "wheel",
]
