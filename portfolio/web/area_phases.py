"""The timetables of a whole area on one page: changed in lists, reviewed, and saved together."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.area_plans import AreaPreview, AreaUnexplained, AreaUnreviewed
from portfolio.forms.area_phases import AreaPhasesForm
from portfolio.per_request import current_context
from portfolio.services import area_phases, plans
from portfolio.services.context import Context
from portfolio.web.context import page, save, sent

bp = Blueprint("area_phases", __name__)


@bp.route("/planer/<slug>/tidplan/andra", methods=["GET", "POST"])
def edit(slug: str) -> ResponseReturnValue:
    """The planned phases of the area's initiatives. What is sent is shown as old and new before it is saved."""
    ctx = current_context()
    plan = plans.get(ctx, slug)
    area = area_phases.area(ctx, plan, request.args.get("omrade", type=int))
    area_id = area.id
    form = AreaPhasesForm.of(sent(), rows=area_phases.rows(ctx, plan, area), timeline=plan.timeline_period)
    here = url_for("area_phases.edit", slug=slug, omrade=area_id)
    preview = None
    if request.method == "POST" and form.validate():
        try:
            response = _save(ctx, form, area_id, here=here)
        except (AreaUnreviewed, AreaUnexplained) as asked:
            preview = asked.preview
        else:
            if response is not None:
                return response
    plan = plans.get(ctx, slug)
    return page(
        "area_phases/edit.html",
        form,
        plan=plan,
        area=area_phases.area(ctx, plan, area_id),
        areas=area_phases.areas(ctx, plan),
        preview=preview,
    )


def _save(ctx: Context, form: AreaPhasesForm, area_id: int, *, here: str) -> ResponseReturnValue | None:
    """Save what was sent. Raises AreaUnreviewed, or AreaUnexplained when the form tells what the reason lacks."""
    asked: list[AreaUnexplained] = []

    def work() -> AreaPreview:
        try:
            return area_phases.plan_area(ctx, area_id, **form.data)
        except AreaUnexplained as problem:
            asked.append(problem)
            raise

    def arrive(done: AreaPreview) -> str:
        return _arrive(done, moved=bool(form.data["along"]), to=here)

    response = save(ctx, form, work, to=arrive, said="Tidplanerna är sparade.", again=here)
    if asked:
        raise asked[0]
    return response


def _arrive(done: AreaPreview, *, moved: bool, to: str) -> str:
    """Back to the area, where it also says what was moved along."""
    titles = [one.move.title for one in done.moves if one.move.moves]
    if moved and titles:
        flash(f"Flyttades med: {', '.join(f'”{title}”' for title in titles)}.")
    return to
