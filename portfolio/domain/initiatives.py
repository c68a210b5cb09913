"""Initiatives: what they are, and the states of their life."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from portfolio.domain.errors import Invalid
from portfolio.domain.texts import LONG, SHORT, TextRule


class InitiativeKind(StrEnum):
    """``ONGOING`` is what goes on over time: it has no phases and no gates, and is never late."""

    INITIATIVE = "initiative"
    ONGOING = "ongoing"


class Origin(StrEnum):
    """Where a proposal comes from."""

    OPERATIONS = "operations"
    NATIONAL = "national"
    MANAGEMENT = "management"
    OTHER = "other"


class InitiativeState(StrEnum):
    """The life of an initiative; see the picture in docs/architecture.md."""

    PROPOSED = "proposed"
    RETURNED = "returned"
    ASSESSED = "assessed"
    DEFERRED = "deferred"
    DECLINED = "declined"
    APPROVED = "approved"
    PREPARATION = "preparation"
    DELIVERY = "delivery"
    REALISATION = "realisation"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    CLOSED = "closed"


#: Drafts are seen by their author, the coordinator, the area's lead and the steering group alone.
DRAFT_STATES = frozenset({InitiativeState.PROPOSED, InitiativeState.RETURNED})

#: No change leads out of these; a mistake is corrected by a decision of its own.
FINAL_STATES = frozenset({InitiativeState.DECLINED, InitiativeState.CANCELLED, InitiativeState.CLOSED})

#: The states that something may already be in when the product is taken into use (ingångsläge).
ENTRY_STATES = (
    InitiativeState.APPROVED,
    InitiativeState.PREPARATION,
    InitiativeState.DELIVERY,
    InitiativeState.REALISATION,
    InitiativeState.PAUSED,
    InitiativeState.CLOSED,
)

TEXT_RULES = {
    "title": TextRule("initiativets namn", SHORT, required=True),
    "purpose": TextRule("syftet", LONG),
    "orderer": TextRule("beställaren", SHORT),
    "receiver": TextRule("mottagaren", SHORT),
    "project_lead": TextRule("projektledaren", SHORT),
    "project_group": TextRule("projektgruppen", SHORT),
    "diarienummer": TextRule("diarienumret", SHORT),
}


def check_project_ended_on(ended_on: date | None, *, state: InitiativeState, today: date) -> None:
    """Hold the day when a project ended against the state: its effects are still waited for. Raises Invalid."""
    if ended_on is None:
        return
    if state not in (InitiativeState.REALISATION, InitiativeState.CLOSED):
        raise Invalid(
            "project_ended_on", "Projektet slutar i effekthanteringsfasen. Töm dagen, eller ange ett senare läge."
        )
    if ended_on > today:
        raise Invalid("project_ended_on", f"{ended_on.isoformat()} har inte inträffat än. Töm dagen tills vidare.")


def check_entry(state: InitiativeState, *, retrospective: bool) -> None:
    """Hold an entry state against the rules. Raises Invalid.

    Only what ran before the product was taken into use has one: after that, every change of state is a decision.
    """
    if state not in ENTRY_STATES:
        raise Invalid("entry_state", "Välj ett läge som initiativet redan kan vara i när det läggs in.")
    if not retrospective:
        raise Invalid(
            "entry_state",
            "Initiativet har börjat sitt liv här, så dess läge ändras genom beslut och inte som ingångsläge.",
        )
