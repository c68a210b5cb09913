"""Decisions: what was decided, by whom and when."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from portfolio.domain.errors import Invalid, InvalidFields
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


#: What a decision can be recorded on by itself; an entry state is decided together with what it registers.
RECORDABLE = (Matter.LEVEL,)


def check_recordable(matter: Matter, outcome: Outcome) -> None:
    """Refuse what no decision can be recorded on yet, and an outcome that the matter has not. Raises InvalidFields."""
    problems = {}
    if matter not in RECORDABLE:
        problems["matter"] = f"Sådana beslut går inte att registrera än. Det går med: {', '.join(RECORDABLE)}."
    elif outcome is not Outcome.APPROVED:
        problems["outcome"] = f"En klassning är beslutad eller inte: ange {Outcome.APPROVED}."
    if problems:
        raise InvalidFields(problems)


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
