"""Which states something may be entered with."""

from __future__ import annotations

import pytest

from portfolio.domain.errors import Invalid
from portfolio.domain.initiatives import DRAFT_STATES, ENTRY_STATES, FINAL_STATES, InitiativeState, check_entry


@pytest.mark.parametrize("state", InitiativeState)
def test_only_what_was_decided_before_can_be_an_entry_state(state: InitiativeState) -> None:
    allowed = {"approved", "preparation", "delivery", "realisation", "paused", "closed"}
    if state.value in allowed:
        check_entry(state, retrospective=True)
        return
    with pytest.raises(Invalid) as refused:
        check_entry(state, retrospective=True)
    assert refused.value.field == "entry_state"
    assert refused.value.message.startswith("Välj ")


def test_what_began_its_life_here_has_no_entry_state() -> None:
    for state in ENTRY_STATES:
        with pytest.raises(Invalid, match="ändras genom beslut"):
            check_entry(state, retrospective=False)


def test_drafts_are_what_was_sent_in_and_not_yet_assessed() -> None:
    assert {state.value for state in DRAFT_STATES} == {"proposed", "returned"}
    assert {state.value for state in FINAL_STATES} == {"declined", "cancelled", "closed"}
    assert not DRAFT_STATES & FINAL_STATES
