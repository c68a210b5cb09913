"""Who is late with what in a plan: for the coordinator, who helps them."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portfolio.domain.permissions import Permission
from portfolio.domain.tasks import how_late, path_of
from portfolio.forms.tasks import LateForm
from portfolio.per_request import current_context
from portfolio.services import plans, tasks
from portfolio.web.context import page

bp = Blueprint("tasks", __name__)


@bp.get("/planer/<slug>/vantar")
def late(slug: str) -> ResponseReturnValue:
    """Who is late with what, and what nobody is asked for."""
    ctx = current_context()
    plan = plans.get(ctx, slug, to=Permission.FOLLOW_TASKS)
    form = LateForm(request.args)
    form.validate()
    found = tasks.follow(ctx, plan, kind=form.kind)
    return page("tasks/late.html", plan=plan, found=found, filters=form, path_of=path_of, how_late=how_late)
