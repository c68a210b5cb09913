"""Where an initiative stands on its way from proposal to closure."""

from __future__ import annotations

import pytest

from portfolio.domain.initiatives import InitiativeState as State
from portfolio.domain.journeys import Milestone, place
from portfolio.domain.phases import Phase


@pytest.mark.parametrize(
    ("state", "milestone"),
    [
        (State.PROPOSED, Milestone.PROPOSED),
        (State.RETURNED, Milestone.PROPOSED),
        (State.ASSESSED, Milestone.DECIDED),
        (State.DEFERRED, Milestone.DECIDED),
        (State.DECLINED, Milestone.DECIDED),
        (State.APPROVED, Milestone.DECIDED),
        (State.PREPARATION, Milestone.PREPARATION),
        (State.DELIVERY, Milestone.DELIVERY),
        (State.REALISATION, Milestone.REALISATION),
        (State.CLOSED, Milestone.CLOSED),
        (State.PAUSED, Milestone.DECIDED),
        (State.CANCELLED, Milestone.DECIDED),
    ],
)
def test_every_state_has_its_place(state: State, milestone: Milestone) -> None:
    assert place(state) is milestone


@pytest.mark.parametrize("state", [State.PAUSED, State.CANCELLED])
def test_what_was_stopped_stands_in_the_last_phase_it_had_entered(state: State) -> None:
    assert place(state, [Phase.PREPARATION]) is Milestone.PREPARATION
    assert place(state, [Phase.DELIVERY, Phase.PREPARATION]) is Milestone.DELIVERY
    assert place(State.APPROVED, [Phase.PREPARATION]) is Milestone.DECIDED, "only what was stopped looks at its phases"
