"""Plans: all of them, the overview of one, and its initiatives."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portfolio.domain.comparisons import Evidence
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.effects import WORST_FIRST
from portfolio.domain.initiatives import InitiativeState
from portfolio.forms.initiatives import FilterForm
from portfolio.per_request import current_context
from portfolio.services import benefits, overview, plans, portfolios, snapshots
from portfolio.services.overview import Filters
from portfolio.web.context import page

bp = Blueprint("plans", __name__)


@bp.get("/planer")
def index() -> ResponseReturnValue:
    """The plans that exist for this person."""
    return page("plans/list.html", plans=plans.visible(current_context()))


@bp.get("/planer/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """The portfolio: what needs somebody, how it goes with effects, and the initiatives by area, state and level."""
    ctx = current_context()
    plan = plans.get(ctx, slug)
    whole = portfolios.portfolio(ctx, plan)
    rows = whole.initiatives
    areas = overview.grouped(rows, plans.areas(ctx, plan.id))
    return page(
        "plans/show.html",
        plan=plan,
        rows=rows,
        total=overview.count(rows),
        areas=[(area, overview.count(of_area)) for area, of_area in areas],
        states=[state for state in InitiativeState if any(row.state is state for row in rows)],
        levels=[*ComplexityLevel, None],
        portfolio=whole,
        effect_states=[state for state in reversed(WORST_FIRST) if whole.whole.states.get(state)],
        evidence=[one for one in (*Evidence, None) if whole.whole.evidence.get(one)],
        trend=snapshots.trend(ctx, plan),
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
