"""Dependencies of an initiative: what it waits for and what waits for it; added, edited and ended."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.permissions import Permission
from portfolio.domain.versions import version_of
from portfolio.forms.dependencies import DependencyForm, EndDependencyForm, NewDependencyForm
from portfolio.per_request import current_context
from portfolio.services import dependencies, initiatives
from portfolio.services.context import Context
from portfolio.web.context import page, save, sent
from portfolio.web.initiative_frame import frame

bp = Blueprint("dependencies", __name__)


def listing_url(initiative: Any, dependency_id: int | None = None) -> str:
    """The initiative's dependencies, with one of them in view when there is one."""
    anchor = None if dependency_id is None else f"beroende-{dependency_id}"
    return url_for("dependencies.listing", initiative_id=initiative.id, _anchor=anchor)


@bp.get("/initiativ/<int:initiative_id>/beroenden")
def listing(initiative_id: int) -> ResponseReturnValue:
    """Who waits for whom, both ways, and what the times say of it."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id)
    found = dependencies.of_initiative(ctx, initiative)
    return page("dependencies/list.html", **frame(ctx, initiative), dependencies=found)


@bp.route("/initiativ/<int:initiative_id>/beroenden/nytt", methods=["GET", "POST"])
def new(initiative_id: int) -> ResponseReturnValue:
    """Say what the initiative waits for."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id, to=Permission.EDIT_INITIATIVE)
    form = NewDependencyForm(sent())
    _offer(ctx, form, initiative)
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: dependencies.add(ctx, initiative_id, **form.data),
            to=lambda made: listing_url(initiative, made.id),
            said="Beroendet är tillagt.",
            again=listing_url(initiative),
        )
        if response is not None:
            return response
    return page("dependencies/new.html", form, initiative=initiative, plan=initiative.plan)


@bp.route("/initiativ/<int:initiative_id>/beroenden/<int:dependency_id>", methods=["GET", "POST"])
def edit(initiative_id: int, dependency_id: int) -> ResponseReturnValue:
    """Edit what is waited for, in words."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id, to=Permission.EDIT_INITIATIVE)
    link = dependencies.visible(ctx, initiative, dependency_id)
    stored = dependencies.edited_values(link)
    form = DependencyForm(sent(), data={**stored, "version": version_of(stored)})
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: dependencies.edit(ctx, initiative_id, dependency_id, **form.data),
            to=lambda saved: listing_url(initiative, saved.id),
            said="Beroendet är sparat.",
            again=listing_url(initiative, dependency_id),
        )
        if response is not None:
            return response
    return page("dependencies/edit.html", form, initiative=initiative, plan=initiative.plan, other=link.waits_for)


@bp.route("/initiativ/<int:initiative_id>/beroenden/<int:dependency_id>/ta-bort", methods=["GET", "POST"])
def end(initiative_id: int, dependency_id: int) -> ResponseReturnValue:
    """Say that the initiative no longer waits."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id, to=Permission.EDIT_INITIATIVE)
    form = EndDependencyForm(sent())
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: dependencies.end(ctx, initiative_id, dependency_id),
            to=lambda _: listing_url(initiative),
            said="Beroendet är borttaget. Båda initiativen är som de var.",
            again=listing_url(initiative),
        )
        if response is not None:
            return response
    # Asked for last: when the form is sent twice, there is no such dependency any more.
    link = dependencies.visible(ctx, initiative, dependency_id)
    return page("dependencies/end.html", form, initiative=initiative, plan=initiative.plan, link=link)


def _offer(ctx: Context, form: NewDependencyForm, initiative: Any) -> None:
    choices = dependencies.choices(ctx, initiative)
    form.waits_for_id.offer(
        (one.id, one.title if one.plan_id == initiative.plan_id else f"{one.title} ({plan})") for one, plan in choices
    )
