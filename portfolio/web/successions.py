"""Who answers for an organisation's benefits, now and before, and letting somebody succeed."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.forms.successions import SuccessionForm
from portfolio.per_request import current_context
from portfolio.services import project_leads, successions
from portfolio.web.context import page, save, sent

bp = Blueprint("successions", __name__)


@bp.route("/organisationer/<int:organisation_id>/ansvarig", methods=["GET", "POST"])
def show(organisation_id: int) -> ResponseReturnValue:
    """Who holds the role and who held it when; the successor takes over the benefits, and accepts them anew."""
    ctx = current_context()
    organisation = successions.get(ctx, organisation_id)
    held = successions.owners(ctx, organisation_id)
    present = [one for one in held if one.until is None]
    form = SuccessionForm(sent(), data={"role_id": present[0].role_id if len(present) == 1 else None})
    form.role_id.offer((one.role_id, one.user.name) for one in present)
    form.successor_id.offer((user.id, f"{user.name} ({user.email})") for user in project_leads.candidates(ctx))
    here = url_for("successions.show", organisation_id=organisation_id)
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: successions.succeed(ctx, organisation_id, **form.data),
            to=lambda _: here,
            said="Efterträdaren har rollen nu, och tar emot nyttorna på nytt.",
            again=here,
        )
        if response is not None:
            return response
    return page("successions/show.html", form, organisation=organisation, held=held, present=present)
