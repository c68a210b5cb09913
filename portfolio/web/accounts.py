"""Signing in and out, and one's own account."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portfolio.domain.errors import Invalid
from portfolio.forms.accounts import PasswordForm, SignInForm
from portfolio.per_request import current_context
from portfolio.services import accounts, calendars, tokens
from portfolio.web import carried_forms
from portfolio.web.context import page, save, sent
from portfolio.web.security import cookie_name, safe_target, set_cookie

bp = Blueprint("accounts", __name__)


@bp.route("/logga-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """The page to sign in on; afterwards on to where the person was heading, with what they had typed there."""
    target = safe_target(request.values.get("next")) or url_for("start.show")
    form = SignInForm(request.form)
    if g.user is not None:
        return redirect(_carry(form, target))
    if request.method == "POST" and form.validate():
        response = _sign_in(form, target)
        if response is not None:
            return response
    return page("accounts/sign_in.html", form, target=target)


@bp.post("/logga-ut")
def sign_out() -> ResponseReturnValue:
    """End this browser's session."""
    ctx = current_context()
    with ctx.transaction():
        accounts.sign_out(ctx, g.login.id)
    return _signed_out("Du är utloggad.")


@bp.route("/konto", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """Who one is here: roles, password, the browsers in which one has signed in, and API tokens."""
    ctx = current_context()
    form = PasswordForm(sent())
    if request.method == "POST" and form.validate():
        response = _change_password(form)
        if response is not None:
            return response
    return page(
        "accounts/show.html",
        form,
        roles=accounts.held_roles(ctx),
        logins=accounts.live_sessions(ctx),
        present=g.login.id,
        minimum=accounts.MINIMUM_PASSWORD,
        tokens=tokens.own(ctx),
        calendar=calendars.own(ctx),
        now=ctx.now,
    )


@bp.post("/konto/inloggningar/<int:login_id>/avsluta")
def end_session(login_id: int) -> ResponseReturnValue:
    """End one of one's own sessions, in this browser or another."""
    ctx = current_context()
    present = g.login.id
    with ctx.transaction():
        accounts.end_session(ctx, login_id)
    if login_id == present:
        return _signed_out("Du är utloggad.")
    flash("Inloggningen är avslutad.")
    return redirect(url_for("accounts.show"), 303)


@bp.post("/konto/inloggningar/avsluta")
def end_all() -> ResponseReturnValue:
    """End all of one's own sessions, this one too."""
    ctx = current_context()
    with ctx.transaction():
        accounts.end_every_session(ctx)
    return _signed_out("Du är utloggad överallt.")


def _sign_in(form: SignInForm, target: str) -> Response | None:
    """Try the password; on success on to the target, else None with the problem in the form."""
    ctx = current_context()
    token = ""
    try:
        with ctx.transaction():
            attempt_id = accounts.attempt(ctx, email=form.email.data, address=request.remote_addr or "")
    except Invalid as problem:
        form.show(problem)
        return None
    proof = accounts.verified(ctx, email=form.email.data, password=form.password.data)
    if proof is not None:
        with ctx.transaction():
            token = accounts.sign_in(ctx, proof, attempt_id=attempt_id)
            if token:
                fields = carried_forms.unpack(form.carried.data)
                target = carried_forms.keep(ctx, proof.user_id, path=target, fields=fields)
    if not token:
        form.show(Invalid(None, "E-postadressen och lösenordet hör inte ihop. Kontrollera båda och försök igen."))
        return None
    response = redirect(target, 303)
    set_cookie(response, "session", token, seconds=int(accounts.LONGEST.total_seconds()))
    return response


def _carry(form: SignInForm, target: str) -> str:
    """Where somebody goes on to who had signed in already, in another tab, with what this page held for them."""
    fields = carried_forms.unpack(form.carried.data)
    if request.method != "POST" or not fields:
        return target
    ctx = current_context()
    with ctx.transaction():
        return carried_forms.keep(ctx, g.user.id, path=target, fields=fields)


def _change_password(form: PasswordForm) -> Response | None:
    ctx = current_context()
    email, present = g.user.email, g.login.id
    try:
        accounts.check_password(form.new_password.data, field="new_password")
        with ctx.transaction():
            attempt_id = accounts.attempt(ctx, email=email, address=request.remote_addr or "")
    except Invalid as problem:
        form.show(problem)
        return None
    # Both are slow on purpose, so nobody waits for them with the database locked.
    proof = accounts.verified(ctx, email=email, password=form.password.data)
    password_hash = accounts.hash_password(form.new_password.data) if proof is not None else ""
    return save(
        ctx,
        form,
        lambda: accounts.change_password(ctx, proof, password_hash=password_hash, attempt_id=attempt_id, keep=present),
        to=lambda _: url_for("accounts.show"),
        said="Lösenordet är bytt. I andra webbläsare är du utloggad.",
        again=url_for("accounts.show"),
    )


def _signed_out(message: str) -> Response:
    flash(message)
    response = redirect(url_for("accounts.sign_in"), 303)
    response.delete_cookie(cookie_name("session"), path="/", secure=cookie_name("").startswith("__Host-"))
    return response
