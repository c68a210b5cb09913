"""How far an initiative has come, seen from the whole portfolio, and whether it is behind its timetable.

Coarser than the states of its life: what a steering group counts, level by level.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portfolio.domain.initiatives import FINAL_STATES, InitiativeKind, InitiativeState
from portfolio.domain.periods import Period, day, provably_before
from portfolio.domain.phases import Phase, PhaseTimes, Span, phases_entered


class Stage(StrEnum):
    """Where an initiative stands; what goes on over time has no phases and stands apart until it ends."""

    BEFORE = "before"
    PREPARATION = "preparation"
    DELIVERY = "delivery"
    REALISATION = "realisation"
    PAUSED = "paused"
    ONGOING = "ongoing"
    ENDED = "ended"


_OF_STATE = {
    InitiativeState.PREPARATION: Stage.PREPARATION,
    InitiativeState.DELIVERY: Stage.DELIVERY,
    InitiativeState.REALISATION: Stage.REALISATION,
    InitiativeState.PAUSED: Stage.PAUSED,
    **dict.fromkeys(FINAL_STATES, Stage.ENDED),
}

#: Nobody has promised anything of the others yet, or has taken the promise back.
_HELD_TO_ITS_TIMES = frozenset(
    {
        InitiativeState.APPROVED,
        InitiativeState.PREPARATION,
        InitiativeState.DELIVERY,
        InitiativeState.REALISATION,
    }
)


@dataclass(frozen=True)
class Late:
    """The first thing that should have happened by the timetable and has not: a phase that starts, or one that ends."""

    phase: Phase
    starts: bool
    planned: Period


def stage_of(state: InitiativeState, kind: InitiativeKind) -> Stage:
    """How far an initiative has come, by the state of its life."""
    stage = _OF_STATE.get(state, Stage.BEFORE)
    return Stage.ONGOING if kind is InitiativeKind.ONGOING and stage is not Stage.ENDED else stage


def late(
    times: Mapping[Phase, PhaseTimes], *, state: InitiativeState, kind: InitiativeKind, today: date
) -> Late | None:
    """What is behind the timetable on a day; None when nothing is, or when nobody has said when it should be.

    A boundary is passed once its last possible day has gone. Delivery stays open while effects are realised, so it can
    be late together with the phase after it.
    """
    if kind is InitiativeKind.ONGOING or state not in _HELD_TO_ITS_TIMES:
        return None
    entered = phases_entered(state)
    for phase in Phase:
        of_phase = times.get(phase, PhaseTimes())
        if of_phase.planned is None:
            continue
        if phase not in entered:
            if _passed(of_phase.planned.start, today):
                return Late(phase, True, of_phase.planned.start)
        elif _runs(phase, of_phase.actual, state) and _passed(of_phase.planned.end, today):
            return Late(phase, False, of_phase.planned.end or of_phase.planned.start)
    return None


def _runs(phase: Phase, actual: Span | None, state: InitiativeState) -> bool:
    """Whether an entered phase still runs: the present one, and delivery until somebody has said that it ended."""
    if actual is not None and actual.end is not None:
        return False
    if phase is Phase.DELIVERY and state is InitiativeState.REALISATION:
        return actual is not None
    return phase.value == state.value


def _passed(planned: Period | None, today: date) -> bool:
    return planned is not None and provably_before(planned, day(today))
