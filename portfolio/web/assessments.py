"""Programme management's first assessment of a proposal."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portfolio.domain.lifecycle import may_assess
from portfolio.domain.permissions import Permission
from portfolio.forms.assessments import AssessmentForm
from portfolio.per_request import current_context
from portfolio.services import assessments, initiatives, method, people
from portfolio.web.context import page, save, sent
from portfolio.web.initiative_frame import url

bp = Blueprint("assessments", __name__)


@bp.route("/initiativ/<int:initiative_id>/bedomning", methods=["GET", "POST"])
def assess(initiative_id: int) -> ResponseReturnValue:
    """How urgent the proposal is, how it fits, and what is recommended; with what was said of it before."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id, to=Permission.ASSESS_INITIATIVE)
    held = assessments.latest(initiative)
    known = {name: getattr(held, name) for name in ("priority", "fit", "recommendation", "level")} if held else {}
    form = AssessmentForm(sent(), data={**known, "version": assessments.version(initiative)})
    form.offer()
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: assessments.assess(ctx, initiative_id, **form.data),
            to=lambda _: url(initiative),
            said="Bedömningen är sparad. Förslaget står nu på dagordningen för beslutsmötet.",
            again=url(initiative),
            version=lambda: assessments.version(initiatives.get(ctx, initiative_id)),
        )
        if response is not None:
            return response
    rows = initiative.first_assessments
    return page(
        "assessments/assess.html",
        form,
        initiative=initiative,
        plan=initiative.plan,
        open=may_assess(initiative.state) or request.method == "POST",
        history=rows[::-1],
        names=people.named(ctx.session, [row.assessed_by for row in rows]),
        method=method.load(),
    )
