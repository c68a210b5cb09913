"""Mail that waits or could not be sent, for whoever looks after the installation."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.errors import Conflict
from portfolio.domain.mail import MailState
from portfolio.per_request import current_context, settings
from portfolio.services import outbox
from portfolio.web.context import page

bp = Blueprint("outbox", __name__)


@bp.get("/utskick")
def show() -> ResponseReturnValue:
    """What could not be sent, and what waits."""
    ctx = current_context()
    return page(
        "outbox/show.html",
        counts=outbox.counts(ctx),
        messages=outbox.unsent(ctx),
        MailState=MailState,
        is_sent=settings().smtp is not None,
    )


@bp.post("/utskick/<int:mail_id>/forsok-igen")
def send_again(mail_id: int) -> ResponseReturnValue:
    """Let one that could not be sent wait again."""
    ctx = current_context()
    try:
        with ctx.transaction():
            name = outbox.send_again(ctx, mail_id).user.name
    except Conflict as problem:
        # Pressed twice, or in two windows: what was asked for is done.
        flash(problem.message)
    else:
        flash(f"Mejlet till {name} skickas nästa gång utskick görs.")
    return redirect(url_for("outbox.show"), 303)
