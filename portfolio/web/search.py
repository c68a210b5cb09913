"""Search in everything, and the initiatives that look like a title while it is typed."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portfolio.domain.search import LONGEST, excerpt, marked
from portfolio.per_request import current_context
from portfolio.services import plans, search, similarity
from portfolio.web.context import page

bp = Blueprint("search", __name__)


@bp.get("/sok")
def show() -> ResponseReturnValue:
    """What holds the words of the address; without any, what can be searched for."""
    query = request.args.get("q", "").strip()[:LONGEST]
    kind = request.args.get("slag")
    kind = kind if kind in search.KINDS else None
    found = search.search(current_context(), query, kind=kind)
    return page("search/show.html", query=query, kind=kind, found=found, marked=marked, excerpt=excerpt)


@bp.get("/initiativ/liknande")
def similar() -> ResponseReturnValue:
    """A part of a page: the initiatives that look like the title that is being typed; nothing without a plan."""
    ctx = current_context()
    slug = request.args.get("plan", "")
    plan = next((one for one in plans.open_for_proposals(ctx) if one.slug == slug), None)
    title, besides = request.args.get("titel", ""), request.args.get("utom", type=int)
    found = similarity.lookalikes(ctx, plan.id, title, besides=besides) if plan is not None else []
    return page("search/similar.html", found=found)
