"""How often one is reminded by e-mail."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.task_kinds import MailRhythm
from portfolio.domain.versions import version_of
from portfolio.forms.accounts import RhythmForm
from portfolio.per_request import current_context, settings
from portfolio.services import reminders
from portfolio.web.context import page, save, sent

bp = Blueprint("reminders", __name__)


@bp.route("/konto/paminnelser", methods=["GET", "POST"])
def choose() -> ResponseReturnValue:
    """Choose how often. Every reminder leads here."""
    ctx = current_context()
    stored = reminders.rhythm(ctx)
    form = RhythmForm(sent(), data={**stored, "version": version_of(stored)})
    if request.method == "POST" and form.validate():
        account = url_for("accounts.show", _anchor="paminnelser")
        response = save(
            ctx,
            form,
            lambda: reminders.choose_rhythm(ctx, **form.data),
            to=lambda _: account,
            said="Du får inga påminnelser med e-post."
            if form.mail_rhythm.data is MailRhythm.NEVER
            else "Det är sparat hur ofta du påminns.",
            again=account,
        )
        if response is not None:
            return response
    return page("accounts/reminders.html", form, is_sent=settings().smtp is not None)
