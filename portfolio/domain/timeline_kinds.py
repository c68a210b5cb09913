"""What a column of the timeline can be, and what can happen in one: apart from the timeline, which words both."""

from __future__ import annotations

from enum import StrEnum


class Zoom(StrEnum):
    """How long a column is."""

    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


class MarkKind(StrEnum):
    """What happens on a day of the timeline."""

    DECISION = "decision"
    GATE = "gate"
    MEASUREMENT = "measurement"
