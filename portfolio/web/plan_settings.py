"""The settings of a plan: all of them on one page, and the plan's own facts, tolerances, deciders and roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.permissions import Permission, Role, givable_roles
from portfolio.domain.plans import Change
from portfolio.domain.trees import in_order
from portfolio.domain.versions import version_of
from portfolio.forms.plan_settings import DecidersForm, MoveForm, PlanForm, TolerancesForm
from portfolio.forms.users import PersonRoleForm
from portfolio.per_request import current_context
from portfolio.services import goals, plan_settings, plans, project_leads, roles
from portfolio.web.context import page, save, sent

bp = Blueprint("plan_settings", __name__)


@dataclass(frozen=True)
class Line:
    """One row of a tree: how deep it stands, and whether it can be moved up or down among those beside it."""

    row: Any
    depth: int
    up: bool
    down: bool


def lines(rows: list[Any]) -> list[Line]:
    """The rows of a tree in their order."""
    by_id = {row.id: row for row in rows}
    beside: dict[int | None, list[int]] = {}
    for row in rows:
        beside.setdefault(row.parent_id, []).append(row.id)
    ordered = in_order(by_id, {row.id: row.parent_id for row in rows})
    return [
        Line(
            by_id[row_id],
            depth,
            up=beside[by_id[row_id].parent_id][0] != row_id,
            down=beside[by_id[row_id].parent_id][-1] != row_id,
        )
        for row_id, depth in ordered
    ]


def url(slug: str, section: str) -> str:
    """A section of the settings."""
    return url_for("plan_settings.show", slug=slug, _anchor=section)


@bp.get("/planer/<slug>/installningar")
def show(slug: str) -> ResponseReturnValue:
    """Everything that can be set for the plan, in sections."""
    ctx = current_context()
    plan = plans.get(ctx, slug, to=Permission.EDIT_PLAN)
    return page(
        "plan_settings/show.html",
        plan=plan,
        areas=lines(plans.areas(ctx, plan.id)),
        goals=lines([goal for goal, _ in goals.of_plan(ctx, plan.id)]),
        forums=plans.forums(ctx, plan.id),
        holders=roles.holders(ctx, plan),
        deciders=plan_settings.deciders(plan),
        mover=MoveForm,
    )


@bp.route("/planer/<slug>/installningar/planen", methods=["GET", "POST"])
def edit(slug: str) -> ResponseReturnValue:
    """Change the plan's own facts."""
    ctx = current_context()
    plan = plans.get(ctx, slug, to=Permission.EDIT_PLAN)
    stored = plan_settings.facts(plan)
    form = PlanForm(sent(), data={**stored, "version": version_of(stored)})
    outside = []
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: plan_settings.edit(ctx, plan.id, **form.data),
            to=lambda _: url(slug, "planen"),
            said="Planens uppgifter är sparade.",
            again=url(slug, "planen"),
        )
        if response is not None:
            return response
        plan = plans.get(ctx, slug, to=Permission.EDIT_PLAN)
        period = form.timeline_period.data
        outside = plan_settings.outside(ctx, plan, period) if period and form.timeline_period.errors else []
    return page("plan_settings/plan.html", form, plan=plan, outside=outside)


@bp.route("/planer/<slug>/installningar/granser", methods=["GET", "POST"])
def tolerances(slug: str) -> ResponseReturnValue:
    """Change when a benefit counts as on track, worse or fallen back."""
    ctx = current_context()
    plan = plans.get(ctx, slug, to=Permission.EDIT_PLAN)
    stored = plan_settings.tolerances(plan)
    form = TolerancesForm(sent(), data={**stored, "version": version_of(stored)})
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: plan_settings.edit_tolerances(ctx, plan.id, **form.data),
            to=lambda _: url(slug, "granser"),
            said="Gränserna är sparade.",
            again=url(slug, "granser"),
        )
        if response is not None:
            return response
    return page("plan_settings/tolerances.html", form, plan=plan)


@bp.route("/planer/<slug>/installningar/beslut", methods=["GET", "POST"])
def deciders(slug: str) -> ResponseReturnValue:
    """Change who decides what."""
    ctx = current_context()
    plan = plans.get(ctx, slug, to=Permission.EDIT_PLAN)
    stored = plan_settings.decided(plan)
    form = DecidersForm(sent(), data={**stored, "version": version_of(stored)})
    chosen = set(stored.values())
    form.offer((one.id, one.name) for one in plans.forums(ctx, plan.id) if one.active or one.id in chosen)
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: plan_settings.edit_deciders(ctx, plan.id, **form.data),
            to=lambda _: url(slug, "beslut"),
            said="Vem som beslutar är sparat.",
            again=url(slug, "beslut"),
        )
        if response is not None:
            return response
    return page("plan_settings/deciders.html", form, plan=plan, changes=list(Change))


@bp.route("/planer/<slug>/installningar/roller/ny", methods=["GET", "POST"])
def assign(slug: str) -> ResponseReturnValue:
    """Give somebody a role in the plan."""
    ctx = current_context()
    plan = plans.get(ctx, slug, to=Permission.ASSIGN_ROLE)
    givable = givable_roles(ctx.actor, plan.scope()) - {Role.ADMIN}
    form = PersonRoleForm(sent())
    form.user_id.offer((user.id, f"{user.name} ({user.email})") for user in project_leads.candidates(ctx))
    form.offer(
        roles=[role for role in Role if role in givable],
        places=[(one.value, one.words) for one in roles.places(ctx, plan)],
    )
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: roles.assign(ctx, **form.data),
            to=lambda _: url(slug, "roller"),
            said="Rollen är given.",
            again=url(slug, "roller"),
        )
        if response is not None:
            return response
    return page("plan_settings/assign.html", form, plan=plan, some_reserved=len(givable) < len(Role) - 1)
