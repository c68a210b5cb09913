"""The timetable of one initiative: read by all, planned by those who keep it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.anchors import Unexplained, Unreviewed
from portfolio.domain.permissions import Permission
from portfolio.domain.phases import Phase, PhaseTimes, Span
from portfolio.domain.timeline import Bar, Grid, TimelineItem, row
from portfolio.forms.phases import ASPECTS, SIDES, PhasesForm
from portfolio.per_request import current_context
from portfolio.services import initiatives, phases
from portfolio.services.context import Context
from portfolio.services.phases import Planned
from portfolio.web.context import page, save, sent
from portfolio.web.initiative_frame import frame

bp = Blueprint("phases", __name__)


@dataclass(frozen=True)
class Line:
    """One row of the picture by quarters: a phase as planned or as it went, with its bar where it has one."""

    phase: Phase
    number: int
    aspect: str
    span: Span | None
    bar: Bar | None
    wrong: bool

    @property
    def name(self) -> str:
        """What the names of its fields begin with."""
        return f"{self.phase}_{self.aspect}"


@bp.route("/initiativ/<int:initiative_id>/tidplan", methods=["GET", "POST"])
def plan(initiative_id: int) -> ResponseReturnValue:
    """From–to for each phase, planned, and actual where the phase has been entered."""
    ctx = current_context()
    posted = request.method == "POST"
    needed = Permission.PLAN_PHASES if posted else Permission.READ_INITIATIVE
    initiative = initiatives.get(ctx, initiative_id, to=needed)
    form = _form(initiative) if ctx.can(Permission.PLAN_PHASES, initiative) else None
    review = None
    if posted and form is not None and form.validate():
        try:
            response = _save(ctx, form, initiative)
        except (Unreviewed, Unexplained) as asked:
            # Where only the third phase's start moves there is nothing to review: the reason is asked for in the form.
            review = asked if asked.moves else None
        else:
            if response is not None:
                return response
    entered = phases.may_have_actual(initiative)
    shown = frame(ctx, initiative)
    times = form.times() if form is not None else initiative.times()
    lines = _lines(times, entered=entered, grid=shown["grid"], form=form)
    return page("phases/show.html", form, **shown, entered=entered, lines=lines, review=review)


def _save(ctx: Context, form: PhasesForm, initiative: Any) -> ResponseReturnValue | None:
    """Save what was sent. Raises Unreviewed, or Unexplained when what is wrong with the reason is told in the form."""
    asked: list[Unexplained] = []

    def work() -> Planned:
        try:
            return phases.plan_phases(ctx, initiative.id, **form.data)
        except Unexplained as problem:
            asked.append(problem)
            raise

    again = _url(initiative)
    response = save(ctx, form, work, to=_arrive, said="Tidplanen är sparad.", again=again)
    if asked:
        raise asked[0]
    return response


def _form(initiative: Any) -> PhasesForm:
    return PhasesForm.of(
        sent(),
        times=initiative.times(),
        timeline=initiative.plan.timeline_period,
        version=phases.phases_version(initiative),
    )


def _url(initiative: Any) -> str:
    return url_for("phases.plan", initiative_id=initiative.id)


def _arrive(planned: Planned) -> str:
    """Back to the timetable, where it also says what was moved along."""
    if planned.moved:
        titles = ", ".join(f"”{move.title}”" for move in planned.moved)
        flash(f"Flyttades med: {titles}.")
    return _url(planned.initiative)


def _lines(
    times: Mapping[Phase, PhaseTimes], *, entered: frozenset[Phase], grid: Grid, form: PhasesForm | None
) -> list[Line]:
    """The rows of the picture, as far as the times are known; a phase that was not entered has no actual one."""
    item = TimelineItem(id=0, title="", group="", phases=times, example=False, ongoing=False)
    found = row(item, grid=grid).bars
    bars: dict[tuple[Phase, str], Bar] = {(bar.phase, bar.aspect): bar for bar in found if bar.phase is not None}
    return [
        Line(
            phase,
            number,
            aspect,
            getattr(times.get(phase, PhaseTimes()), aspect),
            bars.get((phase, aspect)),
            form is not None and any(_failed(form, f"{phase}_{aspect}_{side}") for side in SIDES),
        )
        for number, phase in enumerate(Phase, start=1)
        for aspect in ASPECTS
        if aspect == "planned" or phase in entered
    ]


def _failed(form: PhasesForm, name: str) -> bool:
    return bool(form[name].errors or form[f"{name}_day"].errors)
