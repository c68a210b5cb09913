"""Decisions: what was decided, by whom and when."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from portfolio.domain.errors import Invalid
from portfolio.domain.texts import LONG, SHORT, TextRule


class Matter(StrEnum):
    """What a decision concerns. ``ENTRY`` is the state that something ran in when the product was taken into use."""

    START = "start"
    LEVEL = "level"
    PHASE = "phase"
    ENTRY = "entry"


class Outcome(StrEnum):
    """How a matter ended."""

    APPROVED = "approved"
    DEFERRED = "deferred"
    RETURNED = "returned"
    DECLINED = "declined"


TEXT_RULES = {
    "motivation": TextRule("en motivering", LONG, required=True),
    "diarienummer": TextRule("diarienumret", SHORT),
}


def check_decided_on(decided_on: date | None, *, today: date) -> None:
    """A decision is dated, and lies today or in the past. Raises Invalid."""
    if decided_on is None:
        raise Invalid("decided_on", "Ange vilken dag beslutet fattades.")
    if decided_on > today:
        raise Invalid("decided_on", f"{decided_on.isoformat()} har inte inträffat än. Ange den dag beslutet fattades.")
    if decided_on.year < _EARLIEST:
        raise Invalid("decided_on", f"Ange ett datum efter {_EARLIEST}.")


#: No plan of this kind is older; an earlier year is a slip of the pen.
_EARLIEST = 1990
