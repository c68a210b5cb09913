"""The learning log of an initiative: read, added to, and mended by whoever wrote an entry."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.permissions import Permission
from portfolio.domain.versions import version_of
from portfolio.forms.learning import LearningForm, NewLearningForm
from portfolio.per_request import current_context
from portfolio.services import initiatives, learning
from portfolio.web.context import page, save, sent
from portfolio.web.initiative_frame import frame

bp = Blueprint("learning", __name__)


def listing_url(initiative: Any, entry_id: int | None = None) -> str:
    """The initiative's log, with an entry in view when there is one."""
    anchor = None if entry_id is None else f"anteckning-{entry_id}"
    return url_for("learning.listing", initiative_id=initiative.id, _anchor=anchor)


@bp.get("/initiativ/<int:initiative_id>/larande")
def listing(initiative_id: int) -> ResponseReturnValue:
    """What was believed, what happened and what is done next, the latest first."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id)
    entries = learning.of_initiative(ctx, initiative)
    return page(
        "learning/list.html",
        **frame(ctx, initiative),
        entries=entries,
        asked=learning.is_asked(initiative),
        own={entry.id for entry in entries if learning.is_own(ctx, entry)},
        today=ctx.today,
    )


@bp.route("/initiativ/<int:initiative_id>/larande/ny", methods=["GET", "POST"])
def new(initiative_id: int) -> ResponseReturnValue:
    """Write in the log."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id, to=Permission.EDIT_INITIATIVE)
    form = NewLearningForm(sent(), data={"noted_on": ctx.today})
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: learning.add(ctx, initiative_id, **form.data),
            to=lambda made: listing_url(initiative, made.id),
            said="Anteckningen är sparad.",
            again=listing_url(initiative),
        )
        if response is not None:
            return response
    return page("learning/edit.html", form, initiative=initiative, plan=initiative.plan, entry=None)


@bp.route("/initiativ/<int:initiative_id>/larande/<int:entry_id>", methods=["GET", "POST"])
def edit(initiative_id: int, entry_id: int) -> ResponseReturnValue:
    """Mend an entry of one's own."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id, to=Permission.EDIT_INITIATIVE)
    entry = learning.own(ctx, initiative, entry_id)
    stored = learning.edited_values(entry)
    form = LearningForm(sent(), data={**stored, "version": version_of(stored)})
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: learning.edit(ctx, initiative_id, entry_id, **form.data),
            to=lambda saved: listing_url(initiative, saved.id),
            said="Anteckningen är sparad.",
            again=listing_url(initiative, entry_id),
        )
        if response is not None:
            return response
    return page("learning/edit.html", form, initiative=initiative, plan=initiative.plan, entry=entry)
