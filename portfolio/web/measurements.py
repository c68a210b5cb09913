"""Measured values: recorded by row or as a pasted column, handed in, reviewed, sent back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.errors import Invalid
from portfolio.domain.measures import Frequency, has_counts
from portfolio.domain.periods import Period, from_code
from portfolio.domain.permissions import Permission
from portfolio.forms.measurements import MOST_ROWS, DraftsForm, RecordForm, ReturnForm, ReviewForm
from portfolio.per_request import current_context
from portfolio.services import measure_lists, measurements, plans, reviewers
from portfolio.services.context import Context
from portfolio.services.measurements import Unlikely
from portfolio.web.context import page, save, sent
from portfolio.web.measures import url as measure_url

bp = Blueprint("measurements", __name__)


@bp.route("/serier/<int:series_id>/matvarden/nytt", methods=["GET", "POST"])
def record(series_id: int) -> ResponseReturnValue:
    """Record values of a series: in the rows of the expected periods, or as a pasted column."""
    ctx = current_context()
    series = measurements.series(ctx, series_id, to=Permission.RECORD_VALUE)
    corrected = _asked_for(request.args.get("period"))
    form = _record_form(ctx, series, corrected)
    if request.method == "POST" and form.validate():
        response = _save_values(ctx, series, form)
        if response is not None:
            return response
        series = measurements.series(ctx, series_id, to=Permission.RECORD_VALUE)
    return page(
        "measurements/record.html",
        form,
        plan=series.measure.plan,
        series=series,
        measure=series.measure,
        name=measure_lists.name_of(series),
        corrected=corrected,
        stored=measure_lists.of_period(ctx, series, corrected) if corrected else None,
        earlier=measure_lists.earlier(ctx, series),
        other_row=MOST_ROWS - 1,
        is_survey=measurements.compares_counts(series.measure),
    )


@bp.post("/serier/<int:series_id>/lamna-in")
def submit(series_id: int) -> ResponseReturnValue:
    """Hand in the drafts that stood on the measure's page."""
    ctx = current_context()
    series = measurements.series(ctx, series_id, to=Permission.RECORD_VALUE)
    [table] = measure_lists.tables(ctx, series.measure, [series])
    form = DraftsForm(sent())
    form.measurements.offer((one.id, one.period.label) for one in table.drafts)
    back = measure_url(series.measure, series)
    if form.validate():
        count = len(form.measurements.data)
        response = save(
            ctx,
            form,
            lambda: measurements.submit(ctx, form.measurements.data),
            to=lambda _: back,
            said=f"{_values(count)} {'inlämnat' if count == 1 else 'inlämnade'}. Någon annan granskar.",
            again=back,
        )
        if response is not None:
            return response
    flash("Inget är inlämnat: utkasten har ändrats sedan sidan öppnades. Se efter vad som står nu och försök igen.")
    return redirect(back, 303)


@bp.route("/planer/<slug>/granska", methods=["GET", "POST"])
def review(slug: str) -> ResponseReturnValue:
    """The plan's values that wait for review: ticked, or all that this person may review."""
    ctx = current_context()
    plan = plans.get(ctx, slug, to=Permission.REVIEW_VALUE)
    groups = measure_lists.to_review(ctx, plan)
    form = ReviewForm(sent())
    mine = [one.value for _, rows in groups for one in rows if not one.why_not]
    for field in (form.measurements, form.shown):
        field.offer((one.id, one.period.label) for one in mine)
    here = url_for("measurements.review", slug=plan.slug)
    if request.method == "POST" and form.validate():
        count = len(form.chosen)
        response = save(
            ctx,
            form,
            lambda: measurements.review(ctx, form.chosen),
            to=lambda _: here,
            said="1 värde är granskat." if count == 1 else f"{count} värden är granskade.",
            again=here,
        )
        if response is not None:
            return response
        groups = measure_lists.to_review(ctx, plans.get(ctx, slug, to=Permission.REVIEW_VALUE))
    return page(
        "measurements/review.html",
        form,
        plan=plan,
        groups=[(series, measure_lists.name_of(series), rows) for series, rows in groups],
        mine=mine,
        total=sum(len(rows) for _, rows in groups),
    )


@bp.route("/matvarden/<int:measurement_id>/aterlamna", methods=["GET", "POST"])
def send_back(measurement_id: int) -> ResponseReturnValue:
    """Send a value back to whoever recorded it, with what has to change."""
    ctx = current_context()
    value = measurements.get(ctx, measurement_id, to=Permission.REVIEW_VALUE)
    for problem in reviewers.why_not(ctx, [value]).values():
        raise problem
    plan = value.series.measure.plan
    form = ReturnForm(sent())
    to_review = url_for("measurements.review", slug=plan.slug)
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: measurements.send_back(ctx, measurement_id, **form.data),
            to=lambda _: to_review,
            said="Värdet är återlämnat. Den som registrerade det ser varför på mätetalets sida.",
            again=to_review,
        )
        if response is not None:
            return response
        value = measurements.get(ctx, measurement_id, to=Permission.REVIEW_VALUE)
    return page(
        "measurements/send_back.html",
        form,
        plan=plan,
        value=value,
        measure=value.series.measure,
        name=measure_lists.name_of(value.series),
    )


def _record_form(ctx: Context, series: Any, corrected: Period | None) -> RecordForm:
    measure = series.measure
    data: dict[str, Any] = {}
    if corrected is None:
        periods = measure_lists.expected(ctx, series)
    else:
        periods = [corrected]
        stored = measure_lists.of_period(ctx, series, corrected)
        counted = stored is not None and stored.numerator is not None
        if stored is not None:
            data = {
                # The counts make the value, so a corrected count is not held against the old value.
                "value_0": None if counted else stored.value,
                "numerator_0": stored.numerator,
                "denominator_0": stored.denominator,
                "sent_0": stored.sent,
                "no_value_reason_0": stored.no_value_reason,
                "comment": stored.comment,
                "influences": stored.influences,
                "evidence_link": stored.evidence_link,
            }
    return RecordForm.of(
        sent(),
        periods=periods,
        frequency=measure.frequency or Frequency.ONCE,
        has_counts=has_counts(numerator=measure.numerator, denominator=measure.denominator),
        data=data,
    )


def _save_values(ctx: Context, series: Any, form: RecordForm) -> ResponseReturnValue | None:
    back = measure_url(series.measure, series)
    handed_in = bool(form.submit.data)
    try:
        return save(
            ctx,
            form,
            lambda: measurements.record(ctx, series.id, form.entries, submit=handed_in, confirmed=form.is_confirmed),
            to=lambda _: back,
            said=_said(form, handed_in=handed_in),
            again=back,
        )
    except Unlikely as problem:
        form.ask(problem.rows)
        return None


def _said(form: RecordForm, *, handed_in: bool) -> str:
    """What was saved, so that whoever pasted a column sees that it became what they meant."""
    periods = [one.period.label for one in form.entries]
    told = periods[0] if len(periods) == 1 else f"{periods[0]} till {periods[-1]}"
    one = len(periods) == 1
    if handed_in:
        return f"{_values(len(periods))} {'inlämnat' if one else 'inlämnade'}: {told}. Någon annan granskar."
    done = "sparat" if one else "sparade"
    return f"{_values(len(periods))} {done} som utkast: {told}. Lämna in när du är klar."


def _values(count: int) -> str:
    return "1 värde är" if count == 1 else f"{count} värden är"


def _asked_for(code: str | None) -> Period | None:
    """The period to correct, as the link tells it; what cannot be read is as if it had not been there."""
    try:
        return from_code(code) if code else None
    except Invalid:
        return None
