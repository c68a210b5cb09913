"""The timetable of an initiative: read, and planned anew as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portfolio.api.calls import Calls, One
from portfolio.domain.errors import InvalidFields
from portfolio.domain.phases import Phase, PhaseTimes, Span
from portfolio.schemas.phases import Hanging, PhaseSchema, PlanningQuery
from portfolio.services import initiatives, phases
from portfolio.services.context import Context

calls = Calls("phases", tag="Tidplan")

_EXAMPLE = [{"phase": "preparation", "planned": {"start": "2021-Q3", "end": "2022-Q2"}, "actual": None}]


@calls.get(
    "/initiatives/<int:initiative_id>/phases",
    answers=PhaseSchema,
    listed=True,
    summary="Ett initiativs tidplan",
    guarded=True,
)
def show(ctx: Context, initiative_id: int) -> One:
    return _whole(ctx, initiative_id)


@calls.put(
    "/initiatives/<int:initiative_id>/phases",
    takes=PhaseSchema,
    answers=PhaseSchema,
    listed=True,
    query=PlanningQuery(),
    summary="Ersätt ett initiativs tidplan; en fas som inte är med blir inte angiven",
    guarded=True,
    example=_EXAMPLE,
)
def plan(
    ctx: Context, initiative_id: int, *, query: dict[str, Any], body: Sequence[Mapping[str, Any]], version: str
) -> One:
    initiatives.get(ctx, initiative_id)
    said = query.get("benefits")
    try:
        phases.plan_phases(
            ctx,
            initiative_id,
            version=version,
            times=_times(body),
            along=None if said is None else said is Hanging.MOVE,
            reviewed="" if said is None else None,
            start_reason=query.get("start_reason"),
        )
    except InvalidFields as problem:
        raise _at_its_place(problem, body) from problem
    ctx.settle()
    return _whole(ctx, initiative_id)


def _whole(ctx: Context, initiative_id: int) -> One:
    initiative = initiatives.get(ctx, initiative_id)
    return One(told(initiative.times()), version=phases.phases_version(initiative))


def told(times: Mapping[Phase, PhaseTimes]) -> list[dict[str, Any]]:
    """The timetable as calls get it: every phase, in their order."""
    return [
        {"phase": phase, "planned": of_it.planned, "actual": of_it.actual}
        for phase in Phase
        for of_it in [times.get(phase, PhaseTimes())]
    ]


def _times(sent: Sequence[Mapping[str, Any]]) -> dict[Phase, PhaseTimes]:
    """The list as a timetable. Raises InvalidFields when a phase stands in it twice."""
    times: dict[Phase, PhaseTimes] = {}
    problems: dict[str, str] = {}
    for index, one in enumerate(sent):
        if one["phase"] in times:
            problems[f"{index}.phase"] = f"{one['phase']} står redan i listan. Ange varje fas högst en gång."
        times[one["phase"]] = PhaseTimes(_span(one["planned"]), _span(one["actual"]))
    if problems:
        raise InvalidFields(problems)
    return times


def _span(sent: Mapping[str, Any] | None) -> Span | None:
    return Span(**sent) if sent is not None else None


def _at_its_place(problem: InvalidFields, sent: Sequence[Mapping[str, Any]]) -> InvalidFields:
    """The problem with its boundaries by their places in the list; a phase that is not there is told by its name."""
    places = {one["phase"]: str(index) for index, one in enumerate(sent)}
    names = {
        f"{phase}_{aspect}_{side}": f"{places.get(phase, phase)}.{aspect}.{side}"
        for phase in Phase
        for aspect in ("planned", "actual")
        for side in ("start", "end")
    }
    return InvalidFields({names.get(name, name): text for name, text in problem.problems.items()})
