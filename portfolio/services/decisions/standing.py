"""The decisions that stand: a later one may have corrected them, and nothing is erased."""

from __future__ import annotations

from datetime import date

from portfolio.domain.decisions import Matter
from portfolio.domain.errors import Conflict
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.lifecycle import left_by
from portfolio.domain.versions import version_of
from portfolio.models import Decision, Initiative


def standing(initiative: Initiative) -> list[Decision]:
    """The decisions that nobody corrected, in the order of recording; a correction itself is none of them."""
    return [one for one in initiative.decisions if not one.corrected and one.matter is not Matter.CORRECT]


def latest_standing(initiative: Initiative) -> Decision | None:
    """The last of them, which alone can be corrected."""
    held = standing(initiative)
    return held[-1] if held else None


def correctable(initiative: Initiative) -> Decision:
    """The decision that a correction would take back. Raises Conflict when there is none, and says why."""
    found = latest_standing(initiative)
    if found is None:
        raise Conflict("Det finns inget beslut att rätta.")
    if found.matter is Matter.ENTRY:
        raise Conflict("Det senaste är ett ingångsläge. Ange ett nytt ingångsläge i stället för att rätta det.")
    if found.retrospective or (found.to_state is not None and found.from_state is None):
        raise Conflict("Det senaste beslutet är infört i efterhand med planen, och går inte att rätta här.")
    if found.to_state is not None and found.to_state is not initiative.state:
        raise Conflict("Initiativets läge har ändrats sedan det senaste beslutet, så det går inte att ta tillbaka.")
    if found.successor is not None:
        raise Conflict("Nyttan har flyttats till ett annat initiativ. Flytta tillbaka den genom ett beslut där.")
    return found


def corrected_by(decision: Decision) -> Decision | None:
    """The decision that took this one back, or None."""
    later = (one for one in decision.initiative.decisions if one.corrects_id == decision.id)
    return next(later, None)


def left(initiative: Initiative) -> InitiativeState:
    """The state that a paused initiative comes back to."""
    entered = frozenset(row.phase for row in initiative.phases if row.actual_start)
    pauses = [one for one in standing(initiative) if one.to_state is InitiativeState.PAUSED]
    by_decision = pauses[-1].from_state if pauses and pauses[-1].matter is Matter.PAUSE else None
    return left_by(by_decision, entered)


def since(initiative: Initiative) -> date | None:
    """The day when the present state was decided, as far as that is known."""
    days = [one.decided_on for one in standing(initiative) if one.to_state is not None and one.decided_on is not None]
    return days[-1] if days else None


def waived(initiative: Initiative) -> frozenset[str]:
    """What exceptions were made from, by the decisions that stand."""
    return frozenset(name for one in standing(initiative) for name in one.waived)


def version(initiative: Initiative) -> str:
    """The version that a form for a decision carries: its state, and all that was decided and assessed so far."""
    return version_of(
        {
            "state": initiative.state,
            "decisions": [one.id for one in initiative.decisions],
            "assessments": [one.id for one in initiative.first_assessments],
        }
    )
