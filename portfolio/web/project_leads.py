"""Appointing the project lead of an initiative."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portfolio.domain.permissions import Permission
from portfolio.forms.project_leads import AppointmentForm
from portfolio.per_request import current_context
from portfolio.services import initiatives, people, project_leads
from portfolio.web.context import page, save, sent
from portfolio.web.initiative_frame import url

bp = Blueprint("project_leads", __name__)


@bp.route("/initiativ/<int:initiative_id>/projektledare", methods=["GET", "POST"])
def appoint(initiative_id: int) -> ResponseReturnValue:
    """Choose who leads the project; whoever did before is succeeded."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id, to=Permission.APPOINT_LEAD)
    form = AppointmentForm(sent(), data={"version": project_leads.appointed_version(ctx, initiative)})
    form.user_id.offer((user.id, f"{user.name} ({user.email})") for user in project_leads.candidates(ctx))
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: project_leads.appoint(ctx, initiative_id, **form.data),
            to=url,
            said="Projektledaren är utsedd.",
            again=url(initiative),
            version=lambda: project_leads.appointed_version(ctx, initiatives.get(ctx, initiative_id)),
        )
        if response is not None:
            return response
    leads = people.project_leads(ctx.session, [initiative.id]).get(initiative.id, [])
    return page("project_leads/appoint.html", form, initiative=initiative, plan=initiative.plan, leads=leads)
