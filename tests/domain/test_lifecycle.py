"""The life of an initiative: the ways of the picture, and no other, whatever is decided in whatever order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.errors import Conflict, Invalid
from portfolio.domain.initiatives import FINAL_STATES, InitiativeKind, InitiativeState
from portfolio.domain.lifecycle import (
    OUTCOMES,
    RUNNING,
    check_phase,
    left_by,
    may_assess,
    next_phase,
    next_state,
    possible,
    target_is_decided,
)
from portfolio.domain.phases import Phase

S, M, Out = InitiativeState, Matter, Outcome

#: The picture, written down once more: every way there is, by what leads there.
WAYS = {
    (S.ASSESSED, M.START, Out.APPROVED): S.APPROVED,
    (S.ASSESSED, M.START, Out.DEFERRED): S.DEFERRED,
    (S.ASSESSED, M.START, Out.RETURNED): S.RETURNED,
    (S.ASSESSED, M.START, Out.DECLINED): S.DECLINED,
    (S.DEFERRED, M.START, Out.APPROVED): S.APPROVED,
    (S.DEFERRED, M.START, Out.DEFERRED): S.DEFERRED,
    (S.DEFERRED, M.START, Out.RETURNED): S.RETURNED,
    (S.DEFERRED, M.START, Out.DECLINED): S.DECLINED,
    (S.RETURNED, M.RESUBMIT, Out.APPROVED): S.PROPOSED,
    (S.APPROVED, M.PHASE, Out.APPROVED): S.PREPARATION,
    (S.PREPARATION, M.PHASE, Out.APPROVED): S.DELIVERY,
    (S.DELIVERY, M.PHASE, Out.APPROVED): S.REALISATION,
    (S.REALISATION, M.CLOSE, Out.APPROVED): S.CLOSED,
    **{(state, M.PAUSE, Out.APPROVED): S.PAUSED for state in RUNNING},
    **{(state, M.CANCEL, Out.APPROVED): S.CANCELLED for state in RUNNING},
}

MATTERS = [one for one in M if one not in (M.CORRECT, M.ENTRY)]


@pytest.mark.parametrize("state", list(S))
def test_every_way_of_the_picture_and_no_other(state: InitiativeState) -> None:
    for matter in MATTERS:
        for outcome in Out:
            try:
                found = next_state(matter, outcome, state, left=S.DELIVERY)
            except (Conflict, Invalid):
                found = None
            wanted = S.DELIVERY if (state, matter, outcome) == (S.PAUSED, M.RESUME, Out.APPROVED) else None
            assert found is WAYS.get((state, matter, outcome), wanted), (matter, outcome)


DECIDED = st.tuples(st.sampled_from(MATTERS), st.sampled_from(list(Out)), st.none() | st.sampled_from(list(S)))


@given(st.lists(DECIDED, max_size=60))
def test_whatever_is_decided_no_way_leads_past_a_phase_or_out_of_an_end(decided: list) -> None:
    state, left, walked = S.ASSESSED, None, [S.ASSESSED]
    for matter, outcome, to in decided:
        before = state
        try:
            after = next_state(matter, outcome, state, to=to, left=left)
        except (Conflict, Invalid):
            continue
        if after is None:
            assert outcome is not Out.APPROVED or matter in (
                M.LEVEL,
                M.TARGET,
                M.WAIVE,
                M.PROJECT_END,
                M.CONCLUDE_BENEFIT,
            )
            continue
        left = before if after is S.PAUSED else left
        state = after
        walked.append(after)
        assert before not in FINAL_STATES
        if matter is M.RESUME:
            assert after is left
        elif after in RUNNING[1:]:
            assert RUNNING.index(after) == RUNNING.index(before) + 1
    # Nothing is in a phase that was not in all those before it.
    for number, phase in enumerate(RUNNING):
        if phase in walked:
            assert set(RUNNING[:number]) <= set(walked[: walked.index(phase)])
    if S.CLOSED in walked:
        assert walked[-1] is S.CLOSED and S.REALISATION in walked


def test_what_goes_on_over_time_has_no_phases() -> None:
    for matter in (M.PHASE, M.WAIVE):
        with pytest.raises(Conflict, match="inga faser"):
            next_state(matter, Out.APPROVED, S.APPROVED, kind=InitiativeKind.ONGOING)
        assert matter in possible(S.APPROVED)
        assert matter not in possible(S.APPROVED, InitiativeKind.ONGOING)
    assert next_state(M.PAUSE, Out.APPROVED, S.APPROVED, kind=InitiativeKind.ONGOING) is S.PAUSED


def test_the_next_phase_is_the_only_one_to_go_to() -> None:
    assert [next_phase(state) for state in S if next_phase(state)] == list(RUNNING[1:])
    assert check_phase(S.PREPARATION, None) is check_phase(S.PREPARATION, S.DELIVERY) is S.DELIVERY
    for to in (S.PREPARATION, S.REALISATION):
        with pytest.raises(Conflict):
            check_phase(S.PREPARATION, to)
    with pytest.raises(Invalid) as refused:
        check_phase(S.PREPARATION, S.CLOSED)
    assert refused.value.field == "to"


def test_what_is_told_in_the_wrong_state_says_what_to_do() -> None:
    with pytest.raises(Conflict, match="Återuppta det först"):
        next_state(M.CANCEL, Out.APPROVED, S.PAUSED)
    with pytest.raises(Conflict, match="rättelse"):
        next_state(M.PHASE, Out.APPROVED, S.CLOSED)
    for matter in MATTERS:
        told = set()
        for state in S:
            try:
                next_state(matter, Out.APPROVED, state)
            except Conflict as problem:
                told.add(problem.message)
        assert all(text.endswith((".", "!")) for text in told)


def test_a_correction_and_a_new_try_are_never_declined_and_an_entry_is_no_decision_of_its_own() -> None:
    assert {matter for matter, outcomes in OUTCOMES.items() if outcomes == {Out.APPROVED}} == {M.RESUBMIT, M.CORRECT}
    with pytest.raises(Invalid) as refused:
        next_state(M.RESUBMIT, Out.DECLINED, S.RETURNED)
    assert refused.value.field == "outcome"
    with pytest.raises(Invalid) as refused:
        next_state(M.ENTRY, Out.APPROVED, S.APPROVED)
    assert refused.value.field == "matter"


def test_a_pause_keeps_the_phase_that_it_left() -> None:
    assert left_by(S.DELIVERY, frozenset()) is S.DELIVERY
    assert left_by(None, frozenset({Phase.PREPARATION, Phase.DELIVERY})) is S.DELIVERY
    assert left_by(S.PROPOSED, frozenset()) is S.APPROVED, "what was paused when the product was taken into use"


def test_only_what_nobody_has_decided_on_is_assessed() -> None:
    assert [state for state in S if may_assess(state)] == [S.PROPOSED, S.ASSESSED]


def test_a_target_is_free_until_gate_one() -> None:
    assert [state for state in S if not target_is_decided(state)] == [
        S.PROPOSED,
        S.RETURNED,
        S.ASSESSED,
        S.DEFERRED,
        S.APPROVED,
        S.PREPARATION,
    ]
