"""The life of an initiative: which decision leads from which state to which, and no other way.

The picture stands in docs/architecture.md. What a decision asks for besides stands in ``gates.py``; who may make it
in ``deciding.py``.
"""

from __future__ import annotations

from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.errors import Conflict, Invalid
from portfolio.domain.initiatives import DRAFT_STATES, FINAL_STATES, InitiativeKind, InitiativeState
from portfolio.domain.phases import Phase

#: The states in which work goes on, in their order; what is paused comes back to the one that it left.
RUNNING = (
    InitiativeState.APPROVED,
    InitiativeState.PREPARATION,
    InitiativeState.DELIVERY,
    InitiativeState.REALISATION,
)

#: The states of the three phases.
PHASES = {
    Phase.PREPARATION: InitiativeState.PREPARATION,
    Phase.DELIVERY: InitiativeState.DELIVERY,
    Phase.REALISATION: InitiativeState.REALISATION,
}

_STARTS = {
    Outcome.APPROVED: InitiativeState.APPROVED,
    Outcome.DEFERRED: InitiativeState.DEFERRED,
    Outcome.RETURNED: InitiativeState.RETURNED,
    Outcome.DECLINED: InitiativeState.DECLINED,
}

_STARTING = (InitiativeState.ASSESSED, InitiativeState.DEFERRED)
_ALIVE = tuple(state for state in InitiativeState if state not in FINAL_STATES)
_STARTED = (*RUNNING, InitiativeState.PAUSED)

#: In which states a matter can be decided at all.
_ROOM: dict[Matter, tuple[InitiativeState, ...]] = {
    Matter.START: _STARTING,
    Matter.LEVEL: _ALIVE,
    Matter.PHASE: RUNNING[:-1],
    Matter.TARGET: _STARTED,
    Matter.PAUSE: RUNNING,
    Matter.RESUME: (InitiativeState.PAUSED,),
    Matter.CANCEL: RUNNING,
    Matter.WAIVE: RUNNING[:-1],
    Matter.PROJECT_END: (InitiativeState.REALISATION,),
    Matter.CLOSE: (InitiativeState.REALISATION,),
    Matter.CONCLUDE_BENEFIT: _STARTED,
    Matter.RESUBMIT: (InitiativeState.RETURNED,),
    # Whether there is anything to correct, the decisions tell and not the state.
    Matter.CORRECT: tuple(InitiativeState),
}

_ONLY_APPROVED = frozenset({Outcome.APPROVED})

#: How each matter can end; what is not approved is recorded all the same, and changes nothing but a start.
OUTCOMES: dict[Matter, frozenset[Outcome]] = {
    matter: _ONLY_APPROVED if matter in (Matter.RESUBMIT, Matter.CORRECT) else frozenset(Outcome)
    for matter in Matter
    if matter is not Matter.ENTRY
}

#: The matters of phases, which what goes on over time has none of.
_OF_PHASES = frozenset({Matter.PHASE, Matter.WAIVE})


def next_phase(state: InitiativeState) -> InitiativeState | None:
    """The phase that comes after a state, or None when there is none."""
    if state not in RUNNING[:-1]:
        return None
    return RUNNING[RUNNING.index(state) + 1]


def possible(state: InitiativeState, kind: InitiativeKind = InitiativeKind.INITIATIVE) -> tuple[Matter, ...]:
    """The matters that can be decided in a state, in the order of the enumeration; ``CORRECT`` is left out."""
    ongoing = kind is InitiativeKind.ONGOING
    return tuple(
        matter
        for matter, states in _ROOM.items()
        if state in states and matter is not Matter.CORRECT and not (ongoing and matter in _OF_PHASES)
    )


def check_outcome(matter: Matter, outcome: Outcome) -> None:
    """Refuse what no decision is recorded on here, and an outcome that a matter cannot have. Raises Invalid."""
    if matter not in OUTCOMES:
        raise Invalid("matter", "Ingångsläget anges på initiativets egen sida, inte som ett beslut för sig.")
    if outcome not in OUTCOMES[matter]:
        raise Invalid("outcome", f"En sådan sak kan bara bifallas: ange {Outcome.APPROVED}.")


def check_room(matter: Matter, state: InitiativeState, kind: InitiativeKind = InitiativeKind.INITIATIVE) -> None:
    """Refuse a matter that the state has no room for. Raises Conflict that says what is true now."""
    if kind is InitiativeKind.ONGOING and matter in _OF_PHASES:
        raise Conflict("Det som fortgår över tid har inga faser och inga grindar. Ändra slaget först om det har fått.")
    if state not in _ROOM[matter]:
        raise Conflict(_why_no_room(matter, state))


