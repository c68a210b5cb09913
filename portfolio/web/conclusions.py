"""Concluding a benefit by decision: with a lesson, or by letting another initiative take it over."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.errors import Conflict, Denied
from portfolio.domain.plans import Change
from portfolio.forms.conclusions import MOVE, ConclusionForm
from portfolio.per_request import current_context
from portfolio.services import benefits, decisions, effects, initiatives, plan_settings, successor_choices
from portfolio.services.context import Context
from portfolio.web.context import page, save, sent
from portfolio.web.initiatives import forum_choices

bp = Blueprint("conclusions", __name__)


@bp.route("/nyttor/<int:benefit_id>/avfor", methods=["GET", "POST"])
def conclude(benefit_id: int) -> ResponseReturnValue:
    """What becomes of the benefit, why, and what was learned."""
    ctx = current_context()
    benefit = benefits.get(ctx, benefit_id)
    initiative = benefit.initiative
    _require(ctx, benefit)
    form = _form(ctx, benefit)
    if request.method == "POST" and form.validate():
        matter: dict[str, Any] = {
            "matter": Matter.CONCLUDE_BENEFIT,
            "outcome": Outcome.APPROVED,
            "benefit_id": benefit_id,
        }
        initiative_id = initiative.id
        response = save(
            ctx,
            form,
            lambda: decisions.record(ctx, initiative_id, **matter, **form.data),
            to=lambda _: _url(benefit_id),
            said="Nyttan är flyttad." if form.way.data == MOVE else "Nyttan är avförd.",
            again=_url(benefit_id),
            version=lambda: decisions.version(initiatives.get(ctx, initiative_id)),
        )
        if response is not None:
            return response
        benefit = benefits.get(ctx, benefit_id)
    return page(
        "conclusions/conclude.html",
        form,
        benefit=benefit,
        initiative=initiative,
        plan=initiative.plan,
        said=effects.of_benefit(ctx, benefit),
        clerk=decisions.as_clerk(ctx, initiative, Matter.CONCLUDE_BENEFIT),
    )


def _url(benefit_id: int) -> str:
    return url_for("benefits.show", benefit_id=benefit_id)


def _require(ctx: Context, benefit: Any) -> None:
    why = decisions.why_not(ctx, benefit.initiative, Matter.CONCLUDE_BENEFIT)
    if why is not None and why.who:
        raise Denied(why.text, who=why.who)
    if request.method == "GET":
        if why is not None:
            raise Conflict(why.text)
        if benefit.concluded_on is not None:
            raise Conflict(f"Nyttan är redan avförd, {benefit.concluded_on.isoformat()}.")


def _form(ctx: Context, benefit: Any) -> ConclusionForm:
    initiative = benefit.initiative
    stored = {
        "version": decisions.version(initiative),
        "decided_on": ctx.today,
        "forum_id": plan_settings.deciding_forum(initiative.plan, Change.CLOSE),
    }
    form = ConclusionForm.of(sent(), stored=stored)
    form.forum_id.offer(forum_choices(ctx, initiative.plan_id))
    form.successor_id.offer(
        (one.id, f"{one.title} ({one.plan.name})") for one in successor_choices.offered(ctx, benefit)
    )
    return form
