"""The timetable of one initiative: planned and actual time of its three phases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portfolio.domain import anchors as anchor_rules
from portfolio.domain.anchors import BenefitMove, Unexplained, Unreviewed, seen, start_problem
from portfolio.domain.errors import Stale
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.periods import Period
from portfolio.domain.permissions import Permission
from portfolio.domain.phases import Phase, PhaseTimes, boundaries, check_phases, phases_entered, times_version
from portfolio.domain.texts import clean_text
from portfolio.models import Initiative, InitiativePhase
from portfolio.services import anchors, effect_starts
from portfolio.services.context import Context


@dataclass(frozen=True)
class Planned:
    """A timetable that was saved, and the benefits that were moved along with it."""

    initiative: Initiative
    moved: tuple[BenefitMove, ...]


def plan_phases(
    ctx: Context,
    initiative_id: int,
    *,
    version: str,
    times: Mapping[Phase, PhaseTimes],
    along: bool | None = None,
    reviewed: str | None = "",
    start_reason: str | None = None,
    as_entry: bool = False,
) -> Planned:
    """Save the whole timetable; a phase that is absent from ``times`` or holds nothing becomes *not stated*.

    Where benefits hang on an end that moves, somebody has to have seen what becomes of them: ``reviewed`` is the digest
    of what they saw, ``along`` whether the benefits are moved too. It is None where ``along`` was said beforehand, for
    whatever it is that hangs there. Raises Unreviewed otherwise, also when what they saw is no longer true; Conflict
    when somebody else saved the timetable since ``version``; InvalidFields with a message per boundary. What changes is
    no longer example data. ``start_reason`` goes to the log: Unexplained is raised without it where the start of
    benefits that have values moves. ``as_entry`` is for one that
    was paused when it was taken in: the phases that it then had left are known from its actual dates alone.
    """
    initiative = ctx.load(Initiative, initiative_id, to=Permission.PLAN_PHASES)
    ctx.record("phase:plan", plan_id=initiative.plan_id, reason=clean_text(start_reason))
    if version != phases_version(initiative):
        stored = boundaries(initiative.times())
        raise Stale("Någon annan har sparat tidplanen sedan du öppnade formuläret.", current=stored)
    check_phases(
        times,
        kind=initiative.kind,
        entered=_given(initiative, times) if as_entry else may_have_actual(initiative),
        timeline=initiative.plan.timeline_period,
        today=ctx.today,
    )
    moves = anchors.moves(ctx, initiative, times)
    starts = effect_starts.moved_by_phases(ctx, [(initiative, times)], moves)
    if moves and (along is None or (reviewed is not None and reviewed != seen(moves))):
        raise Unreviewed(moves, starts)
    if (message := start_problem(starts, start_reason, along=bool(along))) is not None:
        raise Unexplained(message, moves, starts)
    set_times(initiative, times)
    return Planned(initiative, anchors.move(ctx, moves) if along else ())


def anchor_end(initiative: Initiative, phase: Phase) -> Period | None:
    """When the phase ends, for what hangs on it: the actual end, else the planned one; None when neither is known."""
    return anchor_rules.anchor_end(initiative.times().get(phase, PhaseTimes()))


def set_times(initiative: Initiative, times: Mapping[Phase, PhaseTimes]) -> None:
    """Store a timetable that was checked; what changes is no longer example data."""
    rows = {row.phase: row for row in initiative.phases}
    for position, phase in enumerate(Phase, start=1):
        wanted = times.get(phase, PhaseTimes())
        row = rows.get(phase)
        if row is None and wanted != PhaseTimes():
            row = InitiativePhase(initiative_id=initiative.id, phase=phase, position=position, example=False)
            initiative.phases.append(row)
        if row is not None and row.times() != wanted:
            _set(row, wanted)


def may_have_actual(initiative: Initiative) -> frozenset[Phase]:
    """The phases that the initiative has entered, and that may therefore carry actual dates."""
    return phases_entered(initiative.state, [row.phase for row in initiative.phases if row.actual_start])


def _given(initiative: Initiative, times: Mapping[Phase, PhaseTimes]) -> frozenset[Phase]:
    told = initiative.retrospective and initiative.state is InitiativeState.PAUSED
    return may_have_actual(initiative) | {phase for phase, of_it in times.items() if told and of_it.actual}


def phases_version(initiative: Initiative) -> str:
    """The version that the timetable's form carries."""
    return times_version(initiative.times())


def _set(row: InitiativePhase, times: PhaseTimes) -> None:
    row.planned_start = times.planned.start if times.planned else None
    row.planned_end = times.planned.end if times.planned else None
    row.actual_start = times.actual.start if times.actual else None
    row.actual_end = times.actual.end if times.actual else None
    row.example = False
