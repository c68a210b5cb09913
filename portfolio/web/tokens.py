"""One's own API tokens: made, shown once, and revoked."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.forms.accounts import TokenForm
from portfolio.per_request import current_context
from portfolio.services import tokens
from portfolio.web.context import page, save, sent

bp = Blueprint("tokens", __name__)


@bp.route("/konto/nycklar/ny", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Make a token. It is shown in the answer itself, this once, and nowhere else."""
    ctx = current_context()
    user_id = g.user.id
    usual, latest = tokens.days(ctx)
    form = TokenForm(sent(), data={"expires_on": usual})
    roles, plans = tokens.grantable(ctx)
    form.offer(roles=roles, plans=[(plan.id, plan.name) for plan in plans])
    if request.method == "POST" and form.validate():
        account = url_for("accounts.show")
        made: list[tuple[str, str]] = []

        def add() -> None:
            token, secret = tokens.add(ctx, user_id, **form.data)
            made.append((token.name, secret))

        response = save(ctx, form, add, to=lambda _: account, said="Nyckeln är skapad.", again=account)
        if response is not None:
            return page("accounts/token_made.html", name=made[0][0], secret=made[0][1]) if made else response
    return page("accounts/token.html", form, latest=latest)


@bp.post("/konto/nycklar/<int:token_id>/aterkalla")
def revoke(token_id: int) -> ResponseReturnValue:
    """Make one of one's own tokens useless."""
    ctx = current_context()
    with ctx.transaction():
        name = tokens.revoke(ctx, token_id).name
    flash(f"Nyckeln {name} är återkallad.")
    return redirect(url_for("accounts.show"), 303)
