"""The decision meeting of a plan: its agenda, what is added to it, and its minutes."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from portfolio.domain.initiatives import FINAL_STATES
from portfolio.domain.permissions import Permission
from portfolio.forms.meetings import NewMatterForm
from portfolio.per_request import current_context
from portfolio.services import decisions, initiatives, overview, people, plans
from portfolio.web.context import page
from portfolio.web.initiative_frame import shown
from portfolio.web.matters import SLUGS, matter_of, words
from portfolio.web.meeting_frame import MATTERS, facts, programme, question, sitting_of

bp = Blueprint("meetings", __name__)


@bp.get("/planer/<slug>/beslut")
def agenda(slug: str) -> ResponseReturnValue:
    """What waits for a decision, what has been decided at this meeting, and the meetings before it."""
    ctx = current_context()
    plan = plans.get(ctx, slug)
    form, sitting = sitting_of(ctx, plan)
    told = programme(ctx, plan, sitting)
    return page(
        "meetings/agenda.html",
        plan=plan,
        choice=form,
        sitting=sitting,
        programme=told,
        missing={one.number: shown(ctx, one.row.initiative, one.row.missing) for one in told.items},
        question=question,
        facts=facts,
        told=decisions.told,
        meetings=decisions.meetings(ctx, plan),
        records=ctx.can(Permission.RECORD_DECISION, plan),
    )


@bp.get("/planer/<slug>/beslut/nytt")
def new(slug: str) -> ResponseReturnValue:
    """Take up a matter that nobody has asked for: choose what it is about, and go on to decide on it."""
    ctx = current_context()
    plan = plans.get(ctx, slug, to=Permission.RECORD_DECISION)
    _, sitting = sitting_of(ctx, plan)
    form = NewMatterForm(request.args)
    rows = [row for row in overview.rows(ctx, plan) if row.state not in FINAL_STATES]
    form.initiativ.offer((row.id, row.title) for row in rows)
    form.sak.offer((SLUGS[matter], words(matter).button) for matter in MATTERS)
    why = None
    asked = "initiativ" in request.args or "sak" in request.args
    if asked and form.validate():
        initiative = initiatives.get(ctx, form.initiativ.data)
        matter = matter_of(form.sak.data)
        why = decisions.why_not(ctx, initiative, matter)
        if why is None or why.missing:
            where = {"initiative_id": initiative.id, "matter": form.sak.data}
            return redirect(sitting.url("meeting_matters.decide", **where), 303)
    return page("meetings/new.html", plan=plan, choice=form, asked=asked, why=why, sitting=sitting)


@bp.get("/planer/<slug>/beslut/protokoll")
def minutes(slug: str) -> ResponseReturnValue:
    """What one forum decided on one day, to be read, printed and signed."""
    ctx = current_context()
    plan = plans.get(ctx, slug)
    _, sitting = sitting_of(ctx, plan)
    told = decisions.minutes(ctx, plan, on=sitting.on, forum_id=sitting.forum_id)
    recorders = {row.decision.recorded_by for row in told.matters if row.decision.recorded_by is not None}
    roles = people.roles_in(ctx.session, plan.id, recorders)
    return page("meetings/minutes.html", plan=plan, sitting=sitting, minutes=told, roles=roles, told=decisions.told)
