"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.errors import Invalid
from portfolio.forms.accounts import SignInForm
from portfolio.services import accounts
from portfolio.web.context import current_context, page
from portfolio.web.security import cookie_name, safe_target, set_cookie

bp = Blueprint("accounts", __name__)


@bp.route("/logga-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """The page to sign in on; afterwards on to where the person was heading."""
    target = safe_target(request.values.get("next")) or url_for("start.show")
    if g.user is not None:
        return redirect(target)
    form = SignInForm(request.form)
    if request.method == "POST" and form.validate():
        ctx = current_context()
        token = ""
        try:
            with ctx.transaction():
                token = accounts.sign_in(
                    ctx, email=form.email.data, password=form.password.data, address=request.remote_addr or ""
                )
            if not token:
                form.show(
                    Invalid(None, "E-postadressen och lösenordet hör inte ihop. Kontrollera båda och försök igen.")
                )
        except Invalid as problem:
            form.show(problem)
        if token:
            response = redirect(target, 303)
            set_cookie(response, "session", token, seconds=int(accounts.LONGEST.total_seconds()))
            return response
    return page("accounts/sign_in.html", form, target=target)


@bp.post("/logga-ut")
def sign_out() -> ResponseReturnValue:
    """End this browser's session."""
    ctx = current_context()
    with ctx.transaction():
        accounts.sign_out(ctx, g.login.id)
    flash("Du är utloggad.")
    response = redirect(url_for("accounts.sign_in"), 303)
    response.delete_cookie(cookie_name("session"), path="/", secure=cookie_name("").startswith("__Host-"))
    return response
