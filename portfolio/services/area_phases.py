"""The timetables of all initiatives of an area, planned at once by whoever keeps the area together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portfolio.domain.anchors import BenefitMove, start_problem
from portfolio.domain.area_plans import (
    AreaMove,
    AreaPreview,
    AreaRow,
    AreaUnexplained,
    AreaUnreviewed,
    Wanted,
    phase_changes,
)
from portfolio.domain.errors import Invalid, InvalidFields, NotFound, Stale
from portfolio.domain.initiatives import FINAL_STATES, InitiativeKind
from portfolio.domain.permissions import Permission
from portfolio.domain.phases import Phase, PhaseTimes, check_phases, times_version
from portfolio.domain.texts import clean_text
from portfolio.models import Initiative, Plan, ProgrammeArea
from portfolio.services import anchors, dependencies, effect_starts, overview, phases, plans
from portfolio.services.context import Context
from portfolio.services.overview import Filters

#: What the fields of one initiative begin with, here and in the form.
PREFIX = "i{}_"


def areas(ctx: Context, plan: Plan) -> list[ProgrammeArea]:
    """The areas whose timetables the actor may plan, in the plan's order. Raises Denied when there are none."""
    found = [area for area in plans.areas(ctx, plan.id) if area.active and ctx.can(Permission.PLAN_PHASES, area)]
    tops = [area for area in found if area.parent not in found]
    if not tops:
        ctx.check(plan, Permission.PLAN_PHASES)
    return tops


def area(ctx: Context, plan: Plan, area_id: int | None) -> ProgrammeArea:
    """The area of this id, or the first one that the actor may plan. Raises NotFound or Denied."""
    if area_id is None:
        found = areas(ctx, plan)
        if not found:
            raise NotFound
        return found[0]
    one = ctx.load(ProgrammeArea, area_id, to=Permission.PLAN_PHASES)
    if one.plan_id != plan.id:
        raise NotFound
    return one


def rows(ctx: Context, plan: Plan, of_area: ProgrammeArea) -> list[AreaRow]:
    """The area's initiatives that have phases and have not ended, in the plan's order, sub-areas' among them."""
    return [
        AreaRow(row.id, row.title, row.times, times_version(row.times))
        for row in overview.rows(ctx, plan, Filters(area=of_area.id))
        if row.kind is InitiativeKind.INITIATIVE and row.state not in FINAL_STATES
    ]


def plan_area(
    ctx: Context,
    area_id: int,
    *,
    changes: Mapping[int, Wanted],
    along: bool | None = None,
    reviewed: str = "",
    start_reason: str | None = None,
) -> AreaPreview:
    """Save the planned times of several of the area's initiatives, all of them or none. Returns what was done.

    Somebody has to have seen what saving does: ``reviewed`` is the digest of that, ``along`` whether the benefits that
    hang on the timetables are moved too. Raises AreaUnreviewed otherwise; Stale, with the stored times by initiative,
    when somebody else saved any of them; InvalidFields with a message per boundary; Invalid when nothing was changed;
    AreaUnexplained without ``start_reason`` where the start of benefits that have values moves.
    """
    of_area = ctx.load(ProgrammeArea, area_id, to=Permission.PLAN_PHASES)
    ctx.record("phase:plan", plan_id=of_area.plan_id, reason=clean_text(start_reason))
    # In the order of their ids, so that two who save at once wait for each other instead of colliding.
    held = [ctx.load(Initiative, number, to=Permission.PLAN_PHASES) for number in sorted(changes)]
    if any(of_area.id not in one.area.with_ancestors() for one in held):
        raise NotFound
    _check_versions(held, changes)
    times = {one.id: changes[one.id].times(one.times()) for one in held}
    _check(ctx, held, times)
    found = {one.id: anchors.moves(ctx, one, times[one.id]) for one in held}
    preview = _preview(ctx, held, times, found)
    if not preview.changes:
        raise Invalid("changes", "Du har inte ändrat någon tid än. Välj andra kvartal i listorna och granska sedan.")
    if along is None or reviewed != preview.seen:
        raise AreaUnreviewed(preview)
    if (message := start_problem(preview.starts, start_reason, along=along)) is not None:
        raise AreaUnexplained(message, preview)
    for one in held:
        phases.set_times(one, times[one.id])
        if along:
            anchors.move(ctx, found[one.id])
    return preview


def _check_versions(held: Sequence[Initiative], changes: Mapping[int, Wanted]) -> None:
    stale = [one for one in held if changes[one.id].version != times_version(one.times())]
    if stale:
        names = ", ".join(f"”{one.title}”" for one in stale)
        raise Stale(
            f"Någon annan har sparat tidplanen för {names} sedan du öppnade formuläret.",
            current={str(one.id): one.times() for one in stale},
        )


def _check(ctx: Context, held: Sequence[Initiative], times: Mapping[int, Mapping[Phase, PhaseTimes]]) -> None:
    problems: dict[str, str] = {}
    for one in held:
        try:
            check_phases(
                times[one.id],
                kind=one.kind,
                entered=phases.may_have_actual(one),
                timeline=one.plan.timeline_period,
                today=ctx.today,
            )
        except InvalidFields as problem:
            told = problem.problems.items()
            problems.update({PREFIX.format(one.id) + name: f"{one.title}: {message}" for name, message in told})
    if problems:
        raise InvalidFields(problems)


def _preview(
    ctx: Context,
    held: Sequence[Initiative],
    times: Mapping[int, Mapping[Phase, PhaseTimes]],
    found: Mapping[int, Sequence[BenefitMove]],
) -> AreaPreview:
    changed = [
        change for one in held for change in phase_changes(AreaRow(one.id, one.title, one.times(), ""), times[one.id])
    ]
    moves = tuple(AreaMove(one.title, move) for one in held for move in found[one.id])
    starts = effect_starts.moved_by_phases(ctx, [(one, times[one.id]) for one in held], (one.move for one in moves))
    return AreaPreview(tuple(changed), moves, dependencies.touched(ctx, times), starts)
