"""The handover to the line: what a manager accepts, with one button."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.forms.handovers import HandoverForm
from portfolio.per_request import current_context
from portfolio.services import benefits, handovers, initiatives
from portfolio.services.context import Context
from portfolio.web.context import page, save, sent

bp = Blueprint("handovers", __name__)


def _url(initiative: Any) -> str:
    return url_for("handovers.show", initiative_id=initiative.id)


@bp.route("/initiativ/<int:initiative_id>/overlamning", methods=["GET", "POST"])
def show(initiative_id: int) -> ResponseReturnValue:
    """What is handed over, to whom and whether they have accepted it; the button is for those whose units it is."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id)
    mine = handovers.of_initiative(ctx, initiative)
    form = HandoverForm(sent(), data={"version": handovers.digest(mine)})
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: handovers.accept(ctx, initiative_id, **form.data),
            to=lambda _: _url(initiative),
            said="Överlämningen är mottagen. Du svarar nu för nyttorna i linjen.",
            again=_url(initiative),
            version=lambda: handovers.digest(handovers.of_initiative(ctx, initiatives.get(ctx, initiative_id))),
        )
        if response is not None:
            return response
        mine = handovers.of_initiative(ctx, initiatives.get(ctx, initiative_id))
    return page("handovers/show.html", form, **_shown(ctx, initiative, mine))


def _shown(ctx: Context, initiative: Any, mine: handovers.Handover) -> dict[str, Any]:
    own = {one.id for one in mine.benefits}
    rows = [row for row in benefits.of_initiative(ctx, initiative) if row.concluded_on is None]
    held = {one.id: one for one in initiative.benefits}
    return {
        "initiative": initiative,
        "plan": initiative.plan,
        "mine": mine,
        "adoptions": initiative.adoptions,
        "own_units": {one.id for one in mine.adoptions},
        "rows": [(row, held[row.id]) for row in sorted(rows, key=lambda row: row.id not in own)],
        "own": own,
        "names": handovers.names(ctx, initiative),
    }