def next_state(
    matter: Matter,
    outcome: Outcome,
    state: InitiativeState,
    *,
    kind: InitiativeKind = InitiativeKind.INITIATIVE,
    to: InitiativeState | None = None,
    left: InitiativeState | None = None,
) -> InitiativeState | None:
    """The state that a decision leads to, or None when it changes none.

    ``to`` is the phase that was asked for, the next one when nothing is said; ``left`` the state that what is paused
    had before. ``CORRECT`` is no way of its own: it goes back by ``before``. Raises Invalid, or Conflict when the
    picture has no such way from the present state.
    """
    check_outcome(matter, outcome)
    check_room(matter, state, kind)
    if matter is Matter.START:
        return _STARTS[outcome]
    if matter is Matter.PHASE:
        to = check_phase(state, to)
    if outcome is not Outcome.APPROVED:
        return None
    match matter:
        case Matter.PHASE:
            return to
        case Matter.PAUSE:
            return InitiativeState.PAUSED
        case Matter.RESUME:
            return left if left in RUNNING else InitiativeState.APPROVED
        case Matter.CANCEL:
            return InitiativeState.CANCELLED
        case Matter.CLOSE:
            return InitiativeState.CLOSED
        case Matter.RESUBMIT:
            return InitiativeState.PROPOSED
    return None


def check_phase(state: InitiativeState, to: InitiativeState | None) -> InitiativeState:
    """The phase to go to: the one that comes next. Raises Invalid for what is no phase, Conflict for another one."""
    following = next_phase(state)
    if to is not None and to not in PHASES.values():
        raise Invalid("to", "Välj en av de tre faserna.")
    if following is None or to not in (None, following):
        raise Conflict("Initiativet går en fas i taget, och den valda fasen är inte nästa. Läs om läget.", field="to")
    return following


def left_by(before: InitiativeState | None, entered: frozenset[Phase]) -> InitiativeState:
    """The state that something paused comes back to: what the pause left, else the last phase that was entered."""
    if before in RUNNING:
        return before
    reached = [state for phase, state in PHASES.items() if phase in entered]
    return reached[-1] if reached else InitiativeState.APPROVED


def may_assess(state: InitiativeState) -> bool:
    """Whether programme management may assess it: a proposal, and once more as long as nobody has decided on it."""
    return state in (InitiativeState.PROPOSED, InitiativeState.ASSESSED)


def target_is_decided(state: InitiativeState) -> bool:
    """Whether a target is part of what was decided on, and so changes by decision only: from gate one on."""
    before = {*DRAFT_STATES, *_STARTING, InitiativeState.APPROVED, InitiativeState.PREPARATION}
    return state not in before


def _why_no_room(matter: Matter, state: InitiativeState) -> str:
    if state in FINAL_STATES:
        return "Initiativet är avslutat, avbrutet eller avslaget. Bara en rättelse av det beslutet kan ändra det."
    if state is InitiativeState.PAUSED and matter in (Matter.CANCEL, Matter.CLOSE, Matter.PAUSE, *_OF_PHASES):
        return "Initiativet är pausat. Återuppta det först."
    return _ROOM_IN_WORDS[matter]


#: What is told when a matter comes in the wrong state.
_ROOM_IN_WORDS = {
    Matter.START: "Start beslutas när förslaget är bedömt, eller när det är vilande.",
    Matter.LEVEL: "Klassningen ändras inte längre.",
    Matter.PHASE: "Initiativet är inte i något läge som en fas följer på.",
    Matter.TARGET: "Målvärden ändras genom beslut när initiativet är godkänt.",
    Matter.PAUSE: "Bara det som är godkänt eller i någon fas kan pausas.",
    Matter.RESUME: "Initiativet är inte pausat, så det finns inget att återuppta.",
    Matter.CANCEL: "Bara det som är godkänt eller i någon fas kan avbrytas.",
    Matter.WAIVE: "Undantag ges inför en grind: i godkänt läge och i de två första faserna.",
    Matter.PROJECT_END: "Projektet avslutas i effekthanteringsfasen.",
    Matter.CLOSE: "Initiativet avslutas från effekthanteringsfasen.",
    Matter.CONCLUDE_BENEFIT: "Nyttor avförs när initiativet är godkänt.",
    Matter.RESUBMIT: "Bara det som är åter för komplettering lämnas in på nytt.",
}
