"""Adoptions: in which units an initiative is taken into use; they are listed with its activities."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.anchors import TimeMove
from portfolio.domain.permissions import Permission
from portfolio.domain.versions import version_of
from portfolio.forms.adoptions import AdoptionForm, NewAdoptionsForm
from portfolio.per_request import current_context
from portfolio.services import adoptions, initiatives, organisations
from portfolio.services.adoptions import Saved
from portfolio.web.context import page, save, sent

bp = Blueprint("adoptions", __name__)

#: The times of a benefit that follow its anchor, in words.
FIELDS = {"first_effect": "första effekt", "full_effect": "full effekt", "changed_state_at": "förändrat tillstånd"}


def _url(initiative: Any, adoption: Any = None) -> str:
    anchor = "inforande" if adoption is None else f"inforande-{adoption.id}"
    return url_for("activities.listing", initiative_id=initiative.id, _anchor=anchor)


@bp.route("/initiativ/<int:initiative_id>/inforande/ny", methods=["GET", "POST"])
def new(initiative_id: int) -> ResponseReturnValue:
    """Add several units at once, with the same manager's role and planned time."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id, to=Permission.PLAN_ADOPTION)
    tree = organisations.tree(ctx)
    form = NewAdoptionsForm(sent())
    form.unit_ids.offer((one.id, one.name) for one, _ in tree)
    if request.method == "POST" and form.validate():
        count = len(form.unit_ids.data)
        response = save(
            ctx,
            form,
            lambda: adoptions.add(ctx, initiative_id, **form.data),
            to=lambda made: _url(initiative, made[0]),
            said="Enheten är tillagd." if count == 1 else f"{count} enheter är tillagda.",
            again=_url(initiative),
        )
        if response is not None:
            return response
    return page(
        "adoptions/new.html",
        form,
        initiative=initiative,
        plan=initiative.plan,
        tree=tree,
        taken={row.unit_id for row in initiative.adoptions},
    )


@bp.route("/initiativ/<int:initiative_id>/inforande/<int:adoption_id>", methods=["GET", "POST"])
def edit(initiative_id: int, adoption_id: int) -> ResponseReturnValue:
    """Edit one unit; what hangs on its time moves along, unless the person says otherwise."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id, to=Permission.PLAN_ADOPTION)
    adoption = adoptions.get(initiative, adoption_id)
    stored = adoptions.edited_values(adoption)
    form = AdoptionForm(sent(), data={**stored, "along": True, "version": version_of(stored)})
    form.unit_id.offer((one.id, "– " * depth + one.name) for one, depth in organisations.tree(ctx))
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: adoptions.edit(ctx, initiative_id, adoption_id, **form.data),
            to=lambda saved: _arrive(initiative, saved),
            said="Införandet är sparat.",
            again=_url(initiative, adoption),
        )
        if response is not None:
            return response
    anchored = adoptions.anchored(ctx, initiative, adoption)
    return page(
        "adoptions/edit.html",
        form,
        initiative=initiative,
        plan=initiative.plan,
        adoption=adoption,
        anchored=anchored,
        have_values=adoptions.have_values(ctx, anchored),
    )


def _arrive(initiative: Any, saved: Saved) -> str:
    """Tell what became of the benefits that hang on the adoption, and go to its row."""
    for benefit in saved.benefits:
        moves = [f"{FIELDS[time.field]} {_told(time, along=saved.along)}" for time in benefit.times]
        flash(f"Nyttan ”{benefit.title}” är knuten till införandet. {'; '.join(moves) or 'Den har inga tider än'}.")
    return _url(initiative, saved.adoption)


def _told(time: TimeMove, *, along: bool) -> str:
    if not along:
        return f"står kvar på {time.before.label}"
    if time.after is None:
        return f"står kvar på {time.before.label}, eftersom {time.why}"
    return f"flyttades från {time.before.label} till {time.after.label}"
