"""The parts of a plan in its settings: areas, goals, forums and the roles that it describes, all kept alike."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from portfolio.domain.permissions import Permission
from portfolio.domain.versions import version_of
from portfolio.forms import plan_settings as forms
from portfolio.forms.base import EditForm, Form
from portfolio.per_request import current_context
from portfolio.services import goals, plan_parts, plans
from portfolio.services.context import Context
from portfolio.web.context import page, save, sent
from portfolio.web.plan_settings import lines, url

bp = Blueprint("plan_parts", __name__)

#: What stands in the address → the sort of part, the form for a new one, and the form for one that exists.
PARTS: dict[str, tuple[plan_parts.Part, type[Form], type[EditForm]]] = {
    "omraden": (plan_parts.AREA, forms.NewAreaForm, forms.AreaForm),
    "mal": (plan_parts.GOAL, forms.NewGoalForm, forms.GoalForm),
    "forum": (plan_parts.FORUM, forms.NewForumForm, forms.ForumForm),
    "planroller": (plan_parts.ROLE, forms.NewPlanRoleForm, forms.PlanRoleForm),
}

_SAID = {
    "omraden": ("Området är tillagt.", "Området är sparat.", "Området är flyttat."),
    "mal": ("Målet är tillagt.", "Målet är sparat.", "Målet är flyttat."),
    "forum": ("Forumet är tillagt.", "Forumet är sparat.", "Forumet är flyttat."),
    "planroller": ("Rollen är tillagd.", "Rollen är sparad.", "Rollen är flyttad."),
}

_PART = "<any(omraden, mal, forum, planroller):part>"


@bp.route(f"/planer/<slug>/installningar/{_PART}/ny", methods=["GET", "POST"])
def new(slug: str, part: str) -> ResponseReturnValue:
    """Add a part to the plan."""
    ctx = current_context()
    plan = plans.get(ctx, slug, to=Permission.EDIT_PLAN)
    sort, form_of_new, _ = PARTS[part]
    form = form_of_new(sent())
    _offer_parents(ctx, form, part, plan.id)
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: plan_parts.add(ctx, sort, plan.id, **form.data),
            to=lambda _: url(slug, part),
            said=_SAID[part][0],
            again=url(slug, part),
        )
        if response is not None:
            return response
    return page("plan_settings/part.html", form, plan=plan, part=part, row=None)


@bp.route(f"/planer/<slug>/installningar/{_PART}/<int:row_id>", methods=["GET", "POST"])
def edit(slug: str, part: str, row_id: int) -> ResponseReturnValue:
    """Change a part, or conclude it."""
    ctx = current_context()
    plan = plans.get(ctx, slug, to=Permission.EDIT_PLAN)
    sort, _, form_of_old = PARTS[part]
    row = plan_parts.get(ctx, sort, plan.id, row_id)
    stored = plan_parts.edited_values(sort, row)
    form = form_of_old(sent(), data={**stored, "version": version_of(stored)})
    _offer_parents(ctx, form, part, plan.id, row=row)
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: plan_parts.edit(ctx, sort, plan.id, row_id, **form.data),
            to=lambda _: url(slug, part),
            said=_SAID[part][1],
            again=url(slug, part),
        )
        if response is not None:
            return response
    return page("plan_settings/part.html", form, plan=plan, part=part, row=row)


@bp.post(f"/planer/<slug>/installningar/{_PART}/<int:row_id>/flytta")
def move(slug: str, part: str, row_id: int) -> ResponseReturnValue:
    """Move a part one step up or down among those beside it."""
    ctx = current_context()
    plan = plans.get(ctx, slug, to=Permission.EDIT_PLAN)
    sort = PARTS[part][0]
    plan_parts.get(ctx, sort, plan.id, row_id)
    form = forms.MoveForm(sent())
    back = url(slug, part)
    if form.validate():
        response = save(
            ctx,
            form,
            lambda: plan_parts.move(ctx, sort, plan.id, row_id, step=form.step),
            to=lambda _: back,
            said=_SAID[part][2],
            again=back,
        )
        if response is not None:
            return response
    flash("Det gick inte att flytta. Läs in sidan igen och försök på nytt.")
    return redirect(back, 303)


def _offer_parents(ctx: Context, form: Any, part: str, plan_id: int, *, row: Any = None) -> None:
    """What the part can be part of: those in use, and what it is part of already; never itself."""
    if "parent_id" not in form:
        return
    own_id, parent_id = (row.id, row.parent_id) if row is not None else (None, None)
    found: list[Any] = [goal for goal, _ in goals.of_plan(ctx, plan_id)] if part == "mal" else plans.areas(ctx, plan_id)
    form.parent_id.offer(
        (one.row.id, f"{'– ' * one.depth}{one.row.name}")
        for one in lines(found)
        if one.row.id != own_id and (one.row.active or one.row.id == parent_id)
    )
