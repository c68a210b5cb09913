"""Files of what a plan holds: the page to choose on, the file itself, and templates to fill in."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portfolio.domain.errors import NotFound
from portfolio.domain.exports import Content
from portfolio.domain.saved_views import PARAMETERS
from portfolio.forms.exports import ExportForm, content_of, format_of
from portfolio.per_request import current_context
from portfolio.services import exports, overview, plans
from portfolio.services.context import Context
from portfolio.services.overview import Filters
from portfolio.web import register
from portfolio.web.context import page
from portfolio.web.downloads import download
from portfolio.web.plans import narrowed

bp = Blueprint("exports", __name__)

#: What narrows everything but the register, which has filters of its own.
FIELDS = ("q", "omrade", "fas", "lage", "niva", "tidplan", "sent")

#: What the page offers, in two groups.
RETURNING = tuple(one for one in Content if not one.is_flat)
FLAT = tuple(one for one in Content if one.is_flat)


@bp.get("/planer/<slug>/export")
def show(slug: str) -> ResponseReturnValue:
    """What can be taken out, narrowed as the address says."""
    ctx = current_context()
    plan = plans.get(ctx, slug)
    content = _content()
    filters: Any
    if content is Content.REGISTER:
        filters, _, _ = register.asked(ctx, plan)
        fields: tuple[str, ...] = PARAMETERS
    else:
        filters, _ = narrowed(plans.areas(ctx, plan.id))
        fields = FIELDS
    return page(
        "exports/show.html",
        plan=plan,
        content=content,
        returning=RETURNING,
        flat=FLAT,
        kinds=exports.kinds_of(content),
        filters=filters,
        fields=fields,
        chosen=ExportForm(request.args),
        same={name: request.args[name][:200] for name in ("q", "omrade") if request.args.get(name)},
    )


@bp.get("/planer/<slug>/export/fil")
def file(slug: str) -> ResponseReturnValue:
    """The file, narrowed as the address says."""
    ctx = current_context()
    plan = plans.get(ctx, slug)
    content, kind = _content(), format_of(request.args.get("format"))
    if kind is None:
        raise NotFound("Filen finns som xlsx, csv och json. Välj något av dem på sidan Export.")
    told: dict[str, Any] = {"address": register.benefit_address}
    if content is Content.REGISTER:
        told["shown"] = register.asked(ctx, plan)[1].rows
    else:
        told["initiatives"] = _initiatives(ctx, plan)
    return download(exports.file(ctx, plan, content, kind, **told))


@bp.get("/planer/<slug>/export/mall")
def template(slug: str) -> ResponseReturnValue:
    """An empty workbook to fill in, with what the plan offers to choose among."""
    ctx = current_context()
    plan = plans.get(ctx, slug)
    content = _content()
    if content.is_flat:
        raise NotFound("Nyttoregistret, faserna och de uppmätta värdena läses inte in, så de har ingen mall.")
    return download(exports.template(ctx, plan, content))


def _content() -> Content:
    found = content_of(request.args.get("vad"))
    if found is None:
        raise NotFound("Det går inte att exportera. Välj något på sidan Export.")
    return found


def _initiatives(ctx: Context, plan: Any) -> Collection[int] | None:
    """The initiatives that the address narrows to; None when it narrows to nothing at all."""
    _, filters = narrowed(plans.areas(ctx, plan.id))
    return None if filters == Filters() else {row.id for row in overview.rows(ctx, plan, filters)}
