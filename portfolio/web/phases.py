"""The timetable of one initiative."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portfolio.domain.permissions import Permission
from portfolio.forms.phases import PhasesForm
from portfolio.services import initiatives, phases
from portfolio.web.context import current_context, page, save
from portfolio.web.initiatives import url

bp = Blueprint("phases", __name__)


@bp.route("/initiativ/<int:initiative_id>/tidplan", methods=["GET", "POST"])
def plan(initiative_id: int) -> ResponseReturnValue:
    """From–to for each phase, planned, and actual where the phase has been entered."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id, to=Permission.PLAN_PHASES)
    form = PhasesForm.of(
        request.form,
        times=initiative.times(),
        timeline=initiative.plan.timeline_period,
        version=phases.phases_version(initiative),
    )
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: phases.plan_phases(ctx, initiative_id, **form.data),
            to=url,
            said="Tidplanen är sparad.",
            again=url(initiative),
        )
        if response is not None:
            return response
    return page(
        "phases/edit.html",
        form,
        initiative=initiative,
        plan=initiative.plan,
        entered=phases.may_have_actual(initiative),
    )
