"""The way of an initiative from proposal to closure, as people are shown it: six steps, whatever the states between."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.phases import Phase


class Milestone(StrEnum):
    """The steps of the journey."""

    PROPOSED = "proposed"
    DECIDED = "decided"
    PREPARATION = "preparation"
    DELIVERY = "delivery"
    REALISATION = "realisation"
    CLOSED = "closed"


_PLACES = {
    InitiativeState.PROPOSED: Milestone.PROPOSED,
    InitiativeState.RETURNED: Milestone.PROPOSED,
    InitiativeState.PREPARATION: Milestone.PREPARATION,
    InitiativeState.DELIVERY: Milestone.DELIVERY,
    InitiativeState.REALISATION: Milestone.REALISATION,
    InitiativeState.CLOSED: Milestone.CLOSED,
}


def place(state: InitiativeState, entered: Iterable[Phase] = ()) -> Milestone:
    """Where an initiative stands; what is paused or cancelled stands in the last phase that it had ``entered``."""
    if state in (InitiativeState.PAUSED, InitiativeState.CANCELLED):
        reached = [phase for phase in Phase if phase in set(entered)]
        return Milestone(reached[-1].value) if reached else Milestone.DECIDED
    return _PLACES.get(state, Milestone.DECIDED)
