"""Activities of an initiative."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portfolio.domain.permissions import Permission
from portfolio.domain.versions import version_of
from portfolio.forms.activities import ActivityForm, NewActivityForm
from portfolio.services import activities, initiatives
from portfolio.web.context import current_context, page, save
from portfolio.web.initiatives import url

bp = Blueprint("activities", __name__)


@bp.route("/initiativ/<int:initiative_id>/aktiviteter/ny", methods=["GET", "POST"])
def new(initiative_id: int) -> ResponseReturnValue:
    """Add an activity."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id, to=Permission.EDIT_ACTIVITY)
    form = NewActivityForm(request.form)
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: activities.add(ctx, initiative_id, **form.data),
            to=lambda _: url(initiative),
            said="Aktiviteten är tillagd.",
            again=url(initiative),
        )
        if response is not None:
            return response
    return page("activities/edit.html", form, initiative=initiative, plan=initiative.plan, activity=None, shared=[])


@bp.route("/initiativ/<int:initiative_id>/aktiviteter/<int:activity_id>", methods=["GET", "POST"])
def edit(initiative_id: int, activity_id: int) -> ResponseReturnValue:
    """Edit an activity; where it is shared, the page says with whom."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id, to=Permission.EDIT_ACTIVITY)
    activity = activities.of_initiative(initiative, activity_id)
    stored = activities.edited_values(activity)
    form = ActivityForm(request.form, data={**stored, "version": version_of(stored)})
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: activities.edit(ctx, initiative_id, activity_id, **form.data),
            to=lambda _: url(initiative),
            said="Aktiviteten är sparad.",
            again=url(initiative),
        )
        if response is not None:
            return response
    return page(
        "activities/edit.html",
        form,
        initiative=initiative,
        plan=initiative.plan,
        activity=activity,
        shared=activities.shared_with(ctx, activity, besides=initiative.id),
    )
