"""Ending a role, wherever one comes from."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.permissions import Permission
from portfolio.forms.users import EndRoleForm
from portfolio.per_request import current_context
from portfolio.services import plans, roles
from portfolio.services.context import Context
from portfolio.web.context import page, save, sent

bp = Blueprint("roles", __name__)


@bp.route("/roller/<int:assignment_id>/avsluta", methods=["GET", "POST"])
def end(assignment_id: int) -> ResponseReturnValue:
    """End a role that somebody holds; ``plan`` in the address tells whose settings one came from."""
    ctx = current_context()
    held = roles.get(ctx, assignment_id)
    plan = next((one for one in plans.visible(ctx) if one.slug == request.args.get("plan")), None)
    back = url_for("plan_settings.show", slug=plan.slug, _anchor="roller") if plan else _back(ctx, held.user.id)
    if not held.endable:
        flash("Rollen är redan avslutad.")
        return redirect(back, 303)
    form = EndRoleForm(sent())
    if request.method == "POST" and form.validate():
        response = save(
            ctx, form, lambda: roles.end(ctx, assignment_id), to=lambda _: back, said="Rollen är avslutad.", again=back
        )
        if response is not None:
            return response
    return page("users/end_role.html", form, held=held, plan=plan, back=back)


def _back(ctx: Context, user_id: int) -> str:
    if ctx.can(Permission.MANAGE_USERS):
        return url_for("users.show", user_id=user_id)
    return url_for("plans.index")
