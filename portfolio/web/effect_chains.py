"""The chain of effect of a plan: a layered picture, and a nested list that tells the same."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portfolio.domain.effect_chains import Kind, narrowed, picture
from portfolio.forms.effect_chains import ChainFilterForm
from portfolio.per_request import current_context
from portfolio.services import effect_chains, plans
from portfolio.web.context import page

bp = Blueprint("effect_chains", __name__)


@bp.get("/planer/<slug>/effektkedja")
def show(slug: str) -> ResponseReturnValue:
    """From enablers over changed states and benefits to goals, and what leads nowhere."""
    ctx = current_context()
    plan = plans.get(ctx, slug)
    told = effect_chains.told(ctx, plan)
    areas = plans.areas(ctx, plan.id)
    form = ChainFilterForm(request.args)
    form.omrade.offer((area.id, f"– {area.name}" if area.parent_id else area.name) for area in areas)
    form.initiativ.offer((one.id, one.title) for one in told.initiatives)
    form.validate()
    shown = set(effect_chains.shown(told, **form.chosen))
    chain = narrowed(told, shown, whole=not form.active)
    return page(
        "effect_chains/show.html",
        plan=plan,
        chain=chain,
        told=told,
        Kind=Kind,
        filters=form,
        areas=[area for area in areas if area.parent_id is None],
        drawn=picture(chain) if chain.edges and chain.is_readable else None,
        titles={
            "initiatives": {one.id: one.title for one in told.initiatives},
            "enablers": {one.id: one for one in told.enablers},
            "goals": {one.id: one.title for one in told.goals},
        },
    )
