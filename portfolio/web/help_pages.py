"""The help: the method, the words and the roles."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portfolio.services import method
from portfolio.web.context import page

bp = Blueprint("help", __name__)


@bp.get("/hjalp")
def show() -> ResponseReturnValue:
    """The method on one page."""
    return page("help/show.html", method=method.load())
