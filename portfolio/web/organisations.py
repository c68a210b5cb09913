"""Organisations: the tree, and adding, renaming and moving within it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.permissions import Permission
from portfolio.domain.versions import version_of
from portfolio.forms.organisations import NewOrganisationForm, OrganisationForm
from portfolio.per_request import current_context
from portfolio.services import organisations
from portfolio.services.context import Context
from portfolio.web.context import page, save, sent

bp = Blueprint("organisations", __name__)


@bp.get("/organisationer")
def index() -> ResponseReturnValue:
    """The whole tree."""
    ctx = current_context()
    found = organisations.tree(ctx)
    return page(
        "organisations/list.html",
        tree=_nested(found),
        count=len(found),
        changeable=ctx.can(Permission.MANAGE_ORGANISATIONS),
    )


@bp.route("/organisationer/ny", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Add an organisation; ``under`` in the address is what it becomes part of, unless something else is chosen."""
    ctx = current_context()
    organisations.require_change(ctx)
    choices = _choices(ctx)
    under = request.args.get("under", type=int)
    form = NewOrganisationForm(sent(), data={"parent_id": under if under in dict(choices) else None})
    form.parent_id.offer(choices)
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: organisations.add(ctx, **form.data),
            to=lambda made: _url(made.id),
            said="Organisationen är tillagd.",
            again=url_for("organisations.index"),
        )
        if response is not None:
            return response
    return page("organisations/edit.html", form, organisation=None)


@bp.route("/organisationer/<int:organisation_id>", methods=["GET", "POST"])
def edit(organisation_id: int) -> ResponseReturnValue:
    """Rename or move an organisation."""
    ctx = current_context()
    organisation = organisations.get(ctx, organisation_id)
    stored = organisations.edited_values(organisation)
    form = OrganisationForm(sent(), data={**stored, "version": version_of(stored)})
    form.parent_id.offer([(one, name) for one, name in _choices(ctx) if one != organisation_id])
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: organisations.edit(ctx, organisation_id, **form.data),
            to=lambda _: _url(organisation_id),
            said="Organisationen är sparad.",
            again=_url(organisation_id),
        )
        if response is not None:
            return response
    return page("organisations/edit.html", form, organisation=organisation)


def _nested(found: list[tuple[Any, int]]) -> list[tuple[Any, list[Any]]]:
    """Each organisation with those that are part of it, as lists within lists."""
    levels: list[list[tuple[Any, list[Any]]]] = [[]]
    for one, depth in found:
        del levels[depth + 1 :]
        children: list[Any] = []
        levels[depth].append((one, children))
        levels.append(children)
    return levels[0]


def _choices(ctx: Context) -> list[tuple[int, str]]:
    return [(one.id, f"{'– ' * depth}{one.name}") for one, depth in organisations.tree(ctx)]


def _url(organisation_id: int) -> str:
    """The organisation's place in the tree."""
    return url_for("organisations.index", _anchor=f"o{organisation_id}")
