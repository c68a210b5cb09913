"""The plan's library of measures: listed, shown with their values, added, changed, split into series."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.measures import has_counts
from portfolio.domain.permissions import Permission
from portfolio.forms.measures import MeasureForm, NewMeasureForm, SeriesForm
from portfolio.per_request import current_context
from portfolio.services import exclusions, measure_lists, measures, organisations, plans, series_charts, totals
from portfolio.web.context import page, save, sent
from portfolio.web.series_charts import address_of_series

bp = Blueprint("measures", __name__)


def url(measure: Any, series: Any = None) -> str:
    """The measure's page, with a series in view when there is one."""
    anchor = None if series is None else f"serie-{series.id}"
    return url_for("measures.show", measure_id=measure.id, _anchor=anchor)


@bp.get("/planer/<slug>/matetal")
def library(slug: str) -> ResponseReturnValue:
    """Everything that is measured in the plan, each with its latest value."""
    ctx = current_context()
    plan = plans.get(ctx, slug)
    rows = measure_lists.library(ctx, plan)
    return page("measures/library.html", plan=plan, rows=rows, waiting=sum(row.waiting for row in rows))


@bp.route("/planer/<slug>/matetal/nytt", methods=["GET", "POST"])
def new(slug: str) -> ResponseReturnValue:
    """Add a measure, with the series of the whole."""
    ctx = current_context()
    plan = plans.get(ctx, slug, to=Permission.EDIT_MEASURE)
    form = NewMeasureForm(sent())
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: measures.add(ctx, plan.id, **form.data),
            to=url,
            said="Mätetalet är tillagt. Nu kan värden registreras, och nyttor kan använda det.",
            again=url_for("measures.library", slug=plan.slug),
        )
        if response is not None:
            return response
    return page("measures/edit.html", form, plan=plan, measure=None)


@bp.get("/matetal/<int:measure_id>")
def show(measure_id: int) -> ResponseReturnValue:
    """The measure: what it means, who uses it, and every value of it."""
    ctx = current_context()
    measure = measures.get(ctx, measure_id)
    tables = measure_lists.tables(ctx, measure, measures.present(measure))
    return page(
        "measures/show.html",
        plan=measure.plan,
        measure=measure,
        counted=has_counts(numerator=measure.numerator, denominator=measure.denominator),
        uses=measures.users_of(ctx, measure),
        tables=tables,
        charts=series_charts.of_measure(ctx, measure, [table.series for table in tables]),
        chart_address=address_of_series,
        totals=totals.of_measure(ctx, measure, tables),
        former=measure_lists.former_tables(ctx, measure),
        excluded=exclusions.of_measure(ctx, measure),
    )


@bp.route("/matetal/<int:measure_id>/redigera", methods=["GET", "POST"])
def edit(measure_id: int) -> ResponseReturnValue:
    """Change a measure; where its values would mean something else, that is a new version with a reason."""
    ctx = current_context()
    measure = measures.get(ctx, measure_id, to=Permission.EDIT_MEASURE)
    before = measure.version
    form = MeasureForm(sent(), data={**measures.edited_values(measure), "version": measures.digest(measure)})
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: measures.edit(ctx, measure_id, **form.data),
            to=url,
            said="Mätetalet är sparat.",
            again=url(measure),
        )
        if response is not None:
            return response
        measure = measures.get(ctx, measure_id, to=Permission.EDIT_MEASURE)
    return page(
        "measures/edit.html",
        form,
        plan=measure.plan,
        measure=measure,
        version=before,
        has_values=measures.has_values(ctx, measure),
    )


@bp.route("/matetal/<int:measure_id>/serier/ny", methods=["GET", "POST"])
def add_series(measure_id: int) -> ResponseReturnValue:
    """Measure a unit or a sex on its own, beside the whole."""
    ctx = current_context()
    measure = measures.get(ctx, measure_id, to=Permission.EDIT_MEASURE)
    form = SeriesForm(sent())
    form.unit_id.offer((one.id, "– " * depth + one.name) for one, depth in organisations.tree(ctx))
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: measures.add_series(ctx, measure_id, **form.data),
            to=lambda made: url(measure, made),
            said="Serien är tillagd. Nu kan värden registreras i den.",
            again=url(measure),
        )
        if response is not None:
            return response
    return page("measures/series.html", form, plan=measure.plan, measure=measure)
