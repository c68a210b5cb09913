"""Classifying an initiative."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portfolio.domain.complexity import current
from portfolio.domain.permissions import Permission
from portfolio.domain.plans import Change
from portfolio.forms.complexity import ClassificationForm
from portfolio.per_request import current_context
from portfolio.services import complexity, initiatives, method, plan_settings
from portfolio.web.context import page, save, sent
from portfolio.web.initiative_frame import url
from portfolio.web.initiatives import forum_choices

bp = Blueprint("complexity", __name__)


@bp.route("/initiativ/<int:initiative_id>/klassning", methods=["GET", "POST"])
def classify(initiative_id: int) -> ResponseReturnValue:
    """The steering group's decision on the level, beside what each level asks of people."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id, to=Permission.CLASSIFY_INITIATIVE)
    forum_id = plan_settings.deciding_forum(initiative.plan, Change.LEVEL)
    form = ClassificationForm(
        sent(), data={"version": complexity.classification_version(initiative), "forum_id": forum_id}
    )
    form.forum_id.offer(forum_choices(ctx, initiative.plan_id))
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: complexity.classify(ctx, initiative_id, **form.data),
            to=lambda _: url(initiative),
            said="Klassningen är sparad.",
            again=url(initiative),
            version=lambda: complexity.classification_version(initiatives.get(ctx, initiative_id)),
        )
        if response is not None:
            return response
    return page(
        "complexity/classify.html",
        form,
        initiative=initiative,
        plan=initiative.plan,
        holding=current(complexity.history(initiative)),
        method=method.load(),
    )
