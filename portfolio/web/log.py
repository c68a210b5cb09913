"""The audit log."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portfolio.domain.log_words import deed
from portfolio.per_request import current_context, settings
from portfolio.services import audit
from portfolio.web.context import page

bp = Blueprint("log", __name__)


@bp.get("/logg")
def show() -> ResponseReturnValue:
    """The latest changes first, a page at a time."""
    before = request.args.get("fore", type=int)
    if before is not None and before < 1:
        before = None
    ctx = current_context()
    log = audit.log(ctx, before=before)
    told = audit.told(ctx, log.links, zone=settings().timezone)
    return page("log/list.html", log=log, told=told, deed=deed, most=audit.SHOWN, before=before)
