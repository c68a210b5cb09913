"""The audit log."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portfolio.services import audit
from portfolio.web.context import current_context, page

bp = Blueprint("log", __name__)


@bp.get("/logg")
def show() -> ResponseReturnValue:
    """The latest changes first, a page at a time."""
    before = request.args.get("fore", type=int)
    if before is not None and before < 1:
        before = None
    return page("log/list.html", log=audit.log(current_context(), before=before), before=before)
