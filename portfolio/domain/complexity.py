"""Complexity levels: what kind of undertaking an initiative is, which decides what is asked of people.

Source: Närmare Kronobergaren 2022, "Effektivt ledarskap" and "Kompetens hos användarna".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ComplexityLevel(StrEnum):
    """Simple, complicated, complex: in that order, and an initiative hopefully moves down it."""

    SIMPLE = "simple"
    COMPLICATED = "complicated"
    COMPLEX = "complex"


@dataclass(frozen=True)
class Assessed:
    """One classification as values: ``number`` grows with the order of recording."""

    level: ComplexityLevel
    decided_on: date | None
    number: int
    example: bool = False


def current(history: Sequence[Assessed]) -> Assessed | None:
    """The classification that holds: the latest decided one, and of several the same day the last recorded.

    One without a date was taken over from before, so a dated one goes before it.
    """
    return max(history, key=lambda one: (one.decided_on or date.min, one.number), default=None)
