"""Liveness and readiness, for whoever keeps the server running."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portfolio.per_request import current_context
from portfolio.services import health

bp = Blueprint("health", __name__)


@bp.get("/halsa")
def show() -> ResponseReturnValue:
    """200 when the database answers and has the tables that this version expects, otherwise 503."""
    ctx = current_context()
    report = health.report(ctx.session, ctx.now)
    return report, 200 if report["status"] == "ok" else 503
