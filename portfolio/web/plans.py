"""Plans: all of them, the overview of one, and its initiatives."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.initiatives import InitiativeState
from portfolio.forms.initiatives import FilterForm
from portfolio.per_request import current_context
from portfolio.services import benefits, overview, plans
from portfolio.services.overview import Filters
from portfolio.web.context import page

bp = Blueprint("plans", __name__)


@bp.get("/planer")
def index() -> ResponseReturnValue:
    """The plans that exist for this person."""
    return page("plans/list.html", plans=plans.visible(current_context()))


@bp.get("/planer/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """The portfolio: how many initiatives in each area, state and level."""
    ctx = current_context()
    plan = plans.get(ctx, slug)
    rows = overview.rows(ctx, plan)
    areas = overview.grouped(rows, plans.areas(ctx, plan.id))
    return page(
        "plans/show.html",
        plan=plan,
        rows=rows,
        total=overview.count(rows),
        areas=[(area, overview.count(of_area)) for area, of_area in areas],
        states=[state for state in InitiativeState if any(row.state is state for row in rows)],
        levels=[*ComplexityLevel, None],
    )


@bp.get("/planer/<slug>/initiativ")
def initiatives(slug: str) -> ResponseReturnValue:
    """The plan's initiatives, narrowed and sorted as the address says."""
    ctx = current_context()
    plan = plans.get(ctx, slug)
    form, filters = narrowed(plans.areas(ctx, plan.id))
    sort = form.sort.data if form.sort.data in overview.SORTS else "plan"
    rows = overview.rows(ctx, plan, filters, sort=sort)
    described = benefits.of_initiatives(ctx, {row.id: row.level for row in rows})
    return page("initiatives/list.html", plan=plan, rows=rows, described=described, filters=form, sort=sort)


def narrowed(areas: list) -> tuple[FilterForm, Filters]:  # type: ignore[type-arg]
    """The filter form as the address fills it, and what it narrows to."""
    form = FilterForm(request.args)
    form.omrade.offer((area.id, f"– {area.name}" if area.parent_id else area.name) for area in areas)
    form.validate()
    return form, Filters(**form.data)
