"""The benefit register of a plan: what is narrowed and sorted stands in the address, and can be kept by keeping it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.effects import WORST_FIRST
from portfolio.domain.exports import Content, FileFormat
from portfolio.domain.saved_views import PARAMETERS, query_of
from portfolio.files.csv_text import Dialect
from portfolio.forms.register import RegisterFilterForm
from portfolio.forms.saved_views import SavedViewForm
from portfolio.per_request import current_context
from portfolio.services import exports, goals, plans, register, saved_views, series_charts
from portfolio.services.context import Context
from portfolio.services.register import Filters, Register, Row
from portfolio.web.context import page, save, sent
from portfolio.web.downloads import download

bp = Blueprint("register", __name__)


@bp.route("/planer/<slug>/nyttoregister", methods=["GET", "POST"])
def show(slug: str) -> ResponseReturnValue:
    """The register: so many benefits in each state, then a row for each benefit and measure.

    What is sent to it keeps the view that its address asks for, under a name.
    """
    ctx = current_context()
    plan = plans.get(ctx, slug)
    view = SavedViewForm(sent())
    if request.method == "POST" and view.validate():
        now, _, _ = asked(ctx, plan)
        here = address("register.show", slug)
        response = save(
            ctx,
            view,
            lambda: saved_views.save(ctx, plan.id, asked=now.asked, **view.data),
            to=lambda _: here,
            said="Vyn är sparad. Du hittar den ovanför registret.",
            again=here,
        )
        if response is not None:
            return response
        plan = plans.get(ctx, slug)
    form, found, every = asked(ctx, plan)
    pages = max(1, -(-len(found.rows) // register.PAGE))
    number = min(max(request.args.get("sida", default=1, type=int), 1), pages)
    first = (number - 1) * register.PAGE
    return page(
        "register/show.html",
        view,
        plan=plan,
        views=saved_views.own(ctx, plan),
        query=query_of(form.asked),
        filters=form,
        found=found,
        total=len({row.benefit.id for row in every}),
        rows=found.rows[first : first + register.PAGE],
        small=partial(series_charts.miniature, ctx),
        first=first + 1,
        number=number,
        pages=pages,
        sorted_by=next((text for value, text, chosen, _ in form.sort.iter_choices() if chosen), "läge"),
        states=[state for state in WORST_FIRST if found.counts.get(state)],
        address=address,
    )


@bp.post("/planer/<slug>/nyttoregister/vyer/<int:view_id>/ta-bort")
def remove_view(slug: str, view_id: int) -> ResponseReturnValue:
    """Remove one of one's own views, and show the register as it was."""
    ctx = current_context()
    plans.get(ctx, slug)
    with ctx.transaction():
        name = saved_views.remove(ctx, view_id).name
    flash(f"Vyn {name} är borttagen.")
    return redirect(address("register.show", slug), 303)


@bp.get("/planer/<slug>/nyttoregister.csv")
def spreadsheet(slug: str) -> ResponseReturnValue:
    """What the address shows, every page of it, for a spreadsheet."""
    ctx = current_context()
    plan = plans.get(ctx, slug)
    _, found, _ = asked(ctx, plan)
    standard = request.args.get("dialect") == Dialect.RFC4180
    kind = FileFormat.RFC4180 if standard else FileFormat.CSV
    made = exports.file(ctx, plan, Content.REGISTER, kind, address=benefit_address, shown=found.rows)
    return download(made)


def benefit_address(benefit_id: int) -> str:
    """Where a benefit's page lies, for who reads it elsewhere."""
    return url_for("benefits.show", benefit_id=benefit_id, _external=True)


def address(endpoint: str, slug: str, **changed: Any) -> str:
    """The same view with something changed; another page of it only when that is what changes."""
    kept = {name: request.args[name] for name in PARAMETERS if request.args.get(name)}
    values = {name: value for name, value in {**kept, **changed}.items() if value is not None}
    return url_for(endpoint, slug=slug, **values)


def asked(ctx: Context, plan: Any) -> tuple[RegisterFilterForm, Register, Sequence[Row]]:
    """The filters as the address fills them, what they narrow to, and everything before that."""
    every = register.everything(ctx, plan)
    form = RegisterFilterForm(request.args)
    areas = plans.areas(ctx, plan.id)
    form.omrade.offer((area.id, f"– {area.name}" if area.parent_id else area.name) for area in areas)
    form.initiativ.offer(register.initiatives_of(every))
    form.enhet.offer(register.units_of(every))
    form.offer(
        goals=[(goal.id, "– " * depth + goal.name) for goal, depth in goals.of_plan(ctx, plan.id)],
        timeline=plan.timeline_period,
        today=ctx.today,
    )
    form.validate()
    return form, register.narrowed(every, Filters(**form.data), sort=form.sort.data or "lage"), every
