"""The plan's timeline: a table on the page, and the same rows drawn as SVG, PNG and PDF."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.errors import NotFound
from portfolio.domain.initiatives import InitiativeKind
from portfolio.domain.timeline import TimelineItem
from portfolio.per_request import current_context
from portfolio.services import plans, timelines
from portfolio.web.context import page
from portfolio.web.plans import narrowed

bp = Blueprint("timeline", __name__)

TYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}


@bp.get("/planer/<slug>/tidplan")
def show(slug: str) -> ResponseReturnValue:
    """Areas as groups, initiatives as rows, quarters as columns."""
    ctx = current_context()
    plan = plans.get(ctx, slug)
    form, filters = narrowed(plans.areas(ctx, plan.id))
    picture = timelines.picture(ctx, plan, filters, href=lambda row: url_for("initiatives.show", initiative_id=row.id))
    return page(
        "timeline/show.html", plan=plan, picture=picture, groups=picture.groups, grid=picture.grid, filters=form
    )


@bp.get("/planer/<slug>/tidplan.<any(svg, png, pdf):kind>")
def drawn(slug: str, kind: str) -> ResponseReturnValue:
    """The same timeline as a file, narrowed by the same address."""
    ctx = current_context()
    plan = plans.get(ctx, slug)
    if kind not in TYPES:
        raise NotFound
    _form, filters = narrowed(plans.areas(ctx, plan.id))
    content = timelines.draw(ctx, plan, kind, filters)
    headers = {"Content-Disposition": f'inline; filename="tidplan-{plan.slug}.{kind}"'}
    if request.args.get("ladda-ner"):
        headers["Content-Disposition"] = headers["Content-Disposition"].replace("inline", "attachment")
    return Response(content, mimetype=TYPES[kind], headers=headers)


def item_of_initiative(initiative: Any) -> TimelineItem:
    """One initiative as the little bar in its header shows it."""
    return TimelineItem(
        id=initiative.id,
        title=initiative.title,
        group=initiative.area.name,
        phases=initiative.times(),
        example=any(phase.example for phase in initiative.phases),
        ongoing=initiative.kind is InitiativeKind.ONGOING,
    )
