"""A plan's library: what has ended and what was learned, searched by what the address says."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portfolio.domain.search import excerpt, marked
from portfolio.forms.lessons import LibraryForm
from portfolio.per_request import current_context
from portfolio.services import lessons, plans
from portfolio.services.overview import Filters
from portfolio.web.context import page

bp = Blueprint("lessons", __name__)

#: So many lessons stand on the page; whoever looks for another one searches.
MOST_SHOWN = 100


@bp.get("/planer/<slug>/avslutade")
def library(slug: str) -> ResponseReturnValue:
    """The initiatives that have ended, and lessons from all of the plan's."""
    ctx = current_context()
    plan = plans.get(ctx, slug)
    form = LibraryForm(request.args)
    areas = plans.areas(ctx, plan.id)
    form.omrade.offer((area.id, f"– {area.name}" if area.parent_id else area.name) for area in areas)
    form.validate()
    found = lessons.library(ctx, plan, form.words, Filters(**form.data))
    return page(
        "lessons/library.html",
        plan=plan,
        filters=form,
        found=found,
        shown=found.lessons[:MOST_SHOWN],
        marked=marked,
        excerpt=excerpt,
    )
