"""Decisions: what was decided, by whom and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from portfolio.domain.errors import Invalid
from portfolio.domain.periods import Period, Precision
from portfolio.domain.periods.period import ends
from portfolio.domain.texts import LONG, SHORT, TextRule


class Matter(StrEnum):
    """What a decision concerns. ``ENTRY`` is the state that something ran in when the product was taken into use."""

    START = "start"
    LEVEL = "level"
    PHASE = "phase"
    TARGET = "target"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    WAIVE = "waive"
    PROJECT_END = "project_end"
    CLOSE = "close"
    CONCLUDE_BENEFIT = "conclude_benefit"
    RESUBMIT = "resubmit"
    CORRECT = "correct"
    ENTRY = "entry"


class Outcome(StrEnum):
    """How a matter ended."""

    APPROVED = "approved"
    DEFERRED = "deferred"
    RETURNED = "returned"
    DECLINED = "declined"


@dataclass(frozen=True)
class NewTarget:
    """What a measure of a benefit is to reach instead, and by when; ``link_id`` which one, where there are several."""

    value: Decimal | None
    period: Period | None = None
    link_id: int | None = None


TEXT_RULES = {
    "motivation": TextRule("en motivering", LONG, required=True),
    "diarienummer": TextRule("diarienumret", SHORT),
}

LESSON_RULE = TextRule("vad ni lärde er", LONG)
NOTE_RULE = TextRule("en anteckning", LONG)

#: The matters that can be put on the agenda of a meeting; a start is there when it has been assessed.
ASKABLE = (
    Matter.LEVEL,
    Matter.PHASE,
    Matter.TARGET,
    Matter.PAUSE,
    Matter.RESUME,
    Matter.CANCEL,
    Matter.WAIVE,
    Matter.PROJECT_END,
    Matter.CLOSE,
    Matter.CONCLUDE_BENEFIT,
)


def check_decided_on(decided_on: date | None, *, today: date, after: date | None = None) -> None:
    """A decision is dated, and lies today or in the past. Raises Invalid.

    ``after`` is the day when the present state was decided: no change of it was decided before that.
    """
    if decided_on is None:
        raise Invalid("decided_on", "Ange vilken dag beslutet fattades.")
    if decided_on > today:
        raise Invalid("decided_on", f"{decided_on.isoformat()} har inte inträffat än. Ange den dag beslutet fattades.")
    if decided_on.year < _EARLIEST:
        raise Invalid("decided_on", f"Ange ett datum efter {_EARLIEST}.")
    if after is not None and decided_on < after:
        raise Invalid(
            "decided_on",
            f"Läget som initiativet har nu beslutades {after.isoformat()}. Ange den dagen eller en senare.",
        )


def check_until(until: date | None, *, decided_on: date) -> None:
    """What is deferred rests until a day after the decision. Raises Invalid."""
    if until is None:
        raise Invalid("until", "Ange till vilken dag initiativet ska vila. Då kommer det tillbaka till beslutsmötet.")
    if until <= decided_on:
        raise Invalid("until", f"{until.isoformat()} kommer inte efter beslutet. Ange en senare dag.")


def check_start(start: Period | None) -> None:
    """An approved initiative starts in a quarter, or on a day when that is known. Raises Invalid."""
    if start is None:
        raise Invalid("start", "Ange vilket kvartal initiativet startar, till exempel kv 3 2023.")
    first, last = ends(start)
    if first is None or first != last or first.precision not in (Precision.QUARTER, Precision.DAY):
        raise Invalid("start", f"{start.label} är inget kvartal. Ange vilket kvartal initiativet startar.")


#: No plan of this kind is older; an earlier year is a slip of the pen.
_EARLIEST = 1990
