"""The first page after signing in: what waits for this person."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portfolio.per_request import current_context
from portfolio.services import tasks
from portfolio.web.context import page

bp = Blueprint("start", __name__)


@bp.get("/")
def show() -> ResponseReturnValue:
    """Mina uppgifter."""
    ctx = current_context()
    return page("start/show.html", tasks=tasks.waiting(ctx), meetings=tasks.meetings(ctx))
