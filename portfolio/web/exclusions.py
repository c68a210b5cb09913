"""Times that a measure leaves out of the reckoning: added, changed, and counted again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.permissions import Permission
from portfolio.forms.exclusions import ExclusionForm, LiftForm, NewExclusionForm
from portfolio.per_request import current_context
from portfolio.services import exclusions, measures
from portfolio.web.context import page, save, sent

bp = Blueprint("exclusions", __name__)


@bp.route("/matetal/<int:measure_id>/undantag/nytt", methods=["GET", "POST"])
def new(measure_id: int) -> ResponseReturnValue:
    """Leave a time out, with the reason."""
    ctx = current_context()
    measure = measures.get(ctx, measure_id, to=Permission.EDIT_MEASURE)
    form = NewExclusionForm(sent())
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: exclusions.add(ctx, measure_id, **form.data),
            to=lambda row: _url(row.measure_id),
            said="Perioden räknas inte längre. Nyttornas sidor visar resultatet med och utan den.",
            again=_url(measure_id),
        )
        if response is not None:
            return response
        measure = measures.get(ctx, measure_id, to=Permission.EDIT_MEASURE)
    return page("exclusions/edit.html", form, plan=measure.plan, measure=measure, row=None)


@bp.route("/undantag/<int:exclusion_id>", methods=["GET", "POST"])
def edit(exclusion_id: int) -> ResponseReturnValue:
    """Change which time is left out, or why."""
    ctx = current_context()
    row = exclusions.get(ctx, exclusion_id)
    if row.lifted_at is not None:
        return _already_counted(row)
    form = ExclusionForm(sent(), data={**exclusions.stored(row), "version": exclusions.digest(row)})
    if request.method == "POST" and form.validate():
        back = _url(row.measure_id)
        response = save(
            ctx,
            form,
            lambda: exclusions.edit(ctx, exclusion_id, **form.data),
            to=lambda _: back,
            said="Undantaget är sparat.",
            again=back,
        )
        if response is not None:
            return response
        row = exclusions.get(ctx, exclusion_id)
    return page("exclusions/edit.html", form, plan=row.measure.plan, measure=row.measure, row=row)


@bp.route("/undantag/<int:exclusion_id>/upphav", methods=["GET", "POST"])
def lift(exclusion_id: int) -> ResponseReturnValue:
    """Count the time again, with the reason."""
    ctx = current_context()
    row = exclusions.get(ctx, exclusion_id)
    if row.lifted_at is not None:
        return _already_counted(row)
    form = LiftForm(sent())
    if request.method == "POST" and form.validate():
        back = _url(row.measure_id)
        response = save(
            ctx,
            form,
            lambda: exclusions.lift(ctx, exclusion_id, **form.data),
            to=lambda _: back,
            said="Perioden räknas igen.",
            again=back,
        )
        if response is not None:
            return response
        row = exclusions.get(ctx, exclusion_id)
    return page("exclusions/lift.html", form, plan=row.measure.plan, measure=row.measure, row=row)


def _already_counted(row: Any) -> ResponseReturnValue:
    flash("Perioden räknas redan igen.")
    return redirect(_url(row.measure_id), 303)


def _url(measure_id: int) -> str:
    """Where the measure's page tells of its times."""
    return url_for("measures.show", measure_id=measure_id, _anchor="undantag")
