"""The timetable of one initiative: planned and actual time of its three phases."""

from __future__ import annotations

from collections.abc import Mapping

from portfolio.domain.errors import Conflict
from portfolio.domain.permissions import Permission
from portfolio.domain.phases import Phase, PhaseTimes, check_phases, phases_entered
from portfolio.domain.versions import version_of
from portfolio.models import Initiative, InitiativePhase
from portfolio.services.context import Context


def plan_phases(ctx: Context, initiative_id: int, *, version: str, times: Mapping[Phase, PhaseTimes]) -> Initiative:
    """Save the whole timetable; a phase that is absent from ``times`` or holds nothing becomes *not stated*.

    Raises Conflict when somebody else saved it since ``version``, InvalidFields with a message per boundary.
    What changes is no longer example data.
    """
    initiative = ctx.load(Initiative, initiative_id, to=Permission.PLAN_PHASES)
    ctx.record("phase:plan", plan_id=initiative.plan_id)
    if version != phases_version(initiative):
        raise Conflict("Någon annan har sparat tidplanen sedan du öppnade formuläret.", current=_flat(initiative))
    check_phases(
        times,
        kind=initiative.kind,
        entered=may_have_actual(initiative),
        timeline=initiative.plan.timeline_period,
        today=ctx.today,
    )
    rows = {row.phase: row for row in initiative.phases}
    for position, phase in enumerate(Phase, start=1):
        wanted = times.get(phase, PhaseTimes())
        row = rows.get(phase)
        if row is None and wanted != PhaseTimes():
            row = InitiativePhase(initiative_id=initiative.id, phase=phase, position=position, example=False)
            initiative.phases.append(row)
        if row is not None and row.times() != wanted:
            _set(row, wanted)
    return initiative


def may_have_actual(initiative: Initiative) -> frozenset[Phase]:
    """The phases that the initiative has entered, and that may therefore carry actual dates."""
    return phases_entered(initiative.state, [row.phase for row in initiative.phases if row.actual_start])


def phases_version(initiative: Initiative) -> str:
    """The version that the timetable's form carries."""
    return version_of(_flat(initiative))


def _flat(initiative: Initiative) -> dict[str, object]:
    times = initiative.times()
    values: dict[str, object] = {}
    for phase in Phase:
        of_phase = times.get(phase, PhaseTimes())
        for aspect, span in (("planned", of_phase.planned), ("actual", of_phase.actual)):
            values[f"{phase}_{aspect}_start"] = span.start if span else None
            values[f"{phase}_{aspect}_end"] = span.end if span else None
    return values


def _set(row: InitiativePhase, times: PhaseTimes) -> None:
    row.planned_start = times.planned.start if times.planned else None
    row.planned_end = times.planned.end if times.planned else None
    row.actual_start = times.actual.start if times.actual else None
    row.actual_end = times.actual.end if times.actual else None
    row.example = False
